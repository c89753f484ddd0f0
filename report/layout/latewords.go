package layout

// lateSentence says what became of those out of timescale, and how late they
// are.
func lateSentence(f sight) string {
	n := f.Out()
	if !f.may("out") {
		return "How many are out of timescale is hidden."
	}
	if n == 1 {
		return "1 is out of timescale: it " + theOne(f) + "."
	}
	s := thousands(n) + " are out of timescale"
	if ps := parts(f); ps != "" {
		s += ": " + ps
	}
	return join(s+".", lateness(f))
}

// theOne says what became of the only one out of timescale.
func theOne(f sight) string {
	longest, _ := f.LongestLate()
	late := count(longest, "day")
	switch {
	case f.MetLate == 1:
		return "was done " + late + " late"
	case f.Overdue == 1:
		return "is still out, " + late + " late"
	}
	return "ended out of timescale, " + late + " late"
}

// parts says what became of those out of timescale, or nothing where that may
// not be told.
func parts(f sight) string {
	if !f.may("met_late", "overdue", "ended_overdue") {
		return ""
	}
	var ps []string
	if f.MetLate > 0 {
		ps = append(ps, countOf(f.MetLate, "was", "were")+" done late")
	}
	if f.Overdue > 0 {
		ps = append(ps, countOf(f.Overdue, "is", "are")+" still out")
	}
	if f.EndedOverdue > 0 {
		ps = append(ps, thousands(f.EndedOverdue)+" ended out of timescale")
	}
	return list(ps)
}

// lateness says how late several are.
func lateness(f sight) string {
	if !f.mayLateness() {
		return ""
	}
	longest, _ := f.LongestLate()
	median, _ := f.MedianLate()
	if longest == 1 {
		return "All are late by one day."
	}
	s := "The median is " + days(median) + " late, the longest " + count(longest, "day")
	if n := f.LateBy(1); n > 0 {
		s += "; " + countOf(n, "is", "are") + " late by one day"
	}
	return s + "."
}

// explanation says how far those out of timescale are explained.
func explanation(f sight) string {
	if !f.may("out", "explained", "unexplained") {
		return ""
	}
	var s string
	switch n := f.Out(); {
	case f.Unexplained == 0 && n == 1:
		s = "It is explained."
	case f.Unexplained == 0:
		s = "All of them are explained."
	case n == 1:
		s = "It is not explained yet."
	case f.Unexplained == n:
		s = "None of them is explained yet."
	default:
		s = thousands(f.Unexplained) + " of them " + agree(f.Unexplained, "is", "are") + " not explained yet."
	}
	if n := f.ProposedMissed; n > 0 && f.may("proposed_dates_missed") {
		s = join(s, "For "+thousands(n)+" the proposed date has passed too.")
	}
	if n := f.AgreedInAdvance; n > 0 && f.may("agreed_in_advance") {
		s = join(s, countOf(n, "delay was", "delays were")+" agreed in advance.")
	}
	return s
}
