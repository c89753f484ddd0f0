package engine

import (
	"context"
	"errors"
	"slices"
	"time"

	"caseclock/deadline"
)

// Story is a case as a timeline: what happened and when it was recorded, what
// was corrected, the deadlines, the reasons, and what was sent.
type Story struct {
	Case      string           `json:"case"`
	ID        string           `json:"id"` // opaque
	AsAt      deadline.Date    `json:"as_at"`
	KnownAt   time.Time        `json:"known_at,omitzero"`
	Authority *string          `json:"authority"`
	Chair     *string          `json:"chair"`
	Lead      *string          `json:"lead"`
	Timeline  []Happening      `json:"timeline"`
	Deadlines []Row            `json:"deadlines"`
	Queries   []deadline.Query `json:"queries"`
	Sendings  []Told           `json:"sendings"`
}

// Happening is one recorded event of a case.
type Happening struct {
	On       deadline.Date `json:"on"`
	Event    string        `json:"event"` // id
	Kind     string        `json:"kind"`
	Text     string        `json:"text"`
	Recorded time.Time     `json:"recorded"`
	By       string        `json:"by"`
	Source   string        `json:"source,omitempty"`
	// Counts is false for what was withdrawn or replaced, for withdrawals
	// themselves, and for what lies after the as-at day.
	Counts      bool   `json:"counts"`
	WithdrawnBy string `json:"withdrawn_by,omitempty"` // id
	ReplacedBy  string `json:"replaced_by,omitempty"`  // id
	Replaces    string `json:"replaces,omitempty"`     // id
	Target      string `json:"target,omitempty"`       // id, of a withdrawal
	Why         string `json:"why,omitempty"`
}

// Story tells one case. Sendings are left out of a question about an earlier
// instant.
func (e *Engine) Story(ctx context.Context, a Ask) (Story, error) {
	l, err := e.look(Ask{AsAt: a.AsAt, KnownAt: a.KnownAt})
	if err != nil {
		return Story{}, err
	}
	c, err := e.caseOf(a.Case)
	if err != nil {
		return Story{}, err
	}
	id, err := e.store.CaseID(a.Case)
	if err != nil {
		return Story{}, err
	}
	s := l.story(id, &c)
	if a.KnownAt.IsZero() {
		s.Sendings, err = e.sendingsOf(ctx, id)
	}
	return s, err
}

// story tells a case but for what was sent.
func (l *look) story(id string, c *deadline.Case) Story {
	who := responsibleFor(c, l.moment)
	s := Story{Case: c.Ref, ID: id, AsAt: l.moment.AsAt, KnownAt: l.moment.KnownAt,
		Authority: some(who.Authority), Chair: some(who.Chair), Lead: some(who.Lead),
		Timeline: timeline(c, l.moment), Deadlines: l.deadlines(nil, c),
		Queries: deadline.Queries(c, l.book.Rulebook(), l.moment)}
	s.Queries = append(s.Queries, takenBack(l.book, c, l.moment, deadline.Evaluate(c, l.book.Rulebook(), l.moment))...)
	slices.SortFunc(s.Deadlines, func(a, b Row) int { return a.Line.Compare(b.Line) })
	return s
}

// storyGuarded is story where a panic is an error, which names nobody.
func (e *Engine) storyGuarded(l *look, id string, c *deadline.Case) (s Story, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New(panicText(r))
			e.Log.Error().Str("case", id).Str("panic", panicText(r)).Msg("a case could not be evaluated")
		}
	}()
	evaluating(c)
	return l.story(id, c), nil
}

// timeline gives all events known at the moment by day, each with what became
// of it.
func timeline(c *deadline.Case, m deadline.Moment) []Happening {
	all := make([]Happening, 0, len(c.Facts))
	at := make([]int, len(c.Facts))
	for i := range c.Facts {
		at[i] = -1
		if !m.Knows(&c.Facts[i]) {
			continue
		}
		e := c.Event(int32(i))
		h := Happening{On: e.On, Event: e.ID, Kind: e.Kind.String(), Text: plainly(&e), Recorded: e.Recorded, By: e.By, Source: e.Source,
			Counts: e.Kind != deadline.Withdrawn && e.On <= m.AsAt, Replaces: e.Replaces, Target: e.Target, Why: e.Why}
		at[i] = len(all)
		all = append(all, h)
	}
	for i := range c.Facts {
		f := &c.Facts[i]
		if at[i] < 0 {
			continue
		}
		if w := f.Withdraws; w > 0 && at[w-1] >= 0 {
			all[at[w-1]].WithdrawnBy, all[at[w-1]].Counts = all[at[i]].Event, false
		}
		if r := f.Replaces; r > 0 && at[r-1] >= 0 {
			all[at[r-1]].ReplacedBy, all[at[r-1]].Counts = all[at[i]].Event, false
		}
	}
	slices.SortStableFunc(all, func(a, b Happening) int { return int(a.On - b.On) })
	return all
}

// plainly says what happened; of an assignment, to whom.
func plainly(e *deadline.Event) string {
	text := e.Plain()
	for _, f := range []struct{ name, value string }{{"authority", e.Authority}, {"chair", e.Chair}, {"lead", e.Lead}, {"family", e.Family}} {
		if f.value != "" {
			text += ", " + f.name + " " + f.value
		}
	}
	if e.Kind == deadline.ReasonRecorded {
		text += " for " + e.Rule + " from " + e.Start.String() + ": " + e.Category
		if e.Proposed != 0 {
			text += ", proposed " + e.Proposed.String()
		}
	}
	return text
}
