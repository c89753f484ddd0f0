package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"caseclock/engine"
)

// Entry is one entry of the audit trail.
type Entry struct {
	Seq    uint64    `json:"seq"`
	At     time.Time `json:"at"`
	By     *string   `json:"by" doc:"Id of a person"`
	Peer   *string   `json:"peer" doc:"Address or account at the other end"`
	Door   *string   `json:"door" doc:"Where they came in"`
	Action string    `json:"action"`
	CaseID *string   `json:"case_id"`
	Events int       `json:"events" doc:"How many events were recorded with it"`
	Detail *string   `json:"detail"`
}

// Trail is one page of the audit trail.
type Trail struct {
	Entries []Entry `json:"entries" doc:"In their order, the first first"`
	Next    *string `json:"next" doc:"The cursor of the page that follows; null: none does"`
}

func (a *API) addTrail() {
	add(a, operation{id: "list-trail", method: http.MethodGet, path: "/trail", tag: "trail", summary: "Who looked at what, and recorded what", refusals: []int{404, 422}},
		func(ctx context.Context, in *struct {
			Paged
			Case   string `query:"case_id" maxLength:"100" doc:"About one case, by its opaque id"`
			Person string `query:"person" maxLength:"100" doc:"Or by one person, by their id"`
			From   string `query:"from" format:"date"`
			To     string `query:"to" format:"date" doc:"Included"`
		}) (*struct{ Body Trail }, error) {
			ask := engine.TrailAsk{Case: in.Case, Person: in.Person}
			var wrong [3]error
			var after engine.AfterEntry
			ask.From, wrong[0] = dayOf("from", in.From)
			ask.To, wrong[1] = dayOf("to", in.To)
			after, wrong[2] = in.afterEntry()
			if err := worst(wrong[:]...); err != nil {
				return nil, err
			}
			lines, more, err := desk(ctx).TrailAfter(ctx, ask, after, in.Limit)
			return &struct{ Body Trail }{trailOf(lines, more)}, err
		})
}

func (p Paged) afterEntry() (engine.AfterEntry, error) {
	a, err := p.after("trail")
	if err != nil || a.Key == "" {
		return engine.AfterEntry{}, err
	}
	at, err := time.Parse(time.RFC3339Nano, a.Key)
	until, bad := strconv.ParseUint(a.Case, 10, 64)
	if err != nil || bad != nil || a.Nth < 0 {
		return engine.AfterEntry{}, wrongCursor()
	}
	return engine.AfterEntry{Seq: uint64(a.Nth), At: at, Until: until}, nil
}

func trailOf(lines []engine.TrailLine, more *engine.AfterEntry) Trail {
	out := Trail{Entries: []Entry{}}
	for _, l := range lines {
		out.Entries = append(out.Entries, Entry{l.Seq, l.At, some(l.By), some(l.Peer), some(l.Door), l.Action, some(l.Case), l.Events, some(l.Detail)})
	}
	if more != nil {
		out.Next = next("trail", &engine.After{Case: strconv.FormatUint(more.Until, 10), Key: more.At.Format(time.RFC3339Nano), Nth: int(more.Seq)})
	}
	return out
}
