package main

import (
	"context"
	"io"

	"caseclock/engine"
)

// Issue makes a report and keeps it as issued.
func (d *daemonDesk) Issue(ctx context.Context, w engine.Who, q engine.ReportAsk) (engine.Issue, error) {
	return askDaemon[engine.Issue](ctx, d, "issue", w, q, rowsTo(func(cases int) error {
		if q.Progress != nil {
			q.Progress(cases)
		}
		return nil
	}))
}

// Issues lists the reports that were issued.
func (d *daemonDesk) Issues(ctx context.Context, each func(engine.Issue) error) error {
	_, err := askDaemon[struct{}](ctx, d, "issues", engine.Who{}, struct{}{}, rowsTo(each))
	return err
}

// Issued gives an issued report.
func (d *daemonDesk) Issued(ctx context.Context, id string) (engine.Issue, error) {
	return askDaemon[engine.Issue](ctx, d, "issued", engine.Who{}, engine.IssuedAsk{ID: id}, noRows)
}

// IssuedFile writes a form of an issued report.
func (d *daemonDesk) IssuedFile(ctx context.Context, id, form string, to io.Writer) error {
	_, err := askDaemon[struct{}](ctx, d, "issued-file", engine.Who{}, engine.IssuedAsk{ID: id, Form: form}, bytesTo(to))
	return err
}

// Again makes an issued report again.
func (d *daemonDesk) Again(ctx context.Context, id string) (engine.Difference, error) {
	return askDaemon[engine.Difference](ctx, d, "again", engine.Who{}, engine.IssuedAsk{ID: id}, noRows)
}
