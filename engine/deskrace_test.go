package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"caseclock/access"
)

// Of many who record by the same version at once, one is heard and the others
// are told what changed; of many who begin the same case, one does.
func TestOneOfManyAtOnce(t *testing.T) {
	b := newBench(t, "2026-03-02")
	id := b.siblings()[0]
	const people = 12
	at := func(do func(d *Desk, i int) error) (done, changed int) {
		var wg sync.WaitGroup
		errs := make([]error, people)
		for i := range people {
			d := b.sit(access.Coordinator, fmt.Sprintf("chair-%d", i%3+1), "stirling")
			wg.Go(func() { errs[i] = do(d, i) })
		}
		wg.Wait()
		for _, err := range errs {
			var c *Changed
			var refused *Refused
			switch {
			case err == nil:
				done++
			case errors.As(err, &c) && len(c.Cases[0].Words) == 1, errors.As(err, &refused) && strings.HasPrefix(err.Error(), "reference: it is in use"):
				changed++
			default:
				t.Error(err)
			}
		}
		return done, changed
	}
	if done, changed := at(func(d *Desk, i int) error {
		if i%2 == 0 {
			return second(d.GiveReasons(context.Background(), askFor(id)))
		}
		return second(d.Record(context.Background(), id, 2, Entry{Fields: map[string]string{"event": "born", "on": "2026-03-01"}}))
	}); done != 1 || changed != people-1 {
		t.Errorf("recorded %d times, %d told what changed", done, changed)
	}
	before := b.events()
	if done, changed := at(func(d *Desk, i int) error {
		return second(d.Begin(context.Background(), Beginning{Authority: "stirling", Reference: "CP-0777", First: map[string]string{"event": "born", "on": "2026-03-01"}}))
	}); done != 1 || changed != people-1 || b.events() != before+2 {
		t.Errorf("begun %d times, %d refused", done, changed)
	}
	fresh := &Engine{Settings: b.Settings, store: b.Store()}
	if is, want := b.asIs(t), fresh.asIs(t); fmt.Sprint(is) != fmt.Sprint(want) {
		t.Errorf("the board holds %+v, and a new one %+v", is, want)
	}
}

// Looks go on while others record and the days go by.
func TestLooksWhileOthersRecord(t *testing.T) {
	b := newBench(t, "2026-03-02")
	ids := b.siblings()
	d := b.sit(access.Coordinator, "coordinator-1")
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for n := range 10 {
				var err error
				switch i {
				case 0:
					err = second(d.Work(context.Background(), WorkAsk{}))
				case 1:
					err = second(d.Record(context.Background(), ids[n%3], 0, Entry{Fields: map[string]string{"event": "core-group-held", "on": "2026-03-01"}}))
				case 2:
					err = second(d.ReasonForm(context.Background(), ids[n%3], initialKey))
				case 3:
					b.at(fmt.Sprintf("2026-03-%02d", n+2))
					err = second(d.Cases(context.Background(), CasesAsk{Sort: ByDaysLate}))
				}
				if changed := (*Changed)(nil); err != nil && !errors.As(err, &changed) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	fresh := &Engine{Settings: b.Settings, store: b.Store()}
	if is, want := b.asIs(t), fresh.asIs(t); fmt.Sprint(is) != fmt.Sprint(want) {
		t.Errorf("the board holds %+v, and a new one %+v", is, want)
	}
}

// The papers of one conference, and of brothers and sisters at one meeting, can
// take one reason; those of another conference or with a reason cannot.
func TestCompanionsOfAMeeting(t *testing.T) {
	b := newBench(t, "2026-03-30")
	ids := b.siblings()
	for _, ref := range []string{"CP-0001", "CP-0002"} {
		b.record("conference-held", ref, "2026-02-10", "conference", "initial", "outcome", "not-registered", "meeting", "M-1")
	}
	b.record("conference-held", "CP-0002", "2026-03-01", "conference", "initial", "outcome", "not-registered", "meeting", "M-2")
	d := b.sit(access.Chair, "chair-1", "stirling")
	key := DeadlineKey{Rule: "minutes", Start: mustDate("2026-02-10")}
	key.Conference = 1
	all, err := d.Companions(context.Background(), ids[0], key)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Tie{}
	for _, c := range all {
		got[c.Reference+" "+c.DeadlineKey.String()] = c.Why
	}
	for line, why := range map[string]Tie{
		"CP-0001 decisions-record.2026-02-10.initial": SameMeeting,
		"CP-0002 decisions-record.2026-02-10.initial": SameMeeting,
		"CP-0002 minutes.2026-02-10.initial":          SameMeeting,
		"CP-0002 minutes.2026-03-01.initial":          SameFamily,
		"CP-0002 decisions-record.2026-03-01.initial": "",
		"CP-0001 minutes.2026-02-10.initial":          "", // itself
	} {
		if got[line] != why {
			t.Errorf("%s: %q, want %q", line, got[line], why)
		}
	}
	a := ReasonsAsk{Category: "report-not-ready", Proposed: mustDate("2026-04-10")}
	for _, c := range all {
		a.For = append(a.For, ReasonFor{c.CaseID, c.Version, []DeadlineKey{c.DeadlineKey}})
	}
	if given, err := d.GiveReasons(context.Background(), a); err != nil || len(given.Given) != len(all) {
		t.Fatal(given, err)
	}
	if left, err := d.Companions(context.Background(), ids[0], key); err != nil || len(left) != 0 {
		t.Errorf("afterwards: %+v, %v", left, err)
	}
}

// What a token does is put down to its person, and to the token.
func TestTokenIsNamedInTheTrail(t *testing.T) {
	b := newBench(t, "2026-03-02")
	id := b.siblings()[0]
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	d.v.Token, d.v.Door = "token-1", "api"
	_, err := d.Record(context.Background(), id, 0, Entry{Fields: map[string]string{"event": "born", "on": "2026-03-01"}})
	_, err2 := d.Case(context.Background(), id)
	trail := b.trail()
	for _, e := range trail[len(trail)-2:] {
		if err != nil || err2 != nil || e.By != "coordinator-1" || e.Door != "api" || !strings.HasSuffix(e.Detail, " (token token-1)") {
			t.Errorf("%+v; %v, %v", e, err, err2)
		}
	}
}
