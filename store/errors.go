package store

import (
	"errors"
	"fmt"
)

// What a caller may branch on. Errors returned wrap these and say more.
var (
	// ErrHeld: another process holds the store; the text says which.
	ErrHeld = errors.New("the store is held by another process")
	// ErrNewer: the file was written by a newer version.
	ErrNewer = errors.New("the store is of a newer version")
	// ErrNotStore: the file is no store.
	ErrNotStore = errors.New("not a caseclock store")
	// ErrDamaged: a page or a record is not as it was written; the text names it.
	ErrDamaged = errors.New("the store is damaged")
	// ErrStopped: a write or sync failed earlier, or the file was replaced under
	// the process; nothing more is written. It wraps the first cause.
	ErrStopped = errors.New("the store takes no more writes")
	// ErrReplaced: the file at the path is no longer the one that was opened.
	ErrReplaced = errors.New("the store's file was replaced under it")
	// ErrNoLog: the store is of a version before the log, or nothing was written to
	// it yet.
	ErrNoLog = errors.New("the store has no log")
	// ErrShared: it lies on a file system that others may write to, where locks may
	// not hold.
	ErrShared = errors.New("accepted is a disk of this machine")
	// ErrReadOnly: the store was opened for reading.
	ErrReadOnly = errors.New("the store is open for reading only")
	// ErrClosed: the store was closed.
	ErrClosed = errors.New("the store is closed")
	// ErrNotFound: there is no such case, event or sending.
	ErrNotFound = errors.New("not found")
	// ErrErased: the case was erased; its tombstone says when. It is an ErrNotFound.
	ErrErased = fmt.Errorf("%w: it was erased", ErrNotFound)
	// ErrIDUsed: an event's id is that of an earlier event.
	ErrIDUsed = errors.New("the id is already used")
	// ErrKeyReused: an idempotency key came again with other content.
	ErrKeyReused = errors.New("the idempotency key was used for something else")
	// ErrNoTarget: a withdrawal or replacement of nothing, of another case's
	// event, or of a withdrawal.
	ErrNoTarget = errors.New("no event that can be withdrawn or replaced")
	// ErrNotKept: an event says something that events of its kind do not carry,
	// or that is too long to be kept.
	ErrNotKept = errors.New("cannot be kept")
	// ErrGrown: a case holds other events than those that the Write was meant for.
	ErrGrown = errors.New("the case changed meanwhile")
	// ErrChanged: a record of a shelf is not what the caller took it to be.
	ErrChanged = errors.New("it changed meanwhile")
	// ErrConflict: a sending is not in the state that the caller took it to be in,
	// or what may not change was changed.
	ErrConflict = errors.New("the sending changed meanwhile")
)
