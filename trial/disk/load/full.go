package load

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"caseclock/deadline"
	"caseclock/store"
)

// CasesOfFull is how many cases Full makes beside those of its one writer.
const CasesOfFull = 30

// FullRef is the reference of the i-th of them.
func FullRef(i int) string { return fmt.Sprintf("CP-F-%d", i) }

// Full puts something of every kind of record into a store: cases with events of
// many kinds, corrections, rows, an import of many, sendings in every state,
// rulebooks, issued reports, settings, looks and shelves.
func Full(s *store.Store) error {
	ctx := context.Background()
	var err error
	for i := range 3 * casesEach {
		_, failed := s.Append(ctx, Write(0, i))
		err = errors.Join(err, failed)
	}
	_, failed := s.AppendMany(ctx, store.Import{Key: "export-1", Audit: store.Entry{By: "clerk-9", Action: "import"}}, manyCases())
	err = errors.Join(err, failed, fullSendings(ctx, s))
	for i := range 3 {
		content := bytes.Repeat(fmt.Appendf(nil, `{"book":%d}`, i), 40)
		err = errors.Join(err, s.PutRulebook(ctx, store.Entry{By: "daemon", Action: "rulebook"}, store.Rulebook{Digest: fmt.Sprint("d", i), Since: Noon(i), Content: content}),
			s.Set(ctx, fmt.Sprint("setting ", i), fmt.Append(nil, "since ", i)), fullIssue(ctx, s, i), s.Record(ctx, store.Entry{By: "auditor-1", Action: "look", Detail: fmt.Sprint(i)}))
	}
	for i, shelf := range store.Shelves {
		for k := range 5 {
			err = errors.Join(err, s.Shelve(ctx, store.Entry{By: "admin-1", Action: "account"},
				store.ShelfChange{Shelf: shelf, Kept: store.Kept{Key: fmt.Sprint("key ", k), Value: bytes.Repeat([]byte{byte(i + k)}, 40*k)}, If: store.Whatever}))
		}
	}
	return err
}

// Noon is an instant of the i-th day of 2026, UTC.
func Noon(i int) time.Time { return time.Date(2026, 1, 1+i, 12, 0, 0, 0, time.UTC) }

func manyCases() iter.Seq2[store.CaseWrite, error] {
	return func(yield func(store.CaseWrite, error) bool) {
		for i := range CasesOfFull {
			ref := FullRef(i)
			c := store.CaseWrite{Ref: ref, Rows: []store.Row{{Source: "import", Key: ref, Events: []store.RowEvent{{Label: "concern", New: 1}}}}}
			on := day + deadline.Date(i)
			c.Events = []deadline.Event{
				{ID: "assigned-" + ref, Case: ref, Kind: deadline.CaseAssigned, On: on, By: "clerk-9", Authority: []string{"stirling", "falkirk", "fife"}[i%3], Chair: "chair-1"},
				{ID: "concern-" + ref, Case: ref, Kind: deadline.ConcernNotified, On: on, By: "clerk-9", Source: fmt.Sprintf("export.csv:%d", i)},
				{ID: "reason-" + ref, Case: ref, Kind: deadline.ReasonRecorded, On: on + 30, By: "chair-1", Rule: "initial-cpcc", Start: on, Category: "family-moved", Text: "the family moved"},
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

// Alert is the id of an alert that the i-th sending tells.
func Alert(i int) string { return fmt.Sprint("alert-", i) }

func fullSendings(ctx context.Context, s *store.Store) error {
	var err error
	for i := range 12 {
		x := store.Sending{ID: fmt.Sprint("sending-", i), Alerts: []string{Alert(i), Alert(i + 1)}, State: store.Claimed, Person: "chair-1", Due: Noon(i),
			Next: Noon(i + 1), Claimed: Noon(i), MessageID: fmt.Sprintf("<%d@x>", i), Message: bytes.Repeat([]byte("To: chair\r\n"), 10+i)}
		err = errors.Join(err, s.PutSendings(ctx, store.Entry{By: "daemon", Action: "claim"}, store.SendingChange{Sending: x}))
		x.State = store.Claimed + store.State(i%6)
		x.Attempts = []store.Attempt{{At: Noon(i), Outcome: "sent", Reply: "250 2.0.0 Ok: queued", QueueID: fmt.Sprint("q", i), Server: "mx", TLS: "1.3"}}
		err = errors.Join(err, s.PutSendings(ctx, store.Entry{By: "daemon", Action: "outcome"}, store.SendingChange{Was: store.Claimed, Sending: x}))
	}
	return err
}

func fullIssue(ctx context.Context, s *store.Store, i int) error {
	x := store.Issue{ID: fmt.Sprint("q-", i), Series: "quarter", From: day, To: day + 89, AsAt: day + 100, KnownAt: s.Created(), For: "committee", Title: "Timescales",
		Product: "trial", CasesSeen: 7, Digest: fmt.Sprint("digest-", i), Facts: []byte(`{"by":"chair"}`), Cells: []byte(`{"a":7}`), Files: []store.IssueFile{
			{Name: "report.html", Media: "text/html", Bytes: bytes.Repeat(fmt.Appendf(nil, "<p>38 of %d</p>\n", 40+i), 3000)}, {Name: "report.csv", Media: "text/csv", Bytes: []byte("a,b\n7,[c]\n")}}}
	_, _, err := s.KeepIssue(ctx, store.Entry{By: "manager-1", Action: "issue"}, x)
	return err
}
