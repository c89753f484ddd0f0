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
		{Term: "90% within", Meaning: "The 90th percentile of the days late by nearest rank: nine out of ten are no more days late than this."},
		{Term: "Explained", Meaning: "A reason with its category is recorded and, while the thing is still to do, a proposed date that has not passed. All others out of timescale are unexplained."},
		{Term: "No reason recorded", Meaning: "Out of timescale with no category of reason recorded. It is also unexplained; so is a reason without a proposed date, and one whose proposed date has passed."},
		{Term: "Proposed date passed", Meaning: "Still out, and the date proposed for doing it has passed as well. A new reason and a new date are asked for."},
		{Term: "Agreed in advance", Meaning: "The reason was recorded on or before the due day and names who agreed. It is out of timescale all the same."},
		{Term: "Proposed date kept, missed, to come", Meaning: "Of those out of timescale, by the last date proposed while the thing was still to do: kept, where it was done on or before it; missed, where that date passed first; to come, where it has not passed. None proposed is all others. More than one date proposed overlaps these."},
		{Term: "Days to a reason", Meaning: "Days from the breach, which is the day after the due day, to the day of the first reason; 0 for one recorded by then."},
		{Term: "Reason", Meaning: "The category of the latest reason recorded."},
		{Term: "By child", Meaning: "Every deadline of every child counts."},
		{Term: "By meeting", Meaning: "Deadlines of one timescale that belong to one meeting count once: a conference for four brothers and sisters is one. The meeting is the one that met the timescale, else the one called for it, else the one its clock started from; for papers, notices and core groups it is the one the clock started from. Without a recorded meeting a deadline counts by itself. Where the children of one meeting belong to two authorities, it counts for each."},
		{Term: "How a meeting stands", Meaning: "As the worst of its children's deadlines does, because a meeting is in time when it was in time for every child at it: still out, ended out, late, not yet due, in time, ended in time. It is due on the first of its children's due days. Its days late and its reason are those of the latest, and it is unexplained when any of them is."},
		{Term: "By chair, by team", Meaning: "Who was responsible on the day the clock started; the team is the lead professional's, else the chair's. A meeting counts for one of them: that of the child whose deadline is due first."},
		{Term: "Trend", Meaning: "Quarters of three months up to the end of the period, all as they stand on the as-at day: what is done late today is late in the quarter in which it fell due. A quarter that is not over on that day is marked."},
		{Term: "Where possible", Meaning: "A timescale to be kept where possible makes no breach and asks for no reason. It is shown apart and is in no total."},
		{Term: "No due day", Meaning: "The due day cannot be worked out: for want of a delivery date, or because it lies beyond the calendar of working days. Shown in the period in which the clock started."},
		{Term: "Notifications and conferences", Meaning: "Counted on the day they happened, for the authority responsible on that day. A meeting whose children had different outcomes is mixed. What was inquorate was not held."},
		{Term: "Considered and registered", Meaning: "Children for whom an initial, continued initial, pre-birth or transfer conference was held and decided, once for each decision; and those of them who were registered."},
		{Term: "The register", Meaning: "Children on the Child Protection Register at the end of a day. What was on it at the start, with those who came on it, less those who came off it, is what is on it at the end. Who moves to another authority here comes off one and on the other. Brought in with the first records are children who were on it before the records begin."},
		{Term: "Time on the register", Meaning: "From the day of registration to the day a child came off it or, for those still on it, to the end of the period."},
		{Term: "Falls due", Meaning: "Binding deadlines not done on the as-at day that fall due in the three months after the period or after the as-at day, whichever is later. Certain to be late are those for which a later date is proposed or a conference is called for a later day, or for which nothing before a later day counts."},
		{Term: "Papers", Meaning: "Records of decisions, plans and minutes owed for the conferences held in the period."},
		{Term: "Provisional", Meaning: "Open deadlines whose due day hangs on a date of delivery that may still be revised, or that have none."},
		{Term: "Queries", Meaning: "Doubts that the records raise, counted for the authority responsible on the as-at day: about events of the period, and of any day."},
		{Term: "What changed", Meaning: "Figures of the last issue of this report as it was known then and as it is known now, both as at its own day. A late entry is an event recorded since about a day up to then; a correction replaces an event; a withdrawal takes one back."},
		{Term: "What if", Meaning: "What fell due in the period, set beside the same deadlines (timescale, start and kind of conference) under another pack or limit. What was done is taken as it was done."},
		{Term: "Hidden", Meaning: "A count from 1 to one less than the threshold, what is worked out from one, and as many others as it takes that none can be worked out from totals, from what is left of a total, from meetings and children, or from an earlier issue. A count of zero is shown."},
		{Term: "Cases looked at", Meaning: "How many cases were there to be counted. A report made again sees fewer only where cases were erased."},
		{Term: "Digest", Meaning: "A number that stands for all that was counted. The same records, period, as-at and known-at give the same digest and the same report."},
	}
}
