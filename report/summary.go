package report

import (
	"strings"
)

// summary is the figures in sentences. All of them are about the binding
// timescales, but for what has no due day and for the queries.
func (r Report) summary(binding, all []Figure, queries []QueryCount) []string {
	child, meeting := Overall(binding, Child), Overall(binding, Meeting)
	s := r.dueSentences(&child, timescalesIn(binding))
	if child.Counted() > 0 {
		s = append(s, inTimeSentence(&child)+byMeeting(&meeting))
		s = append(s, lateSentences(&child)...)
	}
	if n := noDueDays(all); n > 0 {
		s = append(s, count(n, "deadline")+" that began in this period "+agree(n, "has", "have")+" no due day yet or never had one, and "+agree(n, "is", "are")+" listed apart.")
	}
	return append(s, querySentence(queries)...)
}

func timescalesIn(figures []Figure) int {
	rules := map[string]bool{}
	for _, f := range figures {
		rules[f.Rule] = true
	}
	return len(rules)
}

func noDueDays(figures []Figure) int {
	n := 0
	for _, f := range figures {
		n += f.NoDueDay.All()
	}
	return n
}

func (r Report) dueSentences(f *Figure, timescales int) []string {
	if f.Due == 0 {
		return []string{"No deadline falls due in this period, as the records stand at " + r.Options.AsAt.Long() + "."}
	}
	s := []string{count(f.Due, "deadline") + " " + agree(f.Due, "falls", "fall") + " due in this period, under " + count(timescales, "timescale") + "."}
	var apart []string
	if f.Pending > 0 {
		apart = append(apart, thousands(f.Pending)+" "+agree(f.Pending, "is", "are")+" not yet due")
	}
	if f.Ended > 0 {
		apart = append(apart, thousands(f.Ended)+" ended in time with nothing left to do")
	}
	if apart == nil {
		return s
	}
	left := "none is counted"
	if n := f.Counted(); n > 0 {
		left = thousands(n) + " " + agree(n, "is", "are") + " counted"
	}
	return append(s, capital(list(apart))+", so "+left+".")
}

// inTimeSentence says how many were in time of what is counted, which is not
// nothing.
func inTimeSentence(f *Figure) string {
	p, _ := f.Percent()
	percent := " (" + p.String() + "%)"
	switch n := f.Counted(); {
	case n == 1 && f.Met == 1:
		return "It was met in time" + percent
	case n == 1:
		return "It was not met in time" + percent
	case f.Met == n:
		return "All " + thousands(n) + " were met in time" + percent
	case f.Met == 0:
		return "None of the " + thousands(n) + " was met in time" + percent
	default:
		return thousands(f.Met) + " of " + thousands(n) + " " + agree(f.Met, "was", "were") + " met in time" + percent
	}
}

// byMeeting ends a sentence that gave figures by child.
func byMeeting(f *Figure) string {
	p, ok := f.Percent()
	if !ok {
		return "."
	}
	return "; by meeting, " + thousands(f.Met) + " of " + thousands(f.Counted()) + " (" + p.String() + "%)."
}

func lateSentences(f *Figure) []string {
	n := f.Out()
	if n == 0 {
		return nil
	}
	s := []string{thousands(n) + " " + agree(n, "is", "are") + " out of timescale: " + parts(f) + ". " + lateness(f)}
	return append(s, explanation(f))
}

// parts says what became of those out of timescale.
func parts(f *Figure) string {
	var ps []string
	if f.MetLate > 0 {
		ps = append(ps, thousands(f.MetLate)+" "+agree(f.MetLate, "was", "were")+" met late")
	}
	if f.Overdue > 0 {
		ps = append(ps, thousands(f.Overdue)+" "+agree(f.Overdue, "is", "are")+" still out")
	}
	if f.EndedOverdue > 0 {
		ps = append(ps, thousands(f.EndedOverdue)+" ended out of timescale")
	}
	return list(ps)
}

// lateness says how late they are.
func lateness(f *Figure) string {
	longest, _ := f.LongestLate()
	if f.Out() == 1 {
		return "It is " + count(longest, "day") + " late."
	}
	median, _ := f.MedianLate()
	s := "The median is " + days(median) + " late, the longest " + count(longest, "day")
	if n := f.LateBy(1); n > 0 {
		s += "; " + thousands(n) + " " + agree(n, "is", "are") + " 1 day late"
	}
	return s + "."
}

func days(h Halves) string {
	if h == 2 {
		return "1 day"
	}
	return h.String() + " days"
}

// explanation says how far those out of timescale are explained.
func explanation(f *Figure) string {
	var s []string
	switch n := f.Out(); {
	case f.Unexplained == 0 && n == 1:
		s = append(s, "It is explained.")
	case f.Unexplained == 0:
		s = append(s, "All of them are explained.")
	case n == 1:
		s = append(s, "It is not explained yet.")
	case f.Unexplained == n:
		s = append(s, "None of them is explained yet.")
	default:
		s = append(s, thousands(f.Unexplained)+" of them "+agree(f.Unexplained, "is", "are")+" not explained yet.")
	}
	if n := f.ProposedMissed; n > 0 {
		s = append(s, "For "+thousands(n)+" the proposed date has passed too.")
	}
	if n := f.AgreedInAdvance; n > 0 {
		s = append(s, count(n, "delay")+" "+agree(n, "was", "were")+" agreed in advance.")
	}
	return strings.Join(s, " ")
}

func querySentence(queries []QueryCount) []string {
	all, period := 0, 0
	for _, q := range queries {
		all, period = all+q.All, period+q.InPeriod
	}
	switch {
	case all == 0:
		return []string{"The records raise no queries."}
	case all == 1:
		return []string{"The records raise 1 query" + map[bool]string{true: ", about this period.", false: ", not about this period."}[period == 1]}
	}
	return []string{"The records raise " + count(all, "query") + ", " + thousands(period) + " of them about this period."}
}

// points is a line for each timescale, the binding ones first.
func (r Report) points(binding, where []Figure) []string {
	var s []string
	for _, figures := range [][]Figure{binding, where} {
		for i := 0; i < len(figures); {
			j := i + 1
			for j < len(figures) && figures[j].Rule == figures[i].Rule {
				j++
			}
			s = append(s, r.point(figures[i:j]))
			i = j
		}
	}
	return s
}

func (r Report) point(figures []Figure) string {
	child, meeting := Figure{}, Figure{}
	for _, f := range figures {
		if f.Basis == Child {
			child = f
		} else {
			meeting = f
		}
	}
	rule := figures[0]
	limit := strings.Join(r.limits(rule.Rule), "; ")
	if rule.WherePossible {
		limit += ", where possible"
	}
	s := timescaleName(rule.Rule) + " (" + limit + "): "
	if child.Counted() == 0 {
		return s + nothingCounted(&child)
	}
	s += lower(inTimeSentence(&child)) + byMeeting(&meeting)
	if n := child.Out(); n > 1 && n < child.Counted() {
		s += " Of the " + thousands(n) + " out of timescale, " + parts(&child) + "."
	} else if n > 0 {
		s += " " + capital(parts(&child)) + "."
	}
	if child.Out() > 0 {
		s += " " + lateness(&child)
	}
	return s
}

func nothingCounted(f *Figure) string {
	switch {
	case f.Pending > 0 && f.Ended > 0:
		return "nothing counted: " + thousands(f.Pending) + " not yet due, " + thousands(f.Ended) + " ended in time."
	case f.Pending > 0:
		return "nothing counted: " + thousands(f.Pending) + " not yet due."
	case f.Ended > 0:
		return "nothing counted: " + thousands(f.Ended) + " ended in time."
	}
	return "nothing counted."
}

func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
