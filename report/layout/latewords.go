package layout

// lateSentence says what became of those out of timescale, and how late they
// are.
func lateSentence(f sight) string {
	n := f.Out()
	if !f.may("out") {
		return "How many are out of timescale is hidden."
	}
	if n == 1 && !f.mayLateness() {
		return "1 is out of timescale."
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

// theOne says, where that may be told, what became of the only one out of timescale.
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
	switch n := f.Out(); n {
	case f.MetLate:
		return allOf(n) + " were done late"
	case f.Overdue:
		return allOf(n) + " are still out"
	case f.EndedOverdue:
		return allOf(n) + " ended out of timescale"
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
	if same(f) {
		return capital(allOf(f.Out())) + " are late by " + oneDay(longest) + "."
	}
	s := "The median is " + days(median) + " late, the longest " + count(longest, "day")
	if n := f.LateBy(1); n > 0 {
		s += "; " + countOf(n, "is", "are") + " late by one day"
	}
	return s + "."
}

// same says whether all are as late as each other.
func same(f sight) bool {
	shortest, _ := f.PercentileLate(1)
	longest, _ := f.LongestLate()
	return shortest == longest && f.Out() <= 100 // of more, one in a hundred may be less late
}

// oneDay writes "one day" and "9 days".
func oneDay(n int) string {
	if n == 1 {
		return "one day"
	}
	return count(n, "day")
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
		s = capital(allOf(n)) + " of them are explained."
	case n == 1:
		s = "It is not explained yet."
	case f.Unexplained == n && n == 2:
		s = "Neither of them is explained yet."
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
