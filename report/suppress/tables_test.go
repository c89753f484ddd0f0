package suppress_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"caseclock/report/suppress"
)

// A census is what published tables are counted from: how many children, and
// how many meetings, there are of each kind. A kind has a value of each
// attribute.
type census struct {
	sizes    []int
	children map[string]int
	meetings map[string]int
}

// A layout is what is published of a census: the tables, each a set of
// attributes with all their totals; whether by meeting too; and which value of
// the last attribute is printed nowhere.
type layout struct {
	name     string
	sizes    []int
	tables   [][]int
	groups   bool // the first attribute has subtotals, of its first two values and of the others
	meetings bool
	unseen   bool // the last value of the last attribute is not printed
}

var layouts = []layout{
	{name: "one-way", sizes: []int{5}, tables: [][]int{{0}}},
	{name: "two-way", sizes: []int{3, 3}, tables: [][]int{{0, 1}}},
	{name: "three-way", sizes: []int{2, 3, 2}, tables: [][]int{{0, 1, 2}}},
	{name: "hierarchy", sizes: []int{4}, tables: [][]int{{0}}, groups: true},
	{name: "hierarchy by two", sizes: []int{4, 2}, tables: [][]int{{0, 1}}, groups: true},
	{name: "linked", sizes: []int{3, 2, 2}, tables: [][]int{{0, 1}, {0, 2}}},
	{name: "pairs", sizes: []int{2, 2, 2}, tables: [][]int{{0, 1}, {0, 2}, {1, 2}}},
	{name: "complement", sizes: []int{3, 2}, tables: [][]int{{0, 1}}, unseen: true},
	{name: "complement by three", sizes: []int{2, 2, 2}, tables: [][]int{{0, 1, 2}}, unseen: true},
	{name: "children and meetings", sizes: []int{3, 2}, tables: [][]int{{0, 1}}, meetings: true},
	{name: "one-way, children and meetings", sizes: []int{3}, tables: [][]int{{0}}, meetings: true},
	{name: "all", sizes: []int{3, 2, 2}, tables: [][]int{{0, 2}, {1, 2}}, meetings: true, unseen: true},
}

// kinds lists every kind of a census.
func kinds(sizes []int) (all []string) {
	all = []string{""}
	for _, size := range sizes {
		var next []string
		for _, k := range all {
			for v := range size {
				next = append(next, k+fmt.Sprint(v))
			}
		}
		all = next
	}
	return all
}

func count(rng *rand.Rand, threshold int) int {
	switch rng.IntN(4) {
	case 0:
		return 0
	case 1:
		return 1 + rng.IntN(threshold)
	case 2:
		return rng.IntN(3 * threshold)
	}
	return rng.IntN(10 * threshold)
}

func random(rng *rand.Rand, sizes []int, threshold int) census {
	c := census{sizes, map[string]int{}, map[string]int{}}
	for _, k := range kinds(sizes) {
		c.set(rng, k, count(rng, threshold))
	}
	return c
}

func (c census) set(rng *rand.Rand, kind string, children int) {
	c.children[kind], c.meetings[kind] = children, 0
	if children > 0 {
		c.meetings[kind] = max(1, children-rng.IntN(1+children/2))
	}
}

// later is the census when the report is issued again: some entries were late,
// some were corrected.
func (c census) later(rng *rand.Rand, threshold int) census {
	l := census{c.sizes, map[string]int{}, map[string]int{}}
	for _, k := range kinds(c.sizes) {
		l.children[k], l.meetings[k] = c.children[k], c.meetings[k]
		switch rng.IntN(8) {
		case 0:
			l.children[k]++
			l.meetings[k]++
		case 1:
			l.set(rng, k, max(0, c.children[k]-1-rng.IntN(2)))
		case 2:
			if rng.IntN(3) == 0 {
				l.set(rng, k, count(rng, threshold))
			}
		}
	}
	return l
}

// problem counts what a layout publishes.
func (l layout) problem(c census, threshold int) suppress.Problem {
	p := suppress.Problem{Threshold: threshold}
	seen := map[string]bool{}
	for _, unit := range []string{"children ", "meetings "} {
		counts := c.children
		if unit == "meetings " {
			if counts = c.meetings; !l.meetings {
				continue
			}
		}
		for _, table := range l.tables {
			l.table(&p, unit, counts, table, seen)
		}
	}
	if l.meetings {
		for _, cell := range p.Cells {
			if id, ok := strings.CutPrefix(cell.ID, "children "); ok {
				p.Bounds = append(p.Bounds, suppress.AtMost{Less: "meetings " + id, More: cell.ID})
			}
		}
	}
	return p
}

// table adds the cells of one table, totals too, and the sums along each of
// its attributes.
func (l layout) table(p *suppress.Problem, unit string, counts map[string]int, table []int, seen map[string]bool) {
	ids := []string{""}
	for i, size := range l.sizes {
		values := "*"
		if slices.Contains(table, i) {
			values = "*0123456789"[:size+1]
			if i == 0 && l.groups {
				values += "AB"
			}
		}
		var next []string
		for _, id := range ids {
			for _, v := range values {
				next = append(next, id+string(v))
			}
		}
		ids = next
	}
	for _, id := range ids {
		if !seen[unit+id] {
			seen[unit+id] = true
			last := fmt.Sprint(l.sizes[len(l.sizes)-1] - 1)
			p.Cells = append(p.Cells, suppress.Cell{
				ID: unit + id, Value: matching(counts, id), Printed: !l.unseen || !strings.HasSuffix(id, last)})
		}
		for _, i := range table {
			l.sum(p, unit, id, i, seen)
		}
	}
}

// sum adds the sum of which a cell is the total along an attribute.
func (l layout) sum(p *suppress.Problem, unit, id string, along int, seen map[string]bool) {
	parts := map[byte]string{'*': "0123456789"[:l.sizes[along]]}
	if along == 0 && l.groups {
		parts = map[byte]string{'*': "AB", 'A': "01", 'B': "23"}
	}
	key := fmt.Sprint(unit, id, along)
	if parts[id[along]] == "" || seen[key] {
		return
	}
	seen[key] = true
	s := suppress.Sum{Total: unit + id}
	for _, v := range parts[id[along]] {
		s.Parts = append(s.Parts, unit+id[:along]+string(v)+id[along+1:])
	}
	p.Sums = append(p.Sums, s)
}

// matching counts what a cell stands for.
func matching(counts map[string]int, id string) (n int) {
	for kind, c := range counts {
		fits := true
		for i := range kind {
			switch id[i] {
			case '*', kind[i]:
			case 'A':
				fits = fits && kind[i] <= '1'
			case 'B':
				fits = fits && kind[i] >= '2'
			default:
				fits = false
			}
		}
		if fits {
			n += c
		}
	}
	return n
}

// after gives each cell what an earlier issue made of it.
func after(p suppress.Problem, old issue) suppress.Problem {
	p.Cells = slices.Clone(p.Cells)
	for i, c := range old.p.Cells {
		if !c.Printed {
			continue
		}
		p.Cells[i].Before, p.Cells[i].Then = suppress.Shown, c.Value
		if _, hid := old.r.Hidden[c.ID]; hid {
			p.Cells[i].Before = suppress.Hidden
		}
		if slices.Contains(old.r.Withheld, c.ID) {
			p.Cells[i].Before = suppress.Withheld
		}
	}
	return p
}
