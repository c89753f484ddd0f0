package draw

import (
	"strconv"
	"strings"

	"caseclock/report/document"
)

// listedSheet is a worksheet as the contents name it.
type listedSheet struct {
	sheet, title, of string
}

const coverWide = 90.0 // the column of the cover

const oneTable = "This worksheet contains one table."

// cover writes one column of text: what the report is, and what it rests on.
func (b *workbook) cover(sheet string, r document.Report) {
	b.printed(sheet, "portrait")
	b.column(sheet, 1, coverWide)
	for i, l := range coverLines(r) {
		s := wrapStyle
		switch {
		case i == 0:
			s = titleStyle
			s.wrap = true
		case l.head:
			s = headStyle
		}
		b.put(sheet, 1, i+1, value{text: l.text}, s)
		high := height([]string{l.text}, []float64{coverWide})
		if i == 0 {
			high = titleHigh * float64(wrapped(l.text, coverWide/1.5))
		}
		b.try(b.f.SetRowHeight(sheet, i+1, high))
	}
}

type coverLine struct {
	text string
	head bool
}

// coverLines is what the report says of itself, in its own words where it has
// them.
func coverLines(r document.Report) []coverLine {
	lines := []coverLine{{r.Title, true}, {r.Scope.For.Mark(), true}}
	add := func(ps []document.Particular) {
		for _, p := range ps {
			lines = append(lines, coverLine{p.Name + ": " + p.Value, false})
		}
	}
	if add(r.Heading); len(r.Heading) == 0 {
		add(headingOf(r.Scope))
	}
	if r.Scope.For.Hides() {
		add([]document.Particular{{Name: "Cells hidden", Value: document.Thousands(r.Scope.HiddenCells)}})
	}
	lines = append(lines, coverLine{"What the figures rest on", true})
	if add(r.Particulars); len(r.Particulars) == 0 {
		add(particularsOf(r.Scope))
	}
	return lines
}

func headingOf(s document.Scope) []document.Particular {
	return []document.Particular{
		{Name: "Authority", Value: orElse(s.Authority, "all")},
		{Name: "Period", Value: s.From.Long() + " to " + s.To.Long()},
		{Name: "As at", Value: s.AsAt.Long()},
		{Name: "As known at", Value: orElse(instant(s.KnownAt), "all that was recorded")},
		{Name: "Target", Value: s.Target.String() + " per cent in time"},
		{Name: "Small numbers", Value: threshold(s)},
	}
}

func particularsOf(s document.Scope) []document.Particular {
	ps := []document.Particular{{Name: "Product", Value: orElse(s.Product, "Caseclock")}}
	for _, p := range s.Packs {
		ps = append(ps, document.Particular{Name: "Pack of rules", Value: packLine(p)})
	}
	for _, c := range s.Calendars {
		ps = append(ps, document.Particular{Name: "Calendar", Value: calendarLine(c)})
	}
	return append(ps, document.Particular{Name: "Cases looked at", Value: s.CasesWords()},
		document.Particular{Name: "Digest of what was counted", Value: s.Digest})
}

func threshold(s document.Scope) string {
	if s.Threshold <= 1 || !s.For.Hides() {
		return "none is hidden"
	}
	return "counts from 1 to " + strconv.Itoa(s.Threshold-1) + " are hidden, and what would give them away; zero is shown"
}

// orElse is the text, or the other where it says nothing.
func orElse(s, other string) string {
	if strings.TrimSpace(s) == "" {
		return other
	}
	return s
}

// contents lists the worksheets, each with a link to it.
func (b *workbook) contents(sheet string, r document.Report, listed []listedSheet) {
	g := grid{
		name: "contents", widest: 80,
		lines: []string{"Contents", oneTable, r.Scope.For.Mark()},
		heads: []string{"Worksheet", "Part of the report", "What it shows"},
		kinds: []document.Kind{document.Text, document.Text, document.Text},
	}
	for _, l := range listed {
		g.rows = append(g.rows, []value{{text: l.sheet, link: l.sheet}, textValue(l.of), textValue(l.title)})
	}
	b.fill(sheet, g)
}

// textValue is a text of a table, where an empty cell would leave a reader
// guessing.
func textValue(s string) value { return value{text: orElse(s, notApplicable)} }

// notes explains the shorthand, the words, the columns and the tables.
func (b *workbook) notes(sheet string, r document.Report) {
	g := grid{
		name: "notes", widest: 100,
		lines: []string{"Notes", oneTable, r.Scope.For.Mark()},
		heads: []string{"About", "Word or table", "Note"},
		kinds: []document.Kind{document.Text, document.Text, document.Text},
	}
	seen := map[[3]string]bool{}
	add := func(about, word, note string) {
		if row := [3]string{about, word, note}; note != "" && !seen[row] {
			seen[row] = true
			g.rows = append(g.rows, []value{textValue(about), textValue(word), textValue(note)})
		}
	}
	add("Shorthand", confidential, "Confidential: a small number, or one that would give a small number away. It is hidden.")
	add("Shorthand", notApplicable, "Not applicable: there is nothing to count or to say here.")
	add("Shorthand", notKnown, "Not available: the records do not say, or this report does not give it.")
	for _, d := range r.Definitions {
		add("Definition", d.Term, d.Meaning)
	}
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			add("Table", t.Caption, t.Note)
			for _, c := range t.Columns {
				add("Column", c.Head, c.Says)
			}
		}
	}
	b.addGrid(sheet, g)
}

// sentences writes the summaries and the points, where there are any.
func (b *workbook) sentences(r document.Report) []listedSheet {
	g := grid{
		name: "summary", widest: 100,
		lines: []string{"Summary in sentences", oneTable, r.Scope.For.Mark()},
		heads: []string{"Part of the report", "Timescale", "Limit", "Sentence"},
		kinds: []document.Kind{document.Text, document.Text, document.Text, document.Text},
	}
	for _, s := range r.Sections {
		for _, sentence := range s.Summary {
			g.rows = append(g.rows, []value{textValue(s.Title), textValue(""), textValue(""), textValue(sentence)})
		}
		for _, p := range s.Points {
			g.rows = append(g.rows, []value{textValue(s.Title), textValue(p.Timescale), textValue(p.Limit), textValue(p.Text)})
		}
	}
	if len(g.rows) == 0 {
		return nil
	}
	sheet := b.sheets.take("Summary")
	b.addGrid(sheet, g)
	return []listedSheet{{sheet, "Summary in sentences", ""}}
}

// notesOf is the lines over a table that explain it, a sentence each: a line
// of column A is read from its beginning and is not wrapped.
func notesOf(note string) []string {
	var lines []string
	note = strings.ReplaceAll(note, "“"+document.NoneMark+"”", notApplicable) // as pages mark it
	for l := range strings.SplitSeq(clean(note), "\n") {
		for {
			end := strings.Index(l, ". ")
			if end < 0 {
				break
			}
			lines, l = append(lines, l[:end+1]), strings.TrimSpace(l[end+1:])
		}
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	return lines
}
