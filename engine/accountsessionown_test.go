package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/account"
	"caseclock/store"
)

// begins keeps a session of a pass under a cookie, as a browser's first answer does.
func (g *gate) begins(cookie string, p Pass) {
	g.t.Helper()
	if err := g.a.Sessions().Commit(cookie, sessionOf(g.t, p), time.Time{}); err != nil {
		g.t.Fatal(err)
	}
}

// sessionOf is what a session of a pass keeps.
func sessionOf(t testing.TB, p Pass) []byte {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	b, err := SessionTexts{}.Encode(time.Time{}, map[string]any{PassText: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// there says which of the cookies still lead to a session.
func (g *gate) there(cookies ...string) string {
	g.t.Helper()
	var found []string
	for _, c := range cookies {
		if _, ok, err := g.a.Sessions().Find(c); err != nil {
			g.t.Fatal(err)
		} else if ok {
			found = append(found, c)
		}
	}
	return strings.Join(found, " ")
}

// entered gives the details of the trail's entries about accounts.
func (g *gate) entered() string {
	g.t.Helper()
	var details []string
	if err := g.Store().Trail(context.Background(), func(e store.Entry) error {
		if e.Action == "account" {
			details = append(details, fmt.Sprintf("%s by %s from %s", e.Detail, e.By, e.Peer))
		}
		return nil
	}); err != nil {
		g.t.Fatal(err)
	}
	return strings.Join(details, "\n")
}

// A person has five sessions at once. The sixth ends the one that began first,
// with an entry in the trail, and nobody else's.
func TestASixthSessionEndsTheFirst(t *testing.T) {
	g := newGate(t, AccountOptions{})
	secret := g.enter("chair-1")
	other := g.signIn("coordinator-1", g.enter("coordinator-1"))
	g.begins("other", other)
	p := Pass{}
	for _, c := range []string{"1", "2", "3", "4", "5"} {
		g.pass(time.Minute)
		p = g.signIn("chair-1", secret)
		g.begins(c, p)
	}
	if got := g.there("other", "1", "2", "3", "4", "5"); got != "other 1 2 3 4 5" || strings.Contains(g.entered(), "ended") {
		t.Fatal(got, g.entered())
	}
	g.pass(time.Minute)
	g.begins("1", p) // used once more: it began first all the same
	g.begins("6", p)
	if got := g.there("other", "1", "2", "3", "4", "5", "6"); got != "other 2 3 4 5 6" {
		t.Error(got)
	}
	if !strings.HasSuffix(g.entered(), "sessions chair-1: 1 ended, as 5 at once are the most by chair-1 from 10.0.0.1") {
		t.Error(g.entered())
	}
	g.begins("1", p) // an answer that was under way
	if got := g.there("1"); got != "" {
		t.Error("it is back")
	}
}

// Also of many that begin at the same moment no more than five are left.
func TestSessionsThatBeginAtOnce(t *testing.T) {
	g := newGate(t, AccountOptions{})
	data := sessionOf(t, g.signIn("chair-1", g.enter("chair-1")))
	var all sync.WaitGroup
	var cookies []string
	for i := range 20 {
		c := fmt.Sprint("cookie ", i)
		cookies = append(cookies, c)
		all.Go(func() {
			if err := g.a.Sessions().Commit(c, data, time.Time{}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := strings.Count(g.there(cookies...), "cookie"); n != MostSessions {
		t.Errorf("%d sessions are left", n)
	}
}

// Sessions of a demonstration's addresses are not counted: many look at it as one.
func TestADemonstrationHasAnyNumber(t *testing.T) {
	g := newGate(t, AccountOptions{Demo: true})
	for i := range 12 {
		g.begins(fmt.Sprint(i), Pass{Person: "chair-1", Way: WayInvited})
	}
	if all, err := g.a.Sessions().All(); len(all) != 12 || err != nil {
		t.Error(len(all), err)
	}
}

// One sees one's own sessions that are not over, when they began, when and whence
// they were used, and nothing of which a cookie could be made.
func TestOwnSessions(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	secret := g.enter("chair-1")
	g.begins("other", g.signIn("coordinator-1", g.enter("coordinator-1")))
	g.pass(time.Minute)
	began := g.now()
	g.begins("there", g.signIn("chair-1", secret))
	g.pass(10 * time.Minute)
	p, err := g.a.SignIn(ctx, "chair-1", ownWord, account.Code(secret, g.now()), "10.0.0.2")
	if err != nil {
		t.Fatal(err)
	}
	g.begins("here", p)
	g.begins("there", g.passOf("there"))
	list, err := g.a.Sessions().Own(ctx, p, "here")
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	for i, want := range []SessionLine{{Begun: began, Used: g.now(), From: "10.0.0.1"}, {Begun: g.now(), Used: g.now(), From: "10.0.0.2", Here: true}} {
		got := list[i]
		if !got.Begun.Equal(want.Begun) || !got.Used.Equal(want.Used) || got.OrLater || got.From != want.From || got.Here != want.Here {
			t.Errorf("%+v, want %+v", got, want)
		}
		if len(got.Mark) != 16 || strings.Contains(sessionKey("here")+sessionKey("there"), got.Mark) {
			t.Error("the mark tells something:", got.Mark)
		}
	}
	for range 46 { // to the last minutes of its eight hours, when its end moves no more
		g.pass(10 * time.Minute)
		g.begins("there", g.passOf("there"))
		g.begins("here", p)
	}
	if list, err = g.a.Sessions().Own(ctx, p, "here"); err != nil || len(list) != 2 || !list[0].OrLater || list[0].Used.After(g.now()) || !list[1].Used.Equal(g.now()) {
		t.Errorf("%+v %v", list, err)
	}
	g.pass(10 * time.Minute)
	if list, err = g.a.Sessions().Own(ctx, p, "here"); err != nil || len(list) != 1 {
		t.Errorf("one is over: %+v %v", list, err)
	}
	fresh, err := g.a.ChangePassword(ctx, p, ownWord, "two boats at dawn", "10.0.0.2")
	if err != nil {
		t.Fatal(err)
	}
	if list, err = g.a.Sessions().Own(ctx, fresh, "none"); err != nil || len(list) != 0 {
		t.Errorf("of an earlier password: %+v %v", list, err)
	}
}

// passOf is the pass that a cookie leads to.
func (g *gate) passOf(cookie string) Pass {
	g.t.Helper()
	b, ok, err := g.a.Sessions().Find(cookie)
	if err != nil || !ok {
		g.t.Fatal(ok, err)
	}
	p, ok := passOf(b)
	if !ok {
		g.t.Fatal("it is nobody's")
	}
	return p
}

// Who proves again that it is they ends the sessions that they choose, of their
// own alone, and that is put down.
func TestEndingOwnSessions(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	s, secret := g.a.Sessions(), g.enter("chair-1")
	q := g.signIn("coordinator-1", g.enter("coordinator-1"))
	g.begins("other", q)
	var p Pass
	for _, c := range []string{"a", "b", "c", "here"} {
		g.pass(time.Minute)
		p = g.signIn("chair-1", secret)
		g.begins(c, p)
	}
	mark := func(p Pass, i int) string {
		t.Helper()
		list, err := s.Own(ctx, p, "")
		if err != nil {
			t.Fatal(err)
		}
		return list[i].Mark
	}
	const everything = "other a b c here"
	before := g.entered()
	for _, wrong := range []string{"", "wrong", ownWord + " "} {
		if n, err := s.EndOwn(ctx, p, "here", wrong, "10.0.0.9", true); n != 0 || !errors.Is(err, ErrNotAdmitted) {
			t.Error(wrong, n, err)
		}
	}
	for _, m := range []string{mark(q, 0), mark(p, 3), "", "here", sessionKey("a")} { // another's, the one that asks, none
		if n, err := s.EndOwn(ctx, p, "here", ownWord, "10.0.0.9", false, m); n != 0 || err != nil {
			t.Error(m, n, err)
		}
	}
	if got := g.there("other", "a", "b", "c", "here"); got != everything || g.entered() != before {
		t.Fatal(got, g.entered())
	}
	if n, err := s.EndOwn(ctx, p, "here", ownWord, "10.0.0.9", false, mark(p, 1)); n != 1 || err != nil {
		t.Error(n, err)
	}
	if got := g.there("other", "a", "b", "c", "here"); got != "other a c here" {
		t.Error(got)
	}
	if n, err := s.EndOwn(ctx, p, "here", ownWord, "10.0.0.9", true); n != 2 || err != nil {
		t.Error(n, err)
	}
	if got := g.there("other", "a", "b", "c", "here"); got != "other here" {
		t.Error(got)
	}
	if !strings.HasSuffix(g.entered(), "sessions chair-1: 1 ended by chair-1 from 10.0.0.9\nsessions chair-1: 2 ended by chair-1 from 10.0.0.9") {
		t.Error(g.entered())
	}
}

// Guesses at the password are few here too.
func TestGuessesAtEndingAreFew(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	p := g.signIn("chair-1", g.enter("chair-1"))
	var err error
	for range account.MostGuesses + 1 {
		_, err = g.a.Sessions().EndOwn(ctx, p, "", "wrong", "10.0.0.9", true)
	}
	if !errors.Is(err, ErrTooOften) {
		t.Error(err)
	}
}

// Who came by the council's sign-in has no password here: they prove who they are
// there, and may then end their sessions for five minutes.
func TestTheCouncilConfirms(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	admit := func(asked time.Time) Pass {
		t.Helper()
		p, err := g.a.Admit(ctx, External{Person: "chair-4", Name: "N", Grants: []access.Grant{{Role: access.Chair}}, Asked: asked}, "10.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	end := func(p Pass) error {
		t.Helper()
		_, err := g.a.Sessions().EndOwn(ctx, p, "here", "", "", true)
		return err
	}
	now := g.now()
	for what, p := range map[string]Pass{"it says nothing": admit(time.Time{}), "just now": admit(now), "its clock is fast": admit(now.Add(time.Minute)), "a while ago": admit(now.Add(1 - ConfirmFor))} {
		if err := end(p); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := end(admit(now.Add(-ConfirmFor))); !errors.Is(err, ErrConfirm) {
		t.Error("asked too long ago:", err)
	}
	p := admit(time.Time{})
	g.begins("there", p)
	g.pass(ConfirmFor)
	if err := end(p); !errors.Is(err, ErrConfirm) || g.there("there") == "" {
		t.Error("signed in too long ago:", err)
	}
	if err := end(admit(time.Time{})); err != nil || g.there("there") != "" {
		t.Error("once more:", err)
	}
	if err := end(Pass{Person: "chair-4", Way: WayCouncil}); !errors.Is(err, ErrConfirm) {
		t.Error("of an earlier version:", err)
	}
}
