package engine

import "context"

// IssuedAsk names an issued report and, where one is wanted, a form of it.
type IssuedAsk struct {
	ID   string `json:"id"`
	Form string `json:"form,omitempty"`
}

// answerIssued answers what is asked of reports that are issued.
func (e *Engine) answerIssued(answer func(name string, h func(context.Context, *exchange) (any, error))) {
	answer("issue", e.answerIssue)
	answer("issues", func(ctx context.Context, x *exchange) (any, error) {
		return struct{}{}, x.console(e).Issues(ctx, func(i Issue) error { return x.row(i) })
	})
	answer("issued", answerOne(func(ctx context.Context, w Who, a IssuedAsk) (Issue, error) { return e.Console(w).Issued(ctx, a.ID) }))
	answer("again", answerOne(func(ctx context.Context, w Who, a IssuedAsk) (Difference, error) {
		return e.Console(w).Again(ctx, a.ID)
	}))
	answer("issued-file", func(ctx context.Context, x *exchange) (any, error) {
		var a IssuedAsk
		if err := x.ask(&a); err != nil {
			return nil, err
		}
		return struct{}{}, x.console(e).IssuedFile(ctx, a.ID, a.Form, x)
	})
}

func (e *Engine) answerIssue(ctx context.Context, x *exchange) (any, error) {
	var q ReportAsk
	if err := x.ask(&q); err != nil {
		return nil, err
	}
	q.Progress = x.progress
	return e.Issue(ctx, x.request.Who, q)
}

// progress says how far a report has come.
func (x *exchange) progress(cases int) {
	_ = x.row(cases)
	x.flush()
}
