// Package cases serves the pages of cases: the list with its search, one case
// with its drawn timeline, the reason for a timescale that was or will be
// missed, and what is recorded, corrected and withdrawn.
//
// A case stands in an address by its opaque id, a deadline by its rule, the day
// its clock started and the kind of conference; no reference of a case ever
// does. What may be done to a case is offered only to those who may do it; the
// desk checks it again.
package cases
