package report

import (
	"fmt"
	"strings"
	"testing"

	"caseclock/deadline"
)

// day reads a date of a test.
func day(s string) deadline.Date {
	d, err := deadline.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func triggers(words ...string) []deadline.Trigger {
	var ts []deadline.Trigger
	for _, w := range words {
		t, err := deadline.ParseTrigger(w)
		if err != nil {
			panic(err)
		}
		ts = append(ts, t)
	}
	return ts
}

func testRule(id string, n int, unit deadline.Unit, starts, met string) deadline.Rule {
	return deadline.Rule{ID: id, Duty: "What is owed under " + id + ".", Force: deadline.Should, Repeat: "each",
		Sources: []deadline.Source{{Document: "Test guidance", Paragraph: fmt.Sprint(n)}},
		Limit:   deadline.Limit{Span: deadline.Span{Number: n, Unit: unit}}, Starts: triggers(starts), MetBy: triggers(met)}
}

// testPack is a small pack: timescales met by a conference, by a paper, by a
// core group, and one where possible.
var testPack = func() *deadline.Pack {
	p := deadline.Pack{ID: "test-pack", Title: "A pack for tests", Version: "7", Rules: []deadline.Rule{
		testRule("initial-cpcc", 21, deadline.CalendarDays, "concern-notified child", "conference-held initial continued-initial"),
		testRule("pre-birth-cpcc", 28, deadline.WeeksOfPregnancy, "concern-notified unborn", "conference-held pre-birth initial continued-initial"),
		testRule("notice-of-cpcc", 5, deadline.CalendarDays, "conference-called", "notice-given, same-kind"),
		testRule("reconvened-cpcc", 10, deadline.WorkingDays, "conference-held inquorate", "conference-held, same-kind or initial for pre-birth"),
		testRule("minutes", 15, deadline.CalendarDays, "conference-held", "minutes-circulated, of that day"),
		testRule("first-core-group", 15, deadline.CalendarDays, "newly-registers", "core-group-held"),
		testRule("first-review", 3, deadline.Months, "newly-registers", "conference-held review"),
		testRule("next-review", 6, deadline.Months, "conference-held review retained", "conference-held review"),
	}}
	p.Rules[2].Force = deadline.WherePossible
	p.Rules[2].Limit.Before = "planned"
	p.Rules[4].Checked = deadline.Checked{By: "A. Practitioner", On: day("2026-02-03")}
	c, err := deadline.Compile(p)
	if err != nil {
		panic(err)
	}
	return c
}()

// row is a deadline as a person writes it on paper: days as dates, "-" or
// empty for none. Its status follows from the as-at day.
type row struct {
	child, meeting, authority, rule string
	due, met, ended                 string
	reason                          string // category, then words: agreed, advance, lapsed, bare
}

func optional(s string) deadline.Date {
	if s == "" || s == "-" {
		return 0
	}
	return day(s)
}

// deadlineOf makes the deadline of a row and the case it belongs to. The
// meeting is that of the event that met it or started it.
func deadlineOf(r row, asAt deadline.Date) (deadline.Case, deadline.Deadline) {
	d := deadline.Deadline{Rule: testPack.Rule(r.rule), Due: optional(r.due), Met: optional(r.met), Ended: optional(r.ended),
		Authority: r.authority, MetBy: -1, EndedBy: -1}
	if d.Rule == nil {
		panic("no rule " + r.rule)
	}
	d.Start = d.Due - 21
	stand(&d, asAt)
	if words := strings.Fields(r.reason); len(words) > 0 && words[0] != "-" {
		d.Reason = &deadline.Reason{Category: words[0], Explains: true}
		for _, w := range words[1:] {
			switch w {
			case "agreed":
				d.Reason.InAdvance, d.Reason.AgreedBy = true, "chair-1"
			case "advance":
				d.Reason.InAdvance = true
			case "lapsed":
				d.Reason.Lapsed = true
			case "bare":
				d.Reason.Explains = false
			default:
				panic("no such word: " + w)
			}
		}
	}
	return caseOf(r, &d), d
}

// caseOf makes the events of a row: a conference that stands for whatever
// started and met the clock, and the call for it. Both are of the meeting.
func caseOf(r row, d *deadline.Deadline) deadline.Case {
	meeting := strings.Trim(r.meeting, "-")
	kind := deadline.Initial
	if strings.HasSuffix(r.rule, "review") {
		kind = deadline.Review
	}
	if d.Met != 0 {
		d.MetBy = 0
	}
	return deadline.NewCase(r.child, []deadline.Event{
		{Case: r.child, Kind: deadline.ConferenceHeld, On: d.Start, Conference: kind, Meeting: meeting},
		{Case: r.child, Kind: deadline.ConferenceCalled, On: d.Start, Conference: kind, Planned: d.Due, Meeting: meeting},
		{Case: r.child, Kind: deadline.CaseAssigned, On: d.Start, Authority: r.authority},
	})
}

// stand gives a deadline with a due day its status and days late, as the
// table of statuses says.
func stand(d *deadline.Deadline, asAt deadline.Date) {
	end := asAt
	switch {
	case d.Met != 0:
		end, d.Status = d.Met, deadline.Met
	case d.Ended != 0:
		end, d.Status = d.Ended, deadline.Ended
	default:
		d.Status = deadline.Pending
	}
	if end <= d.Due {
		return
	}
	d.DaysLate = int32(end - d.Due)
	d.Status = map[deadline.Status]deadline.Status{deadline.Met: deadline.MetLate, deadline.Ended: deadline.EndedOverdue,
		deadline.Pending: deadline.Overdue}[d.Status]
}

func countRows(o Options, rows []row) Report {
	f := New(o)
	for _, r := range rows {
		c, d := deadlineOf(r, o.AsAt)
		f.Add(&c, []deadline.Deadline{d}, nil)
	}
	return f.Report(About{Product: "caseclock test"})
}

// find gives one figure, which a test wants to be there.
func find(t *testing.T, r Report, authority, rule string, b Basis) Figure {
	t.Helper()
	for _, f := range r.Figures {
		if f.Authority == authority && f.Rule == rule && f.Basis == b {
			return f
		}
	}
	t.Fatalf("no figure of %q %s by %s", authority, rule, b)
	return Figure{}
}

var quarter = Options{From: day("2026-01-01"), To: day("2026-03-31"), AsAt: day("2026-04-15")}
