package layout

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"caseclock/deadline"
	"caseclock/report"
	"caseclock/report/document"
)

// invented is cases of initial conferences, told in a word each: a number is
// held so many days after the due day, "out" is not held yet, "ended" fell away
// in time, "ended 8" so many days out of it, "pending" is not due yet. "4×1"
// stands for a meeting of four children.
func invented(words ...string) []deadline.Case {
	var cases []deadline.Case
	for i, word := range words {
		children := 1
		if n, rest, ok := strings.Cut(word, "×"); ok {
			children, _ = strconv.Atoi(n)
			word = rest
		}
		for range children {
			ref := fmt.Sprintf("CP-%04d", len(cases)+1)
			cases = append(cases, deadline.NewCase(ref, told(ref, fmt.Sprintf("M%d", i), word)))
		}
	}
	return cases
}

// told are the events of one case: its due day is 10 February 2026.
func told(ref, meeting, word string) []deadline.Event {
	due := date("2026-02-10")
	notified := deadline.Event{ID: "a", Case: ref, Kind: deadline.ConcernNotified, On: due - 21}
	var late int
	switch {
	case word == "out":
		return []deadline.Event{notified}
	case word == "pending":
		notified.On = date("2026-03-31") - 21
		return []deadline.Event{notified}
	case word == "ended":
		late = -3
	}
	if n, _ := fmt.Sscanf(word, "ended %d", &late); n == 1 || word == "ended" {
		return []deadline.Event{notified, {ID: "b", Case: ref, Kind: deadline.Closed, On: due + deadline.Date(late), Cause: deadline.MovedAway}}
	}
	fmt.Sscanf(word, "%d", &late)
	return []deadline.Event{notified, {ID: "b", Case: ref, Kind: deadline.ConferenceHeld, On: due + deadline.Date(late),
		Conference: deadline.Initial, Outcome: deadline.NotRegistered, Meeting: meeting}}
}

// times is a word so many times.
func times(n int, word string) (words []string) {
	for range n {
		words = append(words, word)
	}
	return words
}

// inventedReport is the report of them for the first quarter of 2026, as at 30
// March, by the pack scotland-2014, of initial conferences alone.
func inventedReport(t testing.TB, p Publication, words ...string) document.Report {
	t.Helper()
	return mustDocument(t, inventedMaterial(t, words...), p)
}

func inventedMaterial(t testing.TB, words ...string) Material {
	t.Helper()
	o := report.Options{From: date("2026-01-01"), To: date("2026-03-31"), AsAt: date("2026-03-30")}
	f := report.New(o)
	book := bookOf(t, "scotland-2014")
	cases := invented(words...)
	for i := range cases {
		var ds []deadline.Deadline
		for _, d := range deadline.Evaluate(&cases[i], book, deadline.Moment{AsAt: o.AsAt}) {
			if d.Rule.ID == "initial-cpcc" {
				ds = append(ds, d)
			}
		}
		f.Add(&cases[i], ds, nil)
	}
	return Material{Report: f.Report(report.About{Product: "caseclock test"})}
}
