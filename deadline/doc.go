// Package deadline counts the days of child protection case conferences in
// Scotland: facts and rules in, deadlines out. It has no clock, no store and
// no configuration, and imports the standard library alone.
//
// Read it in this order:
//
//   - date.go, calendar.go: a day is a civil day without a time zone. The day a
//     clock starts is day 0, "within n days" of day d is in time until the end
//     of d + n, months clamp to the end of a shorter month, and working days
//     are counted only through years that the calendar holds whole.
//   - words.go, event.go: what happens to a case, in the field's words.
//   - case.go: the events of one child, as facts; what counts at a moment
//     (corrected, known, dated) and in which order.
//   - trigger.go, rule.go: a timescale as data, and how it is compiled.
//   - evaluate.go, start.go, due.go: the reckoning, one pass: dating, meet, fall away,
//     register, start.
//   - register.go: when a child is on the register, from the same pass.
//   - deadline.go, reason.go: how a deadline stands, what is a breach and when
//     it is explained.
//   - explain.go, count.go: every step of one deadline, in words and as data.
//   - query.go, queryevent.go: what is doubtful in the data.
//
// The timescales come from the National Guidance for Child Protection in
// Scotland (2014, Appendix C; 2021, Appendix D) and local procedure; each rule
// cites its paragraph in its pack (see package rules). Where the sources are
// silent the reading stands beside the code that takes it:
//
//   - A limit in calendar days does not roll past a weekend or a holiday
//     (explain.go names the last working day before it).
//   - The earlier clock governs: while a deadline of a rule that absorbs is
//     open, another start of the same rule is not counted (pass.begin).
//   - What was met late stays late, and a delivery date revised afterwards
//     neither undoes a breach nor makes one (pass.redate).
//   - A position brought in is counted for the authority responsible when it is
//     brought in, by the pack in force on the day its clock starts
//     (pass.startPosition).
//   - A reason follows the start that a correction moved, unless a deadline
//     still stands on the old day (pass.attach).
package deadline
