package report

// Definition says what a word of the report means.
type Definition struct {
	Term    string `json:"term"`
	Meaning string `json:"meaning"`
}

// Definitions are printed with every report.
func Definitions() []Definition {
	return []Definition{
		{"Timescale and deadline", "A timescale is a limit that guidance or local procedure sets. A deadline is a timescale applied to one child: from the day its clock started to the last day in time, its due day. The limits are guidance, not statute, and protecting the child comes before any of them."},
		{"Due", "Deadlines whose due day lies in the period, as they stand on the as-at day. A deadline stays in the period in which it fell due, however late the thing is done. It counts for the authority that was responsible on the day the clock started."},
		{"In time", "Done on or before the due day."},
		{"Late", "Done after the due day. It stays late for good; a later date never replaces the due day."},
		{"Still out", "Not done, and the due day has passed on the as-at day."},
		{"Ended in time", "Fell away on or before the due day, when the child moved away, say: nothing was owed any more. Not counted."},
		{"Ended out", "Fell away after the due day without having been done."},
		{"Not yet due", "Not done, and the due day has not passed on the as-at day. Not counted."},
		{"Counted", "In time, late, still out and ended out together. In every line, due is counted, ended in time and not yet due together."},
		{"In time %", "In time out of counted, to one decimal, a half rounded up. Empty, or a dash, where nothing is counted."},
		{"Out of timescale", "Late, still out and ended out together."},
		{"Days late", "Days from the due day to the day it was done or fell away, or to the as-at day where it is still out. The median is the middle one of all that are out of timescale, or half-way between the middle two."},
		{"Explained", "A reason with its category is recorded and, while the thing is still to do, a proposed date that has not passed. All others out of timescale are unexplained."},
		{"No reason recorded", "Out of timescale with no category of reason recorded. It is also unexplained; so is a reason without a proposed date, and one whose proposed date has passed."},
		{"Proposed date passed", "Still out, and the date proposed for doing it has passed as well. A new reason and a new date are asked for."},
		{"Agreed in advance", "The reason was recorded on or before the due day and names who agreed. It is out of timescale all the same."},
		{"By child", "Every deadline of every child counts."},
		{"By meeting", "Deadlines of one timescale that belong to one meeting count once: a conference for four brothers and sisters is one. The meeting is the one that met the timescale, else the one called for it, else the one its clock started from; for papers, notices and core groups it is the one the clock started from. Without a recorded meeting a deadline counts by itself. Where the children of one meeting belong to two authorities, it counts for each."},
		{"How a meeting stands", "As the worst of its children's deadlines does, because a meeting is in time when it was in time for every child at it: still out, ended out, late, not yet due, in time, ended in time. It is due on the first of its children's due days. Its days late and its reason are those of the latest, and it is unexplained when any of them is."},
		{"Where possible", "A timescale to be kept where possible makes no breach and asks for no reason. It is shown apart and is in no total."},
		{"No due day", "The due day cannot be worked out: for want of a delivery date, or because it lies beyond the calendar of working days. Shown in the period in which the clock started."},
		{"Queries", "Doubts that the records raise, counted for the authority responsible on the as-at day: about events of the period, and of any day."},
		{"Digest", "A number that stands for all that was counted. The same records, period, as-at and known-at give the same digest and the same report."},
	}
}
