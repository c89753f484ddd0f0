package api

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"

	"caseclock/deadline"
	"caseclock/engine"

	"github.com/danielgtaylor/huma/v2"
)

// Line is a deadline as the commands print it as JSON.
type Line struct{ deadline.Line }

// TransformSchema lets the reason be null.
func (Line) TransformSchema(r huma.Registry, s *huma.Schema) *huma.Schema {
	s.Properties["reason"] = &huma.Schema{AnyOf: []*huma.Schema{{Ref: r.Schema(reflect.TypeFor[deadline.ReasonLine](), true, "").Ref}, {Type: "null"}}}
	return s
}

// Deadline is a deadline with what a list adds to it.
type Deadline struct {
	CaseID string `json:"case_id"`
	Key    string `json:"key" doc:"Names it within its case: RULE.START or RULE.START.CONFERENCE"`
	Line
	Chair       *string       `json:"chair"`
	Lead        *string       `json:"lead"`
	Explained   bool          `json:"explained" doc:"It is out of timescale and has a reason that holds"`
	Counted     bool          `json:"counted" doc:"false: it fell due before the authority's records begin"`
	LastWorkday deadline.Date `json:"last_workday" doc:"The last working day on or before the due day"`
	NoticeBy    deadline.Date `json:"notice_by" doc:"The last day to give notice of a conference held on the due day"`
}

func deadlineOf(caseID string, r engine.Row) Deadline {
	key := engine.DeadlineKey{Rule: r.Rule, Start: r.Start, Conference: r.Conference}.String()
	return Deadline{caseID, key, Line{r.Line}, r.Chair, r.Lead, r.Explained, r.Counted, r.LastWorkday, r.NoticeBy}
}

// DeadlineList is one page of deadlines.
type DeadlineList struct {
	Deadlines []Deadline `json:"deadlines" doc:"In the order of the cases' opaque ids, then by key"`
	Next      *string    `json:"next" doc:"The cursor of the page that follows; null: none does"`
}

// Query is a doubt about the data.
type Query struct {
	CaseID   string        `json:"case_id"`
	Case     string        `json:"case"`
	Code     string        `json:"code"`
	Severity string        `json:"severity"`
	Event    *string       `json:"event" doc:"Id"`
	On       deadline.Date `json:"on"`
	Text     string        `json:"text"`
}

func queryOf(caseID string, q deadline.Query) Query {
	return Query{caseID, q.Case, q.Code, string(q.Severity), some(q.Event), q.On, q.Text}
}

// QueryList is one page of queries.
type QueryList struct {
	Queries []Query `json:"queries" doc:"In the order of the cases' opaque ids, then by code"`
	Next    *string `json:"next" doc:"The cursor of the page that follows; null: none does"`
}

// Explanation is how a deadline was reached.
type Explanation struct {
	Heading     string          `json:"heading"`
	Steps       []string        `json:"steps" doc:"In words"`
	Explanation json.RawMessage `json:"explanation" doc:"The same as data, as caseclock explain --format json prints it"`
}

// Narrowed is what lists of deadlines are narrowed by.
type Narrowed struct {
	Paged
	AsAt      string `query:"as_at" format:"date" doc:"The day as at which; none: today"`
	KnownAt   string `query:"known_at" format:"date-time" doc:"Leaves out what was recorded later, and counts by the rules in force then; none: all"`
	Case      string `query:"case_id" maxLength:"100" doc:"Of one case, by its opaque id"`
	Authority string `query:"authority" maxLength:"100" doc:"That the deadline belongs to, by its id"`
	Chair     string `query:"chair" maxLength:"100" doc:"Of the case now, by the person's id"`
}

func (n *Narrowed) ask() (engine.Ask, error) {
	day, err := dayOf("as_at", n.AsAt)
	return engine.Ask{AsAt: day, KnownAt: instant(n.KnownAt), Case: n.Case, Authority: n.Authority, Chair: n.Chair}, err
}

// dayOf reads a day of the query; huma has checked its form.
func dayOf(name, value string) (deadline.Date, error) {
	if value == "" {
		return 0, nil
	}
	d, err := deadline.ParseDate(value)
	if err != nil {
		return 0, problem("refused", Fault{Parameter: name, Detail: "this is no day that can be reckoned with; accepted is YYYY-MM-DD"})
	}
	return d, nil
}

func (a *API) addDeadlines() {
	add(a, operation{id: "list-deadlines", method: http.MethodGet, path: "/deadlines", tag: "deadlines", summary: "List deadlines, met ones too", refusals: []int{404, 422}},
		func(ctx context.Context, in *struct {
			Narrowed
			Rule   string   `query:"rule" maxLength:"100" doc:"Of one timescale, by its id"`
			Status []string `query:"status" maxItems:"10" doc:"That stand so: words of Deadline.status, with commas between them"`
			DueBy  string   `query:"due_by" format:"date" doc:"That are open and fall due on this day or before it"`
		}) (*struct{ Body DeadlineList }, error) {
			ask, err := in.ask()
			if err == nil {
				ask.DueBy, err = dayOf("due_by", in.DueBy)
			}
			ask.Rule, ask.Statuses = in.Rule, in.Status
			return listDeadlines(ctx, in.Paged, "deadlines", ask, err)
		})
	add(a, operation{id: "list-breaches", method: http.MethodGet, path: "/breaches", tag: "deadlines", summary: "List what is out of timescale", refusals: []int{404, 422},
		about: "Under binding rules alone, done late or not done. What fell due before an authority's records begin is not among them."},
		func(ctx context.Context, in *struct {
			Narrowed
			Rule        string `query:"rule" maxLength:"100" doc:"Of one timescale, by its id"`
			Unexplained bool   `query:"unexplained" doc:"Only those with no reason, or whose proposed date has passed"`
		}) (*struct{ Body DeadlineList }, error) {
			ask, err := in.ask()
			ask.Rule, ask.Breaches, ask.Unexplained = in.Rule, true, in.Unexplained
			return listDeadlines(ctx, in.Paged, "breaches", ask, err)
		})
	add(a, operation{id: "list-queries", method: http.MethodGet, path: "/queries", tag: "deadlines", summary: "List what is doubtful in the data", refusals: []int{404, 422}}, a.listQueries)
	add(a, operation{id: "explain", method: http.MethodGet, path: "/cases/{id}/explanations/{deadline}", tag: "deadlines", summary: "How a deadline was reached, step by step", refusals: []int{404, 422}}, a.explain)
}

func listDeadlines(ctx context.Context, p Paged, of string, ask engine.Ask, wrong error) (*struct{ Body DeadlineList }, error) {
	after, err := p.after(of)
	if wrong != nil || err != nil {
		return nil, worst(wrong, err)
	}
	rows, more, err := desk(ctx).DeadlinesAfter(ctx, ask, after, p.Limit)
	if err != nil {
		return nil, err
	}
	page := DeadlineList{[]Deadline{}, next(of, more)}
	for _, r := range rows {
		page.Deadlines = append(page.Deadlines, deadlineOf(r.CaseID, r.Row))
	}
	return &struct{ Body DeadlineList }{page}, nil
}

// worst is the first of the errors that there is.
func worst(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *API) listQueries(ctx context.Context, in *struct {
	Narrowed
	Code string `query:"code" maxLength:"60" doc:"Of one kind"`
}) (*struct{ Body QueryList }, error) {
	ask, wrong := in.ask()
	after, err := in.after("queries")
	if wrong != nil || err != nil {
		return nil, worst(wrong, err)
	}
	ask.Code = in.Code
	rows, more, err := desk(ctx).QueriesAfter(ctx, ask, after, in.Limit)
	if err != nil {
		return nil, err
	}
	page := QueryList{[]Query{}, next("queries", more)}
	for _, q := range rows {
		page.Queries = append(page.Queries, queryOf(q.CaseID, q.Query))
	}
	return &struct{ Body QueryList }{page}, nil
}

func (a *API) explain(ctx context.Context, in *struct {
	OfCase
	Deadline string `path:"deadline" maxLength:"100" doc:"Its key"`
}) (*struct{ Body Explanation }, error) {
	key, err := engine.ParseDeadlineKey(in.Deadline)
	if err != nil {
		return nil, engine.ErrNotThere
	}
	x, err := desk(ctx).Explain(ctx, in.ID, key)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Explanation }{Explanation{x.Heading, list(x.Steps), x.Explanation}}, nil
}
