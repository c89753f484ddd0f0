// Package report makes the committee's figures: how many deadlines fell due in
// a period, how many were met in time, how late the others were, and why.
//
// Figures are counted by a pure accumulator, one case at a time (Figures), and
// only then laid out and drawn: every form shows the same Report. The same cases, options and particulars give the same bytes, in
// whatever order the cases come: there is no clock here, and everything is
// sorted.
//
// # What is counted
//
// A deadline belongs to the period its due day lies in, as it stands on the
// as-at day. So a breach never leaves the period in which it fell due, however
// late the thing is done, and every deadline lies in one period only: figures
// of two quarters add up to those of their half year. A deadline belongs to
// the authority that was responsible on the day its clock started.
//
// Per cent in time is
//
//	met / (met + met late + still out + ended out of timescale)
//
// in whole numbers, rounded half up to one decimal. What is not yet due and
// what ended in time (the child moved away before the day, say) is in neither
// part: nothing was owed yet, or any more.
//
// A deadline with no due day, for want of a delivery date or of a calendar,
// lies in no period by its due day; it is shown apart, in the period its clock
// started in.
//
// Timescales that are to be kept "where possible" make no breach and are drawn
// apart; no total holds them.
//
// # How late
//
// Days late are the days from the due day to the day the thing was done or fell
// away, or to the as-at day where it is still out. They are told apart by Bins,
// which hold each of those out of timescale once. The median is the middle one,
// or half-way between the middle two; percentiles are by nearest rank: the
// smallest of the days that so many per cent of them do not exceed.
//
// # Reasons and proposed dates
//
// A breach is explained as deadline.Deadline.Explained says; explained and
// unexplained are all breaches. Its category, and whether its reason was
// recorded in advance (on or before the due day) and agreed by somebody, are
// those of its latest reason, which is the one that counts.
//
// What became of a proposed date is asked of the last date proposed. A date
// counts as proposed when its reason is dated on or before the day the thing was
// done or fell away; written down afterwards it is no proposal. Of all breaches:
//
//   - kept: done on or before that date;
//   - missed: the date passed, and it was done or fell away after it, or is open
//     still. Of these, Figure.ProposedMissed counts those open whose latest
//     reason it is, for which a new reason and a new date are asked for;
//   - to come: open, and the date has not passed;
//   - none: no date was proposed, or the deadline fell away on or before it.
//
// These four are all breaches. Repeated says of how many more than one date was
// proposed.
//
// The time to a reason is the days from the breach, which is the day after the
// due day, to the day of the first reason that is recorded for it, whatever that
// lacks; 0 where that day is the breach's or lies before it. It is known of each
// breach with a reason, and those with none are counted beside it.
//
// # Periods and their trend
//
// Beside its period a report counts others (Options.Trend) in the same pass, all
// as at the same day and as known at the same instant: what is done late today
// is met late in the quarter in which it fell due. Quarters are three months,
// aligned to the end of the report's period and not to the calendar, so that
// those of a year from August are its own and every one is whole. A period is
// partial until the as-at day is past its last day, because what falls due on
// that day may still be done on it.
//
// # By chair and by team
//
// With Options.By the figures of each authority are parted by the chair or the
// team that was responsible on the day the clock started (what an assignment
// does not name stays as it was; of a position brought in, on the day it was
// brought in, as its authority is). The team is that of the lead professional,
// or of the chair where nobody leads or the lead is of no team. A meeting
// belongs to one part alone: that of the child whose deadline is due first, of
// several due on that day the first by name, and nobody only where all are
// nobody's. So the parts add up to the authority's figures, by child and by
// meeting, and a meeting may stand late in one chair's figures for a child of
// another's.
//
// # What is ahead
//
// Of the binding deadlines that are open on the as-at day: those due in the three
// months after the period's end or the as-at day, whichever is later
// (Options.Ahead), and those out of timescale now, of any period. Of those due,
// certain to be late are the ones with
//
//   - a reason in advance, where the last date proposed lies after the due day;
//   - a conference called for it that is planned for a day after the due day: the
//     one last called, of a kind that meets the timescale, and not held since for
//     want of a quorum;
//   - a first day that counts, where that lies after the due day.
//
// One may be certain for several of these. A meeting counts once where the
// deadline of any of its children does.
//
// # The data
//
// Papers are the timescales met by a record of decisions, a plan or minutes. Of
// those owed for conferences held in the period, by the day of the conference,
// missing are those not received by the as-at day: out of timescale, not yet due,
// or with no due day.
//
// Provisional are deadlines open on the as-at day, of any period, whose due day
// hangs on a date of delivery that may still be revised (it has not passed, and
// no birth is recorded), or that have none.
//
// Queries count for the authority that is responsible on the as-at day, which can
// put the record right.
//
// Report.Cases is how many cases were looked at: those of which something had
// happened by the as-at day and is known at the instant asked for, and that are,
// or a deadline of theirs is, of the authority asked for. A report made again
// with the same as-at and known-at sees fewer only where cases were erased.
//
// # By child and by meeting
//
// One case is one child, and a conference for brothers and sisters is one
// meeting and several clocks (DOMAIN: report by child and by meeting, both).
// Of the deadlines of one authority and one timescale, those that belong to
// one meeting are counted once, by meeting. Which meeting that is:
//
//   - where a conference meets the timescale (an initial conference, a
//     review): the meeting that met it; without one, the meeting that was last
//     called for it; and while it is neither met nor called, the meeting its
//     clock started from, because children who were seen together are reviewed
//     together until the records say otherwise;
//   - everywhere else (a paper, a notice, a core group): the meeting its clock
//     started from; without one, the meeting that the paper which met it names.
//
// A deadline with no meeting is a meeting of its own. A meeting is due on the
// earliest of its children's due days, so it too lies in one period only. It
// stands as the worst of its children's deadlines does, because a meeting is
// in time when it was in time for every child at it: still out, ended out of
// timescale, met late, not yet due, met, ended, in this order. (Not yet due
// comes before met, because something is still owed; ended comes last, because
// for the others the meeting took place.) It is as many days late as the
// latest of them; it is unexplained, in advance, agreed in advance or past its
// proposed date when any of them is; its reason is the recorded reason of the
// latest of them, and the time to it the longest. Of its children's proposed
// dates one missed comes first, then one to come, then one kept.
//
// A meeting is due before all the periods that are counted, and so in none of
// them, when any of its children's deadlines is.
package report
