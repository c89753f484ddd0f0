package draw

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"caseclock/report/document"
)

// metadataJSON is a table group of the Metadata Vocabulary for Tabular Data
// (W3C Recommendation, 17 December 2015).
type metadataJSON struct {
	Context     []any      `json:"@context"`
	Title       string     `json:"dc:title"`
	Description string     `json:"dc:description"`
	Creator     string     `json:"dc:creator,omitempty"`
	Identifier  string     `json:"dc:identifier,omitempty"`
	Temporal    string     `json:"dc:temporal"`
	Notes       []noteJSON `json:"notes"`
	Tables      []rowsJSON `json:"tables"`
}

// noteJSON is one particular of the report, as schema.org has it.
type noteJSON struct {
	Type  string `json:"@type"`
	Name  string `json:"schema:name"`
	Value any    `json:"schema:value"`
}

type rowsJSON struct {
	URL    string     `json:"url"`
	Title  string     `json:"dc:title"`
	Schema schemaJSON `json:"tableSchema"`
}

type schemaJSON struct {
	Columns    []fieldJSON `json:"columns"`
	PrimaryKey []string    `json:"primaryKey,omitempty"`
}

type fieldJSON struct {
	Name        string   `json:"name"`
	Titles      []string `json:"titles"` // the first is the head of the rows
	Description string   `json:"dc:description,omitempty"`
	Datatype    any      `json:"datatype"`
	Null        []string `json:"null"`
}

const rowsSay = "Where there is no value, a cell is [c] when a small number is hidden (confidential), [x] when it is not available " +
	"and empty when it does not apply or there is no text. " +
	"A text that a spreadsheet would take for a formula, or that would read as [c] or [x], has an apostrophe before it."

// CSVW writes what the files of rows hold, column by column, with the
// particulars of the report: csv-metadata.json of the W3C's Tabular Data on
// the Web, to lie beside the files that CSV writes.
func CSVW(w io.Writer, r document.Report) error {
	s := r.Scope
	j := metadataJSON{
		Context: []any{"http://www.w3.org/ns/csvw", map[string]string{"@language": "en-GB"}},
		Title:   r.Title, Description: s.For.Mark() + ". " + rowsSay,
		Creator: s.Product, Identifier: s.Digest, Temporal: s.From.String() + "/" + s.To.String(),
		Notes: notes(s), Tables: []rowsJSON{},
	}
	for _, d := range r.Data {
		t := rowsJSON{URL: d.ID + ".csv", Title: d.Title, Schema: schemaJSON{Columns: []fieldJSON{}}}
		for _, c := range d.Columns {
			t.Schema.Columns = append(t.Schema.Columns, columnMeta(c))
			if c.Names {
				t.Schema.PrimaryKey = append(t.Schema.PrimaryKey, varname(columnName(c)))
			}
		}
		j.Tables = append(j.Tables, t)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(j)
}

func columnMeta(c document.Column) fieldJSON {
	name := columnName(c)
	f := fieldJSON{Name: varname(name), Titles: []string{plain(name)}, Description: c.Says, Datatype: datatype(c.Kind),
		Null: []string{"", confidential, notKnown}}
	if c.Head != "" && c.Head != f.Titles[0] {
		f.Titles = append(f.Titles, c.Head)
	}
	return f
}

func datatype(k document.Kind) any {
	type formatted struct {
		Base   string `json:"base"`
		Format string `json:"format"`
	}
	switch k {
	case document.Count:
		return "integer"
	case document.Percent, document.Days:
		return "decimal"
	case document.Day:
		return formatted{"date", "yyyy-MM-dd"}
	case document.YesNo:
		return formatted{"boolean", "yes|no"}
	}
	return "string"
}

// varname is a name as the vocabulary asks for it, a variable of a URI
// template (RFC 6570, 2.3): letters, digits and _ after the first place, all
// else as %XX.
func varname(s string) string {
	var b strings.Builder
	for i, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_' && i > 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// notes is the particulars of the report that are no property of their own.
func notes(s document.Scope) []noteJSON {
	var ns []noteJSON
	note := func(name string, value any) { ns = append(ns, noteJSON{"schema:PropertyValue", name, value}) }
	note("for", s.For)
	note("mark", s.For.Mark())
	note("authority", s.Authority)
	note("from", s.From.String())
	note("to", s.To.String())
	note("as_at", s.AsAt.String())
	note("known_at", instant(s.KnownAt))
	note("threshold", s.Threshold)
	note("target", json.Number(s.Target.String()))
	note("product", s.Product)
	for _, p := range s.Packs {
		note("pack", packLine(p))
	}
	for _, c := range s.Calendars {
		note("calendar", calendarLine(c))
	}
	if n, told := s.Cases(); told {
		note("cases_seen", n)
	} else {
		note("cases_seen", document.HiddenMark)
	}
	note("hidden_cells", s.HiddenCells)
	note("digest", s.Digest)
	return ns
}

// packLine says which pack is in force, for whom and from when.
func packLine(p document.Pack) string {
	line := p.Title + " (" + p.ID + "), version " + p.Version
	if p.Authority != "" {
		line += ", for " + p.Authority
	}
	if p.From != 0 {
		line += ", from " + p.From.Long()
	}
	return line
}

func calendarLine(c document.Calendar) string {
	return c.Name + ", version " + c.Version + ", to " + c.Horizon.Long()
}
