package engine

import (
	"context"
	"fmt"
	"slices"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/report"
	"caseclock/report/document"
	"caseclock/report/draw"
)

// ReportPeriod is a whole period that a report can be asked for.
type ReportPeriod struct {
	ID       string        `json:"id"` // 2026Q1; 2025-08 for the year that begins with that month
	Kind     PeriodKind    `json:"kind"`
	From     deadline.Date `json:"from"`
	To       deadline.Date `json:"to"`
	Name     string        `json:"name"` // for people
	Underway bool          `json:"underway"`
}

// ReportChoices are what the viewer may choose from.
type ReportChoices struct {
	Periods     []ReportPeriod      `json:"periods"`     // quarters, then years, the latest first
	Authorities []AuthorityName     `json:"authorities"` // of which one alone can be reported on
	All         bool                `json:"all"`         // all authorities together
	For         []document.Audience `json:"for"`
	Free        bool                `json:"free"`  // any days, and figures parted by chair or team
	Issue       bool                `json:"issue"` // a report can be kept as issued
}

// AuthorityName is an authority as people know it.
type AuthorityName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// How many whole periods are offered.
const (
	quartersOffered = 12
	yearsOffered    = 4
)

// ReportChoices says which reports the viewer may have made.
func (d *Desk) ReportChoices() ReportChoices {
	c := ReportChoices{Periods: d.e.reportPeriods(d.e.Today()), All: d.v.Everywhere(access.ReadReports), Free: d.v.May(access.ReadFigures),
		Issue: d.v.May(access.IssueReports)}
	for i := range d.e.Book.Authorities {
		if a := &d.e.Book.Authorities[i]; d.v.In(access.ReadReports, a.ID) || d.v.In(access.ReadFigures, a.ID) {
			c.Authorities = append(c.Authorities, AuthorityName{a.ID, a.Name})
		}
	}
	for _, a := range document.Audiences {
		if d.v.May(actOfReading(a)) {
			c.For = append(c.For, a)
		}
	}
	if !c.Free { // who sees no figures is offered whole periods that have ended
		c.Periods = slices.DeleteFunc(c.Periods, func(p ReportPeriod) bool { return p.Underway })
	}
	return c
}

// reportPeriods are those that hold a day, and those before them.
func (e *Engine) reportPeriods(today deadline.Date) (all []ReportPeriod) {
	for _, k := range []struct {
		kind PeriodKind
		n    int
	}{{Quarter, quartersOffered}, {YearAugust, yearsOffered}, {YearApril, yearsOffered}} {
		months, _ := k.kind.shape()
		first := k.kind.begin(today)
		for i := range k.n {
			from := first.AddMonths(-i * months)
			to := from.AddMonths(months) - 1
			all = append(all, ReportPeriod{periodID(from, to), k.kind, from, to, report.PeriodOf(from, to).Name, to >= today})
		}
	}
	return all
}

// actOfReading is what reading a report for some readers needs.
func actOfReading(a document.Audience) access.Act {
	if a.Hides() {
		return access.ReadReports
	}
	return access.ReadFigures
}

// mayRead says whether the viewer may read reports for these readers about an
// authority (empty: all together).
func (d *Desk) mayRead(a document.Audience, authority string) bool {
	return d.mayWith(actOfReading(a), authority)
}

func (d *Desk) mayWith(act access.Act, authority string) bool {
	if authority == "" {
		return d.v.Everywhere(act)
	}
	return d.v.In(act, authority) && (d.e.Book.Authority(authority) != nil || len(d.e.Book.Authorities) == 0)
}

// checkReport says whether the viewer may have a report made, and fills in what
// is left out. An authority that is not theirs is ErrNotThere, as one that there
// is not.
//
// Who may not see the figures of an authority is kept to reports that hide small
// numbers, not parted by chair or team, of whole quarters and years that have
// ended, as things stand now: the numbers hidden in each report are safe in
// it, and against what was issued, but somebody who may choose any days could
// subtract one report from the next.
func (d *Desk) checkReport(a *ReportAsk) error {
	if a.Series = ""; a.For == "" {
		a.For = document.Internal
	}
	if !slices.Contains(document.Audiences, a.For) {
		return refuse("for: %q is unknown; accepted: %s", clip(string(a.For)), joinedAudiences())
	}
	if !d.mayRead(a.For, a.Authority) {
		if d.mayWith(access.ReadReports, a.Authority) {
			return ErrNotAllowed
		}
		return ErrNotThere
	}
	var faults Refused
	if (a.By != "" || a.Compare != "") && a.For.Hides() {
		faults.add("by: figures are parted by chair or team, or set beside another rulebook, in internal reports alone")
	}
	if !d.mayWith(access.ReadFigures, a.Authority) {
		today := d.e.Today()
		whole := func(p ReportPeriod) bool { return p.From == a.From && p.To == a.To && !p.Underway }
		if !slices.ContainsFunc(d.e.reportPeriods(today), whole) {
			faults.add("period: accepted are whole quarters and years that have ended")
		}
		if a.AsAt != 0 && a.AsAt != today || !a.KnownAt.IsZero() {
			faults.add("as-at: accepted is today, with all that is recorded")
		}
	}
	return faults.err()
}

// words name a report in the audit trail.
func (a *ReportAsk) words() string {
	where := a.Authority
	if where == "" {
		where = "all authorities"
	}
	return fmt.Sprintf("%s, %s, for %s", where, periodID(a.From, a.To), a.For)
}

// MadeReport is a report in all its forms, as it would be issued now.
type MadeReport struct {
	Ask      ReportAsk
	Document document.Report // without the counts that are not shown
	Files    []draw.File
	Print    bool // it can be had as a PDF, too
}

// Report makes a report. One is made at a time; others wait, and when too many
// do it is ErrBusy. Errors: Refused, ErrNotThere, ErrNotAllowed.
func (d *Desk) Report(ctx context.Context, a ReportAsk) (MadeReport, error) {
	if err := d.checkReport(&a); err != nil {
		return MadeReport{}, err
	}
	m, err := d.e.made(ctx, a)
	if err != nil {
		return MadeReport{}, err
	}
	if err := d.looked(ctx, "report", "", a.words()); err != nil {
		return MadeReport{}, err
	}
	return m, nil
}

// PrintedForm is the name of the form that a browser prints.
const PrintedForm = "report.pdf"

// ReportForm makes a report and gives one form of it, by its file's name.
func (d *Desk) ReportForm(ctx context.Context, a ReportAsk, name string) (draw.File, error) {
	if err := d.checkReport(&a); err != nil {
		return draw.File{}, err
	}
	m, err := d.e.made(ctx, a)
	if err != nil {
		return draw.File{}, err
	}
	return d.takeForm(ctx, m.Files, name, a.words())
}

// takeForm gives a form to the viewer, once it is in the audit trail.
func (d *Desk) takeForm(ctx context.Context, files []draw.File, name, of string) (draw.File, error) {
	f, err := d.e.form(ctx, files, name)
	if err != nil {
		return draw.File{}, err
	}
	if err := d.looked(ctx, "export", "", of+": "+f.Name); err != nil {
		return draw.File{}, err
	}
	return f, nil
}

// IssueReport makes a report, keeps it as issued and says what was kept.
func (d *Desk) IssueReport(ctx context.Context, a ReportAsk) (Issue, error) {
	if err := d.checkReport(&a); err != nil {
		return Issue{}, err
	}
	if !d.mayWith(access.IssueReports, a.Authority) {
		return Issue{}, ErrNotAllowed
	}
	if a.KnownAt.After(d.e.Now()) {
		return Issue{}, refuse("known-at: it lies in the future; accepted is an instant that has passed, so that nothing can be added")
	}
	leave, err := d.e.atDesks.reports.take(ctx)
	if err != nil {
		return Issue{}, err
	}
	defer leave()
	kept, _, err := d.e.issue(ctx, d.Who(), a.withDefaults(), 0)
	return kept, err
}
