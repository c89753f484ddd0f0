package suppress_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"caseclock/report/suppress"
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
		p := suppress.Problem{Threshold: 5, Sums: make([]suppress.Sum, 1)}
		for _, f := range strings.FieldsFunc(c.sum, func(r rune) bool { return strings.ContainsRune("=+ ", r) }) {
			n, err := strconv.Atoi(f)
			if err != nil {
				t.Fatal(err)
			}
			id := string(rune('a' + len(p.Cells)))
			p.Cells = append(p.Cells, suppress.Cell{ID: id, Value: n, Printed: true})
			if s := &p.Sums[0]; s.Total == "" {
				s.Total = id
			} else {
				s.Parts = append(s.Parts, id)
			}
		}
		if got := ids(solved(t, p)); got != c.hidden {
			t.Errorf("%s hides %q, not %q", c.sum, got, c.hidden)
		}
	}
}

// A square with a small corner needs a second row and a second column; the
// zeros stay.
func TestSquare(t *testing.T) {
	p := square(30, 3, 0, 20, 12, 9, 0, 0, 0)
	r := solved(t, p)
	want := "00 01 10 11"
	if got := ids(r); got != want {
		t.Errorf("hides %q, not %q", got, want)
	}
}

// Two issues of 42 = 38 + 4 and the like: each line is a count before and now.
func TestTwoIssues(t *testing.T) {
	for _, c := range []struct {
		name             string
		was, now         [3]int // total and two parts
		hidden, withheld string
	}{
		{"nothing changed", [3]int{42, 38, 4}, [3]int{42, 38, 4}, "b c", ""},
		{"one late entry", [3]int{60, 40, 20}, [3]int{61, 41, 20}, "a b", ""},
		{"two late entries", [3]int{60, 40, 20}, [3]int{62, 41, 21}, "a b c", ""},
		{"many late entries", [3]int{60, 40, 20}, [3]int{70, 50, 20}, "", ""},
		{"no longer small, hidden still", [3]int{42, 38, 4}, [3]int{45, 38, 7}, "a b c", ""},
		{"a small one gone", [3]int{42, 38, 4}, [3]int{38, 38, 0}, "a b", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			old := publish(t, oneLine(c.was))
			now := publish(t, after(oneLine(c.now), old))
			if got := ids(now.r); got != c.hidden || strings.Join(now.r.Withheld, " ") != c.withheld {
				t.Errorf("%v, then %v: hides %q, withholds %v; not %q and %q", c.was, c.now, got, now.r.Withheld, c.hidden, c.withheld)
			}
		})
	}
}

func oneLine(n [3]int) suppress.Problem {
	p := suppress.Problem{Threshold: 5, Sums: []suppress.Sum{{Total: "a", Parts: []string{"b", "c"}}}}
	for i, id := range []string{"a", "b", "c"} {
		// the total is missed more than its parts
		p.Cells = append(p.Cells, suppress.Cell{ID: id, Value: n[i], Printed: true, Weight: 3 - min(i, 2)})
	}
	return p
}

// square is a table of three by three with its totals, "00" to "22", "0*",
// "*0" and "**".
func square(n ...int) suppress.Problem {
	c := census{[]int{3, 3}, map[string]int{}, nil}
	for i, k := range kinds(c.sizes) {
		c.children[k] = n[i]
	}
	p := layout{sizes: c.sizes, tables: [][]int{{0, 1}}}.problem(c, 5)
	for i := range p.Cells {
		if strings.Contains(p.Cells[i].ID, "*") {
			p.Cells[i].Weight = 5
		}
	}
	return p
}

func ids(r suppress.Result) string {
	return strings.ReplaceAll(strings.Join(slices.Sorted(maps.Keys(r.Hidden)), " "), "children ", "")
}
