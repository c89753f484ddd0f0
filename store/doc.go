// Package store keeps what happened to cases, what was sent and who did what,
// in one bbolt file. Facts are added and never edited or deleted: a correction
// is a further event that withdraws or replaces an earlier one. What follows
// from the facts (due days, statuses, what is owed) is never stored.
//
// # What is promised
//
// What was answered is kept: an event, its audit entry, its idempotency key and
// its import bookkeeping are one transaction, answered after the disk has it.
// After a write or sync error nothing more is written (ErrStopped) and nothing
// is tried again, since a failed commit may be on the disk all the same; reads
// go on, so that what is due can still be told.
//
// What is read is what was written: see "Damage". A store is held by one
// process at a time through PATH.lock, which says who.
//
// # Instants
//
// An event's Recorded instant is given by the store, from Options.Now, and
// never lies before one already given, so that what was known at an instant can
// be asked again later and comes out the same. There is one exception: an event
// that arrives with an instant of its own from before the store was created
// keeps it. It was recorded in another system, whose word is the only one there
// is for that time.
//
// # Ids and keys
//
// A case has an opaque id (CaseID): the number of the authority it began with,
// a block number that grows, and 112 random bits, written as 32 letters and
// digits. Cases of one authority lie together in the order of their ids, and an
// import writes at the end of each. An event that comes without an id is named
// by its case's id, its position there and four check letters, so that such an
// id needs no space and no look-up and a mistyped one is refused. No key holds
// a reference, a person's or a row's name: those are found by a keyed hash
// whose key is made with the store and kept in it.
//
// # Issued reports
//
// A report is kept as it was issued, form by form, and never written anew; a
// corrected one is a further issue. It holds no case's reference.
//
// # Shelves
//
// What is no fact and is replaced as it goes, such as accounts, sessions and
// tokens, lies on shelves (Shelve, Shelved, Shelf). A record may say when it
// expires; from then on it is as if it were not there, and Sweep takes it away.
// A page that held it keeps its bytes until it is used again or the store is
// scrubbed (see scrub.go), so that only hashes of what is secret are ever kept.
//
// # Erasing
//
// A case can be erased (Erase), which is the one exception to "never deleted": a
// tombstone is left that says when, by whom and why, and that joins the digests
// of the audit entries across the gap, so that everything else verifies as
// before. See erase.go for what goes and what stays.
//
// # The log
//
// Every audit entry, event, state of a sending and issued report, and the
// tombstone of an erased case, is a leaf of a Merkle tree (RFC 6962), in the order
// in which they were written (log.go). A leaf is a commitment: which record it
// is, and SHA-256 over a nonce and the plain content; the nonce comes from the
// case's secret, or the store's where the record is no case's. So a leaf of an
// erased case tells nothing once its secret is destroyed, sealing under another
// key changes no leaf, and one record can be proved without the others (prove.go).
//
// Verify holds every record against its leaf and names what was altered, dropped
// or put in. It cannot find the work of somebody who owns the file and its
// secrets and makes everything in it anew. An earlier head, kept elsewhere, does:
// it tells that one of the records that it counts was rewritten. Which one it
// cannot tell; heads of several dates narrow it down to those written between two
// of them, and leaves kept with a head name the record (against.go). What was
// written after the last head that was kept is not covered. Of an earlier state of
// a sending the leaf alone is kept.
//
// # Damage
//
// Every record carries a content hash over its table, its key and its value as
// stored, after sealing, and is refused with ErrDamaged and its name when the
// hash does not fit. It is a CRC-32C and a CRC-32 side by side: fast enough for
// every read of every record, certain to see a few flipped bits or a burst, and
// 1 in 2^64 to miss anything else. It guards against damage, not against a
// forger; the audit trail's chain of SHA-256 does that, and covers each event's
// content.
//
// A record that vanished, or an earlier one in the place of the last, cannot be
// seen by its own hash. So the records of a table are counted and their hashes
// added up in small groups, and each transaction keeps the sums. "There is no
// such record", and any record that is ever written anew, is answered only after
// its group was added up again. Scans compare each group they pass. Before a file
// is mapped its pages are walked with plain reads (see pages.go), since a torn
// file can otherwise end the process.
//
// Pages as they were, in the place of the last, are told in the same way, and by
// the number of the transaction that two tables and the file's first two pages
// must agree on (see turn.go). Two restorations cannot be told from a good file
// by anything within it. One is a page that the last state does not use, or whose
// content is the same: nothing that is read has changed. The other is all the
// pages that the last transactions wrote, with the first page that they wrote or
// both, which is the file as it once was, like a backup: every number and sum
// fits. The lock file beside it tells, by the number of the last transaction that
// was answered (see last.go); where that is gone too, only a hash of the audit
// trail kept elsewhere does. In a store of a version before 3,
// without the numbers, an earlier list of the tables cannot always be told
// either, until it becomes one of a later version.
package store
