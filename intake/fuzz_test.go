package intake

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caseclock/deadline"
)

// seed gives a fuzzer the files of the examples.
func seed(f *testing.F, pattern string) {
	files, err := filepath.Glob(samples + pattern)
	if err != nil || len(files) == 0 {
		f.Fatal("no files to begin with", pattern, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
}

// checkEvents asks of every event read that it is one, and of every fault that
// it has a line and a sentence.
func checkEvents(t *testing.T, name string, b []byte) {
	r := NewReader(Options{})
	err := r.Read(text(name, string(b)), func(e *deadline.Event, line int) error {
		if faults := e.Check(nil, nil); len(faults) > 0 || line < 1 || e.Source == "" {
			t.Errorf("line %d is given though %v", line, faults)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	checkFaults(t, r.Faults())
}

func checkFaults(t *testing.T, fs *Faults) {
	if fs == nil {
		return
	}
	for _, f := range fs.Kept {
		if f.Line < 1 || f.What == "" || strings.ContainsAny(f.Error(), "\n\x00") {
			t.Errorf("a fault that nobody can find or read: %q", f.Error())
		}
	}
}

func FuzzEventLines(f *testing.F) {
	f.Add([]byte(held("e1") + "\n{\"a\":{\"b\":[1,null]},\"id\":\"\\ud800\"}\n\ufeff"))
	f.Add([]byte(`{"case":"CP-1","event":"withdrawn","on":"2026-01-20","target":"e1","replaces":"e1"}`))
	f.Fuzz(func(t *testing.T, b []byte) { checkEvents(t, "a.jsonl", b) })
}

func FuzzEventTable(f *testing.F) {
	f.Add([]byte(header + "e1,\"CP\n1\",born,2026-02-20,,\ne2,C\xe9,borne,2026-02-01,,\n"))
	f.Add([]byte(wide16(header+"e1,CP-é,born,2026-01-20,,\n", binary.LittleEndian)))
	f.Fuzz(func(t *testing.T, b []byte) { checkEvents(t, "a.csv", b) })
}

// checkImport plans what can be planned, good rows only, twice: the second time
// there is nothing to do.
func checkImport(t *testing.T, name string, m *Mapping, b []byte) {
	im := Import{Mapping: m, Files: []File{text(name, string(b))}, Today: day(t, "2026-09-03"), AcceptGoodRows: true}
	c, err := im.Check()
	if err != nil {
		return
	}
	checkFaults(t, c.Faults)
	if err := c.WriteRejects(discard{}); err != nil {
		t.Fatal(err)
	}
	if !c.Good() {
		return
	}
	kept := newMemory()
	kept.run(t, im)
	before := kept.frozen()
	if sum, _ := kept.run(t, im); !kept.same(before) || sum.Changes() {
		t.Errorf("the same file again changes something: %+v", sum)
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

func FuzzExport(f *testing.F) {
	seed(f, "*.csv")
	seed(f, "faults/*.csv")
	m := sampleMapping(f, "children.mapping.yaml")
	f.Fuzz(func(t *testing.T, b []byte) { checkImport(t, "x.csv", m, b) })
}

func FuzzWorkbook(f *testing.F) {
	seed(f, "*.xlsx")
	m := sampleMapping(f, "children.mapping.yaml")
	f.Fuzz(func(t *testing.T, b []byte) { checkImport(t, "x.xlsx", m, b) })
}

func FuzzMapping(f *testing.F) {
	seed(f, "*.mapping.yaml")
	f.Add([]byte(small))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := LoadMapping("m.yaml", b)
		if err != nil {
			if err.Error() == "" {
				t.Error("a fault without words")
			}
			return
		}
		c, err := Import{Mapping: m, Files: []File{text("x.csv", strings.Join(m.headers(), string(m.Separator))+"\n")}, Today: day(t, "2026-09-03")}.Check()
		if err != nil {
			t.Fatal(err)
		}
		checkFaults(t, c.Faults)
	})
}

func FuzzLayout(f *testing.F) {
	for _, l := range layouts {
		f.Add(l, "05/01/2026")
		f.Add(l+" HH:MM", "05/01/2026 10:30")
	}
	f.Fuzz(func(t *testing.T, layout, cell string) {
		l, err := ParseLayout(layout)
		if err != nil {
			return
		}
		if d, _, err := l.parse(cell); err == nil && d == 0 {
			t.Errorf("%q by %q is no day and no fault", cell, layout)
		}
	})
}
