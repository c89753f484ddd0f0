package rules

import (
	"strings"

	"caseclock/deadline"
)

// Description is a rule in plain English, part by part, as the check sheet
// prints it.
type Description struct {
	ID         string
	Duty       string
	Sources    []string
	CountsFrom []string // each "a notification of concern about a child is received"
	Condition  string   // on registration; empty is none
	Limit      string   // "within 21 calendar days"
	NotBefore  string   // empty is none
	MetBy      []string
	FallsAway  []string // empty is nothing
	Repeat     string
	Force      string
	Reading    []string
	Checked    bool
	CheckedBy  string
	CheckedOn  string
}

// Describe puts a rule into plain English.
func Describe(r *deadline.Rule) Description {
	d := Description{ID: r.ID, Duty: r.Duty, Sources: sourcesText(r.Sources), Reading: r.Reading,
		CountsFrom: phrases(r.Starts), MetBy: phrases(r.MetBy), FallsAway: phrases(r.FallsAway),
		Limit: limitText(r.Limit), NotBefore: notBeforeText(r.NotBefore), Force: forceText(r.Force), Checked: IsChecked(r)}
	if r.While != "" {
		d.Condition = "only where the child is then " + r.While
	}
	d.Repeat = "Every start has a clock of its own."
	if r.Repeat == "absorb" {
		d.Repeat = "One clock at a time: while it runs, another start changes nothing."
	}
	if d.Checked {
		d.CheckedBy, d.CheckedOn = r.Checked.By, r.Checked.On.Long()
	}
	return d
}

func phrases(triggers []deadline.Trigger) []string {
	var all []string
	for _, t := range triggers {
		all = append(all, Phrase(t))
	}
	return all
}

func sourcesText(sources []deadline.Source) []string {
	var all []string
	for _, s := range sources {
		text := s.Document
		if s.Paragraph != "" {
			if isDigits(s.Paragraph) {
				text += ", paragraph " + s.Paragraph
			} else {
				text += ", " + s.Paragraph
			}
		}
		if s.Note != "" {
			text += " (" + s.Note + ")"
		}
		all = append(all, text)
	}
	return all
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789.") == "" }

func limitText(l deadline.Limit) string {
	switch {
	case l.Before != "":
		return "at least " + l.Span.String() + " before the planned day"
	case l.Agreed != "":
		return "within the period agreed, and within " + l.Span.String() + " at most"
	case l.Other != nil:
		return "by " + spanText(l.Span) + " or " + spanText(*l.Other) + ", whichever is " + l.Whichever
	case l.Unit == deadline.WeeksOfPregnancy:
		return "by " + l.Span.String()
	}
	return "within " + l.Span.String()
}

func spanText(s deadline.Span) string {
	if s.Unit == deadline.WeeksOfPregnancy {
		return s.String()
	}
	return s.String() + " from the start"
}

func notBeforeText(s *deadline.Span) string {
	switch {
	case s == nil:
		return ""
	case s.Number == 1 && s.Unit == deadline.CalendarDays:
		return "on a later day than the start; the same day does not count"
	}
	return "not before " + s.String() + " have passed; an earlier one does not count"
}

func forceText(f deadline.Force) string {
	switch f {
	case deadline.Must:
		return "must"
	case deadline.Should:
		return "should"
	}
	return "where possible: shown and reported apart, and no reason is asked for"
}

// Row is a rule as a line of a table.
type Row struct {
	Rule, CountsFrom, Limit, MetBy, Source, Force, Checked string
}

// RowHeads are the heads of a table of rules.
var RowHeads = []string{"rule", "counts from", "limit", "met by", "source", "force", "checked"}

// Cells are the row's values under RowHeads.
func (r Row) Cells() []string {
	return []string{r.Rule, r.CountsFrom, r.Limit, r.MetBy, r.Source, r.Force, r.Checked}
}

// Table gives a pack as the rows of a table, duties without a fixed limit
// last.
func Table(p *Pack) []Row {
	var rows []Row
	for i := range p.Rules {
		r := &p.Rules[i]
		d := Describe(r)
		row := Row{r.ID, strings.Join(ordinaryStarts(r), "; "), d.Limit, strings.Join(d.MetBy, "; "), shortSources(r.Sources), string(r.Force), "no"}
		if d.NotBefore != "" {
			before, _, _ := strings.Cut(d.NotBefore, ";")
			row.Limit += ", " + before
		}
		if d.Checked {
			row.Checked = d.CheckedBy + ", " + d.CheckedOn
		}
		rows = append(rows, row)
	}
	for _, d := range p.NoLimit {
		rows = append(rows, Row{Rule: d.ID, Limit: "no fixed limit", MetBy: d.Duty, Source: shortSources(d.Sources)})
	}
	return rows
}

// ordinaryStarts leaves out of what starts a rule's clock the positions of
// children registered before records begin, which a line has no room for.
func ordinaryStarts(r *deadline.Rule) []string {
	var starts []deadline.Trigger
	for _, t := range r.Starts {
		if !strings.HasPrefix(t.String(), "position-brought-in") {
			starts = append(starts, t)
		}
	}
	return phrases(starts)
}

func shortSources(sources []deadline.Source) string {
	var all []string
	for _, s := range sources {
		all = append(all, s.String())
	}
	return strings.Join(all, ", ")
}
