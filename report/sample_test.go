package report

import (
	"fmt"
	"strings"
	"time"

	"caseclock/deadline"
)

var sampleOptions = Options{From: quarter.From, To: quarter.To, AsAt: day("2026-03-25"),
	KnownAt: time.Date(2026, 3, 26, 9, 30, 0, 0, time.UTC), Since: map[string]deadline.Date{"falkirk": day("2026-02-01")}}

// sampleCases are a quarter of three invented authorities: meetings of one to
// four children, most in time, some late, with reasons and queries.
func sampleCases() []added {
	o, cases := sampleOptions, []added(nil)
	seed := uint32(2026)
	upTo := func(n int) int {
		seed = seed*1664525 + 1013904223
		return int(seed>>16) % n
	}
	child := 0
	for meeting := range 90 {
		authority := []string{"stirling", "stirling", "stirling", "falkirk", "falkirk", ""}[upTo(6)]
		rule := testPack.Rules[upTo(len(testPack.Rules))].ID
		due := o.From + deadline.Date(upTo(90))
		for range 1 + upTo(4)*upTo(2) {
			child++
			r := row{child: fmt.Sprintf("CP-%04d", child), meeting: fmt.Sprintf("M%d", meeting), authority: authority, rule: rule, due: due.String()}
			sampleEnd(&r, o, upTo)
			c, d := deadlineOf(r, o.AsAt)
			if rule == "pre-birth-cpcc" && upTo(4) == 0 {
				d.Due, d.Met, d.Ended, d.Status, d.DaysLate = 0, 0, 0, deadline.Undated, 0
			}
			cases = append(cases, added{c, []deadline.Deadline{d}, sampleQueries(r, upTo)})
		}
	}
	return cases
}

func sampleEnd(r *row, o Options, upTo func(int) int) {
	due := day(r.due)
	switch n := upTo(20); {
	case n < 14:
		r.met = (due - deadline.Date(upTo(10))).String()
	case n < 17:
		r.met = (due + 1 + deadline.Date(upTo(12)*upTo(3))).String()
	case n < 18:
		r.ended = (due - 4 + deadline.Date(upTo(8))).String()
	}
	if r.met > o.AsAt.String() {
		r.met = ""
	}
	if r.ended > o.AsAt.String() {
		r.ended = ""
	}
	r.reason = []string{"", "report-not-ready", "parent-unable-to-attend agreed", "family-moved lapsed", "school-holiday bare", "=our own"}[upTo(6)]
	r.reason = strings.Replace(r.reason, " own", "-own", 1)
}

func sampleQueries(r row, upTo func(int) int) []deadline.Query {
	if upTo(5) > 0 {
		return nil
	}
	q := deadline.Query{Case: r.child, Code: "no-chair", Severity: deadline.Missing}
	if upTo(2) == 0 {
		q = deadline.Query{Case: r.child, Code: "paper-for-no-conference", Severity: deadline.Wrong, Event: "e1", On: day(r.due)}
	}
	return []deadline.Query{q}
}
