package intake

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// One fault refuses the whole file, unless good rows are accepted; what falls
// with a refused row is refused too.
func TestWholeFileOrGoodRows(t *testing.T) {
	lines := []string{
		`{"id":"e1","case":"CP-1","event":"born","on":"2026-01-20"}`,
		`{"id":"e2","case":"CP-1","event":"born","on":"2026-02-31"}`,
		`{"id":"e3","case":"CP-1","event":"withdrawn","on":"2026-01-25","target":"e2"}`,
		`{"id":"e4","case":"CP-1","event":"born","on":"2026-01-20"}`,
		`{"id":"e4","case":"CP-1","event":"born","on":"2026-01-21"}`,
		`{"id":"e5","case":"CP-1","event":"born","on":"2026-01-21","replaces":"e6"}`,
		`{"id":"e6","case":"CP-1","event":"born","on":"2026-01-21","replaces":"e7"}`,
		`{"id":"e8","case":"CP-1","event":"withdrawn","on":"2026-01-25","target":"e4"}`,
	}
	im := Import{Files: []File{eventFile(lines...)}}
	c, err := im.Check()
	if err != nil {
		t.Fatal(err)
	}
	if c.Rows != 8 || c.Refused != 7 {
		t.Errorf("%d rows, %d refused\n%v", c.Rows, c.Refused, c.Faults)
	}
	if _, err := c.Plan(func(Item) error { t.Error("an item of refused files"); return nil }); !errors.Is(err, ErrRefused) {
		t.Errorf("got %v", err)
	}
	im.AcceptGoodRows = true
	sum, items := newMemory().run(t, im)
	if len(items) != 1 || items[0].Key.Row != "id:e1" || sum.Refused != 7 {
		t.Errorf("got %+v", items)
	}
	var rejects strings.Builder
	if err := c.WriteRejects(&rejects); err != nil || strings.Count(rejects.String(), "\n") != 8 {
		t.Errorf("%v, rejects:\n%s", err, rejects.String())
	}
}

// A header that cannot be read leaves no row good.
func TestHeaderRefusesAll(t *testing.T) {
	c, err := Import{Files: []File{text("a.csv", "case,event,on,name\nCP-1,born,2026-01-20,x\n")}, AcceptGoodRows: true}.Check()
	if err != nil || c.Good() {
		t.Errorf("good: %v, %v", c.Faults, err)
	}
}

// Two rows of one key are refused both: neither is to be trusted more.
func TestGoodRowsOfOneKey(t *testing.T) {
	m := newMemory()
	sum, _ := m.run(t, Import{Mapping: sampleMapping(t, "children.mapping.yaml"), Files: []File{sample(t, "faults/twice.csv")}, AcceptGoodRows: true})
	for _, e := range m.events {
		if e.Case == "CP-1005" {
			t.Errorf("recorded: %+v", e)
		}
	}
	if sum.Refused != 2 || len(m.events) == 0 {
		t.Errorf("got %+v", sum)
	}
	if sum, _ := m.run(t, Import{Mapping: sampleMapping(t, "children.mapping.yaml"), Files: []File{sample(t, "children.csv")}}); sum.Count(VanishedRow) != 0 || sum.Count(New) == 0 {
		t.Errorf("put right: %+v", sum)
	}
}

// A refused row is there all the same: it is not told as vanished.
func TestRefusedIsNotVanished(t *testing.T) {
	m := newMemory()
	im := Import{Mapping: sampleMapping(t, "children.mapping.yaml"), Files: []File{sample(t, "children.csv")}, AcceptGoodRows: true}
	m.run(t, im)
	for _, fault := range []string{"31-february.csv", "twice.csv"} {
		im.Files = []File{sample(t, "faults/"+fault)}
		if sum, _ := m.run(t, im); sum.Count(VanishedRow) != 0 || sum.Refused == 0 {
			t.Errorf("%s: %+v", fault, sum)
		}
	}
	born := `{"id":"e1","case":"CP-1","event":"born","on":"2026-01-20"}`
	ev := Import{Source: "births", Files: []File{eventFile(born)}, AcceptGoodRows: true}
	m.run(t, ev)
	ev.Files = []File{eventFile(strings.Replace(born, "-20", "-32", 1))}
	if sum, _ := m.run(t, ev); sum.Count(VanishedRow) != 0 {
		t.Errorf("%+v", sum)
	}
	ev.Files = []File{eventFile("")}
	if sum, _ := m.run(t, ev); sum.Count(VanishedRow) != 1 {
		t.Errorf("%+v", sum)
	}
}

// A file that changes between the two readings hands over nothing more.
func TestChangedWhileImported(t *testing.T) {
	n := 0
	f := File{Name: "a.jsonl", Open: func() (io.ReadCloser, error) {
		n++
		return io.NopCloser(strings.NewReader(held("e" + strings.Repeat("x", n)))), nil
	}}
	c, err := Import{Files: []File{f}}.Check()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Plan(func(Item) error { return nil }); !errors.Is(err, ErrChanged) {
		t.Errorf("got %v", err)
	}
}

// An event that itself replaces another is corrected by withdrawing it.
func TestCorrectedReplacement(t *testing.T) {
	m := newMemory()
	born := `{"id":"e1","case":"CP-1","event":"born","on":"2026-01-20"}`
	anew := `{"id":"e2","case":"CP-1","event":"born","on":"2026-01-21","replaces":"e1"}`
	m.run(t, Import{Files: []File{eventFile(born, anew)}})
	_, items := m.run(t, Import{Files: []File{eventFile(born, strings.Replace(anew, "-21", "-22", 1))}})
	i := slices.IndexFunc(items, func(i Item) bool { return i.Change == Corrected })
	if i < 0 || len(items[i].Events) != 2 || items[i].Events[0].Target != "e2" || items[i].Events[1].Replaces != "e1" {
		t.Errorf("got %+v", items)
	}
}

// Where an event stands, who recorded it and when, is not what it says.
func TestSourceIsNotContent(t *testing.T) {
	m := newMemory()
	born := `{"id":"e1","case":"CP-1","event":"born","on":"2026-01-20","source":"a:1","by":"x","recorded":"2026-01-20T10:00:00Z"}`
	m.run(t, Import{Files: []File{eventFile(born)}})
	born = strings.NewReplacer("a:1", "b:7", `"x"`, `"y"`, "10:00", "11:00").Replace(born)
	if sum, _ := m.run(t, Import{Files: []File{eventFile(born)}}); sum.Changes() {
		t.Errorf("got %+v", sum)
	}
}

func TestLayouts(t *testing.T) {
	for _, c := range []struct{ layout, cell, want string }{
		{"DD/MM/YYYY", "05/01/2026", "2026-01-05"},
		{"DD/MM/YYYY", "29/02/2028", "2028-02-29"},
		{"DD/MM/YYYY", "29/02/2026", ""},
		{"DD/MM/YYYY", "5/1/2026", ""},
		{"DD/MM/YYYY", "05/01/26", ""},
		{"DD/MM/YYYY", "05/01/2026 10:30", ""},
		{"DD/MM/YYYY", "05/01/20266", ""},
		{"DD/MM/YYYY", "01/13/2026", ""},
		{"D/M/YYYY", "5/1/2026", "2026-01-05"},
		{"D/M/YYYY", "15/11/2026", "2026-11-15"},
		{"DD MMM YYYY", "05 jan 2026", "2026-01-05"},
		{"DD-MMM-YYYY", "05-Sept-2026", ""},
		{"YYYY-MM-DD", "2026-01-05", "2026-01-05"},
		{"YYYYMMDD", "20260105", "2026-01-05"},
		{"DD/MM/YYYY HH:MM", "05/01/2026 23:59", "2026-01-05"},
		{"DD/MM/YYYY HH:MM", "05/01/2026", "2026-01-05"},
		{"DD/MM/YYYY HH:MM:SS", "05/01/2026 00:00:00", "2026-01-05"},
		{"DD/MM/YYYY HH:MM", "05/01/2026 24:00", ""},
		{"DD/MM/YYYY HH:MM", "05/01/2026 10", ""},
		{"DD/MM/YYYY HH:MM", "05/01/2026 10:30 PM", ""},
	} {
		l, err := ParseLayout(c.layout)
		if err != nil {
			t.Fatal(err)
		}
		if d, _, err := l.parse(c.cell); d.String() != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q by %s: %s, %v", c.cell, c.layout, d, err)
		}
	}
}

// The progress ends with every byte of every file, in both readings.
func TestProgress(t *testing.T) {
	f := sample(t, "conferences.csv")
	var last [3]Progress
	im := Import{Mapping: sampleMapping(t, "conferences.mapping.yaml"), Files: []File{f}, Options: Options{Progress: func(p Progress) { last[p.Pass] = p }}}
	newMemory().run(t, im)
	for pass := 1; pass <= 2; pass++ {
		if p := last[pass]; p.Bytes != f.Size || p.Total != f.Size || p.Rows != 14 {
			t.Errorf("reading %d: %+v", pass, p)
		}
	}
}
