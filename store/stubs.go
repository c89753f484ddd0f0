package store

import (
	"context"
	"io"
	"iter"
	"time"

	"caseclock/deadline"
)

type Store struct{}

func Open(path string, o Options) (*Store, error)                     { panic("soon") }
func (s *Store) Close() error                                         { panic("soon") }
func (s *Store) Append(ctx context.Context, w Write) (Receipt, error) { panic("soon") }
func (s *Store) AppendMany(ctx context.Context, im Import, cases iter.Seq2[CaseWrite, error]) (Imported, error) {
	panic("soon")
}
func (s *Store) Imports() ([]ImportMark, error)            { panic("soon") }
func (s *Store) Case(ref string) (deadline.Case, error)    { panic("soon") }
func (s *Store) CaseByID(id string) (deadline.Case, error) { panic("soon") }
func (s *Store) CaseID(ref string) (string, error)         { panic("soon") }
func (s *Store) Event(id string) (Found, error)            { panic("soon") }

// The case given to fn is valid until fn returns; c.Event(i) loads one in full.
func (s *Store) Scan(ctx context.Context, fn func(id CaseKey, c *deadline.Case) error) error {
	panic("soon")
}
func (s *Store) ScanAuthority(ctx context.Context, authority string, fn func(id CaseKey, c *deadline.Case) error) error {
	panic("soon")
}
func (s *Store) ScanParallel(ctx context.Context, workers int, fn func(worker int, id CaseKey, c *deadline.Case) error) error {
	panic("soon")
}

type CaseKey [20]byte

func (k CaseKey) String() string { panic("soon") }

func (s *Store) PutSendings(ctx context.Context, e Entry, list ...SendingChange) error { panic("soon") }

// SendingChange: Was is the state it is taken to be in; 0: it is new.
type SendingChange struct {
	Was State
	Sending
}

func (s *Store) Sending(id string) (Sending, error)                                   { panic("soon") }
func (s *Store) SendingsOf(alert string) ([]Sending, error)                           { panic("soon") }
func (s *Store) Sendings(ctx context.Context, st State, fn func(Sending) error) error { panic("soon") }
func (s *Store) Record(ctx context.Context, entries ...Entry) error                   { panic("soon") }
func (s *Store) Trail(ctx context.Context, fn func(Entry) error) error                { panic("soon") }
func (s *Store) TrailBetween(ctx context.Context, from, to time.Time, fn func(Entry) error) error {
	panic("soon")
}
func (s *Store) TrailOfCase(ctx context.Context, caseID string, fn func(Entry) error) error {
	panic("soon")
}
func (s *Store) TrailOfPerson(ctx context.Context, by string, fn func(Entry) error) error {
	panic("soon")
}
func (s *Store) PutRulebook(ctx context.Context, e Entry, r Rulebook) error        { panic("soon") }
func (s *Store) Rulebooks() ([]Rulebook, error)                                    { panic("soon") }
func (s *Store) Row(source, key string) (Row, error)                               { panic("soon") }
func (s *Store) Rows(ctx context.Context, source string, fn func(Row) error) error { panic("soon") }
func (s *Store) Vanished(ctx context.Context, source string, seen func(key string) bool, fn func(Row) error) error {
	panic("soon")
}
func (s *Store) Setting(name string) ([]byte, error)                         { panic("soon") }
func (s *Store) Set(ctx context.Context, name string, value []byte) error    { panic("soon") }
func (s *Store) Stats() (Stats, error)                                       { panic("soon") }
func (s *Store) Err() error                                                  { panic("soon") }
func (s *Store) Backup(ctx context.Context, w io.Writer) error               { panic("soon") }
func (s *Store) BackupFile(ctx context.Context, path string) (Report, error) { panic("soon") }
func (s *Store) Verify(ctx context.Context) (Report, error)                  { panic("soon") }

type Report struct {
	Stats
	Faults     []Fault
	Unfinished []ImportMark
}
type Fault struct{ Record, Text string }

func Restore(ctx context.Context, from, to string, o Options) (Report, error) { panic("soon") }
func Compact(ctx context.Context, path string, o Options) (before, after int64, err error) {
	panic("soon")
}
