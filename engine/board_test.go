package engine

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/demo"
	"caseclock/intake"
	"caseclock/store"

	"pgregory.net/rapid"
)

// asIs is what a board holds, to compare with another of the same cases.
type asIs struct {
	events, troubled          int
	hot                       []string
	loads                     map[access.Part][]string
	found, families, meetings map[string][]string
}

func (e *Engine) asIs(t rapid.TB) asIs {
	t.Helper()
	var is asIs
	err := e.onBoard(context.Background(), func(b *board) error {
		is = asIs{events: b.events, troubled: len(b.troubled), hot: rowNames(b.hot.list), loads: map[access.Part][]string{},
			found: caseNames(b.folded), families: caseNames(b.families), meetings: caseNames(b.meetings)}
		for p, l := range b.hands {
			is.loads[p] = l.names()
		}
		for a, l := range b.whole {
			is.loads[access.Part{Authority: a, Chair: "anybody"}] = l.names()
		}
		for ref, c := range b.byRef {
			if c.ref != ref || b.byID[c.id] != c || len(b.byID) != len(b.byRef) {
				t.Errorf("%s leads elsewhere", ref)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return is
}

func rowNames(list []hotRow) (names []string) {
	for _, h := range list {
		names = append(names, fmt.Sprintf("%s %+v", h.c.ref, *h.r))
	}
	return names
}

func caseNames(of map[string][]*boardCase) map[string][]string {
	names := map[string][]string{}
	for key, list := range of {
		for _, c := range list {
			names[key] = append(names[key], c.ref)
		}
		slices.Sort(names[key])
	}
	return names
}

// names is all that a caseload holds, in its orders.
func (l *caseload) names() (names []string) {
	for i := range l.cases {
		for _, c := range l.cases[i].list {
			names = append(names, fmt.Sprintf("%+v", *c))
		}
	}
	for i := range l.work {
		names = append(append(names, "list"), rowNames(l.work[i].list)...)
	}
	return names
}

// Whatever was recorded, withdrawn and brought in, and however the days went
// by, the board holds what a new one would.
func TestBoardIsAsANewOne(t *testing.T) {
	batch, touched := batchEvents, mostTouched
	defer func() { batchEvents, mostTouched = batch, touched }()
	rapid.Check(t, func(rt *rapid.T) {
		b := newBench(t, "2026-03-02")
		d := b.sit(access.Coordinator, "coordinator-1")
		batchEvents, mostTouched = rapid.IntRange(1, 20).Draw(rt, "events held"), rapid.IntRange(1, 4).Draw(rt, "touched")
		w := historian{b: b, d: d, rt: rt, day: mustDate("2026-03-02")}
		for range rapid.IntRange(1, 14).Draw(rt, "steps") {
			rapid.SampledFrom([]func(){w.record, w.record, w.reason, w.withdraw, w.bringIn, w.nextDay, w.wake, w.begin}).Draw(rt, "step")()
			is := b.asIs(rt)
			fresh := &Engine{Settings: b.Settings, store: b.Store()}
			if want := fresh.asIs(rt); !reflect.DeepEqual(is, want) {
				rt.Fatalf("after %v the board holds\n%+v\nand a new one\n%+v", w.did, is, want)
			}
		}
		_ = b.Store().Close()
	})
}

// historian makes things up for the board.
type historian struct {
	b   *bench
	d   *Desk
	rt  *rapid.T
	day deadline.Date
	did []string
	n   int
}

func (w *historian) ref() string {
	return fmt.Sprintf("cp-%d", rapid.IntRange(1, 6).Draw(w.rt, "case"))
}

// entry makes up an event of the last months.
func (w *historian) entry() map[string]string {
	on := (w.day - deadline.Date(rapid.IntRange(0, 120).Draw(w.rt, "days ago"))).String()
	authority := rapid.SampledFrom([]string{"stirling", "falkirk"}).Draw(w.rt, "authority")
	return rapid.SampledFrom([]map[string]string{
		{"event": "case-assigned", "on": on, "authority": authority, "chair": "chair-1", "family": "F-" + authority},
		{"event": "case-assigned", "on": on, "chair": "chair-2"},
		{"event": "concern-notified", "on": on}, {"event": "concern-notified", "on": on, "subject": "unborn"},
		{"event": "conference-held", "on": on, "conference": "initial", "outcome": "registered", "meeting": "M-1"},
		{"event": "conference-held", "on": on, "conference": "review", "outcome": "retained"},
		{"event": "minutes-circulated", "on": on}, {"event": "closed", "on": on, "cause": "process-ended"},
	}).Draw(w.rt, "event")
}

func (w *historian) record() {
	e := Entry{Fields: w.entry()}
	e.Fields["case"] = w.ref()
	if _, err := w.b.Record(context.Background(), Who{By: "coordinator-1"}, e); err != nil {
		w.rt.Fatal(err)
	}
	w.did = append(w.did, "recorded")
}

func (w *historian) begin() {
	w.n++
	_, _ = w.d.Begin(context.Background(), Beginning{Authority: "stirling", Reference: fmt.Sprintf("CP-%d", w.n), First: w.entry()})
	w.did = append(w.did, "begun")
}

func (w *historian) reason() {
	work, err := w.d.Work(context.Background(), WorkAsk{Group: NeedsReason})
	if err != nil {
		w.rt.Fatal(err)
	}
	a := ReasonsAsk{Category: "inquorate", Proposed: w.day + 3}
	for _, l := range work.Groups[0].Lines {
		if rapid.Bool().Draw(w.rt, "this one") {
			a.For = append(a.For, ReasonFor{l.CaseID, l.Version, []DeadlineKey{l.DeadlineKey}})
		}
	}
	if _, err := w.d.GiveReasons(context.Background(), a); err != nil && len(a.For) > 0 && !strings.Contains(err.Error(), "named twice") {
		w.rt.Fatal(err)
	}
	w.did = append(w.did, "reasons")
}

func (w *historian) withdraw() {
	c, err := w.b.Store().Case(w.ref())
	if err != nil {
		return
	}
	e := c.Events[rapid.IntRange(0, len(c.Events)-1).Draw(w.rt, "withdrawn")]
	_, _ = w.b.Withdraw(context.Background(), Who{By: "coordinator-1"}, Withdrawal{Event: e.ID, Why: "in error"})
	w.did = append(w.did, "withdrawn")
}

func (w *historian) bringIn() {
	var lines strings.Builder
	for range rapid.IntRange(1, 8).Draw(w.rt, "lines") {
		w.n++
		fmt.Fprintf(&lines, `{"id":"i%d","case":"cp-%d","event":"concern-notified","on":"2026-01-%02d"}`+"\n", w.n, rapid.IntRange(1, 12).Draw(w.rt, "line of"), w.n%28+1)
	}
	file := intake.File{Name: "events.jsonl", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(lines.String())), nil }}
	if _, err := w.b.Import(context.Background(), Who{}, ImportAsk{Source: fmt.Sprint("s", w.n)}, []intake.File{file}, func(ImportNews) error { return nil }); err != nil {
		w.rt.Fatal(err)
	}
	w.did = append(w.did, "brought in")
}

func (w *historian) nextDay() {
	w.day += deadline.Date(rapid.IntRange(1, 40).Draw(w.rt, "days"))
	w.b.at(w.day.String())
	w.did = append(w.did, "next day")
}

func (w *historian) wake() {
	w.b.wake()
	w.did = append(w.did, "woken")
}

// What needs a reason is what the list of unexplained breaches holds, and the
// three groups are told apart.
func TestWorkIsWhatTheListsSay(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.bringDemo(200)
	d := b.sit(access.Auditor, "coordinator-1")
	for _, day := range []string{"2026-03-02", "2026-03-12"} {
		b.at(day)
		work, err := d.Work(context.Background(), WorkAsk{Size: LongestPage})
		if err != nil {
			t.Fatal(err)
		}
		ask := map[Group]Ask{NeedsReason: {Unexplained: true}, Coming: {DueBy: mustDate(day) + DefaultWithin, Statuses: []string{"pending"}},
			Out: {Statuses: []string{"overdue"}}}
		for _, g := range work.Groups {
			var want, got []string
			for _, r := range b.rows(ask[g.Group]) {
				if g.Group != Out || r.Counted && (!r.Breach || r.Explained) {
					want = append(want, fmt.Sprint(r.Case, r.Rule, r.Start, r.Conference, r.Due, r.DaysLate, r.Status, r.LastWorkday))
				}
			}
			for _, l := range g.Lines {
				got = append(got, fmt.Sprint(l.Reference, l.Rule, l.Start, l.Conference, l.Due, l.DaysLate, l.Status, l.LastWorkday))
			}
			slices.Sort(want)
			slices.Sort(got)
			if len(want) == 0 || !slices.Equal(got, want) || g.Count != len(want) {
				t.Errorf("%s, %s: %d of %d lines, want %d", day, g.Group, len(got), g.Count, len(want))
			}
		}
	}
}

// bringDemo brings invented cases in, up to the day before.
func (b *bench) bringDemo(cases int) {
	b.t.Helper()
	b.bringEvents(demo.Generate(demo.Options{Seed: 3, Cases: cases, Until: b.Today() - 1, Authorities: []string{"stirling", "falkirk"}}))
}

// bringEvents puts events straight into the store.
func (b *bench) bringEvents(events []deadline.Event) {
	b.t.Helper()
	by := map[string]*store.CaseWrite{}
	var order []*store.CaseWrite
	for _, e := range events {
		w := by[e.Case]
		if w == nil {
			w = &store.CaseWrite{Ref: e.Case}
			by[e.Case], order = w, append(order, w)
		}
		w.Events = append(w.Events, e)
	}
	im := store.Import{Key: "invented", Audit: store.Entry{Action: "import"}}
	_, err := b.Store().AppendMany(context.Background(), im, func(yield func(store.CaseWrite, error) bool) {
		for _, w := range order {
			if !yield(*w, nil) {
				return
			}
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.staleBoard()
}
