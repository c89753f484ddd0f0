// Package suppress hides small counts in published tables, so that nobody can
// be picked out of them: which cells to print as a mark in place of the count.
//
// A Problem is everything that is published together: its counts (cells), and
// what readers know of how they hang together (sums and bounds). Solve first
// hides what must be hidden for its own sake: counts of 1 to the threshold
// less 1, counts that have changed by as little since an earlier issue of the
// same report showed them, and counts that an earlier issue hid. Zeros are
// always shown. It then hides as few further cells as it can find (complements)
// so that none of the hidden counts can be worked out.
package suppress
