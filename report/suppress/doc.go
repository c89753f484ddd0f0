// Package suppress hides small counts in published tables, so that nobody can
// be picked out of them. It knows of counts and of sums, not of what is
// counted.
//
// # What is hidden
//
// A Problem is everything that is published together: its counts (cells), and
// how they hang together (sums, and bounds between two counts). Solve hides
// first what must be hidden for its own sake: counts of 1 to the threshold less
// 1; counts that have changed by as little since an earlier issue of the same
// report showed them, for the difference of the two issues would show it; and
// counts that an earlier issue hid. It then hides further cells (complements),
// at little cost to the reader, so that none of the hidden counts can be worked
// out, nor a small count that is printed nowhere (counted less met).
//
// Zeros are shown. They say of nobody that he is there, and are what a
// committee most wants to see. A mark therefore says "at least 1".
//
// # What a reader knows
//
// The reader against whom this is done knows every count that is printed, every
// sum and bound, that counts are whole and not below 0, that a mark is at least
// 1, and the threshold. Of an earlier issue he knows everything that it showed;
// what it showed of a count that has not changed is public for ever, hidden
// again or not, and hides nothing else. He also knows which counts have not
// changed: this stands for a reader who takes for unchanged what shows no sign
// of change, and is right. So each count that has changed is carried twice, as
// it was and as it is, and the sums of then stand beside those of now.
//
// A count is safe if it could have at least two values, given all that. It need
// not be far from the true one: with 42 = 38 + 4 and the 38 and 42 hidden, the 4
// is safe. How a program chooses what to hide is not thought to be known to the
// reader beyond that, nor anything about single children from elsewhere.
//
// # How it is shown to be so
//
// For each such count Solve holds a witness: a change of the counts that are not
// shown, in whole numbers, which keeps every sum, bound and lower limit and
// moves that count. The table with the change looks the same to the reader. One
// witness serves every cell that it moves. Witnesses in fractions (a linear
// relaxation) would not do: they may exist where there are none in whole
// numbers. Before Solve returns it goes over every witness again.
//
// Witnesses are found by a best-first search: move the cell by one, then mend a
// broken sum by moving another of its cells by one, and so on, preferring what
// is hidden already and what is least missed. The search is bounded. Where it
// gives up, a far witness is looked for by linear algebra: among the changes that
// keep every sum from the start, one that makes no count too small (see kernel).
// Where there is none either, everything around is hidden, twice every count being
// a witness then. Complements that turn out not to be needed are shown again. The
// result is small, and not always the smallest there is: that is a hard problem.
//
// Beside an earlier issue there may be no witness: 31 = 31 + 0, where the first
// was hidden before and the second is public. Then the zero, and the hidden
// counts beside it, are withheld: see Result. What earlier issues give away by
// themselves, whatever is printed now, is not protected; that sums alone fix it
// is found by linear algebra too. Only one earlier issue is looked at, as a rule
// the last: of 1,000 random tables issued three times, a quarter of their counts
// changed each time, 3 gave a count away to who held all three and knew each time
// what had not changed.
//
// # Sources
//
// The terms (primary and secondary suppression, complementary cells) and the
// reader's intervals are those of Cox (Suppression methodology and statistical
// disclosure control, JASA 1980) and of Fischetti and Salazar (Solving the cell
// suppression problem on tabular data with linear constraints, Management
// Science 2001), who find least patterns by integer programming. The guidance of
// the Government Statistical Service on tables from administrative sources asks
// for secondary suppression, and to think of linked tables, differences between
// issues and what is public already.
package suppress
