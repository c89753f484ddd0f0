package layout

import "caseclock/report"

// field is one count of a figure, by the name that it has for machines.
type field struct {
	name, head, says string
	of               func(*report.Figure) int
}

// standings are how what is due stands.
var standings = []field{
	{"due", "Due", "Deadlines whose due day lies in the period.", func(f *report.Figure) int { return f.Due }},
	{"met", "In time", "Done on or before the due day.", func(f *report.Figure) int { return f.Met }},
	{"met_late", "Late", "Done after the due day.", func(f *report.Figure) int { return f.MetLate }},
	{"overdue", "Still out", "Not done, and the due day has passed.", func(f *report.Figure) int { return f.Overdue }},
	{"ended", "Ended in time", "Fell away on or before the due day.", func(f *report.Figure) int { return f.Ended }},
	{"ended_overdue", "Ended out", "Fell away after the due day without having been done.", func(f *report.Figure) int { return f.EndedOverdue }},
	{"pending", "Not yet due", "Not done, and the due day has not passed.", func(f *report.Figure) int { return f.Pending }},
}

// sums of standings: what is counted, and what is out of timescale.
var sums = []field{
	{"counted", "Counted", "In time, late, still out and ended out together: what fell due and was owed.", func(f *report.Figure) int { return f.Counted() }},
	{"out", "Out of timescale", "Late, still out and ended out together.", func(f *report.Figure) int { return f.Out() }},
}

// explanations are how far what is out of timescale is explained; they are
// asked of breaches alone.
var explanations = []field{
	{"explained", "Explained", "Of those out of timescale, with a reason and, while open, a proposed date that has not passed.", (*report.Figure).Explained},
	{"unexplained", "Unexplained", "Of those out of timescale, without.", func(f *report.Figure) int { return f.Unexplained }},
	{"no_reason", "No reason recorded", "Of those out of timescale, with no category of reason recorded.", (*report.Figure).NoReason},
}

// reasonField is the count of one category of reasons.
func reasonField(category string) field {
	return field{"reason_" + category, categoryName(category), "Out of timescale for the reason " + category + ".",
		func(f *report.Figure) int { return f.Reasons[category] }}
}

// bins are how late those out of timescale are.
var bins = func() []field {
	var fs []field
	for i, b := range report.Bins {
		name := []string{"late_1", "late_2_7", "late_8_14", "late_15_28", "late_over_28"}[i]
		fs = append(fs, field{name, capital(b.Name), "Out of timescale by " + b.Name + ".", func(f *report.Figure) int { return f.Lateness()[i] }})
	}
	return fs
}()

// proposals are what became of the last date proposed; every breach lies in
// one of them.
var proposals = []field{
	{"proposed_kept", "Proposed date kept", "Done on or before the last date proposed.", func(f *report.Figure) int { return f.Proposed.Kept }},
	{"proposed_missed", "Proposed date missed", "The last date proposed passed before it was done.", func(f *report.Figure) int { return f.Proposed.Missed }},
	{"proposed_to_come", "Proposed date to come", "Still out, and the last date proposed has not passed.", func(f *report.Figure) int { return f.Proposed.ToCome }},
	{"proposed_none", "None proposed", "No date was proposed, or it fell away before that date.", func(f *report.Figure) int { return f.Proposed.None }},
}

// delays are parts of what is out of timescale that overlap each other.
var delays = []field{
	{"proposed_repeated", "More than one date proposed", "More than one date was proposed for it.", func(f *report.Figure) int { return f.Proposed.Repeated }},
	{"proposed_dates_missed", "Still out, proposed date passed", "Still out, and the date proposed has passed as well.", func(f *report.Figure) int { return f.ProposedMissed }},
	{"in_advance", "Reason in advance", "The reason was recorded on or before the due day.", func(f *report.Figure) int { return f.InAdvance }},
	{"agreed_in_advance", "Agreed in advance", "The reason was recorded on or before the due day and names who agreed.", func(f *report.Figure) int { return f.AgreedInAdvance }},
}

// noDueDays are the clocks that started in the period and have no due day; by
// child alone.
var noDueDays = []field{
	{"no_due_day_undated", "Open: no delivery date", "Open, with no delivery date.", func(f *report.Figure) int { return f.NoDueDay.Undated }},
	{"no_due_day_unknown", "Open: beyond the calendar", "Open, due beyond the calendar.", func(f *report.Figure) int { return f.NoDueDay.Unknown }},
	{"no_due_day_settled", "Met or ended", "Met or ended before a due day was known.", func(f *report.Figure) int { return f.NoDueDay.Settled }},
}
