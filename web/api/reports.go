package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/report/document"
)

// Issue is a report as it was issued.
type Issue struct {
	ID        string        `json:"id"`
	Series    string        `json:"series"`
	Title     string        `json:"title"`
	Authority *string       `json:"authority" doc:"null: all of them together"`
	From      deadline.Date `json:"from"`
	To        deadline.Date `json:"to"`
	AsAt      deadline.Date `json:"as_at"`
	KnownAt   time.Time     `json:"known_at"`
	For       string        `json:"for" enum:"internal,committee,publication"`
	IssuedAt  time.Time     `json:"issued_at"`
	Forms     []Form        `json:"forms"`
}

// Form is one form of an issued report.
type Form struct {
	Name  string `json:"name"`
	Media string `json:"media"`
	Bytes int64  `json:"bytes"`
}

// IssueList are the issued reports.
type IssueList struct {
	Reports []Issue `json:"reports" doc:"The last first"`
}

// ReportAsk is what a report is made of.
type ReportAsk struct {
	From      string `json:"from" format:"date" doc:"The period's first day"`
	To        string `json:"to" format:"date" doc:"The period's last day"`
	Authority string `json:"authority,omitempty" nullable:"true" maxLength:"100" doc:"none: all of them together"`
	For       string `json:"for,omitempty" nullable:"true" enum:"internal,committee,publication" doc:"Its readers; none: internal, which hides no small numbers"`
	AsAt      string `json:"as_at,omitempty" nullable:"true" format:"date"`
	KnownAt   string `json:"known_at,omitempty" nullable:"true" format:"date-time"`
	By        string `json:"by,omitempty" nullable:"true" enum:"chair,team" doc:"Of internal reports: how figures are parted"`
}

func (in *ReportAsk) ask() (a engine.ReportAsk, err error) {
	a = engine.ReportAsk{Authority: in.Authority, For: document.Audience(in.For), By: in.By}
	if in.KnownAt != "" {
		a.KnownAt = instant(in.KnownAt)
	}
	for _, d := range []struct {
		name, value string
		to          *deadline.Date
	}{{"from", in.From, &a.From}, {"to", in.To, &a.To}, {"as_at", in.AsAt, &a.AsAt}} {
		day, wrong := bodyDay(d.name, d.value)
		*d.to, err = day, worst(err, wrong)
	}
	return a, err
}

func (a *API) addReports() {
	example := map[string]any{"from": "2025-10-01", "to": "2025-12-31", "authority": "stirling", "for": "committee"}
	add(a, operation{id: "make-report", method: http.MethodPost, path: "/reports/preview", tag: "reports", summary: "Make a report and give it as JSON, without keeping it",
		about: "As report.json of an issued report. Its schema is the form report.schema.json.", trait: trait{body: true, within: longTime}, refusals: []int{404}, example: example}, a.makeReport)
	add(a, operation{id: "issue-report", method: http.MethodPost, path: "/reports", tag: "reports", summary: "Make a report and keep it as issued", status: http.StatusCreated,
		trait: trait{body: true, once: byClaim, within: longTime}, refusals: []int{404}, example: example}, a.issueReport)
	add(a, operation{id: "list-reports", method: http.MethodGet, path: "/reports", tag: "reports", summary: "List issued reports"},
		func(ctx context.Context, _ *struct{}) (*struct{ Body IssueList }, error) {
			all, err := desk(ctx).IssuedReports(ctx)
			out := IssueList{[]Issue{}}
			for i := range all {
				out.Reports = append(out.Reports, issueOf(&all[i]))
			}
			return &struct{ Body IssueList }{out}, err
		})
	add(a, operation{id: "get-report", method: http.MethodGet, path: "/reports/{id}", tag: "reports", summary: "An issued report and its forms", refusals: []int{404, 422}},
		func(ctx context.Context, in *struct {
			ID string `path:"id" maxLength:"200"`
		}) (*struct{ Body Issue }, error) {
			i, err := desk(ctx).IssuedReport(ctx, in.ID)
			return &struct{ Body Issue }{issueOf(&i)}, err
		})
	add(a, operation{id: "get-report-form", method: http.MethodGet, path: "/reports/{id}/forms/{form}", tag: "reports", summary: "One form of an issued report, byte for byte as it was issued",
		refusals: []int{404, 422}, trait: trait{within: longTime}}, reportForm)
	a.raw("/api/v1/reports/{id}/forms/{form}", "*/*")
}

func (a *API) makeReport(ctx context.Context, in *struct{ Body ReportAsk }) (*struct{ Body json.RawMessage }, error) {
	ask, err := in.Body.ask()
	if err != nil {
		return nil, err
	}
	f, err := desk(ctx).ReportForm(ctx, ask, "report.json")
	if err != nil {
		return nil, err
	}
	return &struct{ Body json.RawMessage }{f.Bytes}, nil
}

func (a *API) issueReport(ctx context.Context, in *struct{ Body ReportAsk }) (*struct {
	Location string `header:"Location"`
	Body     Issue
}, error) {
	ask, err := in.Body.ask()
	if err != nil {
		return nil, err
	}
	i, err := desk(ctx).IssueReport(ctx, ask)
	if err != nil {
		return nil, err
	}
	return &struct {
		Location string `header:"Location"`
		Body     Issue
	}{"/api/v1/reports/" + i.ID, issueOf(&i)}, nil
}

func issueOf(i *engine.Issue) Issue {
	out := Issue{i.ID, i.Series, i.Title, some(i.Authority), i.From, i.To, i.AsAt, i.KnownAt, string(i.For), i.IssuedAt, []Form{}}
	for _, f := range i.Files {
		out.Forms = append(out.Forms, Form(f))
	}
	return out
}

func reportForm(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"200"`
	Form string `path:"form" maxLength:"200" doc:"Its name"`
}) (*struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}, error) {
	f, err := desk(ctx).IssuedReportForm(ctx, in.ID, in.Form)
	return &struct {
		ContentType string `header:"Content-Type"`
		Body        []byte
	}{f.Media, f.Bytes}, err
}
