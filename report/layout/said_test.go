package layout

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"caseclock/report"
	"caseclock/report/document"
)

// What a sentence says beside its figures: days, limits, the target, how many
// timescales there are.
var notFigures = regexp.MustCompile(`\d{1,2} [A-Z][a-z]+ \d{4}( at \d\d:\d\d)?|[A-Z][a-z]+ to [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{4} to [A-Z][a-z]+ \d{4}|, \d\d:\d\d UTC` +
	`|within \d+ (calendar|working) days?|within \d+ (weeks|months)|, target [0-9.]+%|under [0-9,]+ timescales?|The last issue, \S+,`)

var number = regexp.MustCompile(`\d[\d,]*(\.\d+)?`)

// figuresIn are the numbers of a sentence.
func figuresIn(sentence string) []string {
	return number.FindAllString(notFigures.ReplaceAllString(sentence, ""), -1)
}

// readable are the numbers that a section's tables show, and what columns
// add up to of which nothing is hidden.
func readable(s *document.Section) map[string]bool {
	can := map[string]bool{}
	for _, t := range s.Tables {
		for i, c := range t.Columns[1:] {
			sum, whole := 0, true
			for _, g := range t.Groups {
				for _, line := range g.Lines {
					if cell := line[i]; cell.State == document.Shown && c.Kind.Number() {
						can[c.Write(cell)] = true
					}
					by := t.Columns[1].Key != "basis" || line[0].Text == "child"
					whole = whole && line[i].State == document.Shown
					if by {
						sum += line[i].N
					}
				}
			}
			if whole && c.Kind == document.Count {
				can[thousands(sum)] = true
			}
		}
		for _, line := range linesOf(&t, "counted") { // less those in time are those out of timescale
			can[thousands(line[0]-line[1])] = true
		}
		if strings.HasSuffix(t.ID, "-no-due-day") {
			can[thousands(sumOf(&t))] = true
		}
	}
	return can
}

// linesOf are what is counted and in time where a table shows both.
func linesOf(t *document.Table, first string) (all [][2]int) {
	for i, c := range t.Columns[1:] {
		if c.Key != first {
			continue
		}
		for _, g := range t.Groups {
			for _, line := range g.Lines {
				if line[i].State == document.Shown && line[i+1].State == document.Shown {
					all = append(all, [2]int{line[i].N, line[i+1].N})
				}
			}
		}
	}
	return all
}

// sumOf is all that a table counts.
func sumOf(t *document.Table) (sum int) {
	for _, g := range t.Groups {
		for _, line := range g.Lines {
			for _, cell := range line {
				sum += cell.N
			}
		}
	}
	return sum
}

// No sentence holds a number that its section's tables do not show, and each is
// a sentence.
func checkSentences(t *testing.T, d *document.Report) {
	t.Helper()
	for i := range d.Sections {
		s := &d.Sections[i]
		can := readable(s)
		for _, p := range s.Points {
			checkSentence(t, p.Text, can)
		}
		for _, sentence := range s.Summary {
			checkSentence(t, sentence, can)
		}
	}
}

func checkSentence(t *testing.T, sentence string, can map[string]bool) {
	t.Helper()
	for _, n := range figuresIn(sentence) {
		if !can[n] {
			t.Errorf("%s stands in no table: %s", n, sentence)
		}
	}
	first := []rune(strings.TrimLeft(sentence, "“"))[0]
	switch {
	case unicode.IsLower(first), !strings.HasSuffix(sentence, "."), strings.Contains(sentence, "  "),
		strings.Contains(sentence, ".."), strings.Contains(sentence, ", ."), strings.Contains(sentence, ": ."):
		t.Errorf("no sentence: %q", sentence)
	}
}

// Nothing is said that the tables do not show, of invented cases and of
// initial conferences, to whomever.
func TestSentencesSayWhatTablesShow(t *testing.T) {
	for _, words := range sentenceCases() {
		for _, p := range []Publication{forInternal, forCommittee} {
			d := inventedReport(t, p, words...)
			checkSentences(t, &d)
		}
	}
	for _, n := range []int{6, 60} {
		for _, p := range []Publication{forInternal, forCommittee} {
			m := material(t, yearOptions(), demoCases(n), sampleAbout)
			m.Report.Options.Trend, m.WhatIf = report.Quarters(m.Report.Options.To, 8), nil
			d := mustDocument(t, m, p)
			checkSentences(t, &d)
		}
	}
}

// With any one count hidden nothing is said of it, and what is said makes sense.
func TestSentencesWithOneCountHidden(t *testing.T) {
	for _, words := range sentenceCases() {
		m := inventedMaterial(t, words...)
		b := &builder{Material: m, p: forInternal, l: newLedger(forInternal)}
		b.enterAll()
		k := b.blocks()[0]
		k.tables()
		if len(k.binding) == 0 {
			continue
		}
		f := &k.binding[0]
		for _, c := range b.fieldsOf(f) {
			for _, basis := range report.Bases {
				b.l.hidden = map[string]bool{k.key(k.scope, f).with(f.Rule, basis).of(c.name): true}
				hides(t, k.points()[0].Text, c.name, basis)
				b.l.hidden = map[string]bool{k.key(k.scope, f).with(every, basis).of(c.name): true}
				hides(t, strings.Join(k.summary(), " "), c.name, basis)
			}
		}
	}
}

// gives are the words that give a count away, by child and by meeting.
var gives = map[string][2]string{
	"counted": {`\d+ (initial conf|deadl)\w+.* (was|were) (held|met)|None is counted|so (none|\d+)`, `By meeting|one meeting`},
	"met":     {`^.{0,30}(\d|The one|[Aa]ll|Both|[Nn]one of|Neither of).{0,60} (held|met) (with)?in.*%`, `By meeting|one meeting`},
	"due":     {`fall\w* due in this period`, `^$`},
	"pending": {`not yet due`, `^$`},
	"ended":   {`ended in time`, `^$`},
	"out":     {`out of timescale\W|late`, `By meeting|one meeting`},
	"overdue": {`still out`, `^$`},
}

// hides fails if something is said that gives a hidden count away, or that is
// no sentence.
func hides(t *testing.T, text, hidden string, basis report.Basis) {
	t.Helper()
	if text == "" {
		return
	}
	can := map[string]bool{}
	for _, n := range figuresIn(text) {
		can[n] = true
	}
	checkSentence(t, text, can)
	if g, ok := gives[hidden]; ok && regexp.MustCompile(g[basis]).MatchString(text) && !strings.Contains(text, "hidden") {
		t.Errorf("%s by %s is hidden, and it is said: %s", hidden, basis, text)
	}
}
