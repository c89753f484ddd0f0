package engine

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"

	"caseclock/deadline"
	"caseclock/report/draw"
)

// ErrBusy is answered where too many wait for a report already.
var ErrBusy = errors.New("reports are being made for others; try again in a minute")

// mostWaiting is how many may wait for a report, and keptMade of how many
// reports the forms are kept, so that reading one and then taking it away makes
// it once.
const (
	mostWaiting = 8
	keptMade    = 4
)

// turn lets one in at a time, and a few wait.
type turn struct {
	mu      sync.Mutex
	seat    chan struct{}
	waiting int
}

// take waits until it is the caller's turn, who then says when they leave.
func (t *turn) take(ctx context.Context) (leave func(), err error) {
	t.mu.Lock()
	if t.seat == nil {
		t.seat = make(chan struct{}, 1)
	}
	seat := t.seat
	if t.waiting >= mostWaiting {
		t.mu.Unlock()
		return nil, ErrBusy
	}
	t.waiting++
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		t.waiting--
		t.mu.Unlock()
	}()
	select {
	case seat <- struct{}{}:
		return func() { <-seat }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// madeOf is all that a report's content hangs on beside the configuration.
type madeOf struct {
	from, to, asAt                   deadline.Date
	authority, audience, by, compare string
	knownAt                          int64
	events                           uint64
	issues                           int
}

// madeShelf keeps the reports that were made last, the last first.
type madeShelf struct {
	mu   sync.Mutex
	list []keptReport
}

type keptReport struct {
	of   madeOf
	made MadeReport
}

func (s *madeShelf) find(of madeOf) (MadeReport, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.list {
		if s.list[i].of == of {
			return s.list[i].made, true
		}
	}
	return MadeReport{}, false
}

func (s *madeShelf) keep(of madeOf, m MadeReport) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = slices.Insert(s.list, 0, keptReport{of, m})
	s.list = s.list[:min(len(s.list), keptMade)]
}

// made gives a report in its forms: as it was made just now, where nothing was
// recorded since, or made anew.
func (e *Engine) made(ctx context.Context, a ReportAsk) (MadeReport, error) {
	if a.AsAt == 0 {
		a.AsAt = e.Today()
	}
	leave, err := e.atDesks.reports.take(ctx)
	if err != nil {
		return MadeReport{}, err
	}
	defer leave()
	of, err := e.madeOf(&a)
	if err != nil {
		return MadeReport{}, err
	}
	if m, there := e.atDesks.made.find(of); there {
		return m, nil
	}
	r, files, err := e.drawn(ctx, a)
	if err != nil {
		return MadeReport{}, err
	}
	r.Counts = nil
	m := MadeReport{Ask: a, Document: r, Files: files, Print: e.Chromium != ""}
	e.atDesks.made.keep(of, m)
	return m, nil
}

func (e *Engine) madeOf(a *ReportAsk) (madeOf, error) {
	of := madeOf{from: a.From, to: a.To, asAt: a.AsAt, authority: a.Authority, audience: string(a.For), by: a.By, compare: a.Compare}
	if !a.KnownAt.IsZero() {
		of.knownAt = a.KnownAt.UnixNano()
	}
	s, err := e.store.Stats()
	if err != nil {
		return of, err
	}
	all, err := e.store.Issues()
	of.events, of.issues = s.Events, len(all)
	return of, err
}

// form finds one form by its name, or has it printed.
func (e *Engine) form(ctx context.Context, files []draw.File, name string) (draw.File, error) {
	for _, f := range files {
		if f.Name == name {
			return f, nil
		}
	}
	if name != PrintedForm || e.Chromium == "" {
		return draw.File{}, ErrNotThere
	}
	page, err := e.form(ctx, files, "report.html")
	if err != nil {
		return draw.File{}, err
	}
	leave, err := e.atDesks.reports.take(ctx)
	if err != nil {
		return draw.File{}, err
	}
	defer leave()
	var pdf bytes.Buffer
	if err := draw.PDF(ctx, e.Chromium, page.Bytes, &pdf); err != nil {
		return draw.File{}, err
	}
	return draw.File{Name: PrintedForm, Media: "application/pdf", Bytes: pdf.Bytes()}, nil
}
