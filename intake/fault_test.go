package intake

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// faultsOf reads the files of one import and writes what is wrong with them.
func faultsOf(t testing.TB, im Import) string {
	t.Helper()
	im.Today = day(t, "2026-09-03")
	c, err := im.Check()
	if err != nil {
		return "cannot be read: " + err.Error() + "\n"
	}
	var b strings.Builder
	if c.Faults != nil {
		_ = c.Faults.Write(&b)
	}
	for _, n := range c.Notes {
		fmt.Fprintf(&b, "note: %s\n", n)
	}
	im.AcceptGoodRows = true
	good, err := im.Check()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&b, "rows %d, refused %d, the others may be accepted: %v\n", c.Rows, c.Refused, good.Good())
	return b.String()
}

// Every file of faults says what is wrong and what is accepted.
func TestFaultsOfExports(t *testing.T) {
	files, err := filepath.Glob(samples + "faults/*.csv")
	if err != nil || len(files) < 15 {
		t.Fatal("the files of faults are missing", err)
	}
	m := sampleMapping(t, "children.mapping.yaml")
	var b strings.Builder
	for _, f := range files {
		fmt.Fprintf(&b, "== %s\n%s", filepath.Base(f), faultsOf(t, Import{Mapping: m, Files: []File{sample(t, "faults/"+filepath.Base(f))}}))
	}
	golden(t, "faults.txt", b.String())
}

const childHeader = "Person ID,Area,Sibling group,Register status,Unborn,Expected delivery,Date of concern,Initial conference,Initial outcome,Date registered,Last review,Last core group,Date deregistered,Chair,Lead professional\n"

func childRow(ref, lead string) string {
	return ref + ",FAL,,Not registered,N,,17/08/2026,,,,,,,Chair Two," + lead + "\n"
}

// What is too large to keep in a repository.
func TestLargeFaults(t *testing.T) {
	m := sampleMapping(t, "children.mapping.yaml")
	big := strings.Repeat("x", 10<<20)
	for _, c := range []struct{ name, content, want string }{
		{"a cell of 10 MB", childHeader + childRow("CP-1", "a") + childRow("CP-2", big) + childRow("CP-3", "b"),
			"x.csv:3: a row longer than 1048576 bytes; accepted is at most that\nrows 3, refused 1, the others may be accepted: true\n"},
		{"in quotes, with lines", childHeader + childRow("CP-1", "a") + childRow("CP-2", `"`+strings.Repeat("line\n", 2<<20)+`"`) + childRow("CP-3", "31/02") + "CP-4\n",
			"x.csv:3: a row longer than 1048576 bytes; accepted is at most that\nx.csv:2097157: 1 cell, the header has 15; accepted is one for each name\nrows 4, refused 2, the others may be accepted: true\n"},
		{"a quote never closed before 10 MB", childHeader + childRow("CP-1", `"a`) + strings.Repeat(childRow("CP-3", "b"), 100_000),
			"x.csv:2: a quote in the row that begins here is never closed, so nothing after it can be read; accepted is a quote at both ends of a cell, and \"\" for one inside\nrows 1, refused 1, the others may be accepted: false\n"},
	} {
		if got := faultsOf(t, Import{Mapping: m, Files: []File{text("x.csv", c.content)}}); got != c.want {
			t.Errorf("%s: got\n%.400swant\n%s", c.name, got, c.want)
		}
	}
	long := `{"case":"CP-1","event":"born","on":"2026-01-20","by":"` + big + `"}` + "\n" + `{"case":"CP-1","event":"born","on":"2026-01-32"}`
	_, faults := readAll(t, Options{}, text("a.jsonl", long))
	want := []string{"a.jsonl:1: a line longer than 1048576 bytes; accepted is at most that",
		`a.jsonl:2:36: on: "2026-01-32" is no day of the calendar; accepted is a day that exists, written YYYY-MM-DD`}
	if strings.Join(faults, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%.400s", strings.Join(faults, "\n"))
	}
}

// Mappings with one mistake each, and one with many.
func TestFaultsOfMappings(t *testing.T) {
	const head = "source: s\nrow: A\ncase: A\ncolumns:\n"
	var b strings.Builder
	for _, c := range []struct{ name, mapping string }{
		{"nothing", ""},
		{"not YAML", "source: [\n"},
		{"a list", "- a\n"},
		{"everything missing", "dates: DD/MM/YYYY\n"},
		{"US order", head + "  - {column: B, event: born, holds: once}\ndates: MM/DD/YYYY\n"},
		{"years of two figures", head + "  - {column: B, event: born, holds: once}\ndates: DD/MM/YY\n"},
		{"unknown key", head + "  - {colum: B, event: born, holds: once}\n"},
		{"key twice", "source: s\nsource: t\nrow: A\ncase: A\ncolumns:\n  - {column: B, event: born, holds: once}\n"},
		{"unknown event", head + "  - {column: B, event: conference, holds: once}\n"},
		{"withdrawing", head + "  - {column: B, event: withdrawn, holds: once}\n"},
		{"position by a column", head + "  - {column: B, event: position-brought-in, holds: once}\n"},
		{"holds", head + "  - {column: B, event: born, holds: always}\n"},
		{"not carried", head + "  - {column: B, event: born, holds: once, fields: {outcome: C}}\n"},
		{"not for a mapping", head + "  - {column: B, event: born, holds: once, fields: {recorded: C}}\n"},
		{"not fed", head + "  - {column: B, event: conference-held, holds: once, fields: {conference: C}}\n"},
		{"fed twice", head + "  - {column: B, event: born, holds: once, fields: {on: C}}\n"},
		{"unknown meaning", head + "  - {column: B, event: closed, holds: once, fields: {cause: {column: C, values: {Died: dead}}}}\n"},
		{"unknown constant", head + "  - {column: B, event: closed, holds: once, fields: {cause: {always: dead}}}\n"},
		{"two ways", head + "  - {column: B, event: closed, holds: once, fields: {cause: {always: died, column: C}}}\n"},
		{"day of the import elsewhere", head + "  - {column: B, event: edd-revised, holds: once, fields: {edd: {day: import}}}\n"},
		{"another day", head + "  - {column: B, event: edd-revised, into: edd, holds: once, fields: {on: {day: today}}}\n"},
		{"name twice", head + "  - {column: B, event: born, holds: once}\n  - {column: B, event: core-group-held, holds: once}\n"},
		{"condition of nothing", head + "  - {column: B, event: born, holds: once, when: {column: C}}\n"},
		{"condition not a bool", head + "  - {column: B, event: born, holds: once, when: {column: C, filled: perhaps}}\n"},
		{"separator", head + "  - {column: B, event: born, holds: once}\nseparator: \"&\"\n"},
		{"many", "source: \nrows: A\ncase: [A]\nposition: {last_review: B}\ncolumns:\n  - {column: B, event: brn, holds: twice}\n  - 7\n"},
	} {
		_, err := LoadMapping("m.yaml", []byte(c.mapping))
		fmt.Fprintf(&b, "== %s\n%v\n", c.name, err)
	}
	golden(t, "mapping-faults.txt", b.String())
}

func TestMostFaultsAreCounted(t *testing.T) {
	var b strings.Builder
	for range 25 {
		b.WriteString("nonsense\n")
	}
	_, faults := readAll(t, Options{Faults: 10}, text("a.jsonl", b.String()))
	if len(faults) != 11 || faults[10] != "and 15 more" {
		t.Errorf("got %q", faults)
	}
}

func TestRejects(t *testing.T) {
	m := sampleMapping(t, "children.mapping.yaml")
	var b strings.Builder
	for _, name := range []string{"formula.csv", "twice.csv", "ragged.csv", "nul.csv"} {
		c, err := Import{Mapping: m, Files: []File{sample(t, "faults/"+name)}, AcceptGoodRows: true, Today: day(t, "2026-09-03")}.Check()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.WriteRejects(&b); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "rejects.csv", b.String())
	c, err := Import{Files: []File{text("a.jsonl", "{\"id\":\"e1\"}\n\n{\"id\":\"e2\",\"case\":\"C\",\"event\":\"born\",\"on\":\"2026-01-05\"}\n{\"id\":\"e3\",\"case\":\"D\",\"event\":\"withdrawn\",\"on\":\"2026-01-05\",\"target\":\"e2\"}\n")}}.Check()
	if err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := c.WriteRejects(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "rejects-lines.csv", b.String())
}

func TestInert(t *testing.T) {
	for in, want := range map[string]string{"=1": "'=1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", " =1": "' =1", "": "", "CP-1": "CP-1", "5/1": "5/1"} {
		if got := Inert(in); got != want {
			t.Errorf("Inert(%q) = %q, want %q", in, got, want)
		}
	}
}
