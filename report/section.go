package report

import (
	"strconv"
	"strings"
	"time"

	"caseclock/deadline"
)

// Section is a part of the report: all authorities together, or one of them.
type Section struct {
	ID      string
	Title   string
	Summary []string // sentences
	Points  []Point  // one a timescale
	Tables  []Table  // those with something in them
}

// together is the id of the part that holds all authorities.
const together = "all"

// Sections is the report in its parts: all authorities together where there
// are several, then each.
func (r Report) Sections() []Section {
	ids := r.Authorities()
	var sections []Section
	if len(ids) != 1 {
		sections = append(sections, r.section(together, "All authorities", r.Totals(), TotalQueries(r.Queries)))
	}
	for i, id := range ids {
		var queries []QueryCount
		for _, q := range r.Queries {
			if q.Authority == id {
				queries = append(queries, q)
			}
		}
		sections = append(sections, r.section("authority-"+strconv.Itoa(i+1), r.Name(id), r.Of(id), queries))
	}
	return sections
}

func (r Report) section(id, title string, figures []Figure, queries []QueryCount) Section {
	var binding, where []Figure
	for _, f := range figures {
		switch {
		case f.Due == 0:
		case f.WherePossible:
			where = append(where, f)
		default:
			binding = append(binding, f)
		}
	}
	s := Section{ID: id, Title: title, Summary: r.summary(binding, where, figures, queries), Points: r.points(binding, where)}
	for _, t := range []Table{r.inTimeTable(id, binding), r.lateTable(id, binding), r.reasonTable(id, binding),
		r.whereTable(id, where), r.noDueDayTable(id, figures), queryTable(id, queries)} {
		if t.Of = title; len(t.Groups) > 0 {
			s.Tables = append(s.Tables, t)
		}
	}
	return s
}

// Particular is one thing that the report says of itself.
type Particular struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Heading is what stands under the title.
func (r Report) Heading() []Particular {
	o := r.Options
	var names []string
	for _, id := range r.Authorities() {
		names = append(names, strings.Replace(r.Name(id), Unassigned, "cases with none recorded", 1))
	}
	return []Particular{
		{agree(len(names), "Authority", "Authorities"), orText(list(names), "none in the records")},
		{"Period", o.From.Long() + " to " + o.To.Long()},
		{"As at", o.AsAt.Long()},
		{"As known at", r.knownAt()},
	}
}

func (r Report) knownAt() string {
	if r.Options.KnownAt.IsZero() {
		return "everything recorded when the report was made"
	}
	return r.Options.KnownAt.UTC().Format("2 January 2006, 15:04:05") + " UTC"
}

// Particulars is what the figures rest on: packs, calendars, product, digest.
func (r Report) Particulars() []Particular {
	var ps []Particular
	for _, p := range r.About.Packs {
		v := p.ID + " (" + p.Title + "), version " + p.Version
		if p.From != 0 {
			v += ", from " + p.From.Long()
		}
		if p.Authority != "" {
			v += ", for " + r.Name(p.Authority)
		}
		ps = append(ps, Particular{"Pack in force", v})
	}
	for _, c := range r.About.Calendars {
		v := c.Name + ", version " + c.Version
		if c.Horizon != 0 {
			v += ", to " + c.Horizon.Long()
		}
		ps = append(ps, Particular{"Calendar of working days", v})
	}
	for _, id := range r.Authorities() {
		if d := r.Options.Since[id]; d > r.Options.From {
			ps = append(ps, Particular{"Counted from", d.Long() + ", for " + r.Name(id) + ": what fell due before is not counted"})
		}
	}
	return append(ps, Particular{"Made by", orText(r.About.Product, "caseclock")},
		Particular{"Digest of what was counted", "sha256:" + r.Digest})
}

// TimescaleTable is the timescales that were counted by, with their limits
// and sources.
func (r Report) TimescaleTable() Table {
	t := Table{ID: "timescales", Caption: "The timescales counted", Columns: texts("Timescale", "Limit", "Force", "Source", "Pack", "Checked by a practitioner")}
	for _, rule := range r.Timescales {
		id, version := packOf(rule)
		t.Groups = append(t.Groups, Group{Head: deadline.RuleName(rule.ID), Detail: rule.Duty, Lines: []Line{{Cells: []string{
			rule.Limit.String(), string(rule.Force), sources(rule), strings.TrimSpace(id + " " + version), checked(rule)}}}})
	}
	return t
}

func sources(rule *deadline.Rule) string {
	var s []string
	for _, source := range rule.Sources {
		s = append(s, source.String())
	}
	return strings.Join(s, ", ")
}

func checked(rule *deadline.Rule) string {
	if rule.Checked.By == "" {
		return "not yet"
	}
	return rule.Checked.By + ", " + rule.Checked.On.Long()
}

func orText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// instant writes an instant for machines; the zero instant is nothing.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
