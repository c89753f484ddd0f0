package intake

import (
	"fmt"
	"strings"
	"testing"

	"caseclock/deadline"

	"pgregory.net/rapid"
)

// small is a mapping with one column of each sort.
const small = `
source: small
row: Row
case: Ref
columns:
  - {column: Concern, event: concern-notified, holds: once}
  - {column: Group, event: core-group-held, holds: latest}
  - column: Review
    event: conference-held
    holds: latest
    fields: {conference: {always: review}, outcome: {column: Result, values: {Kept: retained, Off: deregistered}, otherwise: inquorate}}
  - {column: Chair, event: case-assigned, into: chair, holds: latest, fields: {on: {day: import}}}
`

// sheet is a small export: a row each for its keys, in order.
type sheet struct {
	rows  []string
	cells map[string]map[string]string
}

var smallHeader = []string{"Row", "Ref", "Concern", "Group", "Review", "Result", "Chair"}

func newSheet() *sheet { return &sheet{cells: map[string]map[string]string{}} }

// put sets cells of a row, given as Column=value.
func (s *sheet) put(row string, cells ...string) *sheet {
	if s.cells[row] == nil {
		s.rows = append(s.rows, row)
		s.cells[row] = map[string]string{"Row": row, "Ref": "CP-" + row, "Result": "Kept"}
	}
	for _, c := range cells {
		k, v, _ := strings.Cut(c, "=")
		s.cells[row][k] = v
	}
	return s
}

func (s *sheet) csv() string {
	var b strings.Builder
	b.WriteString(strings.Join(smallHeader, ",") + "\n")
	for _, r := range s.rows {
		var cells []string
		for _, h := range smallHeader {
			cells = append(cells, s.cells[r][h])
		}
		b.WriteString(strings.Join(cells, ",") + "\n")
	}
	return b.String()
}

func smallMapping(t testing.TB) *Mapping {
	t.Helper()
	m, err := LoadMapping("small.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// nights imports sheets one after another; what the plan of the last says is
// given as "change column event" lines, without what is unchanged.
func nights(t testing.TB, m *memory, sheets ...string) string {
	t.Helper()
	var got []string
	for n, s := range sheets {
		im := Import{Mapping: smallMapping(t), Files: []File{text("s.csv", s)}, Today: day(t, "2026-09-03") + deadline.Date(n)}
		_, items := m.run(t, im)
		got = nil
		for _, i := range items {
			if i.Change != Unchanged || i.Note != "" {
				line := i.Change.String() + " " + strings.ReplaceAll(i.Key.String(), "\x1e", "/")
				for _, e := range i.Events {
					line += fmt.Sprintf(" [%s %s %s%s]", e.Case, e.Kind, e.On, map[bool]string{true: " replaces"}[e.Replaces != ""])
				}
				got = append(got, line)
			}
		}
	}
	return strings.Join(got, "\n")
}

func TestChanges(t *testing.T) {
	one := func(cells ...string) string { return newSheet().put("1", cells...).csv() }
	full := one("Concern=05/01/2026", "Group=06/02/2026", "Review=07/03/2026", "Chair=chair-1")
	for _, c := range []struct {
		name   string
		nights []string
		want   string
	}{
		{"the same", []string{full, full}, ""},
		{"a corrected day", []string{full, strings.Replace(full, "05/01", "08/01", 1)}, "corrected 1/Concern [CP-1 concern-notified 2026-01-08 replaces]"},
		{"a further core group", []string{full, strings.Replace(full, "06/02", "20/02", 1)}, "further 1/Group [CP-1 core-group-held 2026-02-20]"},
		{"a series gone back", []string{full, strings.Replace(full, "06/02", "20/02", 1), full}, "unchanged 1/Group"},
		{"a corrected day gone back", []string{full, strings.Replace(full, "05/01", "08/01", 1), full}, "corrected 1/Concern [CP-1 concern-notified 2026-01-05 replaces]"},
		{"the outcome of the last of a series", []string{full, strings.Replace(full, "Kept", "Off", 1)}, "corrected 1/Review [CP-1 conference-held 2026-03-07 replaces]"},
		{"another chair", []string{full, strings.Replace(full, "chair-1", "chair-2", 1)}, "further 1/Chair [CP-1 case-assigned 2026-09-04]"},
		{"a chair come back", []string{full, strings.Replace(full, "chair-1", "chair-2", 1), full}, "further 1/Chair [CP-1 case-assigned 2026-09-05]"},
		{"a cell emptied", []string{full, strings.Replace(full, "05/01/2026", "", 1)}, "vanished-cell 1/Concern"},
		{"a cell filled", []string{strings.Replace(full, "05/01/2026", "", 1), full}, "new 1/Concern [CP-1 concern-notified 2026-01-05]"},
		{"a row gone", []string{full, newSheet().put("2", "Concern=05/01/2026").csv()}, "new 2/Concern [CP-2 concern-notified 2026-01-05]\nvanished-row 1/"},
		{"a row come back", []string{full, newSheet().csv(), full}, ""},
		{"another case", []string{one("Concern=05/01/2026"), strings.Replace(one("Concern=05/01/2026"), "CP-1", "CP-9", 1)},
			"moved 1/Concern [CP-1 withdrawn 2026-09-04] [CP-9 concern-notified 2026-01-05]"},
		{"another case and back", []string{one("Concern=05/01/2026"), strings.Replace(one("Concern=05/01/2026"), "CP-1", "CP-9", 1), one("Concern=05/01/2026")},
			"moved 1/Concern [CP-9 withdrawn 2026-09-05] [CP-1 concern-notified 2026-01-05]"},
		{"one row twice, the first night", []string{one("Concern=05/01/2026") + "1,CP-1,05/01/2026,,,Kept,\n"}, "new 1/Concern [CP-1 concern-notified 2026-01-05]"},
		{"one row twice", []string{full, full + strings.SplitAfter(full, "\n")[1]}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMemory()
			if got := nights(t, m, c.nights...); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			before := m.frozen()
			if nights(t, m, c.nights[len(c.nights)-1]); !m.same(before) {
				t.Error("the last night again changes something")
			}
		})
	}
}

// What a person withdrew or corrected is not brought back, whether the source
// says the same or something else.
func TestNotBroughtBack(t *testing.T) {
	for _, u := range []Undone{WithdrawnByHand, ReplacedByHand} {
		m := newMemory()
		s := newSheet().put("1", "Concern=05/01/2026")
		nights(t, m, s.csv())
		m.byHand[m.events[0].ID] = u
		for _, cell := range []string{"Concern=05/01/2026", "Concern=06/01/2026", "Ref=CP-9"} {
			before := m.frozen()
			if got := nights(t, m, s.put("1", cell).csv()); got != "held-back 1/Concern" || !m.same(before) {
				t.Errorf("%v, %s: got %s", u, cell, got)
			}
		}
	}
}

func eventFile(events ...string) File { return text("e.jsonl", strings.Join(events, "\n")+"\n") }

// Events in Caseclock's own shape: the id is the key, or the content.
func TestChangesOfEventFiles(t *testing.T) {
	born := `{"id":"e1","case":"CP-1","event":"born","on":"2026-01-20"}`
	anon := `{"case":"CP-1","event":"born","on":"2026-01-20"}`
	undo := `{"id":"w1","case":"CP-1","event":"withdrawn","on":"2026-01-25","target":"e1"}`
	for _, c := range []struct {
		name   string
		nights []File
		want   string
	}{
		{"first", []File{eventFile(born)}, "new [e1 on 2026-01-20]"},
		{"again", []File{eventFile(born), eventFile(born)}, ""},
		{"corrected", []File{eventFile(born), eventFile(strings.Replace(born, "01-20", "01-21", 1))}, "corrected [i- on 2026-01-21 replaces e1]"},
		{"another case", []File{eventFile(born), eventFile(strings.Replace(born, "CP-1", "CP-2", 1))}, "moved [i- on 2026-09-04 withdraws e1] [i- on 2026-01-20]"},
		{"withdrawn", []File{eventFile(born), eventFile(born, undo)}, "new [w1 on 2026-01-25 withdraws e1]"},
		{"corrected, then withdrawn", []File{eventFile(born), eventFile(strings.Replace(born, "01-20", "01-21", 1)), eventFile(strings.Replace(born, "01-20", "01-21", 1), undo)}, "new [w1 on 2026-01-25 withdraws i-]"},
		{"withdrawn and corrected at once", []File{eventFile(born), eventFile(undo, strings.Replace(born, "01-20", "01-21", 1))}, "new [w1 on 2026-01-25 withdraws i-]\ncorrected [i- on 2026-01-21 replaces e1]"},
		{"without an id", []File{eventFile(anon), eventFile(anon)}, ""},
		{"without an id, twice", []File{eventFile(anon, anon)}, "new [i- on 2026-01-20]"},
		{"without an id, changed", []File{eventFile(anon), eventFile(strings.Replace(anon, "01-20", "01-21", 1))}, "new [i- on 2026-01-21]"},
		{"why it was withdrawn", []File{eventFile(born, undo), eventFile(born, strings.Replace(undo, `"target"`, `"why":"typed twice","target"`, 1))}, "corrected [i- on 2026-01-25 withdraws e1]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMemory()
			var got []string
			for n, f := range c.nights {
				_, items := m.run(t, Import{Files: []File{f}, Today: day(t, "2026-09-03") + deadline.Date(n)})
				got = nil
				for _, i := range items {
					if i.Change == Unchanged {
						continue
					}
					line := i.Change.String()
					for _, e := range i.Events {
						line += " [" + shortID(e.ID) + " on " + e.On.String()
						if e.Replaces != "" {
							line += " replaces " + shortID(e.Replaces)
						}
						if e.Target != "" {
							line += " withdraws " + shortID(e.Target)
						}
						line += "]"
					}
					got = append(got, line)
				}
			}
			if strings.Join(got, "\n") != c.want {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), c.want)
			}
			before := m.frozen()
			if m.run(t, Import{Files: c.nights[len(c.nights)-1:]}); !m.same(before) {
				t.Error("the last file again changes something")
			}
		})
	}
}

func shortID(id string) string {
	if strings.HasPrefix(id, "i-") {
		return "i-"
	}
	return id
}

// An event recorded by hand, and then imported under its id, is not recorded
// twice.
func TestRecordedByHandThenImported(t *testing.T) {
	m := newMemory()
	m.events = append(m.events, deadline.Event{ID: "e1", Case: "CP-1", Kind: deadline.Born, On: day(t, "2026-01-20"), By: "clerk-1"})
	born := `{"id":"e1","case":"CP-1","event":"born","on":"2026-01-20"}`
	if sum, _ := m.run(t, Import{Files: []File{eventFile(born)}}); sum.Changes() {
		t.Errorf("recorded again: %+v", sum)
	}
	if sum, _ := m.run(t, Import{Files: []File{eventFile(strings.Replace(born, "01-20", "01-21", 1))}}); sum.Count(Corrected) != 1 {
		t.Errorf("not corrected: %+v", sum)
	}
}

// Importing the same twice changes nothing, and one changed cell is exactly
// one correction or one further event, whatever was imported before.
func TestNightlyProperty(t *testing.T) {
	aDay := rapid.Custom(func(r *rapid.T) string {
		return fmt.Sprintf("%02d/%02d/2026", rapid.IntRange(1, 28).Draw(r, "day"), rapid.IntRange(1, 12).Draw(r, "month"))
	})
	aCell := func(r *rapid.T, column string) string {
		if column == "Chair" {
			return column + "=" + rapid.SampledFrom([]string{"chair-1", "chair-2", "chair-3"}).Draw(r, "chair")
		}
		return column + "=" + aDay.Draw(r, column)
	}
	rapid.Check(t, func(r *rapid.T) {
		m, s := newMemory(), newSheet()
		for n := range rapid.IntRange(1, 5).Draw(r, "rows") {
			row := fmt.Sprint(n)
			s.put(row)
			for _, c := range []string{"Concern", "Group", "Review", "Chair"} {
				if rapid.Bool().Draw(r, "filled") {
					s.put(row, aCell(r, c))
				}
			}
		}
		for n := range rapid.IntRange(1, 4).Draw(r, "nights") {
			im := Import{Mapping: smallMapping(t), Files: []File{text("s.csv", s.csv())}, Today: day(t, "2026-09-03") + deadline.Date(n)}
			m.run(t, im)
			before := m.frozen()
			im.Today++
			if sum, _ := m.run(t, im); !m.same(before) || sum.Changes() {
				r.Fatalf("the same file again changes something: %+v", sum)
			}
			row := rapid.SampledFrom(s.rows).Draw(r, "row")
			column := rapid.SampledFrom([]string{"Concern", "Group", "Review", "Chair"}).Draw(r, "column")
			was := s.cells[row][column]
			s.put(row, aCell(r, column))
			if was == "" || was == s.cells[row][column] {
				continue
			}
			im.Files = []File{text("s.csv", s.csv())}
			sum, items := m.run(t, im)
			checkOneChange(r, sum, items, column, before)
		}
	})
}

func checkOneChange(r *rapid.T, sum Summary, items []Item, column string, before *memory) {
	corrected, further := sum.Count(Corrected), sum.Count(Further)
	if column == "Concern" {
		if corrected != 1 || further != 0 || sum.Count(New) != 0 {
			r.Fatalf("a changed fact held once: %+v", sum)
		}
		return
	}
	if corrected != 0 || sum.Count(New) != 0 || further > 1 {
		r.Fatalf("a changed value of a series: %+v", sum)
	}
	if further == 1 {
		return
	}
	// gone back to what it said before: that event is there already
	for _, i := range items {
		if i.Change == Unchanged && i.Note != "" && i.Key.Column == column && column != "Chair" {
			return
		}
	}
	r.Fatalf("a changed value of a series is lost: %+v", sum)
}
