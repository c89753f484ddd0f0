package store

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// issueOf is a quarter's report of a series, whose digest tells it from others.
func issueOf(c *clock, series, digest string) Issue {
	return Issue{ID: series + "-2026Q1", Series: series, From: firstOf2026, To: firstOf2026 + 89, AsAt: firstOf2026 + 104, KnownAt: c.now(),
		For: "committee", Title: "Timescales", Product: "caseclock test", CasesSeen: 7, Digest: digest, Facts: []byte(`{"by":"chair"}`),
		Cells: []byte(`{"a":7,"b":null}`), Files: []IssueFile{
			{Name: "report.html", Media: "text/html", Bytes: bytes.Repeat([]byte("<p>38 of 42</p>\n"), 30_000)},
			{Name: "report.csv", Media: "text/csv", Bytes: []byte("a,b\n7,[c]\n")},
			{Name: "empty.json", Media: "application/json"},
		}}
}

func mustIssue(t testing.TB, s *Store, x Issue) Issue {
	t.Helper()
	kept, isNew, err := s.KeepIssue(bg, Entry{By: "manager-1", Door: "cli"}, x)
	if err != nil || !isNew {
		t.Fatalf("kept %q anew %v, %v", kept.ID, isNew, err)
	}
	return kept
}

// asIssued compares what is kept with what was given.
func asIssued(t *testing.T, s *Store, id string, want Issue) {
	t.Helper()
	got, err := s.Issue(id)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.Files {
		if !bytes.Equal(got.Files[i].Bytes, want.Files[i].Bytes) || got.Files[i].Name != want.Files[i].Name || got.Files[i].Size != int64(len(want.Files[i].Bytes)) {
			t.Errorf("%s: file %d is not as issued", id, i)
		}
	}
	if !bytes.Equal(got.Cells, want.Cells) || !bytes.Equal(got.Facts, want.Facts) || got.Digest != want.Digest || got.CasesSeen != want.CasesSeen ||
		got.From != want.From || got.To != want.To || got.AsAt != want.AsAt || !got.KnownAt.Equal(want.KnownAt) || got.For != want.For || got.Planned != want.Planned {
		t.Errorf("%s: kept as %+v", id, got)
	}
}

func TestAnIssuedReportIsKeptAsItWasIssued(t *testing.T) {
	s, c := newTestStore(t)
	want := issueOf(c, "stirling", "d1")
	kept := mustIssue(t, s, want)
	if kept.ID != "stirling-2026Q1" || kept.Number != 1 || !kept.IssuedAt.After(want.KnownAt) {
		t.Errorf("kept as %q, number %d, at %s", kept.ID, kept.Number, kept.IssuedAt)
	}
	c.add(time.Hour)
	other := issueOf(c, "fife", "d2")
	mustIssue(t, s, other)
	asIssued(t, s, "stirling-2026Q1", want)
	asIssued(t, s, "fife-2026Q1", other)
	list, err := s.Issues()
	if err != nil || len(list) != 2 || list[0].ID != "stirling-2026Q1" || list[1].Series != "fife" {
		t.Fatalf("%+v, %v", list, err)
	}
	if list[0].Cells != nil || list[0].Files[0].Bytes != nil || list[0].Files[0].Size != 480_000 {
		t.Errorf("a list holds %d bytes of counts and %d of a file of %d", len(list[0].Cells), len(list[0].Files[0].Bytes), list[0].Files[0].Size)
	}
	if _, err := s.Issue("none"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	var entry Entry
	if err := s.TrailOfPerson(bg, "manager-1", func(e Entry) error { entry = e; return nil }); err != nil {
		t.Fatal(err)
	}
	if entry.Action != "issue" || !strings.HasPrefix(entry.Detail, "fife-2026Q1 ") || entry.Door != "cli" {
		t.Errorf("the audit trail says %+v", entry)
	}
	mustVerify(t, s)
}

// What is the same is kept once; what is corrected gets the next number.
func TestTheSameReportIsIssuedOnce(t *testing.T) {
	s, c := newTestStore(t)
	first := mustIssue(t, s, issueOf(c, "q", "d1"))
	again := func(name string, change func(*Issue), want string, wantNew bool) {
		t.Helper()
		c.add(time.Minute)
		x := issueOf(c, "q", "d1")
		change(&x)
		before, _ := s.Stats()
		kept, isNew, err := s.KeepIssue(bg, Entry{By: "manager-1"}, x)
		after, _ := s.Stats()
		if err != nil || kept.ID != want || isNew != wantNew {
			t.Errorf("%s: %q, new %v, %v", name, kept.ID, isNew, err)
		}
		if !wantNew && after.Entries != before.Entries {
			t.Errorf("%s: nothing was kept, and the audit trail grew", name)
		}
	}
	again("the same", func(x *Issue) { x.KnownAt = c.now() }, first.ID, false)
	again("corrected", func(x *Issue) { x.Digest = "d2" }, "q-2026Q1-2", true)
	again("as it was at first, which is a correction too", func(*Issue) {}, "q-2026Q1-3", true)
	again("for other readers", func(x *Issue) { x.For = "publication" }, "q-2026Q1-4", true)
	again("by a schedule", func(x *Issue) { x.Planned, x.For = x.To+15, "publication" }, "q-2026Q1-5", true)
	again("by the schedule again, with more known", func(x *Issue) { x.Planned, x.Digest = x.To+15, "d9" }, "q-2026Q1-5", false)
	again("by the schedule on another day", func(x *Issue) { x.Planned, x.Digest = x.To+20, "d9" }, "q-2026Q1-5", false)
	again("another period", func(x *Issue) { x.ID, x.From, x.To = "q-2026Q2", x.To+1, x.To+91 }, "q-2026Q2", true)
	again("another series that would have the id", func(x *Issue) { x.Series = "other" }, "q-2026Q1-6", true)
	mustVerify(t, s)
}

// Known at the instant of an issue nothing is added, even by a clock that
// stands still or was set back.
func TestNothingIsRecordedAtAnIssuesInstant(t *testing.T) {
	s, c := newTestStore(t)
	mustAppend(t, s, concern("CP-1", firstOf2026))
	kept := mustIssue(t, s, issueOf(c, "q", "d1"))
	r := mustAppend(t, s, concern("CP-1", firstOf2026))
	if !r.Recorded.After(kept.KnownAt) || r.Recorded.Before(kept.IssuedAt) {
		t.Errorf("recorded %s, known at %s, issued %s", r.Recorded, kept.KnownAt, kept.IssuedAt)
	}
	ahead := issueOf(c, "q", "d2")
	ahead.KnownAt = c.now().Add(time.Hour)
	if _, _, err := s.KeepIssue(bg, Entry{}, ahead); !errors.Is(err, ErrNotKept) {
		t.Errorf("as known in an hour: %v", err)
	}
}

func TestWhatIsNoIssueIsRefused(t *testing.T) {
	s, c := newTestStore(t)
	for name, spoil := range map[string]func(*Issue){
		"no id":          func(x *Issue) { x.ID = "" },
		"no series":      func(x *Issue) { x.Series = "" },
		"no period":      func(x *Issue) { x.From = 0 },
		"backwards":      func(x *Issue) { x.To = x.From - 1 },
		"no known-at":    func(x *Issue) { x.KnownAt = time.Time{} },
		"a nameless one": func(x *Issue) { x.Files[1].Name = "" },
	} {
		x := issueOf(c, "q", "d")
		spoil(&x)
		if _, _, err := s.KeepIssue(bg, Entry{}, x); !errors.Is(err, ErrNotKept) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, err := s.Issues(); len(all) != 0 || err != nil {
		t.Error(all, err)
	}
}

// Issued reports survive a restart, compacting, a backup and its restoring.
func TestIssuedReportsSurvive(t *testing.T) {
	s, c := newTestStore(t)
	path, want := s.Path(), issueOf(c, "q", "d1")
	mustIssue(t, s, want)
	backup := filepath.Join(t.TempDir(), "backup.db")
	if _, err := s.BackupFile(bg, backup); err != nil {
		t.Fatal(err)
	}
	c.add(time.Hour)
	later := issueOf(c, "later", "d2")
	mustIssue(t, s, later)
	s.Close()
	if _, _, err := Compact(bg, path, Options{Now: c.now, Timeout: -1}); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, c)
	asIssued(t, s, "q-2026Q1", want)
	asIssued(t, s, "later-2026Q1", later)
	mustVerify(t, s)
	s.Close()
	if _, err := Restore(bg, backup, path, Options{Now: c.now, Timeout: -1}); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, c)
	asIssued(t, s, "q-2026Q1", want)
	if _, err := s.Issue("later-2026Q1"); !errors.Is(err, ErrNotFound) {
		t.Errorf("issued after the backup: %v", err)
	}
	mustVerify(t, s)
}

// Whoever changes a record so that its hash fits is still noticed.
func TestAForgedIssueIsNoticed(t *testing.T) {
	replace := func(from, to string) func([]byte) []byte {
		return func(b []byte) []byte { return bytes.Replace(b, []byte(from), []byte(to), 1) }
	}
	recompress := func(to string) func([]byte) []byte {
		return func([]byte) []byte { b, _ := compress([]byte(to)); return b }
	}
	for name, forge := range map[string]func(*Store){
		"a byte of a form":     func(s *Store) { rewrite(t, s, tForms, formKey(1, 2), recompress("a,b\n8,[c]\n")) },
		"a form cut short":     func(s *Store) { rewrite(t, s, tForms, formKey(1, 1), recompress("<p>")) },
		"a form that is none":  func(s *Store) { rewrite(t, s, tForms, formKey(1, 1), func([]byte) []byte { return []byte("x") }) },
		"a hidden count shown": func(s *Store) { rewrite(t, s, tForms, formKey(1, 0), recompress(`{"a":7,"b":3}`)) },
		"for whom it is":       func(s *Store) { rewrite(t, s, tIssues, seqKey(1), replace("committee", "publicity")) },
		"all of it, with sums that fit": func(s *Store) {
			x, err := s.Issue("q-2026Q1")
			if err != nil {
				t.Fatal(err)
			}
			x.For = "publication"
			x.Content = x.content()
			rewrite(t, s, tIssues, seqKey(1), func([]byte) []byte { return x.pack() })
		},
		"a form removed":         func(s *Store) { removeRecord(t, s, tForms, formKey(1, 3)) },
		"the report removed":     func(s *Store) { removeRecord(t, s, tIssues, seqKey(2)) },
		"an earlier one gone":    func(s *Store) { removeRecord(t, s, tIssues, seqKey(1)) },
		"its entry of the trail": func(s *Store) { rewrite(t, s, tAudit, seqKey(1), replace("issue", "looks")) },
	} {
		s, c := newTestStore(t)
		mustIssue(t, s, issueOf(c, "q", "d1"))
		mustIssue(t, s, issueOf(c, "r", "d1"))
		mustVerify(t, s)
		forge(s)
		report, err := s.Verify(bg)
		if err != nil || report.Err() == nil {
			t.Errorf("%s: verify finds nothing, %v", name, err)
			continue
		}
		t.Logf("%s: %v", name, report.Faults)
		if x, err := s.Issue("q-2026Q1"); strings.HasPrefix(name, "a ") && !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: it is given all the same: %+v, %v", name, x.ID, err)
		}
	}
}

// The list is the same however often the store is opened.
func TestIssuesUnpackAsPacked(t *testing.T) {
	s, c := newTestStore(t)
	for i := range 12 {
		x := issueOf(c, fmt.Sprint("s", i), "d")
		x.Planned = x.To + 15
		mustIssue(t, s, x)
	}
	before, _ := s.Issues()
	path := s.Path()
	s.Close()
	s = openAt(t, path, c)
	after, err := s.Issues()
	if d := cmp.Diff(before, after); err != nil || d != "" || len(after) != 12 {
		t.Error(err, d)
	}
}
