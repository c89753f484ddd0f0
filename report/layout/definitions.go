package layout

import "caseclock/report/document"

// Definitions are printed with every report.
func Definitions() []document.Definition {
	return []document.Definition{
		{Term: "Timescale and deadline", Meaning: "A timescale is a limit that guidance or local procedure sets. A deadline is a timescale applied to one child: from the day its clock started to the last day in time, its due day. The limits are guidance, not statute, and protecting the child comes before any of them."},
		{Term: "Due", Meaning: "Deadlines whose due day lies in the period, as they stand on the as-at day. A deadline stays in the period in which it fell due, however late the thing is done. It counts for the authority that was responsible on the day the clock started."},
		{Term: "In time", Meaning: "Done on or before the due day."},
		{Term: "Late", Meaning: "Done after the due day. It stays late for good; a later date never replaces the due day."},
		{Term: "Still out", Meaning: "Not done, and the due day has passed on the as-at day."},
		{Term: "Ended in time", Meaning: "Fell away on or before the due day, when the child moved away, say: nothing was owed any more. Not counted."},
		{Term: "Ended out", Meaning: "Fell away after the due day without having been done."},
		{Term: "Not yet due", Meaning: "Not done, and the due day has not passed on the as-at day. Not counted."},
		{Term: "Counted", Meaning: "In time, late, still out and ended out together. In every line, due is counted, ended in time and not yet due together."},
		{Term: "In time %", Meaning: "In time out of counted, to one decimal, a half rounded up. Empty, or a dash, where nothing is counted."},
		{Term: "Out of timescale", Meaning: "Late, still out and ended out together."},
		{Term: "Days late", Meaning: "Days from the due day to the day it was done or fell away, or to the as-at day where it is still out. The median is the middle one of all that are out of timescale, or half-way between the middle two."},
		{Term: "Explained", Meaning: "A reason with its category is recorded and, while the thing is still to do, a proposed date that has not passed. All others out of timescale are unexplained."},
		{Term: "No reason recorded", Meaning: "Out of timescale with no category of reason recorded. It is also unexplained; so is a reason without a proposed date, and one whose proposed date has passed."},
		{Term: "Proposed date passed", Meaning: "Still out, and the date proposed for doing it has passed as well. A new reason and a new date are asked for."},
		{Term: "Agreed in advance", Meaning: "The reason was recorded on or before the due day and names who agreed. It is out of timescale all the same."},
		{Term: "By child", Meaning: "Every deadline of every child counts."},
		{Term: "By meeting", Meaning: "Deadlines of one timescale that belong to one meeting count once: a conference for four brothers and sisters is one. The meeting is the one that met the timescale, else the one called for it, else the one its clock started from; for papers, notices and core groups it is the one the clock started from. Without a recorded meeting a deadline counts by itself. Where the children of one meeting belong to two authorities, it counts for each."},
		{Term: "How a meeting stands", Meaning: "As the worst of its children's deadlines does, because a meeting is in time when it was in time for every child at it: still out, ended out, late, not yet due, in time, ended in time. It is due on the first of its children's due days. Its days late and its reason are those of the latest, and it is unexplained when any of them is."},
		{Term: "Where possible", Meaning: "A timescale to be kept where possible makes no breach and asks for no reason. It is shown apart and is in no total."},
		{Term: "No due day", Meaning: "The due day cannot be worked out: for want of a delivery date, or because it lies beyond the calendar of working days. Shown in the period in which the clock started."},
		{Term: "Queries", Meaning: "Doubts that the records raise, counted for the authority responsible on the as-at day: about events of the period, and of any day."},
		{Term: "Digest", Meaning: "A number that stands for all that was counted. The same records, period, as-at and known-at give the same digest and the same report."},
	}
}
