// Package report makes the committee's figures: how many deadlines fell due in
// a period, how many were met in time, how late the others were, and why.
//
// Figures are counted by a pure accumulator, one case at a time (Figures), and
// only then drawn: tables for a terminal, CSV, JSON and HTML all show the same
// Report. The same cases, options and particulars give the same bytes, in
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
// latest of them; it is unexplained, agreed in advance or past its proposed
// date when any of them is; and its reason is the recorded reason of the
// latest of them.
package report
