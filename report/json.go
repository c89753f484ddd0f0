package report

import (
	"encoding/json"
	"io"

	"caseclock/deadline"
)

type reportJSON struct {
	Title       string                   `json:"title"`
	Mark        string                   `json:"mark"`
	Authority   *string                  `json:"authority"` // null: all
	From        deadline.Date            `json:"from"`
	To          deadline.Date            `json:"to"`
	AsAt        deadline.Date            `json:"as_at"`
	KnownAt     *string                  `json:"known_at"` // null: everything recorded
	Since       map[string]deadline.Date `json:"since"`
	Product     string                   `json:"product"`
	Packs       []PackInForce            `json:"packs"`
	Calendars   []CalendarInUse          `json:"calendars"`
	Digest      string                   `json:"digest"`
	Summary     []summaryJSON            `json:"summary"`
	Figures     []figureJSON             `json:"figures"` // as the rows of the CSV
	Totals      []figureJSON             `json:"totals"`  // over authorities; the last two over timescales too
	Queries     []QueryCount             `json:"queries"`
	Timescales  []timescaleJSON          `json:"timescales"`
	Definitions []Definition             `json:"definitions"`
}

type summaryJSON struct {
	About      string   `json:"about"`
	Sentences  []string `json:"sentences"`
	Timescales []Point  `json:"timescales"`
}

type figureJSON struct {
	Authority       *string        `json:"authority,omitempty"` // empty: unassigned; absent in a total
	Rule            *string        `json:"rule"`                // null: all that are binding
	Basis           Basis          `json:"basis"`
	Due             int            `json:"due"`
	Met             int            `json:"met"`
	MetLate         int            `json:"met_late"`
	Overdue         int            `json:"overdue"`
	Ended           int            `json:"ended"`
	EndedOverdue    int            `json:"ended_overdue"`
	Pending         int            `json:"pending"`
	Percent         *Tenths        `json:"percent_in_time"`
	Median          *Halves        `json:"median_days_late"`
	Longest         *int           `json:"longest_days_late"`
	Unexplained     int            `json:"unexplained"`
	WherePossible   bool           `json:"where_possible"`
	NoReason        int            `json:"no_reason"`
	ProposedMissed  int            `json:"proposed_dates_missed"`
	AgreedInAdvance int            `json:"agreed_in_advance"`
	NoDueDay        *noDueDayJSON  `json:"no_due_day"` // null by meeting
	Reasons         map[string]int `json:"reasons"`
}

type noDueDayJSON struct {
	Undated int `json:"undated"`
	Unknown int `json:"unknown"`
	Settled int `json:"settled"`
}

type timescaleJSON struct {
	Rule    string            `json:"rule"`
	Pack    string            `json:"pack"`
	Version string            `json:"version"`
	Duty    string            `json:"duty"`
	Limit   string            `json:"limit"`
	Force   deadline.Force    `json:"force"`
	Source  []deadline.Source `json:"source"`
	Checked deadline.Checked  `json:"checked"`
}

// WriteJSON writes the report for machines, with the names of the CSV.
func (r Report) WriteJSON(w io.Writer) error {
	j := r.particularsJSON()
	for _, s := range r.Sections() {
		j.Summary = append(j.Summary, summaryJSON{s.Title, s.Summary, orEmpty(s.Points)})
	}
	for i := range r.Figures {
		f := figureLine(&r.Figures[i])
		f.Authority = &r.Figures[i].Authority
		j.Figures = append(j.Figures, f)
	}
	for _, f := range append(r.Totals(), Overall(r.Figures, Child), Overall(r.Figures, Meeting)) {
		j.Totals = append(j.Totals, figureLine(&f))
	}
	for _, t := range r.Timescales {
		id, version := packOf(t)
		j.Timescales = append(j.Timescales, timescaleJSON{t.ID, id, version, t.Duty, t.Limit.String(), t.Force, t.Sources, t.Checked})
	}
	j.Figures, j.Timescales = orEmpty(j.Figures), orEmpty(j.Timescales)
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(j)
}

func (r Report) particularsJSON() reportJSON {
	o := r.Options
	j := reportJSON{Title: Title, Mark: Mark, Authority: some(o.Authority), From: o.From, To: o.To, AsAt: o.AsAt,
		KnownAt: some(instant(o.KnownAt)), Since: map[string]deadline.Date{}, Product: r.About.Product,
		Packs: r.About.Packs, Calendars: r.About.Calendars, Digest: "sha256:" + r.Digest,
		Queries: r.Queries, Definitions: Definitions()}
	j.Packs, j.Calendars, j.Queries = orEmpty(j.Packs), orEmpty(j.Calendars), orEmpty(j.Queries)
	for _, id := range r.Authorities() {
		if d := o.Since[id]; d != 0 {
			j.Since[id] = d
		}
	}
	return j
}

func figureLine(f *Figure) figureJSON {
	j := figureJSON{Rule: some(f.Rule), Basis: f.Basis, Due: f.Due, Met: f.Met, MetLate: f.MetLate, Overdue: f.Overdue,
		Ended: f.Ended, EndedOverdue: f.EndedOverdue, Pending: f.Pending, Unexplained: f.Unexplained,
		WherePossible: f.WherePossible, NoReason: f.NoReason(), ProposedMissed: f.ProposedMissed,
		AgreedInAdvance: f.AgreedInAdvance, Reasons: f.Reasons}
	if p, ok := f.Percent(); ok {
		j.Percent = &p
	}
	if m, ok := f.MedianLate(); ok {
		j.Median = &m
	}
	if d, ok := f.LongestLate(); ok {
		j.Longest = &d
	}
	if f.Basis == Child {
		j.NoDueDay = &noDueDayJSON{f.NoDueDay.Undated, f.NoDueDay.Unknown, f.NoDueDay.Settled}
	}
	if j.Reasons == nil {
		j.Reasons = map[string]int{}
	}
	return j
}

func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// orEmpty makes an absent list an empty one: [] rather than null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
