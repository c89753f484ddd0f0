package suppress_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"caseclock/report/suppress"
)

// naive are ways to choose what to hide that forget something; one does not.
var naive = map[string]func(t *testing.T, p suppress.Problem) (suppress.Result, bool){
	"only the small counts": func(t *testing.T, p suppress.Problem) (suppress.Result, bool) {
		p.Sums, p.Bounds = nil, nil
		return solved(t, p), true
	},
	"only the first sum": func(t *testing.T, p suppress.Problem) (suppress.Result, bool) {
		p.Sums = p.Sums[:1]
		return solved(t, p), true
	},
	"what is not printed does not matter": func(t *testing.T, p suppress.Problem) (suppress.Result, bool) {
		printed := map[string]bool{}
		for _, c := range p.Cells {
			printed[c.ID] = c.Printed
		}
		p.Sums = slices.DeleteFunc(slices.Clone(p.Sums), func(s suppress.Sum) bool {
			return slices.ContainsFunc(s.Parts, func(id string) bool { return !printed[id] })
		})
		return solved(t, p), true
	},
	"a mark may be a zero": func(t *testing.T, p suppress.Problem) (suppress.Result, bool) {
		return least(p, reader{forgetsMarks: true})
	},
	"the least that is enough": func(t *testing.T, p suppress.Problem) (suppress.Result, bool) {
		return least(p, reader{})
	},
}

// The attacker succeeds against patterns that forget something. Were it not
// so, that it fails against Solve would say nothing.
func TestNaivePatternsAreWorkedOut(t *testing.T) {
	for name, choose := range naive {
		t.Run(name, func(t *testing.T) {
			tables, caught := 0, 0
			for seed := range uint64(360) {
				rng := rand.New(rand.NewPCG(seed, 3))
				l := layouts[seed%uint64(len(layouts))]
				threshold := 2 + rng.IntN(4)
				p := l.problem(random(rng, l.sizes, threshold), threshold)
				if r, ok := choose(t, p); ok {
					tables++
					caught += pins(issue{p, r})
				}
			}
			t.Logf("%d of %d tables worked out", caught, tables)
			if enough := strings.Contains(name, "enough"); enough != (caught == 0) {
				t.Errorf("%d of %d tables worked out", caught, tables)
			}
		})
	}
}

// A pattern that forgets that meetings are no more than children.
func TestForgettingBoundsIsWorkedOut(t *testing.T) {
	caught := 0
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 6))
		p := suppress.Problem{Threshold: 2}
		for _, unit := range []string{"child", "meeting"} {
			p.Sums = append(p.Sums, suppress.Sum{Total: unit, Parts: []string{unit + "1", unit + "2", unit + "3"}})
		}
		total := [2]int{}
		for i := 1; i <= 3; i++ {
			n := [2]int{1 + rng.IntN(3)}
			n[1] = max(1, n[0]-rng.IntN(2))
			ids := [2]string{fmt.Sprint("child", i), fmt.Sprint("meeting", i)}
			for u := range 2 {
				total[u] += n[u]
				p.Cells = append(p.Cells, suppress.Cell{ID: ids[u], Value: n[u], Printed: true, Weight: 1 + rng.IntN(3)})
			}
			p.Bounds = append(p.Bounds, suppress.AtMost{Less: ids[1], More: ids[0]})
		}
		p.Cells = append(p.Cells, suppress.Cell{ID: "child", Value: total[0], Printed: true, Weight: 1 + rng.IntN(9)}, suppress.Cell{ID: "meeting", Value: total[1], Printed: true, Weight: 1 + rng.IntN(9)})
		forgetful := p
		forgetful.Bounds = nil
		caught += pins(issue{p, solved(t, forgetful)})
		if pins(issue{p, solved(t, p)}) != 0 {
			t.Errorf("worked out: %+v", p)
		}
	}
	t.Logf("%d of 400 tables worked out", caught)
	if caught == 0 {
		t.Error("the attacker does not use bounds")
	}
}

// A report that forgets its earlier issue gives counts away to who holds both.
func TestForgettingTheEarlierIssueIsWorkedOut(t *testing.T) {
	caught := 0
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 4))
		l := layouts[seed%uint64(len(layouts))]
		c := random(rng, l.sizes, 5)
		old := publish(t, l.problem(c, 5))
		now := publish(t, l.problem(c.later(rng, 5), 5))
		a, ask := reader{}.both(old, now)
		a.ready()
		caught += min(1, len(a.pinned(ask)))
	}
	t.Logf("%d of 200 pairs worked out", caught)
	if caught == 0 {
		t.Error("the attacker does not use the earlier issue")
	}
}

// Nor is it enough to keep hidden what was hidden, without what it counted
// then: sums of the earlier issue tell on this one.
func TestForgettingWhatWasHiddenIsWorkedOut(t *testing.T) {
	caught := 0
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 5))
		l := layouts[seed%uint64(len(layouts))]
		c := random(rng, l.sizes, 5)
		old := publish(t, l.problem(c, 5))
		p := after(l.problem(c.later(rng, 5), 5), old)
		forgetful := after(p, old)
		for i, c := range forgetful.Cells {
			if c.Before == suppress.Hidden {
				forgetful.Cells[i].Then = 0 // not known any more
			}
		}
		now := issue{p, solved(t, forgetful)}
		a, ask := reader{}.both(old, now)
		a.ready()
		caught += min(1, len(a.pinned(ask)))
	}
	t.Logf("%d of 400 pairs worked out", caught)
	if caught == 0 {
		t.Error("the earlier marks make no difference to the attacker")
	}
}

func solved(t *testing.T, p suppress.Problem) suppress.Result { return publish(t, p).r }

// pins is 1 if a reader can work out a count of an issue.
func pins(is issue) int {
	a, ask := reader{}.view(is)
	a.ready()
	return min(1, len(a.pinned(ask)))
}

// Solve looks at one earlier issue. A reader of three, who knows each time which
// counts have not changed, can seldom work out what two do not give away: in 3
// of 1,000 tables when this was written, a quarter of their counts changed each
// time.
func TestThreeIssues(t *testing.T) {
	caught := 0
	for seed := range uint64(1000) {
		rng := rand.New(rand.NewPCG(seed, 8))
		l := layouts[seed%uint64(len(layouts))]
		c := random(rng, l.sizes, 5)
		issues := []issue{publish(t, l.problem(c, 5))}
		for i := range 2 {
			c = c.later(rng, 5)
			issues = append(issues, publish(t, after(l.problem(c, 5), issues[i])))
		}
		a, ask := reader{}.both(issues...)
		a.ready()
		pins := a.pinned(ask)
		b, _ := reader{blind: true}.both(issues...)
		b.ready()
		if len(pins) > 0 && len(b.pinned(pins)) < len(pins) {
			caught++
		}
	}
	t.Logf("%d of 1000 worked out", caught)
	if caught > 10 {
		t.Error("an issue before the last gives away too much")
	}
}
