package api

import (
	"context"
	"net/http"

	"caseclock/deadline"
	"caseclock/engine"
)

// NewReason is why timescales of a case were or will be missed.
type NewReason struct {
	Deadlines []string `json:"deadlines" minItems:"1" maxItems:"100" doc:"Their keys"`
	Category  string   `json:"category" maxLength:"100" doc:"One of the published categories or of the configuration's"`
	Text      string   `json:"text,omitempty" nullable:"true" maxLength:"500" doc:"For the committee: it must not describe the child or the harm, nor name anybody"`
	Proposed  string   `json:"proposed,omitempty" nullable:"true" format:"date" doc:"The day by which it will be done; needed while one of them is open"`
	AgreedBy  string   `json:"agreed_by,omitempty" nullable:"true" maxLength:"100" doc:"Id of who agreed it in advance"`
}

// ReasonsGiven is what became of it.
type ReasonsGiven struct {
	CaseID string  `json:"case_id"`
	Given  []Given `json:"given"`
}

// Given is one reason recorded for one deadline.
type Given struct {
	Event    string         `json:"event" doc:"Id"`
	Deadline string         `json:"deadline" doc:"Its key"`
	Stands   *StandingAfter `json:"stands,omitempty" doc:"As it stands now; none: it is no more"`
}

// StandingAfter is how a deadline stands.
type StandingAfter struct {
	Due      deadline.Date   `json:"due"`
	Status   deadline.Status `json:"status"`
	DaysLate int             `json:"days_late"`
	Proposed deadline.Date   `json:"proposed"`
}

func (a *API) addReasons() {
	add(a, operation{id: "give-reasons", method: http.MethodPost, path: "/cases/{id}/reasons", tag: "events", summary: "Say why timescales were or will be missed", status: http.StatusCreated,
		about: "For one or several deadlines of the case: all are recorded, or none.", trait: trait{body: true, once: byStore}, refusals: []int{404, 412, 428},
		example: map[string]any{"deadlines": []any{"initial-cpcc.2026-02-02"}, "category": "late-referral", "text": "Referred by phone; the papers came a week later.", "proposed": "2026-03-20"}}, a.giveReasons)
}

func (a *API) giveReasons(ctx context.Context, in *struct {
	Matched
	Body NewReason
}) (*struct{ Body ReasonsGiven }, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	ask := engine.ReasonsAsk{Category: in.Body.Category, Text: in.Body.Text, AgreedBy: in.Body.AgreedBy, Key: hand(ctx).key}
	if ask.Proposed, err = bodyDay("proposed", in.Body.Proposed); err != nil {
		return nil, err
	}
	of := engine.ReasonFor{CaseID: in.ID, Version: version}
	for _, s := range in.Body.Deadlines {
		key, err := engine.ParseDeadlineKey(s)
		if err != nil {
			return nil, problem("refused", Fault{Pointer: "#/deadlines", Detail: "one of them is no key; accepted is RULE.START or RULE.START.CONFERENCE, as lists give it"})
		}
		of.Deadlines = append(of.Deadlines, key)
	}
	ask.For = []engine.ReasonFor{of}
	done, err := desk(ctx).GiveReasons(ctx, ask)
	if err != nil {
		return nil, err
	}
	out := ReasonsGiven{in.ID, []Given{}}
	for i, g := range done.Given {
		x := Given{Event: g.Event, Deadline: of.Deadlines[i].String()}
		if l := g.Line; l != nil {
			x.Stands = &StandingAfter{l.Due, l.Status, l.DaysLate, l.Proposed}
		}
		out.Given = append(out.Given, x)
	}
	return &struct{ Body ReasonsGiven }{out}, nil
}

// bodyDay reads a day of the body; huma has checked its form.
func bodyDay(name, value string) (deadline.Date, error) {
	if value == "" {
		return 0, nil
	}
	d, err := deadline.ParseDate(value)
	if err != nil {
		return 0, problem("refused", Fault{Pointer: "#/" + name, Detail: "this is no day that can be reckoned with; accepted is YYYY-MM-DD"})
	}
	return d, nil
}
