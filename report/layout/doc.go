// Package layout makes the committee's report, as a document, from its
// figures: which tables stand in it and in which order, the sentences that say
// the same, and what is hidden.
//
// Every count that is printed, or that could be worked out from what is, is
// entered in a ledger under a name of its own: the period, the authority, the
// timescale, the basis and what is counted. The same count in two tables, in
// two forms or in two issues has the same name. What adds up to what is entered
// beside it, and package suppress then says which counts may not be shown. Only
// then are the sentences made, from what may.
package layout
