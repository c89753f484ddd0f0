// Package intake reads what comes in: events in Caseclock's own shape (JSONL,
// one event a line, or CSV with a header of the same names), and a council's
// own wide export (CSV or xlsx, one row a conference or a child, dates in
// columns) through a [Mapping].
//
// What cannot be read is refused, all of it at once, each [Fault] with its
// line, what is wrong and what is accepted. What can be read but is doubtful
// (a date a year ahead, a review of a child not registered) is not refused
// here: the reckoning queries it.
//
// Conventions, chosen where the contract is silent:
//   - A row of a table whose cells are all empty is no row.
//   - The month before the day, and years of two figures, are refused, never
//     guessed. Where a column's dates can mostly be read month first only,
//     the whole file is refused, also when good rows are to be accepted: its
//     01/02/2026 cannot be trusted either.
//   - A cell that was filled and is now empty, and a row that is no longer
//     there, are reported and change nothing.
//   - What a person withdrew or replaced is left to that person: whatever the
//     source goes on to say under that key is reported, not recorded.
//   - A line of events without an id is known by its content; the same line
//     twice is one event.
//
// Memory is bounded by a row (1 MiB at most) and some tens of bytes for each
// row key and event id, however long the file. A file is read twice: once to
// find every fault, once to hand over what it says; should it change between,
// nothing more is handed over.
//
// YAML belongs to the rules; a mapping file is the one other thing written in
// it, so that its faults can be told by line, and this package reads it itself.
package intake
