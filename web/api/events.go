package api

import (
	"context"
	"net/http"

	"caseclock/engine"
)

// Kept is what became of a request to record something of a case.
type Kept struct {
	CaseID  string   `json:"case_id"`
	ETag    string   `json:"etag" doc:"Of the case as it is now"`
	Events  []string `json:"events" doc:"Ids of what was recorded"`
	Changes []Change `json:"changes" doc:"What it does to the case's deadlines"`
	Notes   []string `json:"notes" doc:"Doubts that it raises, and what else should be known"`
}

// Change is what something recorded does to a deadline.
type Change struct {
	What string `json:"what" enum:"appears,moves,stands,goes" doc:"It was not there before; its clock or due day is another; it stands otherwise; it is no more"`
	Was  *Line  `json:"was,omitempty"`
	Is   *Line  `json:"is,omitempty"`
}

// Withdrawal is why an event is withdrawn.
type Withdrawal struct {
	Why string `json:"why" minLength:"1" maxLength:"500" doc:"What was wrong, without describing the child or the harm, nor naming anybody"`
}

// Batch are events to record together.
type Batch struct {
	Events []BatchEvent `json:"events" minItems:"1" maxItems:"1000"`
}

// Batched is what became of events recorded together.
type Batched struct {
	Events []RecordedEvent `json:"events" doc:"In the order sent"`
}

// RecordedEvent is where an event is.
type RecordedEvent struct {
	ID     string `json:"id"`
	CaseID string `json:"case_id"`
}

// changed is an answer about a case that was changed.
type changed struct {
	ETag string `header:"ETag"`
	Body Kept
}

func (a *API) addEvents() {
	add(a, operation{id: "record-event", method: http.MethodPost, path: "/cases/{id}/events", tag: "events", summary: "Record an event of a case, or correct one", status: http.StatusCreated,
		about: "An event that replaces another corrects it. A reason is given by give-reasons, and what was entered in error is withdrawn by withdraw-event.",
		trait: trait{body: true, once: byStore}, refusals: []int{404, 412, 428},
		example: map[string]any{"event": "conference-held", "on": "2026-02-26", "conference": "initial", "outcome": "registered"}}, a.record)
	add(a, operation{id: "withdraw-event", method: http.MethodPost, path: "/cases/{id}/events/{event}/withdrawal", tag: "events", summary: "Withdraw an event that was entered in error", status: http.StatusCreated,
		about: "It stays in the history.", trait: trait{body: true, once: byStore}, refusals: []int{404, 412, 428},
		example: map[string]any{"why": "recorded for the wrong child"}}, a.withdraw)
	add(a, operation{id: "record-events", method: http.MethodPost, path: "/events", tag: "events", summary: "Record up to 1,000 events of any cases, all or none", status: http.StatusCreated,
		about: "Each names its case by reference. A case that is not there begins with case-assigned, which names its authority. No version is asked for: what one program sends in its order does not undo what another recorded.",
		trait: trait{body: true, once: byStore, longest: longestBatch, within: longTime},
		example: map[string]any{"events": []any{
			map[string]any{"case": "CP-9001", "event": "case-assigned", "on": "2026-02-20", "authority": "stirling", "chair": "chair-1"},
			map[string]any{"case": "CP-9001", "event": "concern-notified", "on": "2026-02-20", "edd": nil},
		}}}, a.recordAll)
}

func (a *API) record(ctx context.Context, in *struct {
	Matched
	Body NewEvent
}) (*changed, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	k, err := desk(ctx).Record(ctx, in.ID, version, engine.Entry{Fields: fields(in.Body), Key: hand(ctx).key})
	return keptOf(&k, err)
}

func (a *API) withdraw(ctx context.Context, in *struct {
	Matched
	Event string `path:"event" maxLength:"200" doc:"The event's id"`
	Body  Withdrawal
}) (*changed, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	k, err := desk(ctx).Withdraw(ctx, in.ID, version, engine.Withdrawal{Event: in.Event, Why: in.Body.Why, Key: hand(ctx).key})
	return keptOf(&k, err)
}

func keptOf(k *engine.Kept, err error) (*changed, error) {
	if err != nil {
		return nil, err
	}
	body := Kept{CaseID: k.CaseID, ETag: etag(k.Version), Events: list(k.Events), Changes: []Change{}, Notes: list(k.Notes)}
	for _, c := range k.Changes {
		body.Changes = append(body.Changes, Change{c.What, lineOf(c.Was), lineOf(c.Is)})
	}
	return &changed{body.ETag, body}, nil
}

func lineOf(l *engine.Line) *Line {
	if l == nil {
		return nil
	}
	return &Line{l.Line}
}

func (a *API) recordAll(ctx context.Context, in *struct {
	Body Batch
}) (*struct{ Body Batched }, error) {
	var entries []engine.Entry
	for _, e := range in.Body.Events {
		entries = append(entries, engine.Entry{Fields: fields(e)})
	}
	b, err := desk(ctx).Batch(ctx, entries, hand(ctx).key)
	if err != nil {
		return nil, err
	}
	out := Batched{[]RecordedEvent{}}
	for i, id := range b.Events {
		out.Events = append(out.Events, RecordedEvent{id, b.CaseIDs[i]})
	}
	return &struct{ Body Batched }{out}, nil
}
