package suppress_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"caseclock/report/suppress"
)

var tables = flag.Int("tables", 10000, "random tables to attack")

// tally is what came of many attacks.
type tally struct {
	mu                                                 sync.Mutex
	cells, hidden, complements, asked, given, withheld int
}

// No count of 10,000 random tables can be worked out, neither from one issue
// nor from two.
func TestNothingCanBeWorkedOut(t *testing.T) {
	if testing.Short() {
		*tables = min(*tables, 1000)
	}
	var all tally
	t.Run("tables", func(t *testing.T) {
		for w := range 4 {
			t.Run(fmt.Sprint(w), func(t *testing.T) {
				t.Parallel()
				for seed := w; seed < *tables && !t.Failed(); seed += 4 {
					all.attack(t, uint64(seed))
				}
			})
		}
	})
	t.Logf("%+v", all.String())
}

func (y *tally) String() string {
	return fmt.Sprintf("%d cells, %d hidden (%d complements), %d counts attacked, %d given away by the earlier issue, %d cells withheld",
		y.cells, y.hidden, y.complements, y.asked, y.given, y.withheld)
}

// attack attacks one random table: a third of them have an earlier issue.
func (y *tally) attack(t *testing.T, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	l := layouts[rng.IntN(len(layouts))]
	threshold := 2 + rng.IntN(9)
	c := random(rng, l.sizes, threshold)
	is := publish(t, weigh(rng, l.problem(c, threshold)))
	a, ask := reader{}.view(is)
	a.ready()
	y.judge(t, seed, l, is, a, ask, nil)
	if seed%3 != 0 {
		return
	}
	for range 2 {
		c = c.later(rng, threshold)
		now := publish(t, after(weigh(rng, l.problem(c, threshold)), is))
		a, ask = reader{}.view(now)
		a.ready()
		y.judge(t, seed, l, now, a, ask, &is)
		a, ask = reader{}.both(is, now)
		a.ready()
		y.judge(t, seed, l, now, a, ask, &is)
		is = now
	}
}

func weigh(rng *rand.Rand, p suppress.Problem) suppress.Problem {
	for i := range p.Cells {
		p.Cells[i].Weight = rng.IntN(4)
	}
	return p
}

func publish(t testing.TB, p suppress.Problem) issue {
	t.Helper()
	r, err := p.Solve()
	if err != nil {
		t.Fatalf("%+v\n%v", p, err)
	}
	return issue{p, r}
}

// judge fails if a count is pinned, unless an earlier issue pins it whatever
// is printed now.
func (y *tally) judge(t *testing.T, seed uint64, l layout, is issue, a *attack, ask []int, old *issue) {
	pins := a.pinned(ask)
	given := 0
	if len(pins) > 0 && old != nil {
		b, _ := reader{blind: true}.both(*old, is)
		b.ready()
		left := pins[:0:0]
		for _, p := range pins {
			if q := p + len(b.unknowns) - len(a.unknowns); len(b.pinned([]int{q})) > 0 {
				given++
			} else {
				left = append(left, p)
			}
		}
		pins = left
	}
	if len(pins) > 0 {
		n := len(is.p.Cells)
		for _, p := range pins {
			t.Errorf("seed %d, %s: cell %q (of %d unknowns, number %d) can be worked out: %d", seed, l.name, is.p.Cells[p%n].ID, len(a.unknowns), p, a.unknowns[p].truth)
		}
		t.Logf("%+v\n%v", is.p, is.r)
	}
	if a.gaveUp {
		t.Errorf("seed %d, %s: the attacker gave up", seed, l.name)
	}
	y.add(is, len(ask), given)
}

func (y *tally) add(is issue, asked, given int) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.cells += len(is.p.Cells)
	y.hidden += len(is.r.Hidden)
	y.withheld += len(is.r.Withheld)
	y.asked += asked
	y.given += given
	for _, why := range is.r.Hidden {
		if why == suppress.Complement {
			y.complements++
		}
	}
}
