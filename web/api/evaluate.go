package api

import (
	"context"
	"net/http"
	"time"

	"caseclock/deadline"
	"caseclock/engine"
)

// Evaluation asks for the deadlines of events.
type Evaluation struct {
	Events  []AnyEvent `json:"events" minItems:"1" maxItems:"10000" doc:"As the files of caseclock evaluate have them, one a line"`
	Pack    string     `json:"pack,omitempty" nullable:"true" maxLength:"100" doc:"Id of a pack in force or built in; none: the rulebook in force, by each case's authority"`
	AsAt    string     `json:"as_at,omitempty" nullable:"true" format:"date" doc:"The day as at which; none: today"`
	KnownAt string     `json:"known_at,omitempty" nullable:"true" format:"date-time" doc:"Leaves out what was recorded later; none: all"`
}

// Evaluated is what became of it.
type Evaluated struct {
	AsAt      deadline.Date `json:"as_at"`
	Deadlines []Line        `json:"deadlines" doc:"As caseclock evaluate --format json prints them, and in its order"`
	Queries   []Doubt       `json:"queries"`
}

// Doubt is a doubt about the data of events.
type Doubt struct {
	Case     string        `json:"case"`
	Code     string        `json:"code"`
	Severity string        `json:"severity"`
	Event    *string       `json:"event" doc:"Id"`
	On       deadline.Date `json:"on"`
	Text     string        `json:"text"`
}

func (a *API) addEvaluate() {
	add(a, operation{id: "evaluate", method: http.MethodPost, path: "/evaluations", tag: "rules", summary: "Work out the deadlines of events, without storing anything",
		trait: trait{body: true, longest: longestBatch, within: longTime},
		example: map[string]any{"as_at": "2026-01-05", "pack": "scotland-2014", "events": []any{
			map[string]any{"id": "e0", "case": "CP-0417", "event": "concern-notified", "on": "2025-12-11"},
			map[string]any{"id": "e1", "case": "CP-0417", "event": "conference-held", "on": "2026-01-02", "conference": "initial", "outcome": "registered", "next": nil},
		}}}, a.evaluate)
}

func (a *API) evaluate(ctx context.Context, in *struct{ Body Evaluation }) (*struct{ Body Evaluated }, error) {
	day, err := bodyDay("as_at", in.Body.AsAt)
	if err != nil {
		return nil, err
	}
	known := time.Time{}
	if in.Body.KnownAt != "" {
		known = instant(in.Body.KnownAt)
	}
	ask := engine.Reckoning{Pack: in.Body.Pack, AsAt: day, KnownAt: known}
	for _, e := range in.Body.Events {
		ask.Events = append(ask.Events, fields(e))
	}
	done, err := desk(ctx).Reckon(ctx, ask)
	if err != nil {
		return nil, err
	}
	out := Evaluated{done.AsAt, []Line{}, []Doubt{}}
	for _, l := range done.Deadlines {
		out.Deadlines = append(out.Deadlines, Line{l})
	}
	for _, q := range done.Queries {
		out.Queries = append(out.Queries, Doubt{q.Case, q.Code, string(q.Severity), some(q.Event), q.On, q.Text})
	}
	return &struct{ Body Evaluated }{out}, nil
}
