package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"caseclock/deadline"
	"caseclock/notify"
	"caseclock/report"
	"caseclock/report/document"
)

// A wake makes the reports whose day has come after the alerts are sent. Which
// those are is derived: the last period that is due, of which no issue by the
// schedule is in the store. So a report is made once; after an outage it is
// made late, once; and the periods before the last are left to persons. It is
// as at the day on which it is made.
//
// A report begins with the first period that ends on or after the day on which
// the daemon first saw it in the configuration: an installation does not begin
// by issuing its past.
//
// Who is to be told is derived too: whoever the configuration names, of an
// issue of the last tellFor, in whose case the ledger does not remember it.

// tellFor is how long after a report was made people are still told of it:
// whoever is named half a year later is not.
const tellFor = 30 * 24 * time.Hour

// restAfterFailure is how long a report that could not be made rests: making
// one reads every case.
const restAfterFailure = time.Hour

// failedReport is a report that could not be made.
type failedReport struct {
	until time.Time // when it is tried again
	why   string
}

// reportKept is called between keeping a report and telling of it; tests end
// the process there.
var reportKept = func(Issue) {}

// wakeReports makes what is due and tells of it. What goes wrong with a report
// is a warning; an error is the store's.
func (e *Engine) wakeReports(ctx context.Context, now time.Time, found *found) error {
	if len(e.Scheduled) == 0 || ctx.Err() != nil {
		return nil
	}
	seen, err := e.firstSeen(ctx, deadline.DayOf(now))
	if err != nil {
		return err
	}
	var ready []notify.Ready
	for i := range e.Scheduled {
		s := &e.Scheduled[i]
		x, err := e.dueReport(ctx, now, s, seen[s.ID])
		if stopped := e.store.Err(); stopped != nil {
			return stopped
		}
		if err != nil && ctx.Err() == nil {
			found.Warnings = append(found.Warnings, fmt.Sprintf("report %s could not be made and is tried again within the hour: %v", s.ID, err))
		}
		if x != nil && now.Sub(x.IssuedAt) <= tellFor {
			ready = append(ready, e.readyReport(s, x))
		}
	}
	return e.tellReady(ctx, now, ready, found)
}

func (e *Engine) tellReady(ctx context.Context, now time.Time, ready []notify.Ready, found *found) error {
	l := e.ledger(context.WithoutCancel(ctx))
	r, err := e.notifier(l).TellReady(ctx, now, ready)
	found.add(&r)
	if err == nil {
		err = l.failed
	}
	return err
}

const seenSetting = "reports first seen"

// firstSeen is the day on which each scheduled report was first seen.
func (e *Engine) firstSeen(ctx context.Context, today deadline.Date) (map[string]deadline.Date, error) {
	seen := map[string]deadline.Date{}
	content, err := e.store.Setting(seenSetting)
	if err == nil && content != nil {
		err = json.Unmarshal(content, &seen)
	}
	if err != nil {
		return nil, fmt.Errorf("when reports were first seen cannot be read: %w", err)
	}
	known := len(seen)
	for i := range e.Scheduled {
		if id := e.Scheduled[i].ID; seen[id] == 0 {
			seen[id] = today
		}
	}
	if len(seen) == known {
		return seen, nil
	}
	if content, err = json.Marshal(seen); err != nil {
		return nil, err
	}
	return seen, e.store.Set(context.WithoutCancel(ctx), seenSetting, content)
}

// dueReport finds the issue of the last period that is due, or makes it; nil
// where none is due.
func (e *Engine) dueReport(ctx context.Context, now time.Time, s *Scheduled, seen deadline.Date) (*Issue, error) {
	from, to, planned := s.due(deadline.DayOf(now))
	if to < seen {
		return nil, nil
	}
	all, err := e.store.Issues()
	if err != nil {
		return nil, err
	}
	for i := range all {
		if x := &all[i]; x.Series == s.ID && x.From == from && x.To == to && x.Planned != 0 {
			made := issueOf(x)
			return &made, nil
		}
	}
	if f, failed := e.failed[s.ID]; failed && now.Before(f.until) && !now.Before(f.until.Add(-restAfterFailure)) {
		return nil, fmt.Errorf("%s", f.why)
	}
	a := ReportAsk{From: from, To: to, Authority: s.Authority, AsAt: deadline.DayOf(now), For: s.For, Series: s.ID}
	return e.makeDue(ctx, now, a, planned)
}

func (e *Engine) makeDue(ctx context.Context, now time.Time, a ReportAsk, planned deadline.Date) (*Issue, error) {
	made, err := e.issueGuarded(ctx, a, planned)
	if err != nil && ctx.Err() == nil {
		if e.failed == nil {
			e.failed = map[string]failedReport{}
		}
		e.failed[a.Series] = failedReport{now.Add(restAfterFailure), err.Error()}
		e.Log.Error().Str("report", a.Series).Err(err).Msg("a report could not be made; alerts and other reports go on")
	}
	if err != nil {
		return nil, err
	}
	e.Log.Info().Str("report", made.ID).Msg("a report was made and kept")
	reportKept(made)
	return &made, nil
}

// issueGuarded makes a report; a panic is that report's trouble alone.
func (e *Engine) issueGuarded(ctx context.Context, a ReportAsk, planned deadline.Date) (made Issue, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("its making panicked: %s", panicText(r))
		}
	}()
	made, _, err = e.issue(ctx, Who{By: "caseclock", Door: "daemon"}, a, planned)
	return made, err
}

// readyReport is what people are told of a report.
func (e *Engine) readyReport(s *Scheduled, x *Issue) notify.Ready {
	title := x.Title
	if a := e.Book.Authority(x.Authority); a != nil {
		title += ", " + a.Name
	}
	return notify.Ready{ID: x.ID, Title: title, Period: report.PeriodOf(x.From, x.To).Name, For: document.Audience(x.For).Mark(), People: s.To}
}
