package engine

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"caseclock/report/document"
)

// quarterAsk asks for the first quarter of 2026.
func quarterAsk(t testing.TB, readers document.Audience) ReportAsk {
	return ReportAsk{From: date(t, "2026-01-01"), To: date(t, "2026-03-31"), For: readers}
}

func (b *bench) issueNow(a ReportAsk) Issue {
	b.t.Helper()
	x, err := b.Issue(context.Background(), Who{By: "manager-1", Door: "cli"}, a)
	if err != nil {
		b.t.Fatal(err)
	}
	return x
}

// form reads a form of an issued report.
func (b *bench) form(id, name string) string {
	b.t.Helper()
	var w bytes.Buffer
	if err := b.IssuedFile(context.Background(), id, name, &w); err != nil {
		b.t.Fatal(err)
	}
	return w.String()
}

func (b *bench) later(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.time = b.time.Add(d)
}

// reporting sets what the configuration says of reports.
func reporting(s *Settings) {
	s.Reporting = ReportSettings{Target: 950, Threshold: 5, Trend: 8}
}

// An issued report stays as it was issued and comes out the same again,
// whatever is recorded and configured later.
func TestAnIssuedReportComesOutTheSameAgain(t *testing.T) {
	b := newBench(t, "2026-05-05")
	b.reopen(reporting)
	b.importFile("conferences.mapping.yaml", "conferences.csv", false)
	b.later(time.Minute)
	x := b.issueNow(quarterAsk(t, document.Internal))
	if x.ID != "internal-2026Q1" || x.KnownAt.IsZero() || x.AsAt != date(t, "2026-05-05") || x.CasesSeen == 0 || len(x.Files) < 5 {
		t.Errorf("issued as %+v", x)
	}
	form := b.form(x.ID, "report.json")
	b.record("conference-held", "CP-0422", "2026-03-03", "conference", "review", "outcome", "retained")
	b.at("2026-06-01")
	b.overdueCase("CP-0999", "chair-1")
	b.reopen(func(s *Settings) {
		s.Reporting = ReportSettings{Target: 900, Threshold: 10, Trend: 4}
		s.Product = "caseclock later"
	})
	if b.form(x.ID, "report.json") != form {
		t.Error("the form is not as it was issued")
	}
	d, err := b.Again(context.Background(), x.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !d.Same() || d.Counts != 0 || d.CasesGone != 0 || d.Product != "caseclock later" || d.Issue.Product != "caseclock test" || !d.Settings || len(d.Rules) > 0 {
		t.Errorf("made again: %+v", d)
	}
	next := b.issueNow(quarterAsk(t, document.Internal))
	if next.ID != "internal-2026Q1-2" || b.form(next.ID, "report.json") == form {
		t.Errorf("with what was entered late it is %q, or says the same", next.ID)
	}
	var all []Issue
	if err := b.Issues(context.Background(), func(i Issue) error { all = append(all, i); return nil }); err != nil || len(all) != 2 {
		t.Errorf("%d are listed, %v", len(all), err)
	}
}

// A store that was put back before some events says how many cases it can no
// longer see.
func TestAgainSaysWhatCanNoLongerBeSeen(t *testing.T) {
	b := newBench(t, "2026-04-20")
	b.reopen(reporting)
	for _, ref := range []string{"CP-0001", "CP-0002", "CP-0003"} {
		b.overdueCase(ref, "chair-1")
	}
	b.later(time.Minute)
	x := b.issueNow(quarterAsk(t, document.Internal))
	whole, err := b.Store().Issue(x.ID)
	if err != nil {
		t.Fatal(err)
	}
	other := newBench(t, "2026-04-20") // one that never had the third case
	other.reopen(reporting)
	other.overdueCase("CP-0001", "chair-1")
	other.overdueCase("CP-0002", "chair-1")
	other.later(time.Minute)
	if _, _, err := other.Store().KeepIssue(context.Background(), Who{}.entry("issue", "", ""), whole); err != nil {
		t.Fatal(err)
	}
	d, err := other.Again(context.Background(), x.ID)
	if err != nil || d.CasesGone != 1 || d.Same() || d.Counts == 0 {
		t.Errorf("made again: %+v, %v", d, err)
	}
}

func TestIssuesThatAreRefused(t *testing.T) {
	b := newBench(t, "2026-04-20")
	for want, spoil := range map[string]func(*ReportAsk){
		"series:":   func(a *ReportAsk) { a.Series = "../up" },
		"for:":      func(a *ReportAsk) { a.For = "everybody" },
		"known-at:": func(a *ReportAsk) { a.KnownAt = b.now().Add(time.Second) },
	} {
		a := quarterAsk(t, document.Committee)
		spoil(&a)
		_, err := b.Issue(context.Background(), Who{By: "manager-1"}, a)
		var refused *Refused
		if !errors.As(err, &refused) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s %v", want, err)
		}
	}
	if _, err := b.Issue(context.Background(), Who{By: "nobody"}, quarterAsk(t, document.Committee)); err == nil {
		t.Error("issued by nobody of the configuration")
	}
	if _, err := b.Again(context.Background(), "none"); err == nil || !strings.Contains(err.Error(), "reports list") {
		t.Error(err)
	}
	x := b.issueNow(quarterAsk(t, document.Committee))
	if err := b.IssuedFile(context.Background(), x.ID, "none", &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "report.html") {
		t.Error(err)
	}
}

// keepShowing keeps an issue of one count; a negative one is hidden.
func (b *bench) keepShowing(readers document.Audience, n int) Issue {
	b.t.Helper()
	c := document.Printed{N: n}
	if n < 0 {
		c = document.Printed{N: 3, State: document.Hidden}
	}
	b.later(time.Minute)
	a := quarterAsk(b.t, readers).withDefaults()
	a.KnownAt = b.now()
	r := document.Report{Scope: document.Scope{Digest: time.Now().String()}, Counts: map[string]document.Printed{"c": c}}
	x, err := b.toKeep(&a, &r, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	kept, isNew, err := b.Store().KeepIssue(context.Background(), Who{}.entry("issue", "", ""), x)
	if err != nil || !isNew {
		b.t.Fatal(isNew, err)
	}
	b.later(time.Minute)
	return issueOf(&kept)
}

// What readers know of a count is what any issue showed, the last of it; an
// internal report is not for them.
func TestWhatEarlierIssuesShowed(t *testing.T) {
	b := newBench(t, "2026-04-20")
	says := func(known time.Time, want document.Printed, there bool) {
		t.Helper()
		all, err := b.earlier(known)
		if got, is := all["c"]; err != nil || got != want || is != there || len(all) > 1 {
			t.Errorf("%+v of %d, there %v, %v; want %+v", got, len(all), is, err, want)
		}
	}
	var always time.Time
	b.keepShowing(document.Internal, 2)
	says(always, document.Printed{}, false)
	first := b.keepShowing(document.Committee, -1)
	says(always, document.Printed{N: 3, State: document.Hidden}, true)
	second := b.keepShowing(document.Publication, 7)
	says(always, document.Printed{N: 7}, true)
	b.keepShowing(document.Committee, 8)
	says(always, document.Printed{N: 8}, true)
	b.keepShowing(document.Committee, -1)
	says(always, document.Printed{N: 8}, true)
	says(second.IssuedAt, document.Printed{N: 7}, true)
	says(first.IssuedAt, document.Printed{N: 3, State: document.Hidden}, true)
	says(first.KnownAt, document.Printed{}, false)
	if last, found, err := b.LastIssue("publication", always); err != nil || !found || last.ID != second.ID {
		t.Errorf("%+v, %v, %v", last, found, err)
	}
	if _, found, _ := b.LastIssue("publication", second.KnownAt); found {
		t.Error("an issue comes before itself")
	}
	if last, found, _ := b.LastIssue("committee", second.IssuedAt); !found || last.ID != first.ID {
		t.Errorf("%+v", last)
	}
}

func TestPeriodsInIDs(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"2026-01-01", "2026-03-31", "2026Q1"},
		{"2025-10-01", "2025-12-31", "2025Q4"},
		{"2025-11-01", "2026-01-31", "20251101-20260131"},
		{"2025-08-01", "2026-07-31", "2025-08"},
		{"2025-04-01", "2026-03-31", "2025-04"},
		{"2026-02-01", "2026-02-28", "2026M02"},
		{"2026-01-05", "2026-02-09", "20260105-20260209"},
	} {
		if got := periodID(date(t, c.from), date(t, c.to)); got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}
