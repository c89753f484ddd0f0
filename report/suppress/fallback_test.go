package suppress_test

import (
	"fmt"
	"strings"
	"testing"

	"caseclock/report/suppress"
)

// ladder is a small count and so many more, each twice the one before: to move
// the first by one is to move the tenth by a thousand, further than any search
// goes.
func ladder(rungs int) suppress.Problem {
	p := suppress.Problem{Threshold: 5, Cells: []suppress.Cell{{ID: "a00", Value: 3, Printed: true}}}
	for i := range rungs {
		a, b, next := fmt.Sprintf("a%02d", i), fmt.Sprintf("b%02d", i), fmt.Sprintf("a%02d", i+1)
		n := 3 << i
		p.Cells = append(p.Cells, suppress.Cell{ID: b, Value: n, Printed: true}, suppress.Cell{ID: next, Value: 2 * n, Printed: true})
		p.Sums = append(p.Sums, suppress.Sum{Total: b, Parts: []string{a}}, suppress.Sum{Total: next, Parts: []string{a, b}})
	}
	return p
}

// Where no search finds a witness everything around is hidden.
func TestHidesAllAround(t *testing.T) {
	p := ladder(10)
	if r := solved(t, p); len(r.Hidden) != len(p.Cells) || len(r.Withheld) != 0 {
		t.Errorf("%d of %d hidden, %v withheld", len(r.Hidden), len(p.Cells), r.Withheld)
	}
}

// beside puts a public count beside the first of a ladder, and zeros that add up
// to a zero.
func beside(p suppress.Problem) suppress.Problem {
	p.Cells = append(p.Cells, suppress.Cell{ID: "public", Value: 40, Printed: true, Before: suppress.Shown, Then: 40},
		suppress.Cell{ID: "total", Value: 43, Printed: true}, suppress.Cell{ID: "none", Printed: true},
		suppress.Cell{ID: "nothing", Printed: true}, suppress.Cell{ID: "nobody", Printed: true})
	p.Sums = append(p.Sums, suppress.Sum{Total: "total", Parts: []string{"a00", "public", "none"}},
		suppress.Sum{Total: "none", Parts: []string{"nothing", "nobody"}})
	return p
}

// And where a public count is among them, everything else is withheld, the
// zeros too. It went wrong like this: the zeros beside it were withheld, and
// those that they are the sum of gave them away.
func TestWithholdsAllAround(t *testing.T) {
	p := beside(ladder(10))
	if r := solved(t, p); len(r.Hidden) != 0 || len(r.Withheld) != len(p.Cells)-1 {
		t.Errorf("%v hidden, %d of %d withheld", r.Hidden, len(r.Withheld), len(p.Cells))
	}
}

// It went wrong like this: where a witness was further away than a search goes,
// nearly all of a report was withheld beside an earlier one.
func TestFindsWhatIsFarAway(t *testing.T) {
	p := beside(ladder(8))
	if r := solved(t, p); len(r.Hidden) < 16 || len(r.Withheld) != 0 {
		t.Errorf("%v hidden, %v withheld", r.Hidden, r.Withheld)
	}
}

// And it went wrong like this: of a ring of counts, each public together with
// the next, all are given away, though no search sees it; and all around it was
// withheld.
func TestLeavesARingThatIsGivenAway(t *testing.T) {
	p := suppress.Problem{Threshold: 5}
	const n = 101 // odd, and more than a search has steps
	count := func(i int) int { return 3 + i%n%2*20 }
	for i := range n {
		one, next, both := fmt.Sprintf("c%03d", i), fmt.Sprintf("c%03d", (i+1)%n), fmt.Sprintf("s%03d", i)
		sum := count(i) + count(i+1)
		p.Cells = append(p.Cells, suppress.Cell{ID: one, Value: count(i), Printed: true},
			suppress.Cell{ID: both, Value: sum, Printed: true, Before: suppress.Shown, Then: sum})
		p.Sums = append(p.Sums, suppress.Sum{Total: both, Parts: []string{one, next}})
	}
	if r := solved(t, p); len(r.Hidden) != n/2+1 || len(r.Withheld) != 0 {
		t.Errorf("%d hidden, %d withheld", len(r.Hidden), len(r.Withheld))
	}
}

// A zero is withheld where it would give away what was hidden before, with the
// marks beside it; a count that is public is not.
func TestWithholdsAZero(t *testing.T) {
	p := suppress.Problem{Threshold: 5, Sums: []suppress.Sum{{Total: "a", Parts: []string{"b", "c"}}}, Cells: []suppress.Cell{
		{ID: "a", Value: 31, Printed: true, Before: suppress.Hidden, Then: 32},
		{ID: "b", Value: 31, Printed: true, Before: suppress.Shown, Then: 31},
		{ID: "c", Value: 0, Printed: true, Before: suppress.Hidden, Then: 1},
	}}
	r := solved(t, p)
	if got := strings.Join(r.Withheld, " "); got != "a c" || len(r.Hidden) != 0 {
		t.Errorf("withholds %q, hides %v", got, r.Hidden)
	}
	p.Cells[0].Before, p.Cells[2].Before = suppress.Withheld, suppress.Withheld
	p.Cells[0].Then, p.Cells[2].Then = 31, 0
	if again := solved(t, p); strings.Join(again.Withheld, " ") != "a c" {
		t.Errorf("issued again, withholds %q", again.Withheld)
	}
}

// What three public sums give away together is hidden as small, and nothing
// more is done about it.
func TestLeavesWhatIsGivenAway(t *testing.T) {
	was := func(id string, n int) suppress.Cell {
		return suppress.Cell{ID: id, Value: n, Printed: true, Before: suppress.Shown, Then: n}
	}
	p := suppress.Problem{Threshold: 5, Cells: []suppress.Cell{was("ab", 10), was("ac", 11), was("bc", 13),
		{ID: "a", Value: 4, Printed: true}, {ID: "b", Value: 6, Printed: true}, {ID: "c", Value: 7, Printed: true}},
		Sums: []suppress.Sum{{Total: "ab", Parts: []string{"a", "b"}}, {Total: "ac", Parts: []string{"a", "c"}},
			{Total: "bc", Parts: []string{"b", "c"}}}}
	if r := solved(t, p); len(r.Hidden) != 1 || r.Hidden["a"] != suppress.Small || len(r.Withheld) != 0 {
		t.Errorf("%+v", r)
	}
}

// Each reason has its words.
func TestWhy(t *testing.T) {
	for why, want := range map[suppress.Why]string{0: "shown", suppress.Small: "small", suppress.Changed: "small change",
		suppress.Stays: "hidden before", suppress.Complement: "complement"} {
		if why.String() != want {
			t.Errorf("%d is %q, not %q", why, why, want)
		}
	}
}

// A mark of an earlier issue still says "at least 1" of a count that has not
// changed: withholding it now would gain nothing.
func TestTheEarlierMarkStands(t *testing.T) {
	p := suppress.Problem{Threshold: 2, Sums: []suppress.Sum{{Total: "a", Parts: []string{"b", "c"}}}, Cells: []suppress.Cell{
		{ID: "a", Value: 2, Printed: true, Before: suppress.Shown, Then: 2},
		{ID: "b", Value: 1, Printed: true, Before: suppress.Hidden, Then: 1},
		{ID: "c", Value: 1, Printed: true, Before: suppress.Hidden, Then: 1},
	}}
	if r := solved(t, p); ids(r) != "b c" || len(r.Withheld) != 0 {
		t.Errorf("hides %q, withholds %v", ids(r), r.Withheld)
	}
}
