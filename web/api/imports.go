package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"caseclock/engine"
)

// Upload is a file to be imported.
type Upload struct {
	Name           string `json:"name" minLength:"1" maxLength:"200" doc:"Of the file; its ending says what it is: .csv, .jsonl, .xlsx"`
	Content        []byte `json:"content" doc:"In base64"`
	Mapping        string `json:"mapping,omitempty" nullable:"true" maxLength:"262144" doc:"What a mapping file holds; none: the file holds events"`
	MappingName    string `json:"mapping_name,omitempty" nullable:"true" maxLength:"200"`
	Source         string `json:"source,omitempty" nullable:"true" maxLength:"200" doc:"Of a file of events: where it comes from, the same each night; a mapping names its own"`
	AcceptGoodRows bool   `json:"accept_good_rows,omitempty" doc:"Leave out rows with faults; otherwise one of them refuses the file"`
}

// Plan is what an import changes or changed.
type Plan struct {
	ID        string         `json:"id"`
	State     string         `json:"state" enum:"ready,refused,recorded" doc:"To be confirmed; refused for its faults; confirmed"`
	Until     time.Time      `json:"until" doc:"When the plan is forgotten"`
	Source    string         `json:"source"`
	First     bool           `json:"first" doc:"Nothing was imported of this source before"`
	Rows      int            `json:"rows"`
	Refused   int            `json:"refused" doc:"Rows with a fault"`
	Counts    map[string]int `json:"counts" doc:"Facts by what is new of them"`
	Events    int            `json:"events" doc:"To be recorded, or recorded"`
	Cases     int            `json:"cases" doc:"With something new"`
	Queried   int            `json:"queried"`
	Deadlines map[string]int `json:"deadlines" doc:"By what becomes of them: appears, moves, stands, goes"`
	Notes     []string       `json:"notes"`
	Faults    []RowFault     `json:"faults" doc:"The first of them"`
	AllFaults int            `json:"all_faults"`
	Rejects   bool           `json:"rejects" doc:"The refused rows can be had"`
}

// RowFault is something in a file that cannot be read.
type RowFault struct {
	Line   int    `json:"line" doc:"From 1; 0: not known"`
	Column int    `json:"column" doc:"From 1; 0: not known"`
	What   string `json:"what" doc:"What is wrong and what is accepted. The file's own words may stand in it: it is yours"`
}

// ofPlan names a plan by its address.
type ofPlan struct {
	ID string `path:"id" maxLength:"100"`
}

type planned struct {
	Location string `header:"Location"`
	Body     Plan
}

func (a *API) addImports() {
	add(a, operation{id: "plan-import", method: http.MethodPost, path: "/imports", tag: "imports", summary: "Send a file and have planned what it changes", status: http.StatusCreated,
		about: "Nothing is recorded before the plan is confirmed. 10 MiB and 100,000 rows at most.",
		trait: trait{body: true, once: byClaim, longest: longestUpload, within: longTime},
		example: map[string]any{"name": "events.jsonl", "source": "example",
			"content": "eyJjYXNlIjoiQ1AtOTEwMSIsImV2ZW50IjoiY2FzZS1hc3NpZ25lZCIsIm9uIjoiMjAyNi0wMi0yMCIsImF1dGhvcml0eSI6InN0aXJsaW5nIn0K"}},
		func(ctx context.Context, in *struct{ Body Upload }) (*planned, error) {
			u := in.Body
			p, err := desk(ctx).PlanImport(ctx, engine.Upload{Name: u.Name, Content: bytes.NewReader(u.Content), Mapping: u.Mapping, MappingName: u.MappingName,
				Source: u.Source, AcceptGoodRows: u.AcceptGoodRows})
			return &planned{"/api/v1/imports/" + p.ID, planOf(&p)}, err
		})
	add(a, operation{id: "get-import", method: http.MethodGet, path: "/imports/{id}", tag: "imports", summary: "What an import would change, or changed", refusals: []int{404, 422}},
		func(ctx context.Context, in *ofPlan) (*struct{ Body Plan }, error) {
			p, err := desk(ctx).ImportPlan(ctx, in.ID)
			return &struct{ Body Plan }{planOf(&p)}, err
		})
	add(a, operation{id: "confirm-import", method: http.MethodPost, path: "/imports/{id}/confirmation", tag: "imports", summary: "Record exactly what was planned",
		about: "Confirmed again it stays as it is.", refusals: []int{404, 409, 422}, trait: trait{within: longTime}}, confirmImport)
	add(a, operation{id: "leave-import", method: http.MethodDelete, path: "/imports/{id}", tag: "imports", summary: "Forget a plan; nothing of it is recorded", status: http.StatusNoContent, refusals: []int{404, 422}},
		func(ctx context.Context, in *ofPlan) (*struct{}, error) {
			return &struct{}{}, desk(ctx).LeaveImport(ctx, in.ID)
		})
	add(a, operation{id: "get-rejects", method: http.MethodGet, path: "/imports/{id}/rejects", tag: "imports", summary: "The refused rows, each with the reason as its last column", refusals: []int{404, 422}}, rejects)
	a.raw("/api/v1/imports/{id}/rejects", "text/csv")
}

func confirmImport(ctx context.Context, in *ofPlan) (*struct{ Body Plan }, error) {
	p, err := desk(ctx).ConfirmImport(ctx, in.ID)
	switch {
	case err != nil:
		return nil, err
	case p.Changed:
		return nil, problem("plan-changed")
	case p.State != engine.PlanRecorded:
		return nil, problem("refused", Fault{Detail: "the plan has faults; accepted is one that is ready"})
	}
	return &struct{ Body Plan }{planOf(&p)}, nil
}

func rejects(ctx context.Context, in *ofPlan) (*struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}, error) {
	rows, err := desk(ctx).ImportRejects(ctx, in.ID)
	return &struct {
		ContentType string `header:"Content-Type"`
		Body        []byte
	}{"text/csv; charset=utf-8", rows}, err
}

func planOf(p *engine.ImportPlan) Plan {
	out := Plan{ID: p.ID, State: string(p.State), Until: p.Until, Source: p.Source, First: p.First, Rows: p.Brought.Rows, Refused: p.Refused, Counts: p.Counts,
		Events: p.Events, Cases: p.Cases, Queried: p.Queried, Deadlines: p.Deadlines, Notes: list(p.Notes), Faults: []RowFault{}, AllFaults: p.FaultTotal, Rejects: p.HasRejects}
	if out.Counts == nil {
		out.Counts = map[string]int{}
	}
	if out.Deadlines == nil {
		out.Deadlines = map[string]int{}
	}
	for _, f := range p.PlanDetails.Rows {
		out.Faults = append(out.Faults, RowFault{f.Line, f.Column, f.What})
	}
	return out
}
