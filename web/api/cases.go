package api

import (
	"context"
	"net/http"

	"caseclock/deadline"
	"caseclock/engine"
)

// CaseLine is a case of a list.
type CaseLine struct {
	CaseID     string        `json:"case_id" doc:"Opaque; its address is /api/v1/cases/{case_id}"`
	Case       string        `json:"case" doc:"The case system's reference"`
	ETag       string        `json:"etag" doc:"For If-Match"`
	Authority  *string       `json:"authority" doc:"That has the case now"`
	Chair      *string       `json:"chair"`
	Lead       *string       `json:"lead"`
	NextDue    deadline.Date `json:"next_due" doc:"The first day on which anything open falls due"`
	DaysLate   int           `json:"days_late" doc:"The most of what is open or needs a reason"`
	Open       int           `json:"open" doc:"Deadlines that are open"`
	NeedReason int           `json:"need_reason" doc:"Deadlines that are out of timescale without a reason that holds"`
	Queries    int           `json:"queries" doc:"Doubts about its data"`
	Trouble    bool          `json:"trouble" doc:"Its deadlines could not be worked out"`
	Settled    bool          `json:"settled" doc:"Nothing of it is open"`
}

// CaseList is one page of cases.
type CaseList struct {
	AsAt  deadline.Date `json:"as_at"`
	Cases []CaseLine    `json:"cases" doc:"In the order of their opaque ids"`
	Next  *string       `json:"next" doc:"The cursor of the page that follows; null: none does"`
}

// Search names a case.
type Search struct {
	Case string `json:"case" minLength:"1" maxLength:"200" doc:"The case system's reference"`
}

// Found is where a case is.
type Found struct {
	CaseID string `json:"case_id"`
}

// Case is one case.
type Case struct {
	CaseID    string        `json:"case_id"`
	Case      string        `json:"case" doc:"The case system's reference"`
	ETag      string        `json:"etag" doc:"For If-Match"`
	AsAt      deadline.Date `json:"as_at"`
	Authority *string       `json:"authority" doc:"That has the case now"`
	Chair     *string       `json:"chair"`
	Lead      *string       `json:"lead"`
	Family    *string       `json:"family" doc:"The reference that brothers and sisters share"`
	Relatives []Found       `json:"relatives" doc:"Other cases of the family that you may see"`
	Events    []Recorded    `json:"events" doc:"The history, by day, with what was corrected"`
	Deadlines []Deadline    `json:"deadlines"`
	Queries   []Query       `json:"queries"`
	Trouble   bool          `json:"trouble" doc:"Its deadlines could not be worked out, and are not given"`
}

// casesIn is what a list of cases is asked by.
type casesIn struct {
	Paged
	Authority string `query:"authority" maxLength:"100" doc:"That has the case now, by its id"`
	Chair     string `query:"chair" maxLength:"100" doc:"By the person's id"`
	Rule      string `query:"rule" maxLength:"100" doc:"Cases with a deadline of this timescale, which the status is then of"`
	Status    string `query:"status" maxLength:"40" doc:"A deadline's status, or open, unexplained, settled"`
	Queried   bool   `query:"queried" doc:"Only cases with a doubt about their data"`
}

func (a *API) addCases() {
	add(a, operation{id: "list-cases", method: http.MethodGet, path: "/cases", tag: "cases", summary: "List cases as at today", refusals: []int{422},
		about: "The order is that of the opaque ids: what is recorded between two pages moves no case from one to the other."}, a.listCases)
	add(a, operation{id: "find-case", method: http.MethodPost, path: "/cases/search", tag: "cases", summary: "Find a case by its reference",
		about: "Posted, so that no reference stands in an address.", trait: trait{body: true}, refusals: []int{404},
		example: map[string]any{"case": "CP-0417"}}, a.findCase)
	add(a, operation{id: "get-case", method: http.MethodGet, path: "/cases/{id}", tag: "cases", summary: "A case with its history, deadlines and queries",
		about: "ETag is the version of what is recorded. What follows from it can change with the day while the ETag stays.", refusals: []int{404, 422}}, a.getCase)
}

func (a *API) listCases(ctx context.Context, in *casesIn) (*struct{ Body CaseList }, error) {
	after, err := in.after("cases")
	if err != nil {
		return nil, err
	}
	lines, more, err := desk(ctx).CasesAfter(ctx, engine.CasesAsk{Status: in.Status, Rule: in.Rule, Chair: in.Chair, Authority: in.Authority, Queried: in.Queried}, after, in.Limit)
	if err != nil {
		return nil, err
	}
	page := CaseList{AsAt: a.Engine.Today(), Cases: []CaseLine{}, Next: next("cases", more)}
	for _, l := range lines {
		c := CaseLine{CaseID: l.CaseID, Case: l.Reference, ETag: etag(l.Version), Authority: some(l.Authority), Chair: some(l.Chair), Lead: some(l.Lead),
			DaysLate: l.DaysLate, Open: l.Open, NeedReason: l.NeedReason, Queries: l.Queries, Trouble: l.Trouble, Settled: l.Settled}
		if l.Next != nil {
			c.NextDue = l.Next.Due
		}
		page.Cases = append(page.Cases, c)
	}
	return &struct{ Body CaseList }{page}, nil
}

func (a *API) findCase(ctx context.Context, in *struct {
	Body Search
}) (*struct{ Body Found }, error) {
	id, err := desk(ctx).Find(ctx, in.Body.Case)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Found }{Found{id}}, nil
}

// OfCase names a case by its address.
type OfCase struct {
	ID string `path:"id" maxLength:"100" doc:"The case's opaque id, as lists give it"`
}

func (a *API) getCase(ctx context.Context, in *OfCase) (*struct {
	ETag string `header:"ETag"`
	Body Case
}, error) {
	f, err := desk(ctx).Case(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	c := Case{CaseID: in.ID, Case: f.Case, ETag: etag(f.Version), AsAt: f.AsAt, Authority: f.Authority, Chair: f.Chair, Lead: f.Lead, Family: f.Family,
		Relatives: []Found{}, Events: recordedOf(f.Timeline), Deadlines: []Deadline{}, Queries: []Query{}, Trouble: f.Trouble}
	for _, r := range f.Relatives {
		c.Relatives = append(c.Relatives, Found{r.CaseID})
	}
	for _, r := range f.Deadlines {
		c.Deadlines = append(c.Deadlines, deadlineOf(in.ID, r))
	}
	for _, q := range f.Queries {
		c.Queries = append(c.Queries, queryOf(in.ID, q))
	}
	return &struct {
		ETag string `header:"ETag"`
		Body Case
	}{c.ETag, c}, nil
}
