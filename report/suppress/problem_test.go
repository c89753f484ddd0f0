package suppress_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"caseclock/report/suppress"
)

// All faults of a problem are named at once.
func TestFaults(t *testing.T) {
	_, err := suppress.Problem{
		Threshold: -1,
		Cells: []suppress.Cell{{ID: "a", Value: 3}, {ID: "a", Value: 3}, {ID: "b", Value: -1}, {ID: "c", Value: 9},
			{ID: "d", Before: 9}},
		Sums:   []suppress.Sum{{Total: "c", Parts: []string{"a"}}, {Total: "x", Parts: []string{"y", "a", "a"}}},
		Bounds: []suppress.AtMost{{Less: "c", More: "a"}, {Less: "v", More: "w"}, {Less: "a", More: "a"}},
	}.Solve()
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"threshold -1", `"a": twice`, `"b": counts -1`, `"d": shown before as 9`, "9, but its parts add up to 3",
		`of "x": no such cell`, `part "y"`, `"a" is in it twice`, `"c" is 9, more than "a"`, `"v" is no cell`, `"w" is no cell`, "beside itself"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q:\n%v", want, err)
		}
	}
}

// The order in which a problem is given makes no difference.
func TestOrderMakesNoDifference(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 7))
		l := layouts[seed%uint64(len(layouts))]
		c := random(rng, l.sizes, 5)
		old := publish(t, weigh(rng, l.problem(c, 5)))
		p := after(l.problem(c.later(rng, 5), 5), old)
		first := solved(t, p)
		rng.Shuffle(len(p.Cells), func(i, j int) { p.Cells[i], p.Cells[j] = p.Cells[j], p.Cells[i] })
		rng.Shuffle(len(p.Sums), func(i, j int) { p.Sums[i], p.Sums[j] = p.Sums[j], p.Sums[i] })
		rng.Shuffle(len(p.Bounds), func(i, j int) { p.Bounds[i], p.Bounds[j] = p.Bounds[j], p.Bounds[i] })
		if again := solved(t, p); !reflect.DeepEqual(first, again) {
			t.Fatalf("seed %d: %v, then %v", seed, first, again)
		}
	}
}

// Any problem is either refused or solved, and what is solved cannot be worked
// out.
func FuzzSolve(f *testing.F) {
	f.Add([]byte{5, 4, 42, 1, 38, 1, 4, 1, 0, 1})
	f.Add([]byte{3, 5, 7, 3, 9, 0, 1, 5, 2, 1, 8, 2, 3, 3, 3})
	f.Fuzz(func(t *testing.T, raw []byte) {
		p := fromBytes(raw)
		r, err := p.Solve()
		if err != nil {
			if strings.Contains(err.Error(), "fault of caseclock") {
				t.Fatal(err)
			}
			return
		}
		for _, c := range p.Cells {
			if c.Before != suppress.None {
				return // what it then showed need not have been safe
			}
		}
		if pins(issue{p, r}) != 0 {
			t.Errorf("%+v\n%+v", p, r)
		}
	})
}

// fromBytes builds a problem whose sums hold: cells first, then totals of those
// before.
func fromBytes(raw []byte) suppress.Problem {
	next := func() int {
		if len(raw) == 0 {
			return 0
		}
		b := raw[0]
		raw = raw[1:]
		return int(b)
	}
	p := suppress.Problem{Threshold: next() % 12}
	for range 1 + next()%8 {
		v, how := next(), next()
		p.Cells = append(p.Cells, suppress.Cell{ID: string(rune('a' + len(p.Cells))), Value: v % 40, Printed: how&1 == 1,
			Weight: how >> 5, Before: suppress.Earlier(how >> 1 & 3 * (how >> 3 & 1)), Then: v*how%40 + 1})
	}
	for len(raw) > 0 && len(p.Cells) < 14 {
		set := next()
		s := suppress.Sum{Total: string(rune('a' + len(p.Cells)))}
		total := 0
		for i, c := range p.Cells {
			if set>>(i%8)&1 == 1 {
				s.Parts = append(s.Parts, c.ID)
				total += c.Value
			}
		}
		if len(s.Parts) > 0 {
			p.Sums = append(p.Sums, s)
			p.Bounds = append(p.Bounds, suppress.AtMost{Less: s.Parts[0], More: s.Total})
		}
		p.Cells = append(p.Cells, suppress.Cell{ID: s.Total, Value: total, Printed: next()&3 != 0})
	}
	return p
}
