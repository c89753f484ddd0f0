package deadline_test

import (
	"encoding/json"
	"slices"
	"strings"

	"caseclock/deadline"
	"caseclock/rules"
)

type reckoning = func(pack string, events []deadline.Event, m deadline.Moment) []deadline.Line

// reckoned is deadline.Evaluate in the shape of the twin.
func reckoned(pack string, events []deadline.Event, m deadline.Moment) (lines []deadline.Line) {
	p, err := rules.Builtin(pack)
	if err != nil {
		panic(err)
	}
	c := deadline.NewCase("CP-0001", events)
	book := deadline.NewRulebook(deadline.Period{Pack: p.Pack, Calendar: rules.Scotland()})
	for _, d := range deadline.Evaluate(&c, book, m) {
		lines = append(lines, c.Line(&d))
	}
	return lines
}

// written gives lines as text, one a deadline. Why a calendar could not count
// is in each reckoning's own words; that it could not, and whose it is, is in
// both.
func written(lines []deadline.Line) []string {
	var text []string
	for _, l := range lines {
		if l.Error != nil && strings.Contains(strings.ToLower(*l.Error), "scotland") {
			l.Error = unlessEmpty("no calendar")
		}
		b, err := json.Marshal(l)
		if err != nil {
			panic(err)
		}
		text = append(text, string(b))
	}
	return text
}

// differences are the lines that only one of two reckonings has.
func differences(one, other string, a, b []string) string {
	var s strings.Builder
	for _, l := range a {
		if !slices.Contains(b, l) {
			s.WriteString("only " + one + ": " + l + "\n")
		}
	}
	for _, l := range b {
		if !slices.Contains(a, l) {
			s.WriteString("only " + other + ": " + l + "\n")
		}
	}
	if s.Len() == 0 && !slices.Equal(a, b) {
		s.WriteString("the same lines in another order:\n" + strings.Join(a, "\n") + "\nand\n" + strings.Join(b, "\n") + "\n")
	}
	return s.String()
}

// history writes events as lines of a file, so that a failure can be replayed
// with the command.
func history(events []deadline.Event) string {
	var s strings.Builder
	for _, e := range events {
		b, err := json.Marshal(e)
		if err != nil {
			panic(err)
		}
		s.Write(append(b, '\n'))
	}
	return s.String()
}
