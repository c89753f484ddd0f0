package draw

import (
	"encoding/json"
	"io"
	"time"

	"caseclock/deadline"
	"caseclock/report/document"
)

// reportJSON is the report for machines. Names are only ever added to it; the
// published schema says what each means.
type reportJSON struct {
	Title       string                `json:"title"`
	Mark        string                `json:"mark"`
	For         document.Audience     `json:"for"`
	Authority   *string               `json:"authority"` // null: all
	From        deadline.Date         `json:"from"`
	To          deadline.Date         `json:"to"`
	AsAt        deadline.Date         `json:"as_at"`
	KnownAt     *string               `json:"known_at"` // null: everything recorded
	Since       document.Since        `json:"since"`
	Threshold   int                   `json:"threshold"`
	Target      json.Number           `json:"target"`
	Product     string                `json:"product"`
	Packs       []document.Pack       `json:"packs"`
	Calendars   []document.Calendar   `json:"calendars"`
	CasesSeen   *int                  `json:"cases_seen"` // null: hidden
	HiddenCells int                   `json:"hidden_cells"`
	Digest      string                `json:"digest"`
	Summary     []summaryJSON         `json:"summary"`
	Figures     []object              `json:"figures"` // as the rows of the CSV
	Totals      []object              `json:"totals"`
	Queries     []object              `json:"queries"`
	Timescales  []document.Timescale  `json:"timescales"`
	Definitions []document.Definition `json:"definitions"`
	Data        object                `json:"data"` // all other data, by id
}

type summaryJSON struct {
	About      string           `json:"about"`
	Sentences  []string         `json:"sentences"`
	Timescales []document.Point `json:"timescales"`
}

// JSON writes the report for machines, as Schema describes it: the names of
// the rows, collections (reasons, no_due_day) as objects, numbers with their
// decimals. What has no value to show is null, and its object names it in
// "hidden" or "not_known" unless it does not apply.
func JSON(w io.Writer, r document.Report) error {
	j := particularsJSON(r)
	for _, s := range r.Sections {
		j.Summary = append(j.Summary, summaryJSON{s.Title, orEmpty(s.Summary), orEmpty(s.Points)})
	}
	first := map[string]*[]object{"figures": &j.Figures, "totals": &j.Totals, "queries": &j.Queries}
	for _, d := range r.Data {
		rows, err := objects(d)
		if err != nil {
			return err
		}
		if at := first[d.ID]; at != nil {
			*at = rows
			continue
		}
		j.Data = append(j.Data, member{d.ID, dataJSON{d.Title, columnsJSON(d), rows}})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(j)
}

func particularsJSON(r document.Report) reportJSON {
	s := r.Scope
	j := reportJSON{Title: r.Title, Mark: s.For.Mark(), For: s.For, Authority: some(s.Authority),
		From: s.From, To: s.To, AsAt: s.AsAt, KnownAt: some(instant(s.KnownAt)), Since: s.Since,
		Threshold: s.Threshold, Target: json.Number(s.Target.String()), Product: s.Product,
		Packs: orEmpty(s.Packs), Calendars: orEmpty(s.Calendars), HiddenCells: s.HiddenCells,
		Digest: s.Digest, Summary: []summaryJSON{}, Figures: []object{}, Totals: []object{}, Queries: []object{},
		Timescales: orEmpty(r.Timescales), Definitions: orEmpty(r.Definitions), Data: object{}}
	if n, told := s.Cases(); told {
		j.CasesSeen = &n
	}
	if j.Since == nil {
		j.Since = document.Since{}
	}
	return j
}

// instant is a moment in UTC, or nothing for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
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
