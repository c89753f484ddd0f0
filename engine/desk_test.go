package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/store"
)

// sit gives a person a desk, in one role.
func (b *bench) sit(role access.Role, id string, authorities ...string) *Desk {
	return b.Desk(&access.Viewer{ID: id, Name: id, Grants: []access.Grant{{Role: role, Authorities: authorities}}, Door: "web", From: "192.0.2.7"})
}

// sat are cases that are out of timescale, in several hands.
var sat = map[string]access.Part{
	"CP-0001": {Authority: "stirling", Chair: "chair-1", Lead: "lead-12"},
	"CP-0002": {Authority: "stirling", Chair: "chair-1"},
	"CP-0003": {Authority: "stirling", Chair: "chair-2", Lead: "lead-12"},
	"CP-0004": {Authority: "falkirk", Chair: "chair-1"},
	"CP-0005": {Authority: "falkirk", Chair: "chair-3", Lead: "lead-12"},
	"CP-0006": {Chair: "chair-1"},
}

// withSat records them, and gives their ids by reference.
func (b *bench) withSat() map[string]string {
	b.t.Helper()
	ids := map[string]string{}
	for ref, p := range sat {
		b.record("case-assigned", ref, "2026-02-01", "authority", p.Authority, "chair", p.Chair, "lead", p.Lead)
		ids[ref] = b.record("concern-notified", ref, "2026-02-01").Case
	}
	return ids
}

var initialKey = DeadlineKey{Rule: "initial-cpcc", Start: mustDate("2026-02-01")}

func mustDate(s string) deadline.Date {
	d, err := deadline.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// door is one method of a desk that is about one case: what it is called with
// is refused where the viewer may use it at all, so that nothing is recorded.
type door struct {
	name string
	acts []access.Act // any of them; none: seeing is enough
	open func(d *Desk, id string) error
}

var doors = []door{
	{"Case", nil, func(d *Desk, id string) error { return second(d.Case(context.Background(), id)) }},
	{"Explain", nil, func(d *Desk, id string) error { return second(d.Explain(context.Background(), id, initialKey)) }},
	{"Companions", []access.Act{access.GiveReasons, access.AgreeDelays}, func(d *Desk, id string) error {
		return second(d.Companions(context.Background(), id, initialKey))
	}},
	{"ReasonForm", []access.Act{access.GiveReasons, access.AgreeDelays}, func(d *Desk, id string) error {
		return second(d.ReasonForm(context.Background(), id, initialKey))
	}},
	{"GiveReasons", []access.Act{access.GiveReasons, access.AgreeDelays}, func(d *Desk, id string) error {
		return second(d.GiveReasons(context.Background(), ReasonsAsk{For: []ReasonFor{{CaseID: id}}}))
	}},
	{"Record", []access.Act{access.RecordEvents}, func(d *Desk, id string) error {
		return second(d.Record(context.Background(), id, 0, Entry{}))
	}},
	{"Withdraw", []access.Act{access.RecordEvents}, func(d *Desk, id string) error {
		return second(d.Withdraw(context.Background(), id, 0, Withdrawal{}))
	}},
}

// viewers are every role for one authority, for another, and for all, and a
// token that may see and no more.
func (b *bench) viewers() []*Desk {
	var all []*Desk
	for _, role := range access.Roles {
		id := map[access.Role]string{access.Chair: "chair-1", access.Lead: "lead-12", access.Manager: "manager-1"}[role]
		if id == "" {
			id = "coordinator-1"
		}
		all = append(all, b.sit(role, id, "stirling"), b.sit(role, id, "falkirk"), b.sit(role, id))
		narrow := b.sit(role, id)
		narrow.v.Only, narrow.v.Token = []access.Act{access.SeeCases}, "token-1"
		all = append(all, narrow)
	}
	return all
}

// Whoever may not see a case is answered as if it were not there, in the same
// words; whoever sees it and may not do something is told so; and nobody else is
// kept out. Every door, role, authority and case is tried.
func TestWhatIsNotTheirsIsNotThere(t *testing.T) {
	b := newBench(t, "2026-03-02")
	ids := b.withSat()
	before := b.events()
	missing := strings.Repeat("a", 32)
	for _, d := range b.viewers() {
		for _, door := range doors {
			absent := door.open(d, missing)
			for ref, id := range ids {
				err := door.open(d, id)
				what := fmt.Sprintf("%+v: %s of %s", d.v.Grants, door.name, ref)
				switch sees := d.v.MayFor(access.SeeCases, sat[ref]); {
				case !sees:
					if err == nil || err.Error() != absent.Error() || !errors.Is(err, ErrNotThere) && !errors.Is(err, ErrNotAllowed) {
						t.Errorf("%s: %v, but of a case that is not there: %v", what, err, absent)
					}
				case len(door.acts) > 0 && !slices.ContainsFunc(door.acts, func(a access.Act) bool { return d.v.MayFor(a, sat[ref]) }):
					if !errors.Is(err, ErrNotAllowed) {
						t.Errorf("%s: %v, want %v", what, err, ErrNotAllowed)
					}
				default:
					if refused := (*Refused)(nil); err != nil && !errors.As(err, &refused) {
						t.Errorf("%s: %v", what, err)
					}
				}
			}
		}
	}
	if n := b.events(); n != before {
		t.Errorf("%d events were recorded", n-before)
	}
}

// Lists and searches hold what the viewer may see and count nothing else.
func TestListsHoldWhatIsTheirs(t *testing.T) {
	b := newBench(t, "2026-03-02")
	ids := b.withSat()
	for _, d := range b.viewers() {
		var want []string
		for ref := range sat {
			if d.v.MayFor(access.SeeCases, sat[ref]) {
				want = append(want, ref)
			}
		}
		slices.Sort(want)
		work, err := d.Work(context.Background(), WorkAsk{})
		cases, err2 := d.Cases(context.Background(), CasesAsk{})
		if !d.v.May(access.SeeCases) {
			if !errors.Is(err, ErrNotAllowed) || !errors.Is(err2, ErrNotAllowed) {
				t.Errorf("%+v: %v, %v", d.v.Grants, err, err2)
			}
			continue
		}
		var worked, listed []string
		for _, l := range work.Groups[0].Lines {
			worked = append(worked, l.Reference)
		}
		for _, l := range cases.Lines {
			listed = append(listed, l.Reference)
		}
		if err != nil || err2 != nil || !slices.Equal(worked, want) || work.Groups[0].Count != len(want) || !slices.Equal(listed, want) || cases.Total != len(want) {
			t.Errorf("%+v: work %v (%d), cases %v (%d), want %v; %v, %v", d.v.Grants, worked, work.Groups[0].Count, listed, cases.Total, want, err, err2)
		}
		for ref, id := range ids {
			got, err := d.Find(context.Background(), ref)
			if slices.Contains(want, ref) != (got == id && err == nil) || got == "" && err != ErrNotThere {
				t.Errorf("%+v finds %s: %q, %v", d.v.Grants, ref, got, err)
			}
		}
	}
}

// looks are the methods that show something.
func looks(id string) map[string]func(d *Desk) (any, error) {
	bg := context.Background()
	return map[string]func(d *Desk) (any, error){
		"Work":       func(d *Desk) (any, error) { return d.Work(bg, WorkAsk{}) },
		"Cases":      func(d *Desk) (any, error) { return d.Cases(bg, CasesAsk{}) },
		"Find":       func(d *Desk) (any, error) { return d.Find(bg, "CP-0001") },
		"Case":       func(d *Desk) (any, error) { return d.Case(bg, id) },
		"Explain":    func(d *Desk) (any, error) { return d.Explain(bg, id, initialKey) },
		"Companions": func(d *Desk) (any, error) { return d.Companions(bg, id, initialKey) },
		"ReasonForm": func(d *Desk) (any, error) { return d.ReasonForm(bg, id, initialKey) },
	}
}

func (b *bench) trail() []store.Entry {
	b.t.Helper()
	var all []store.Entry
	if err := b.Store().Trail(context.Background(), func(e store.Entry) error {
		all = append(all, e)
		return nil
	}); err != nil {
		b.t.Fatal(err)
	}
	return all
}

// Every look is in the audit trail when the answer is there: by whom, through
// which door, from where, of which case, and no reference.
func TestEveryLookIsInTheTrail(t *testing.T) {
	b := newBench(t, "2026-03-02")
	id := b.withSat()["CP-0001"]
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	for name, look := range looks(id) {
		before := len(b.trail())
		if answer, err := look(d); err != nil {
			t.Fatalf("%s: %v, %v", name, answer, err)
		}
		trail := b.trail()
		if len(trail) != before+1 {
			t.Errorf("%s: %d entries", name, len(trail)-before)
			continue
		}
		e := trail[before]
		list := name == "Work" || name == "Cases"
		if e.By != "coordinator-1" || e.Door != "web" || e.Peer != "192.0.2.7" || (e.Case == id) == list || e.Action != "look" && e.Action != "search" {
			t.Errorf("%s: %+v", name, e)
		}
	}
	for _, ref := range []string{"CP-0004", "CP-9999"} {
		_, _ = d.Find(context.Background(), ref)
		trail := b.trail()
		if e := trail[len(trail)-1]; e.Action != "search" || e.Detail != "search: nothing" || e.Case != "" {
			t.Errorf("a search for %s, which is not theirs or not there: %+v", ref, e)
		}
	}
	for _, e := range b.trail() {
		if strings.Contains(e.Detail, "CP-") {
			t.Errorf("the trail names a reference: %+v", e)
		}
	}
}

// Where the look cannot be kept, there is no answer.
func TestNoAnswerWithoutTheTrail(t *testing.T) {
	b := newBench(t, "2026-03-02")
	id := b.withSat()["CP-0001"]
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	if err := os.Rename(b.path, b.path+".away"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.path, []byte("something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, look := range looks(id) {
		answer, err := look(d)
		if !errors.Is(err, store.ErrStopped) || !reflect.ValueOf(answer).IsZero() {
			t.Errorf("%s: %v with an answer of %+v", name, err, answer)
		}
	}
}

// A case's page names who was mailed about it and how that stands, and nothing
// of the mail, as the ledger has it after each wake and after a restart.
func TestCaseNamesWhoWasTold(t *testing.T) {
	b := newBench(t, "2026-03-02")
	id := b.withSat()["CP-0001"]
	for _, before := range []bool{true, false} {
		b.reopen(nil)
		for _, day := range []string{"2026-03-03", "2026-03-10"} {
			b.at(day)
			d := b.sit(access.Coordinator, "coordinator-1", "stirling")
			if before { // the first look comes before anything is sent
				if _, err := d.Case(context.Background(), id); err != nil {
					t.Fatal(err)
				}
			}
			b.wake()
			told, err := b.sendingsOf(context.Background(), id)
			if err != nil || len(told) == 0 {
				t.Fatal(len(told), err)
			}
			var want []SentTo
			for _, x := range told {
				want = append(want, SentTo{x.Person, x.State, x.Claimed})
			}
			slices.SortFunc(want, func(a, b SentTo) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Person, b.Person)) })
			if f, err := d.Case(context.Background(), id); err != nil || !reflect.DeepEqual(f.Sendings, want) {
				t.Errorf("%s: %+v, want %+v; %v", day, f.Sendings, want, err)
			}
		}
	}
}
