package engine

import (
	"context"

	"caseclock/report/document"
)

// making is called before each report that is issued is made; tests make it
// fail.
var making = func(*ReportAsk) error { return nil }

// documentOf makes the report that is issued.
func (e *Engine) documentOf(ctx context.Context, a ReportAsk) (document.Report, error) {
	if err := making(&a); err != nil {
		return document.Report{}, err
	}
	return e.Document(ctx, a)
}
