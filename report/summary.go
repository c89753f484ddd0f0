package report

import "strings"

// summary is the figures in sentences, the most important first. All of them
// are about the binding timescales, but for what has no due day and for the
// queries.
func (r Report) summary(binding, where, all []Figure, queries []QueryCount) []string {
	child, meeting := Overall(binding, Child), Overall(binding, Meeting)
	var s []string
	if child.Counted() > 0 {
		s = append(s, headline(&child)+byMeeting(&child, &meeting))
	}
	s = append(s, r.dueSentence(&child, timescalesIn(binding)))
	if child.Out() > 0 {
		s = append(s, lateSentence(&child), explanation(&child))
	}
	if f := overWhere(where); f.Due > 0 {
		s = append(s, count(f.Due, "more deadline")+" "+agree(f.Due, "is", "are")+" to be kept where possible, and shown apart.")
	}
	if n := noDueDays(all); n > 0 {
		s = append(s, count(n, "deadline")+" whose clock started in this period "+agree(n, "has", "have")+" no due day, and "+agree(n, "is", "are")+" shown apart.")
	}
	return append(s, querySentence(queries))
}

// overWhere is the deadlines by child that are to be kept where possible.
func overWhere(figures []Figure) Counts {
	var c Counts
	for _, f := range figures {
		if f.WherePossible && f.Basis == Child {
			c.add(f.Counts)
		}
	}
	return c
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

// headline says how many deadlines were in time of what is counted, which is
// not nothing.
func headline(f *Figure) string {
	if f.Counted() == 1 {
		return "The one deadline that is counted was " + map[bool]string{true: "met", false: "not met"}[f.Met == 1] + " in time" + inPercent(f)
	}
	return ofThese(f, "deadlines") + " met in time" + inPercent(f)
}

func inPercent(f *Figure) string {
	p, _ := f.Percent()
	return " (" + p.String() + "%)"
}

// ofThese says "38 of 42 were", "both were", "none of the 3 was".
func ofThese(f *Figure, what string) string {
	n := f.Counted()
	if what != "" {
		what = " " + what
	}
	switch {
	case f.Met == n && n == 2:
		return "Both" + what + " were"
	case f.Met == n:
		return "All " + thousands(n) + what + " were"
	case f.Met == 0 && n == 2:
		return "Neither of the 2" + what + " was"
	case f.Met == 0:
		return "None of the " + thousands(n) + what + " was"
	}
	return thousands(f.Met) + " of " + thousands(n) + what + " " + agree(f.Met, "was", "were")
}

func (r Report) dueSentence(f *Figure, timescales int) string {
	if f.Due == 0 {
		return "No binding deadline falls due in this period, as the records stand on " + r.Options.AsAt.Long() + "."
	}
	s := count(f.Due, "deadline") + " " + agree(f.Due, "falls", "fall") + " due in this period, under " + count(timescales, "timescale")
	if why := notCounted(f); why != "" {
		s += ": " + why + ", so " + agree(f.Counted(), "1 is", thousands(f.Counted())+" are") + " counted"
	}
	return s + "."
}

// notCounted says why what is due is not counted, or nothing where all is.
func notCounted(f *Figure) string {
	var why []string
	if f.Pending > 0 {
		why = append(why, thousands(f.Pending)+" "+agree(f.Pending, "is", "are")+" not yet due")
	}
	if f.Ended > 0 {
		why = append(why, thousands(f.Ended)+" ended in time with nothing left to do")
	}
	return list(why)
}

// byMeeting ends a sentence that gave figures by child.
func byMeeting(child, meeting *Figure) string {
	p, ok := meeting.Percent()
	switch {
	case !ok || child.Counted() == 1:
		return "."
	case meeting.Met == child.Met && meeting.Counted() == child.Counted():
		return "; by meeting the same."
	}
	return "; by meeting, " + thousands(meeting.Met) + " of " + thousands(meeting.Counted()) + " (" + p.String() + "%)."
}

// lateSentence says what became of those out of timescale, of which there are
// some, and how late they are.
func lateSentence(f *Figure) string {
	n := f.Out()
	if n == 1 {
		return "1 is out of timescale: it " + theOne(f) + "."
	}
	return thousands(n) + " are out of timescale: " + parts(f) + ". " + lateness(f)
}

// theOne says what became of the only one out of timescale.
func theOne(f *Figure) string {
	longest, _ := f.LongestLate()
	late := count(longest, "day")
	switch {
	case f.MetLate == 1:
		return "was met " + late + " late"
	case f.Overdue == 1:
		return "is still out, " + late + " late"
	}
	return "ended out of timescale, " + late + " late"
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

// lateness says how late several are.
func lateness(f *Figure) string {
	longest, _ := f.LongestLate()
	median, _ := f.MedianLate()
	s := "The median is " + days(median) + " late, the longest " + count(longest, "day")
	switch n := f.LateBy(1); {
	case longest == 1:
		return "All are late by one day."
	case n > 0:
		s += "; " + thousands(n) + " " + agree(n, "is", "are") + " late by one day"
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

func querySentence(queries []QueryCount) string {
	all, period := 0, 0
	for _, q := range queries {
		all, period = all+q.All, period+q.InPeriod
	}
	switch {
	case all == 0:
		return "The records raise no queries."
	case all == 1:
		return "The records raise 1 query" + map[bool]string{true: ", about this period.", false: ", not about this period."}[period == 1]
	}
	return "The records raise " + count(all, "query") + ", " + thousands(period) + " of them about this period."
}
