package engine

import (
	"bytes"
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"

	"caseclock/access"
	"caseclock/report/document"
	"caseclock/store"
)

// quarter is a report that everybody below may or may not have.
func quarter(authority string, readers document.Audience) ReportAsk {
	return ReportAsk{From: mustDate("2025-10-01"), To: mustDate("2025-12-31"), Authority: authority, For: readers}
}

// Who may have which report made is what the table of roles says, and another
// authority's is answered as one that there is not.
func TestWhoMayHaveWhichReport(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.withSat()
	keeper := b.sit(access.Coordinator, "coordinator-1", "stirling")
	member := b.sit(access.Committee, "member-1", "stirling")
	all := b.sit(access.Committee, "member-2")
	for _, c := range []struct {
		name string
		d    *Desk
		ask  ReportAsk
		want error
	}{
		{"own, internal", keeper, quarter("stirling", document.Internal), nil},
		{"own, for the committee", keeper, quarter("stirling", document.Committee), nil},
		{"another's", keeper, quarter("falkirk", document.Committee), ErrNotThere},
		{"of none", keeper, quarter("atlantis", document.Committee), ErrNotThere},
		{"of all", keeper, quarter("", document.Committee), ErrNotThere},
		{"a member's", member, quarter("stirling", document.Committee), nil},
		{"a member's, published", member, quarter("stirling", document.Publication), nil},
		{"a member's, internal", member, quarter("stirling", document.Internal), ErrNotAllowed},
		{"a member's, of nobody said", member, quarter("stirling", ""), ErrNotAllowed},
		{"a member's, another's", member, quarter("falkirk", document.Committee), ErrNotThere},
		{"a member's, of all", member, quarter("", document.Committee), ErrNotThere},
		{"of all, a member of all", all, quarter("", document.Committee), nil},
		{"of all, internal", all, quarter("", document.Internal), ErrNotAllowed},
		{"of none, a member of all", all, quarter("atlantis", document.Committee), ErrNotThere},
		{"a chair's", b.sit(access.Chair, "chair-1", "stirling"), quarter("stirling", document.Committee), ErrNotThere},
		{"an admin's", b.sit(access.Admin, "admin-1"), quarter("stirling", document.Committee), ErrNotThere},
	} {
		m, err := c.d.Report(context.Background(), c.ask)
		if !errors.Is(err, c.want) || err == nil && len(m.Files) == 0 || err != nil && len(m.Files) > 0 {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if m.Document.Counts != nil {
			t.Errorf("%s: the counts that are hidden come with it", c.name)
		}
		if _, err := c.d.ReportForm(context.Background(), c.ask, "report.json"); !errors.Is(err, c.want) {
			t.Errorf("%s, as a form: %v, want %v", c.name, err, c.want)
		}
	}
}

// A committee member cannot choose what would let one report be subtracted from
// the next, nor have figures parted by chair.
func TestMembersHaveWholePeriodsAlone(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.withSat()
	member := b.sit(access.Committee, "member-1", "stirling")
	change := func(change func(*ReportAsk)) ReportAsk {
		a := quarter("stirling", document.Committee)
		change(&a)
		return a
	}
	for name, a := range map[string]ReportAsk{
		"any days":           change(func(a *ReportAsk) { a.To-- }),
		"not over yet":       change(func(a *ReportAsk) { a.From, a.To = mustDate("2026-01-01"), mustDate("2026-03-31") }),
		"as at another day":  change(func(a *ReportAsk) { a.AsAt = mustDate("2026-03-01") }),
		"as known before":    change(func(a *ReportAsk) { a.KnownAt = b.now() }),
		"by chair":           change(func(a *ReportAsk) { a.By = "chair" }),
		"with another limit": change(func(a *ReportAsk) { a.Compare = "scotland-2021" }),
	} {
		var refused *Refused
		if _, err := member.Report(context.Background(), a); !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	a := quarter("stirling", document.Committee)
	a.By = "chair"
	if _, err := b.sit(access.Coordinator, "coordinator-1", "stirling").Report(context.Background(), a); err == nil {
		t.Error("the committee's report is parted by chair")
	}
	for _, p := range member.ReportChoices().Periods {
		if p.Underway {
			t.Errorf("a member is offered %s, which is not over", p.ID)
		}
	}
}

// An issued report is read by those who may read its kind, byte for byte, and
// each reading and taking away is in the trail before the answer.
func TestIssuedAtADesk(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.withSat()
	ctx := context.Background()
	keeper := b.sit(access.Coordinator, "coordinator-1", "stirling")
	member := b.sit(access.Committee, "member-1", "stirling")
	other := b.sit(access.Coordinator, "coordinator-2", "falkirk")
	if _, err := member.IssueReport(ctx, quarter("stirling", document.Committee)); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("a member issues: %v", err)
	}
	internal, err := keeper.IssueReport(ctx, quarter("stirling", document.Internal))
	if err != nil {
		t.Fatal(err)
	}
	shown, err := keeper.IssueReport(ctx, quarter("stirling", document.Committee))
	if err != nil {
		t.Fatal(err)
	}
	parted := b.issueNow(ReportAsk{From: mustDate("2025-10-01"), To: mustDate("2025-12-31"), Authority: "stirling", For: document.Committee, By: "chair", Series: "by-chair"})
	b.at("2026-03-03")
	b.record("case-assigned", "CP-0099", "2025-11-01", "authority", "stirling", "chair", "chair-1")
	b.record("concern-notified", "CP-0099", "2025-11-01")
	for _, c := range []struct {
		name string
		d    *Desk
		id   string
		may  bool
	}{
		{"keeper, internal", keeper, internal.ID, true}, {"keeper, committee", keeper, shown.ID, true}, {"keeper, by chair", keeper, parted.ID, true},
		{"member, internal", member, internal.ID, false}, {"member, committee", member, shown.ID, true}, {"member, by chair", member, parted.ID, false},
		{"other, committee", other, shown.ID, false}, {"other, internal", other, internal.ID, false}, {"keeper, none", keeper, "none", false},
	} {
		before := len(b.trail())
		i, err := c.d.IssuedReport(ctx, c.id)
		f, ferr := c.d.IssuedReportForm(ctx, c.id, "report.html")
		if c.may != (err == nil) || c.may != (ferr == nil) || !c.may && (!errors.Is(err, ErrNotThere) || !errors.Is(ferr, ErrNotThere)) {
			t.Errorf("%s: %v, %v", c.name, err, ferr)
		}
		if c.may && (string(f.Bytes) != b.form(c.id, "report.html") || len(b.trail()) != before+2) {
			t.Errorf("%s: not as issued, or %d entries", c.name, len(b.trail())-before)
		}
		if c.d == member && i.CasesSeen != 0 {
			t.Errorf("%s: how many cases were looked at is told", c.name)
		}
	}
	if list, err := member.IssuedReports(ctx); err != nil || len(list) != 1 || list[0].ID != shown.ID {
		t.Errorf("a member's list: %v, %v", list, err)
	}
	if list, err := other.IssuedReports(ctx); err != nil || len(list) != 0 {
		t.Errorf("another authority's list: %v, %v", list, err)
	}
}

// What was made just now is given again; what was recorded since makes it anew.
func TestAReportIsMadeOnce(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.withSat()
	made := 0
	making = func(*ReportAsk) error { made++; return nil }
	t.Cleanup(func() { making = func(*ReportAsk) error { return nil } })
	keeper := b.sit(access.Coordinator, "coordinator-1", "stirling")
	read := func(a ReportAsk) []byte {
		t.Helper()
		f, err := keeper.ReportForm(context.Background(), a, "report.html")
		if err != nil {
			t.Fatal(err)
		}
		return f.Bytes
	}
	first := read(quarter("stirling", document.Internal))
	if again := read(quarter("stirling", document.Internal)); made != 1 || !bytes.Equal(first, again) {
		t.Errorf("made %d times", made)
	}
	if hidden := read(quarter("stirling", document.Committee)); made != 2 || bytes.Equal(first, hidden) {
		t.Errorf("made %d times for other readers", made)
	}
	b.record("concern-notified", "CP-0777", "2025-11-01")
	if read(quarter("stirling", document.Internal)); made != 3 {
		t.Errorf("made %d times after something was recorded", made)
	}
}

// One report is made at a time; who waits may leave, and too many are told.
func TestOneReportAtATime(t *testing.T) {
	var turns turn
	leave, err := turns.take(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := turns.take(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("who left still waits: %v", err)
	}
	got := make(chan error, mostWaiting)
	for range mostWaiting {
		go func() {
			l, err := turns.take(context.Background())
			if err == nil {
				l()
			}
			got <- err
		}()
	}
	for n := 0; n < mostWaiting; { // until all of them wait
		turns.mu.Lock()
		n = turns.waiting
		turns.mu.Unlock()
		runtime.Gosched()
	}
	if _, err := turns.take(gone); !errors.Is(err, ErrBusy) { // who would have left at once
		t.Errorf("one more waits: %v", err)
	}
	leave()
	for range mostWaiting {
		if err := <-got; err != nil {
			t.Error(err)
		}
	}
	b := newBench(t, "2026-03-02")
	if _, err := b.sit(access.Coordinator, "coordinator-1", "stirling").Report(gone, quarter("stirling", document.Internal)); !errors.Is(err, context.Canceled) {
		t.Errorf("a report is made for who left: %v", err)
	}
}

// stopStore lets the store find that its file was replaced.
func (b *bench) stopStore() {
	b.t.Helper()
	if err := os.Rename(b.path, b.path+".away"); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(b.path, []byte("something else"), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// Without its entry in the trail no report is given.
func TestNoReportWithoutItsEntry(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.withSat()
	ctx := context.Background()
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	kept, err := d.IssueReport(ctx, quarter("stirling", document.Committee))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Report(ctx, quarter("stirling", document.Committee)); err != nil {
		t.Fatal(err)
	}
	for _, e := range b.trail() {
		if strings.Contains(e.Detail, "CP-0") {
			t.Errorf("the trail names a case: %+v", e)
		}
	}
	b.stopStore()
	if m, err := d.Report(ctx, quarter("stirling", document.Committee)); !errors.Is(err, store.ErrStopped) || len(m.Files) > 0 {
		t.Errorf("a report: %v", err)
	}
	if f, err := d.ReportForm(ctx, quarter("stirling", document.Committee), "report.xlsx"); !errors.Is(err, store.ErrStopped) || f.Bytes != nil {
		t.Errorf("a form: %v", err)
	}
	if i, err := d.IssuedReport(ctx, kept.ID); !errors.Is(err, store.ErrStopped) || i.ID != "" {
		t.Errorf("an issued one: %v", err)
	}
	if f, err := d.IssuedReportForm(ctx, kept.ID, "report.xlsx"); !errors.Is(err, store.ErrStopped) || f.Bytes != nil {
		t.Errorf("its form: %v", err)
	}
	if p, err := b.sit(access.Auditor, "auditor-1").Trail(ctx, TrailAsk{}); !errors.Is(err, store.ErrStopped) || p.Entries != nil {
		t.Errorf("the trail itself: %v", err)
	}
	if _, err := b.sit(access.Admin, "admin-1").Health(ctx); err != nil {
		t.Errorf("the status is not told any more: %v", err)
	}
}
