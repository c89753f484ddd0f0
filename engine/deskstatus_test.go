package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/store"

	"github.com/emersion/go-smtp"
)

// The mail server refuses a person's address for good. An admin sees it in the
// server's words, puts the address right and has it tried again: the same
// message with the same Message-ID goes to the new address, once.
func TestARefusedMailIsMended(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.withSat()
	b.box.refuse = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "User unknown here"}
	b.wake()
	b.box.refuse = nil
	ctx := context.Background()
	admin := b.sit(access.Admin, "admin-1")
	h, err := admin.Health(ctx)
	if err != nil || len(h.Mail.Dead) == 0 || h.Mail.Sent != 0 || h.Mail.Failed == 0 {
		t.Fatalf("%+v: %v", h.Mail, err)
	}
	dead := h.Mail.Dead[slices.IndexFunc(h.Mail.Dead, func(l Letter) bool { return l.Person == "chair-1" })]
	if !strings.Contains(dead.Reply, "User unknown here") || !dead.Mend || len(h.Mail.Heard) == 0 || !strings.Contains(h.Mail.Heard[0].Reply, "User unknown here") {
		t.Errorf("%+v, %+v", dead, h.Mail.Heard)
	}
	for i := range b.People {
		if b.People[i].ID == "chair-1" {
			b.People[i].Email = "put.right@council.example"
		}
	}
	before, err := b.Store().Sending(dead.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []*Desk{b.sit(access.Auditor, "auditor-1"), b.sit(access.Coordinator, "coordinator-1")} {
		if err := d.TryAgain(ctx, dead.ID); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s has mail tried again: %v", d.Viewer().ID, err)
		}
	}
	if err := admin.TryAgain(ctx, "no such"); !errors.Is(err, ErrNotThere) {
		t.Error(err)
	}
	if err := admin.TryAgain(ctx, dead.ID); err != nil {
		t.Fatal(err)
	}
	if trail := b.trail(); trail[len(trail)-1].Action != "mend" || trail[len(trail)-1].By != "admin-1" {
		t.Errorf("the trail ends with %+v", trail[len(trail)-1])
	}
	var refused *Refused
	if err := admin.TryAgain(ctx, dead.ID); !errors.As(err, &refused) {
		t.Errorf("twice: %v", err)
	}
	b.box.take()
	b.later(time.Minute)
	_, mail := b.wake()
	mine := slices.DeleteFunc(mail, func(l letter) bool { return !strings.Contains(l.body, before.MessageID) })
	if len(mine) != 1 || mine[0].to != "put.right@council.example" {
		t.Fatalf("%d messages, %+v", len(mine), mine)
	}
	after, err := b.Store().Sending(dead.ID)
	if err != nil || after.State != store.Sent || string(after.Message) != string(before.Message) {
		t.Errorf("%s: %v", after.State, err)
	}
	if h, _ = admin.Health(ctx); h.Mail.Sent == 0 || !h.Mail.Accepted.Equal(b.now()) {
		t.Errorf("%+v", h.Mail)
	}
}

// The status holds no case, and what is of all authorities together is told to
// those alone who may see the status of all.
func TestTheStatusNamesNoCase(t *testing.T) {
	b := newBench(t, "2026-03-02")
	ids := b.withSat()
	b.Config = "secret_file: /etc/there"
	b.wake()
	ctx := context.Background()
	whole, err := b.sit(access.Admin, "admin-1").Health(ctx)
	if err != nil || !whole.All || whole.Found.Cases != len(ids) || whole.Config == "" || whole.Evaluated.IsZero() || whole.Store.Verified == nil {
		t.Errorf("%+v: %v", whole, err)
	}
	part, err := b.sit(access.Auditor, "auditor-1", "stirling").Health(ctx)
	if err != nil || part.All || part.Found.Cases != 0 || part.Found.BreachesByRule != nil || part.Config != "" || part.Store.Stats.Cases != 0 || part.Store.Stats.Events != 0 {
		t.Errorf("of one authority: %+v: %v", part, err)
	}
	if len(part.Mail.Heard) != 0 || len(part.Mail.Waiting) != 0 {
		t.Errorf("mail of people of all authorities: %+v", part.Mail)
	}
	for _, h := range []Health{whole, part} {
		content, _ := json.Marshal(h)
		for ref, id := range ids {
			if strings.Contains(string(content), ref) || strings.Contains(string(content), id) {
				t.Errorf("the status names %s: %s", ref, content)
			}
		}
	}
	for _, role := range []access.Role{access.Chair, access.Coordinator, access.Committee, access.Manager} {
		if h, err := b.sit(role, "somebody").Health(ctx); !errors.Is(err, ErrNotAllowed) || h.Product != "" {
			t.Errorf("%s: %v", role, err)
		}
	}
}

// What went wrong with an evaluation shows, and when the last one finished.
func TestAnEvaluationThatDidNotFinishShows(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.withSat()
	admin := b.sit(access.Admin, "admin-1")
	b.NextWake = func(after time.Time) time.Time { return after.Add(time.Minute) }
	b.wake()
	first := b.now()
	if h, err := admin.Health(context.Background()); err != nil || h.Trouble != "" || !h.Evaluated.Equal(first) || !h.NextWake.Equal(first.Add(time.Minute)) {
		t.Errorf("%+v: %v", h, err)
	}
	b.at("2026-03-03")
	b.stopStore()
	if _, err := b.Wake(context.Background(), b.now()); err == nil {
		t.Fatal("a wake without a store finished")
	}
	if h, err := admin.Health(context.Background()); err != nil || h.Trouble == "" || h.Store.Stopped == "" || !h.Evaluated.Equal(first) {
		t.Errorf("%+v: %v", h, err)
	}
}

// The store is verified by an admin of all, and what was found is remembered.
func TestVerifyAtADesk(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.withSat()
	ctx := context.Background()
	for _, d := range []*Desk{b.sit(access.Auditor, "auditor-1"), b.sit(access.Admin, "admin-2", "stirling")} {
		if _, err := d.Verify(ctx); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s: %v", d.Viewer().ID, err)
		}
	}
	if v, err := b.sit(access.Admin, "admin-1").Verify(ctx); err != nil || v.Faults != 0 {
		t.Fatal(fmt.Sprint(v, err))
	}
	b.reopen(nil)
	h, err := b.sit(access.Admin, "admin-1").Health(ctx)
	if err != nil || h.Store.Verified == nil || !h.Store.Verified.At.Equal(b.now()) {
		t.Errorf("%+v: %v", h.Store, err)
	}
}
