package layout

import (
	"strings"

	"caseclock/report"
	"caseclock/report/document"
)

// summary is the figures in sentences, the most important first. All of them
// are about the binding timescales, but for what has no due day and for the
// queries. What is hidden is not told, nor hinted at.
func (k *block) summary() []string {
	c, m := report.Overall(k.binding, report.Child), report.Overall(k.binding, report.Meeting)
	child, meeting := k.sight(&c), k.sight(&m)
	var s []string
	if child.Due == 0 {
		s = append(s, "No binding deadline falls due in this period, as the records stand on "+k.Report.Options.AsAt.Long()+".")
	} else {
		s = append(s, k.headline(child)+k.byMeeting(child, meeting), k.trendSentence(), k.dueSentence(child))
	}
	if child.Out() > 0 || !child.may("out") {
		s = append(s, join(lateSentence(child), explanation(child)))
	}
	s = append(s, k.flowSentence(), k.aheadSentence(), k.whereSentence(), k.noDueDaySentence(), k.querySentence(), k.beginsSentence())
	if o := k.Report.Options; o.AsAt <= o.To {
		s = append([]string{s[0], "The period is not over: this is how it stands on " + o.AsAt.Long() + "."}, s[1:]...)
	}
	var said []string
	for _, sentence := range s {
		if sentence != "" {
			said = append(said, sentence)
		}
	}
	return said
}

// headline says how many deadlines were in time of what is counted.
func (k *block) headline(f sight) string {
	n := f.Counted()
	switch {
	case !f.may("counted"):
		return "How many deadlines are counted, and how many of them were met in time, is hidden."
	case n == 0:
		return "No deadline of this period is counted."
	case !f.mayPercent():
		return countOf(n, "deadline is", "deadlines are") + " counted. How many of them were met in time is hidden."
	case n == 1 && f.Met == 1:
		return "The one deadline that is counted was met in time " + f.inPercent(k.p.Target) + "."
	case n == 1:
		return "The one deadline that is counted was not met in time " + f.inPercent(k.p.Target) + "."
	}
	return ofThese(f, "deadlines") + " met in time " + f.inPercent(k.p.Target) + "."
}

// ofThese says "38 of 42 were", "both were", "none of the 3 was".
func ofThese(f sight, what string) string {
	n := f.Counted()
	switch {
	case f.Met == n && n == 2:
		return "Both " + what + " were"
	case f.Met == n:
		return "All " + thousands(n) + " " + what + " were"
	case f.Met == 0 && n == 2:
		return "Neither of the 2 " + what + " was"
	case f.Met == 0:
		return "None of the " + thousands(n) + " " + what + " was"
	}
	return thousands(f.Met) + " of " + thousands(n) + " " + what + " " + agree(f.Met, "was", "were")
}

// byMeeting follows a sentence that gave figures by child.
func (k *block) byMeeting(child, meeting sight) string {
	p, ok := meeting.Percent()
	n, in := meeting.Counted(), percentWords(p)
	switch {
	case !ok || child.Counted() < 2 || !child.mayPercent() || !meeting.mayPercent():
		return ""
	case meeting.Met == child.Met && n == child.Counted():
		return " By meeting it is the same."
	case n == 1:
		return " It was one meeting."
	case n == 2 && meeting.Met == 2:
		return " By meeting, both were in time (" + in + ")."
	case meeting.Met == n:
		return " By meeting, all " + thousands(n) + " were in time (" + in + ")."
	case n == 2 && meeting.Met == 0:
		return " By meeting, neither of the 2 was in time (" + in + ")."
	case meeting.Met == 0:
		return " By meeting, none of the " + thousands(n) + " was in time (" + in + ")."
	}
	return " By meeting, " + thousands(meeting.Met) + " of " + thousands(n) + " " + agree(meeting.Met, "was", "were") + " in time (" + in + ")."
}

// dueSentence says what is due and why not all of it is counted.
func (k *block) dueSentence(f sight) string {
	if !f.may("due", "counted") {
		return ""
	}
	s := countOf(f.Due, "deadline falls", "deadlines fall") + " due in this period, under " + count(len(split(k.binding)), "timescale")
	if why := notCounted(f); why != "" {
		s += ": " + why + ", so " + counted(f.Counted())
	}
	return s + "."
}

func counted(n int) string {
	if n == 0 {
		return "none is counted"
	}
	return countOf(n, "is", "are") + " counted"
}

// notCounted says why what is due is not counted, or nothing where all is or
// where it may not be told.
func notCounted(f sight) string {
	if !f.may("pending", "ended") {
		return ""
	}
	var why []string
	if f.Pending > 0 {
		why = append(why, countOf(f.Pending, "is", "are")+" not yet due")
	}
	if f.Ended > 0 {
		why = append(why, thousands(f.Ended)+" ended in time with nothing left to do")
	}
	return list(why)
}

// whereSentence is about what is to be kept where possible.
func (k *block) whereSentence() string {
	n := 0
	for i := range k.where {
		if f := k.sight(&k.where[i]); f.Basis == report.Child {
			if !f.may("due") {
				return ""
			}
			n += f.Due
		}
	}
	if n == 0 {
		return ""
	}
	return countOf(n, "more deadline is", "more deadlines are") + " to be kept where possible, and shown apart."
}

func (k *block) noDueDaySentence() string {
	n := 0
	for i := range k.figures {
		f := k.sight(&k.figures[i])
		if f.Basis == report.Child && !f.may("no_due_day_undated", "no_due_day_unknown", "no_due_day_settled") {
			return "How many clocks that started in this period have no due day is hidden."
		}
		n += f.NoDueDay.All()
	}
	if n == 0 {
		return ""
	}
	return count(n, "deadline") + " whose clock started in this period " + agree(n, "has", "have") + " no due day, and " + agree(n, "is", "are") + " shown apart."
}

func (k *block) querySentence() string {
	all, period := 0, 0
	if k.p.For == document.Publication {
		return ""
	}
	for _, q := range k.queries {
		p, a := k.queryIDs(q)
		if !k.l.shows(p, a) {
			return "The records raise queries; the table of queries says of what kinds."
		}
		all, period = all+q.All, period+q.InPeriod
	}
	switch {
	case all == 0:
		return "The records raise no queries."
	case all == 1:
		return "The records raise 1 query" + map[bool]string{true: ", about this period.", false: ", not about this period."}[period == 1]
	}
	return "The records raise " + countOf(all, "query", "queries") + ", " + thousands(period) + " of them about this period."
}

// join puts sentences behind each other.
func join(sentences ...string) string {
	var said []string
	for _, s := range sentences {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, " ")
}

// beginsSentence says from which day on deadlines are counted, where that cuts
// the period or a quarter of the trend.
func (k *block) beginsSentence() string {
	o := k.Report.Options
	first := o.From
	for _, p := range o.Trend {
		first = min(first, p.From)
	}
	var begins []string
	for _, id := range k.Report.Authorities() {
		if d := o.Since[id]; d > first && (k.scope == every || k.scope == id) {
			begins = append(begins, d.Long()+" for "+k.Report.Name(id))
		}
	}
	if begins == nil {
		return ""
	}
	return "Deadlines are counted from " + list(begins) + "; what fell due before is in no figure and no quarter of the trend."
}
