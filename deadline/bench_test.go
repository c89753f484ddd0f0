package deadline_test

import (
	"testing"

	"caseclock/deadline"
	"caseclock/rules"
)

// The three benchmarks take the same case in one run; only their ratios mean
// anything. HardCoded is the same reckoning for forth-valley written by hand
// as one switch, ReadEvents sums kinds and days.

func benchmarkCase() deadline.Case {
	day := func(s string) deadline.Date {
		d, err := deadline.ParseDate(s)
		if err != nil {
			panic(err)
		}
		return d
	}
	held := func(on string, c deadline.Conference, o deadline.Outcome) deadline.Event {
		return deadline.Event{Kind: deadline.ConferenceHeld, On: day(on), Conference: c, Outcome: o}
	}
	paper := func(k deadline.Kind, on, of string) deadline.Event {
		return deadline.Event{Kind: k, On: day(on), Of: day(of)}
	}
	events := []deadline.Event{
		{Kind: deadline.CaseAssigned, On: day("2026-01-05"), Authority: "stirling"},
		{Kind: deadline.ConcernNotified, On: day("2026-01-05")},
		{Kind: deadline.ConferenceCalled, On: day("2026-01-08"), Conference: deadline.Initial, Planned: day("2026-01-22")},
		{Kind: deadline.NoticeGiven, On: day("2026-01-12"), Conference: deadline.Initial},
		held("2026-01-22", deadline.Initial, deadline.Registered),
		paper(deadline.DecisionsCirculated, "2026-01-23", "2026-01-22"),
		paper(deadline.PlanCirculated, "2026-01-27", "2026-01-22"),
		{Kind: deadline.CoreGroupHeld, On: day("2026-02-04")},
		paper(deadline.MinutesCirculated, "2026-02-09", "2026-01-22"),
		{Kind: deadline.CoreGroupHeld, On: day("2026-03-17")},
		held("2026-04-20", deadline.Review, deadline.Retained),
		paper(deadline.DecisionsCirculated, "2026-04-21", "2026-04-20"),
		{Kind: deadline.CoreGroupHeld, On: day("2026-05-05")},
	}
	return deadline.NewCase("CP-0417", events)
}

func benchmarkBook(tb testing.TB) *deadline.Rulebook {
	tb.Helper()
	pack, err := rules.Builtin("forth-valley")
	if err != nil {
		tb.Fatal(err)
	}
	return deadline.NewRulebook(deadline.Period{Pack: pack.Pack, Calendar: rules.Scotland()})
}

var asAt, _ = deadline.NewDate(2026, 5, 20)

func BenchmarkEvaluate(b *testing.B) {
	c, book := benchmarkCase(), benchmarkBook(b)
	var r deadline.Reckoner
	b.ReportAllocs()
	for b.Loop() {
		r.Evaluate(&c, book, deadline.Moment{AsAt: asAt})
	}
}

func BenchmarkHardCoded(b *testing.B) {
	c := benchmarkCase()
	var h hard
	b.ReportAllocs()
	for b.Loop() {
		h.evaluate(c.Facts, asAt)
	}
}

func BenchmarkReadEvents(b *testing.B) {
	c := benchmarkCase()
	var sum int
	b.ReportAllocs()
	for b.Loop() {
		for i := range c.Facts {
			sum += int(c.Facts[i].Kind) + int(c.Facts[i].On)
		}
	}
	_ = sum
}

// TestHardCodedAgrees keeps the baseline honest: it reckons the same.
func TestHardCodedAgrees(t *testing.T) {
	c, book := benchmarkCase(), benchmarkBook(t)
	var h hard
	h.evaluate(c.Facts, asAt)
	ds := deadline.Evaluate(&c, book, deadline.Moment{AsAt: asAt})
	if len(ds) != len(h.out) {
		t.Fatalf("%d deadlines, by hand %d", len(ds), len(h.out))
	}
	for _, d := range ds {
		found := false
		for _, o := range h.out {
			found = found || d.Rule.ID == hardRules[o.rule] && d.Start == o.start && d.Due == o.due &&
				d.Met == o.met && d.Ended == o.ended && d.Status == o.status && d.DaysLate == o.late
		}
		if !found {
			t.Errorf("%s from %s due %s met %s %s: not so by hand", d.Rule.ID, d.Start, d.Due, d.Met, d.Status)
		}
	}
}

// hard is the reckoning of forth-valley as one would write it without packs.
// It leaves out pregnancies, transfers, positions and corrections, which the
// benchmark's case has none of.
type hard struct {
	out        []hardDeadline
	registered bool
}

type hardDeadline struct {
	rule                                hardRule
	status                              deadline.Status
	conference                          deadline.Conference
	start, due, planned, met, ended, nb deadline.Date
	startedBy, metBy, endedBy, late     int32
}

type hardRule uint8

const (
	hInitial hardRule = iota
	hNotice
	hDecisions
	hMinutes
	hPlan
	hFirstCore
	hFirstReview
	hNextReview
	hCore
	hChange
)

var hardRules = []string{"initial-cpcc", "notice-of-cpcc", "decisions-record", "minutes", "plan",
	"first-core-group", "first-review", "next-review", "core-group", "chair-notification"}

func (h *hard) evaluate(facts []deadline.Fact, asAt deadline.Date) {
	h.out, h.registered = h.out[:0], false
	for i := range facts {
		f := &facts[i]
		if f.On > asAt {
			break
		}
		h.take(int32(i), f)
	}
	for k := range h.out {
		h.stand(&h.out[k], asAt)
	}
}

func (h *hard) take(i int32, f *deadline.Fact) {
	switch f.Kind {
	case deadline.ConcernNotified:
		if !h.registered && !h.running(hInitial) {
			h.open(hInitial, i, f.On, f.On+21)
		}
	case deadline.ConferenceCalled:
		h.end(hNotice, i, f)
		h.open(hNotice, i, f.On, f.A-5)
		h.out[len(h.out)-1].planned, h.out[len(h.out)-1].conference = f.A, f.Conference
	case deadline.NoticeGiven:
		h.meet(hNotice, i, f)
	case deadline.ConferenceHeld:
		h.conference(i, f)
	case deadline.DecisionsCirculated:
		h.paper(hDecisions, i, f)
	case deadline.PlanCirculated:
		h.paper(hPlan, i, f)
	case deadline.MinutesCirculated:
		h.paper(hMinutes, i, f)
	case deadline.CoreGroupHeld:
		h.meet(hFirstCore, i, f)
		h.meet(hCore, i, f)
		if h.registered {
			h.open(hCore, i, f.On, f.On+42)
			h.out[len(h.out)-1].nb = f.On + 1
		}
	case deadline.ChangeIdentified:
		h.open(hChange, i, f.On, f.On+3)
	case deadline.ChairNotified:
		h.meet(hChange, i, f)
	case deadline.Closed:
		for k := hardRule(0); k <= hCore; k++ {
			if k != hDecisions && k != hMinutes && k != hPlan {
				h.end(k, i, f)
			}
		}
		h.registered = false
	}
}

func (h *hard) conference(i int32, f *deadline.Fact) {
	switch f.Conference {
	case deadline.Initial, deadline.ContinuedInitial:
		h.meet(hInitial, i, f)
	case deadline.Review:
		h.meet(hFirstReview, i, f)
		h.meet(hNextReview, i, f)
	}
	h.end(hNotice, i, f)
	h.openFor(hDecisions, i, f, f.On+1)
	h.openFor(hMinutes, i, f, f.On+15)
	switch f.Outcome {
	case deadline.Registered:
		h.openFor(hPlan, i, f, f.On+5)
		if !h.registered {
			h.openFor(hFirstCore, i, f, f.On+15)
			h.openFor(hFirstReview, i, f, f.On.AddMonths(3))
			h.out[len(h.out)-1].nb = f.On + 1
		}
		h.registered = true
	case deadline.Retained:
		h.openFor(hPlan, i, f, f.On+5)
		h.openFor(hNextReview, i, f, f.On.AddMonths(6))
		h.out[len(h.out)-1].nb = f.On + 1
		h.registered = true
	case deadline.Deregistered:
		h.registered = false
	}
}

func (h *hard) open(r hardRule, i int32, start, due deadline.Date) {
	h.out = append(h.out, hardDeadline{rule: r, start: start, due: due, startedBy: i, metBy: -1, endedBy: -1})
}

func (h *hard) openFor(r hardRule, i int32, f *deadline.Fact, due deadline.Date) {
	h.open(r, i, f.On, due)
	h.out[len(h.out)-1].conference = f.Conference
}

func (h *hard) running(r hardRule) bool {
	for k := range h.out {
		if d := &h.out[k]; d.rule == r && d.met == 0 && d.ended == 0 {
			return true
		}
	}
	return false
}

func (h *hard) meet(r hardRule, i int32, f *deadline.Fact) {
	for k := range h.out {
		d := &h.out[k]
		if d.rule == r && d.met == 0 && d.ended == 0 && f.On >= d.nb && (r != hNotice || d.conference == f.Conference) {
			d.met, d.metBy = f.On, i
		}
	}
}

func (h *hard) end(r hardRule, i int32, f *deadline.Fact) {
	for k := range h.out {
		d := &h.out[k]
		if d.rule == r && d.met == 0 && d.ended == 0 && (r != hNotice || d.conference == f.Conference &&
			(f.Kind == deadline.ConferenceCalled || d.planned <= f.On || d.start < f.On && d.planned <= f.On+28)) {
			d.ended, d.endedBy = f.On, i
		}
	}
}

func (h *hard) paper(r hardRule, i int32, f *deadline.Fact) {
	of := f.A
	if of == 0 {
		for k := range h.out {
			if d := &h.out[k]; d.rule == r && d.start > of {
				of = d.start
			}
		}
	}
	for k := range h.out {
		d := &h.out[k]
		if d.rule == r && d.met == 0 && d.ended == 0 && d.start == of {
			d.met, d.metBy = f.On, i
		}
	}
}

func (h *hard) stand(d *hardDeadline, asAt deadline.Date) {
	day := asAt
	switch {
	case d.met != 0:
		d.status, day = deadline.Met, d.met
	case d.ended != 0:
		d.status, day = deadline.Ended, d.ended
	}
	if day > d.due {
		d.late = int32(day - d.due)
		d.status++ // each status in time is followed by its late one
	}
}
