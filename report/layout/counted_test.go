package layout

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"caseclock/deadline"
	"caseclock/report/document"
)

// shownOf is every count that a document shows, by its name.
func shownOf(t *testing.T, d *document.Report) map[string]int {
	t.Helper()
	shown := map[string]int{}
	cellsOf(d, func(c document.Column, cell document.Cell) {
		if c.Kind != document.Count || cell.ID == "" || cell.State != document.Shown {
			return
		}
		if n, ok := shown[cell.ID]; ok && n != cell.N {
			t.Errorf("%s is %d and %d", cell.ID, n, cell.N)
		}
		shown[cell.ID] = cell.N
	})
	return shown
}

// What everybody knows to add up does in what is printed internally: standings,
// timescales, authorities, quarters, teams, the register. Nothing of it is
// hidden, and what the committee reads is the same as far as it reads it.
func TestFiguresAddUp(t *testing.T) {
	for seed := 500; seed < 502; seed++ {
		x := planOf(seed)
		m := x.material(t, x.o)
		internal := mustDocument(t, m, forInternal)
		if internal.Scope.HiddenCells != 0 || internal.Scope.Threshold != 0 {
			t.Errorf("%d: %d cells hidden from the inside", seed, internal.Scope.HiddenCells)
		}
		shown := shownOf(t, &internal)
		w := newWorld(m, false)
		some := 0
		for _, r := range w.relations {
			some += holds(t, r, shown)
		}
		if some < 100 {
			t.Errorf("%d: only %d sums are of what is printed", seed, some)
		}
		outside := mustDocument(t, m, x.p)
		for id, n := range shownOf(t, &outside) {
			if in, ok := shown[id]; ok && in != n {
				t.Errorf("%d: %s is %d outside and %d inside", seed, id, n, in)
			}
		}
	}
}

// holds checks a relation all of whose counts are printed.
func holds(t *testing.T, r relation, shown map[string]int) int {
	sum := 0
	for name, c := range r.coef {
		n, ok := shown[name]
		if !ok {
			return 0
		}
		sum += c * n
	}
	if sum > 0 || sum < 0 && !r.atMost {
		t.Errorf("%v: %d", r, sum)
	}
	return 1
}

// The same cases in another order make the same document.
func TestOrderDoesNotMatter(t *testing.T) {
	for seed := 600; seed < 602; seed++ {
		x := planOf(seed)
		first := mustDocument(t, x.material(t, x.o), x.p)
		x.cases = append([]deadline.Case(nil), x.cases...)
		rand.New(rand.NewPCG(uint64(seed), 1)).Shuffle(len(x.cases), func(i, j int) { x.cases[i], x.cases[j] = x.cases[j], x.cases[i] })
		second := mustDocument(t, x.material(t, x.o), x.p)
		if a, b := written(first), written(second); a != b {
			t.Errorf("%d: the documents differ", seed)
		}
		for name, n := range first.Counts {
			if second.Counts[name] != n {
				t.Errorf("%d: %s is %v and %v", seed, name, n, second.Counts[name])
			}
		}
	}
}

// A document that is written down holds no count that it hides, and nothing of
// what is kept with it.
func TestNothingHiddenIsWrittenDown(t *testing.T) {
	for seed := 700; seed < 702; seed++ {
		x := planOf(seed)
		d := mustDocument(t, x.material(t, x.o), x.p)
		cellsOf(&d, func(c document.Column, cell document.Cell) {
			if hidden := cell.State == document.Hidden || cell.State == document.NotKnown; hidden && (cell.N != 0 || cell.Text != "" || cell.Date != 0 || cell.Of != nil) {
				t.Errorf("%d: under %q a cell is %s and holds %+v", seed, c.Head, cell.State, cell)
			}
		})
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "Counts") || strings.Contains(string(text), `"Of"`) || strings.Contains(string(text), "CP-0") {
			t.Errorf("%d: more is written down than is printed", seed)
		}
		if n, told := d.Scope.Cases(); told && n > 0 && n < x.p.Threshold {
			t.Errorf("%d: %d cases were looked at, it says", seed, n)
		}
	}
}
