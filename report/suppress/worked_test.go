package suppress

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// Tables that a person can follow. A sum reads "42 = 38 + 4", its cells are
// named by their place: a, b, c and on.
func TestOneLine(t *testing.T) {
	for _, c := range []struct{ sum, hidden string }{
		{"42 = 38 + 4", "a c"},
		{"10 = 1 + 9", "a b"},
		{"2 = 1 + 1", "a b c"},
		{"12 = 4 + 4 + 4", "b c d"},
		{"12 = 12 + 0", ""},
		{"30 = 10 + 20", ""},
	} {
		var p Problem
		p.Threshold = 5
		var s Sum
		for _, f := range strings.Fields(c.sum) {
			if f == "=" || f == "+" {
				continue
			}
			n := 0
			for _, r := range f {
				n = n*10 + int(r-'0')
			}
			id := string(rune('a' + len(p.Cells)))
			p.Cells = append(p.Cells, Cell{ID: id, Value: n, Printed: true})
			if s.Total == "" {
				s.Total = id
			} else {
				s.Parts = append(s.Parts, id)
			}
		}
		p.Sums = []Sum{s}
		r, err := p.Solve()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(slices.Sorted(maps.Keys(r.Hidden)), " "); got != c.hidden {
			t.Errorf("%s hides %q, not %q", c.sum, got, c.hidden)
		}
	}
}
