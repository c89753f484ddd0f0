package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"caseclock/deadline"
	"caseclock/report"
	"caseclock/report/document"
	"caseclock/report/draw"
	"caseclock/store"
)

// ReportSettings are what the configuration says of every report. They are
// kept with each that is issued.
type ReportSettings struct {
	Target    document.Tenths `json:"target"`    // per cent in time; 950 is 95
	Threshold int             `json:"threshold"` // counts of 1 to one less are hidden, except in internal reports
	Trend     int             `json:"trend"`     // quarters
}

// Issue is a report as it was issued, as lists show it. Its forms are read by
// IssuedFile.
type Issue struct {
	ID        string            `json:"id"`
	Series    string            `json:"series"`
	Title     string            `json:"title"`
	Authority string            `json:"authority"` // empty: all
	From      deadline.Date     `json:"from"`
	To        deadline.Date     `json:"to"`
	Planned   deadline.Date     `json:"planned,omitzero"` // by a schedule: the day planned; none: a person issued it
	AsAt      deadline.Date     `json:"as_at"`
	KnownAt   time.Time         `json:"known_at"`
	For       document.Audience `json:"for"`
	IssuedAt  time.Time         `json:"issued_at"`
	Product   string            `json:"product"`
	CasesSeen int               `json:"cases_seen"`
	Digest    string            `json:"digest"`
	Files     []IssuedForm      `json:"files"`
}

// IssuedForm is one form of an issued report.
type IssuedForm struct {
	Name  string `json:"name"`
	Media string `json:"media"`
	Bytes int64  `json:"bytes"`
}

// issueFacts are what the store keeps of a report for whoever makes it again.
// What an instant would change is not among them.
type issueFacts struct {
	By        string              `json:"by,omitempty"`
	Compare   string              `json:"compare,omitempty"`
	Settings  ReportSettings      `json:"settings"`
	Packs     []document.Pack     `json:"packs"`
	Calendars []document.Calendar `json:"calendars"`
}

// series is how a series is written: it stands in ids, links and file names.
var series = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// Issue makes a report, keeps it as issued, and says what was kept. A report
// that is issued is always as known at an instant, the present one where none
// is asked for, so that it can be made again.
func (e *Engine) Issue(ctx context.Context, who Who, a ReportAsk) (Issue, error) {
	a = a.withDefaults()
	if err := e.checkIssue(who, &a); err != nil {
		return Issue{}, err
	}
	kept, _, err := e.issue(ctx, who, a, 0)
	return kept, err
}

// withDefaults names the readers and the series where that is left out.
func (a ReportAsk) withDefaults() ReportAsk {
	if a.For == "" {
		a.For = document.Internal
	}
	a.Series = seriesOf(&a)
	return a
}

func (e *Engine) checkIssue(who Who, a *ReportAsk) error {
	var faults Refused
	e.checkPerson(&faults, "by", who.By, false)
	if !series.MatchString(a.Series) {
		faults.add("series: %q is no name of one; accepted are 1 to 64 letters, digits, dots and hyphens", clip(a.Series))
	}
	if !slices.Contains(document.Audiences, a.For) {
		faults.add("for: %q is unknown; accepted: %s", clip(string(a.For)), joinedAudiences())
	}
	if a.KnownAt.After(e.Now()) {
		faults.add("known-at: %s lies in the future; accepted is an instant that has passed, so that nothing can be added", a.KnownAt.UTC().Format(time.RFC3339))
	}
	return faults.err()
}

func joinedAudiences() string {
	var all []string
	for _, a := range document.Audiences {
		all = append(all, string(a))
	}
	return strings.Join(all, ", ")
}

// issue makes and keeps a report; planned is the day of one that a schedule
// makes. isNew is false where it was kept already.
func (e *Engine) issue(ctx context.Context, who Who, a ReportAsk, planned deadline.Date) (kept Issue, isNew bool, err error) {
	if a.KnownAt, err = e.knownNow(a.KnownAt); err != nil {
		return kept, false, err
	}
	if a.AsAt == 0 {
		a.AsAt = e.Today()
	}
	r, files, err := e.drawn(ctx, a)
	if err != nil {
		return kept, false, err
	}
	x, err := e.toKeep(&a, &r, files)
	if err != nil {
		return kept, false, err
	}
	x.Planned = planned
	if x, isNew, err = e.store.KeepIssue(ctx, who.named().entry("issue", "", ""), x); err != nil {
		return kept, false, fmt.Errorf("the report cannot be kept: %w", err)
	}
	return issueOf(&x), isNew, nil
}

// knownNow is the instant asked for or the present one, but never before what
// is recorded already: a clock may have been set back.
func (e *Engine) knownNow(asked time.Time) (time.Time, error) {
	if !asked.IsZero() {
		return asked, nil
	}
	s, err := e.store.Stats()
	if err != nil {
		return asked, err
	}
	if now := e.Now().UTC().Round(0); now.After(s.LastRecorded) {
		return now, nil
	}
	return s.LastRecorded, nil
}

// drawn makes a report in all its forms.
func (e *Engine) drawn(ctx context.Context, a ReportAsk) (document.Report, []draw.File, error) {
	r, err := e.documentOf(ctx, a)
	if err != nil {
		return r, nil, err
	}
	files, err := draw.Files(r)
	return r, files, err
}

func (e *Engine) toKeep(a *ReportAsk, r *document.Report, files []draw.File) (store.Issue, error) {
	s := &r.Scope
	facts, err := json.Marshal(issueFacts{By: a.By, Compare: a.Compare, Settings: e.Reporting, Packs: s.Packs, Calendars: s.Calendars})
	if err != nil {
		return store.Issue{}, err
	}
	cells, err := packCells(r)
	x := store.Issue{ID: a.Series + "-" + periodID(a.From, a.To), Series: a.Series, Authority: a.Authority, From: a.From, To: a.To,
		AsAt: a.AsAt, KnownAt: a.KnownAt, For: string(a.For), Title: r.Title, Product: s.Product, CasesSeen: s.CasesSeen, Digest: s.Digest,
		Facts: facts, Cells: cells}
	for _, f := range files {
		x.Files = append(x.Files, store.IssueFile{Name: f.Name, Media: f.Media, Bytes: f.Bytes})
	}
	return x, err
}

// periodID names a period in an id: a quarter 2026Q1, a year by the month it
// begins with 2025-08, a month 2026M03, and others by their days.
func periodID(from, to deadline.Date) string {
	y, m, d := from.Civil()
	switch {
	case d == 1 && (m-1)%3 == 0 && to == from.AddMonths(3)-1:
		return fmt.Sprintf("%dQ%d", y, (m+2)/3)
	case d == 1 && to == from.AddMonths(12)-1:
		return fmt.Sprintf("%d-%02d", y, m)
	case d == 1 && to == from.AddMonths(1)-1:
		return fmt.Sprintf("%dM%02d", y, m)
	}
	return strings.ReplaceAll(from.String(), "-", "") + "-" + strings.ReplaceAll(to.String(), "-", "")
}

func issueOf(x *store.Issue) Issue {
	i := Issue{ID: x.ID, Series: x.Series, Title: x.Title, Authority: x.Authority, From: x.From, To: x.To, Planned: x.Planned, AsAt: x.AsAt,
		KnownAt: x.KnownAt, For: document.Audience(x.For), IssuedAt: x.IssuedAt, Product: x.Product, CasesSeen: x.CasesSeen, Digest: x.Digest}
	for _, f := range x.Files {
		i.Files = append(i.Files, IssuedForm{f.Name, f.Media, f.Size})
	}
	return i
}

// PeriodName is the period for people.
func (i *Issue) PeriodName() string { return report.PeriodOf(i.From, i.To).Name }

// Issues gives every issued report in the order in which they were issued.
func (e *Engine) Issues(_ context.Context, each func(Issue) error) error {
	all, err := e.store.Issues()
	if err != nil {
		return err
	}
	for i := range all {
		if err := each(issueOf(&all[i])); err != nil {
			return err
		}
	}
	return nil
}

// issued finds one, whole.
func (e *Engine) issued(id string) (store.Issue, error) {
	x, err := e.store.Issue(id)
	if errors.Is(err, store.ErrNotFound) {
		return x, refuse("report: %q is none that was issued; see caseclock reports list", clip(id))
	}
	return x, err
}

// Issued gives an issued report by its id.
func (e *Engine) Issued(_ context.Context, id string) (Issue, error) {
	x, err := e.issued(id)
	return issueOf(&x), err
}

// IssuedFile writes a form of a report, byte for byte as it was issued.
func (e *Engine) IssuedFile(_ context.Context, id, name string, w io.Writer) error {
	x, err := e.issued(id)
	if err != nil {
		return err
	}
	var names []string
	for i := range x.Files {
		if x.Files[i].Name == name {
			_, err := w.Write(x.Files[i].Bytes)
			return err
		}
		names = append(names, x.Files[i].Name)
	}
	return refuse("form: %q is none of report %s; accepted: %s", clip(name), x.ID, strings.Join(names, ", "))
}

// LastIssue is the last report of a series that was kept at or before an
// instant (zero: of all); found is false where there is none.
func (e *Engine) LastIssue(series string, before time.Time) (last Issue, found bool, err error) {
	all, err := e.store.Issues()
	for i := range all {
		if x := &all[i]; x.Series == series && (before.IsZero() || !x.IssuedAt.After(before)) {
			last, found = issueOf(x), true
		}
	}
	return last, found, err
}
