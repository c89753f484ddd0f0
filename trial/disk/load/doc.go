// Package load is what the trials write to a store and how they look afterwards
// whether it is there. What writer w writes as its i-th Write follows from the two
// numbers alone, so that a process that only knows how many were answered can say,
// byte for byte, what must be kept.
//
//	ledger: one line an answer, by a process other than the writer's:
//	"ok WRITER I ENTRY RECORDED ID,ID..." (ENTRY: audit entry; RECORDED:
//	nanoseconds since 1970)
package load
