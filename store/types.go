package store

import (
	"io"
	"time"

	"caseclock/deadline"
)

// Options say how a store is opened. With Keys a plain store is sealed when it is
// opened for writing, and read as it is otherwise. The zero value waits 2 s for the lock,
// reads and writes, and stores plainly; Now is required.
type Options struct {
	Now      func() time.Time // the present instant
	Rand     io.Reader        // nil: crypto/rand
	Timeout  time.Duration    // how long to wait for another holder; 0: 2 s; negative: not at all
	ReadOnly bool             // several readers may hold a store, beside no writer
	Existing bool             // a missing file is an error (fs.ErrNotExist), not a new store
	Holder   string           // who to name to others that want the store: "caseclock serve"
	Keys     Keys             // what seals the values; nil: nothing, and a sealed store is refused (ErrNoKey)
	Seal     Sealer           // in the place of Keys, of a store that keeps no keys; nil: Plain
	// OnFatal is called once, from a goroutine of its own, with the reason why
	// the store takes no more writes.
	OnFatal func(error)
	// Watch is how often an idle store looks whether its file was replaced; 0:
	// only with each write.
	Watch time.Duration
	// First, where set, is asked to look at a file that is there before this process
	// maps it, in a process of its own (Look); its error refuses the store. The
	// store's lock is held meanwhile.
	First func(path string) error
	// AnyFilesystem opens a store on a network or user-space file system too,
	// where locks may not hold.
	AnyFilesystem bool
	// Again is for Restore: how a case that was erased since the backup is erased
	// from it again (Cases, Why and Audit.By are set); nil: it comes back.
	Again *Erasure
}

// Sealer turns a record's value into what is stored and back. The id says
// which record it is, so that a value moved elsewhere does not open. Both
// append to dst, which may be nil, or return plain or sealed itself. Safe for
// concurrent use.
type Sealer interface {
	Seal(dst, plain, id []byte) ([]byte, error)
	Open(dst, sealed, id []byte) ([]byte, error)
}

// Write is what one caller wants recorded together: all of it, or nothing.
type Write struct {
	Events []deadline.Event // of any cases; ids may be absent; Recorded is set by the store (see the package)
	Audit  Entry            // who did it, and what they call it
	Key    string           // idempotency key; empty: none
	Asked  []byte           // what the caller was asked for, to tell a repeat under the Key from another request; nil: what the Write says
	Rows   []Row            // import bookkeeping
	Shelf  []ShelfChange    // done with it; ErrChanged refuses all of it. A repeat (Key) does them not again
	// If is how many events a case must still hold, by reference, for anything to
	// be recorded; 0: the case must not be there. A case of the Events that it does
	// not name may hold any number.
	If map[string]int
}

// Receipt is the answer to a Write: it is on the disk.
type Receipt struct {
	Recorded time.Time // instant given to the events, UTC
	Audit    uint64    // sequence number of the audit entry
	Events   []string  // ids, in the order of Write.Events
	Cases    []string  // case ids, in the order of Write.Events
	Repeated bool      // the key was answered before: this is that answer, and nothing was written
}

// Entry is one line of the audit trail. Callers fill By to Detail.
type Entry struct {
	By     string // the person it is put down to
	Peer   string // the account at the other end of the socket, where there is one
	Action string // a word: "record", "import", "look", "restore"
	Door   string // where it came in: "cli", "socket", "daemon"
	Case   string // a case id (CaseID), where it is about one case
	Detail string // one line more; no child's reference

	Seq    uint64    // 1, 2, 3...
	At     time.Time // UTC; never before the entry before
	Events int       // how many events came with it
	Digest [32]byte  // over the content of those events; zero where there are none
	Hash   [32]byte  // SHA-256 over the hash before and this entry
}

// Row is the bookkeeping of one row of an imported source: what it said when it
// was last read and which events stand for it.
type Row struct {
	Source string // the source's name, the same each night
	Key    string // which row it is, by the mapping
	Hash   [32]byte
	Events []RowEvent
	Gone   bool   // no longer in the source when it was last read
	Data   []byte // for whoever keeps the books
}

// RowEvent is one event that stands for a row.
type RowEvent struct {
	Label string // which of the row's events: a column's name
	ID    string // an event's id; when written, empty for Write.Events[New]
	New   int    // position in Write.Events, where ID is empty
}

// CaseWrite is one case of an import: its events and rows.
type CaseWrite struct {
	Ref    string // the case's reference; events may leave Case empty
	Events []deadline.Event
	Rows   []Row // RowEvent.New counts in these Events
}

// Import names a series of cases brought in together.
type Import struct {
	Key   string // the same for the same file: what was begun is finished under it
	Audit Entry
	// Progress, where set, is told how many cases are on the disk so far, those
	// that were there already counted in.
	Progress func(cases int)
}

// Imported is the answer to AppendMany.
type Imported struct {
	Cases     int       // with something new
	Events    int       // new
	Unchanged int       // events that were there already
	Rows      int       // written
	Recorded  time.Time // of the last transaction
}

// ImportMark is an import of more than one transaction.
type ImportMark struct {
	Key      string
	Begun    time.Time
	Finished time.Time // zero: it was broken off; run it again
	Cases    int       // on the disk
	Events   int
	By       string
}

// Sending is one message of the alert ledger, from the claim before dialling to
// the server's last word. The store reads ID, Alerts, State and Next; the rest
// is kept as given.
type Sending struct {
	ID        string   // random or derived, never a reference
	Alerts    []string // the alerts that the message tells
	State     State
	Person    string
	Due       time.Time // when it was owed
	Next      time.Time // when to try again
	Claimed   time.Time
	MessageID string
	Message   []byte // the exact mail
	Facts     []byte // what it told, for whoever decides
	Attempts  []Attempt
}

// Attempt is one conversation with the server and how it ended.
type Attempt struct {
	At      time.Time
	Outcome string // a word of the sender's
	Reply   string // the server's own
	QueueID string
	Server  string
	TLS     string
}

// State is where a sending stands.
type State uint8

// The states of a sending.
const (
	Claimed State = iota + 1 // kept, not yet known to have been tried
	Retry                    // refused for now; again at Next
	Unknown                  // no answer after the final dot; repeated with the same Message-ID
	Sent                     // accepted; the reply is kept
	Dead                     // refused for good
	Dropped                  // no longer owed before it went out
)

// Rulebook is the packs, holidays and closure days that came into force at an
// instant.
type Rulebook struct {
	Digest  string
	Since   time.Time
	Content []byte
}

// Issue is a report as it was issued. The store reads ID, Series, From, To,
// Planned and KnownAt, and gives what is below the line; the rest is kept as
// given. It holds no case's reference.
type Issue struct {
	ID        string // short and printable; where it is taken, a number is put behind it
	Series    string // the reports of which this is one
	Authority string // empty: all
	From, To  deadline.Date
	Planned   deadline.Date // of one that a schedule made: the day it was planned for; none: a person issued it
	AsAt      deadline.Date
	KnownAt   time.Time // what was recorded later is not in it
	For       string    // whom it is for
	Title     string
	Product   string
	CasesSeen int
	Digest    string // of what it was made from
	Facts     []byte // for whoever makes it again
	Cells     []byte // what was shown of each count; not given in lists
	Files     []IssueFile

	Number   uint64    // 1, 2, 3...
	IssuedAt time.Time // UTC; after KnownAt, and before anything recorded later
	Audit    uint64    // the audit entry that it came with, which names Content
	Content  [32]byte  // SHA-256 over all that is kept of it
}

// IssueFile is one form of an issued report.
type IssueFile struct {
	Name  string // "report.html"
	Media string
	Size  int64    // bytes
	Sum   [32]byte // SHA-256 over Bytes
	Bytes []byte   // as issued; kept compressed; not given in lists
}

// Found is an event as Event finds it.
type Found struct {
	deadline.Event
	CaseID   string
	Position int    // in the case's events, from 0
	Audit    uint64 // the audit entry that it came with
}

// Stats says how much a store holds.
type Stats struct {
	Cases, Events, Entries uint64 // Cases and Events without those erased
	Erased                 uint64 // cases
	Created, LastRecorded  time.Time
	Schema                 int
	FileBytes, UsedBytes   int64
}
