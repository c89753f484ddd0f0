package intake

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares text with a file of the examples.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := samples + "golden/" + name
	if *update {
		if err := os.MkdirAll(samples+"golden", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: differs; got\n%s", path, got)
	}
}

// written is a plan as lines, without what is the same.
func written(t *testing.T, sum Summary, items []Item) string {
	t.Helper()
	var b strings.Builder
	for _, i := range items {
		if i.Change == Unchanged {
			continue
		}
		fmt.Fprintf(&b, "%-13s %s:%d %s\n", i.Change, i.File, i.Line, strings.NewReplacer("\x1f", "+", "\x1e", " | ").Replace(i.Key.String()))
		for _, e := range i.Events {
			line, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "  %s\n", line)
		}
		if i.Note != "" {
			fmt.Fprintf(&b, "  %s\n", i.Note)
		}
	}
	fmt.Fprintf(&b, "first %v, rows %d, refused %d, repeated %d", sum.First, sum.Rows, sum.Refused, sum.Repeated)
	for c := range changes {
		fmt.Fprintf(&b, ", %s %d", c, sum.Count(c))
	}
	return b.String() + "\n"
}

// A night of each example, the same night again, and the next.
func TestNights(t *testing.T) {
	for _, of := range []string{"conferences", "children"} {
		t.Run(of, func(t *testing.T) {
			m := newMemory()
			im := Import{Mapping: sampleMapping(t, of+".mapping.yaml"), Files: []File{sample(t, of+".csv")}}
			sum, items := m.run(t, im)
			golden(t, of+"-first.txt", written(t, sum, items))

			before := m.frozen()
			im.Today = day(t, "2026-09-04")
			sum, _ = m.run(t, im)
			if !m.same(before) || sum.Changes() || sum.Count(Unchanged) == 0 {
				t.Errorf("importing the same file again changes something: %+v", sum)
			}

			im.Files = []File{sample(t, of+"-next-night.csv")}
			sum, items = m.run(t, im)
			golden(t, of+"-next-night.txt", written(t, sum, items))
			before = m.frozen()
			if sum, _ = m.run(t, im); !m.same(before) || sum.Changes() {
				t.Errorf("importing the next night's file again changes something: %+v", sum)
			}
		})
	}
}
