package layout

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/demo"
	"caseclock/report"
	"caseclock/report/document"
)

var (
	documents = flag.Int("documents", 4, "documents of invented cases to attack; of more than 4 some are large")
	firstSeed = flag.Int("first", 0, "number of the first of them")
)

// A plan is what one set of invented cases is made into.
type plan struct {
	seed  int
	cases []deadline.Case
	o     report.Options
	p     Publication
	other bool // with a what-if
}

// long says that many documents are asked for, and so large ones too: they are
// the same as the small ones but in number, and each takes a minute with -race.
func long() bool { return *documents > 4 }

var councils = []string{"fife", "stirling", "falkirk"}

func planOf(seed int) plan {
	rng := rand.New(rand.NewPCG(uint64(seed), 7))
	size := []int{10, 20, 40, 80, 160, 320, 600}[rng.IntN(7)]
	if !long() {
		size = min(size, 40)
	}
	x := plan{seed: seed, other: rng.IntN(3) == 0}
	x.cases = casesOf(demo.Generate(demo.Options{Seed: uint64(seed), Cases: size, Until: date("2026-07-20"), Authorities: councils[:1+rng.IntN(3)]}))
	o := report.Options{From: date("2025-10-01"), To: date("2025-12-31")}
	if rng.IntN(2) == 0 {
		o = report.Options{From: date("2025-01-01"), To: date("2025-12-31")}
	}
	o.AsAt = o.To + deadline.Date(rng.IntN(30)-3)
	o.KnownAt = noonOf(o.AsAt)
	o.Trend = report.Quarters(o.To, []int{8, 4, 1}[rng.IntN(3)])
	if rng.IntN(3) == 0 {
		o.By, o.Teams = report.ByTeam, map[string]string{}
		for i, p := range demo.People(councils) {
			o.Teams[p.ID] = []string{"north", "south", "west"}[i%3]
		}
	}
	x.o = o
	x.p = Publication{For: []document.Audience{document.Committee, document.Publication}[rng.IntN(2)], Threshold: 2 + rng.IntN(9), Target: 950}
	return x
}

func noonOf(d deadline.Date) time.Time {
	y, m, day := d.Civil()
	return time.Date(y, time.Month(m), day, 12, 0, 0, 0, time.UTC)
}

func (x plan) material(t testing.TB, o report.Options) Material {
	m := material(t, o, x.cases, sampleAbout)
	if !x.other {
		m.WhatIf = nil
	}
	return m
}

// No count of a whole document can be worked out from what it prints.
func TestNothingCanBeWorkedOut(t *testing.T) {
	var y tally
	for _, seed := range seeds(1) {
		x := planOf(seed)
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			is := issueOf(t, x.material(t, x.o), x.p)
			y.judge(t, &is, readerOf(t, &is), nil)
		})
	}
	y.end(t)
}

// seeds are those of the sets to attack: one in so many.
func seeds(in int) (all []int) {
	n := *documents
	if testing.Short() {
		n = min(n, 12)
	}
	for seed := *firstSeed; seed < *firstSeed+n; seed += in {
		all = append(all, seed)
	}
	return all
}

// tally is what came of the attacks.
type tally struct{ documents, asked, given, unsure int }

func (y tally) String() string {
	return fmt.Sprintf("%d documents, %d counts attacked, %d given away by earlier issues, %d undecided", y.documents, y.asked, y.given, y.unsure)
}

func (y *tally) judge(t *testing.T, is *issue, r *reader, given map[string]bool) {
	t.Helper()
	pins, unsure := r.attack()
	y.documents++
	y.asked += len(r.ask)
	y.unsure += len(unsure)
	shown := false
	for _, p := range pins {
		if given[p] {
			y.given++
			continue
		}
		t.Errorf("can be worked out: %s is %d", p, r.truth[p])
		if !shown {
			t.Logf("%s follows from%s", p, r.explain(p))
			shown = true
		}
	}
	for _, u := range unsure {
		t.Logf("neither worked out nor shown to be open: %s is %d", u, r.truth[u])
	}
}

// end fails if the attacker could not decide about one in 200 counts.
func (y *tally) end(t *testing.T) {
	t.Helper()
	t.Log(y.String())
	if y.unsure*200 > y.asked {
		t.Errorf("the attacker gave up on %d of %d counts", y.unsure, y.asked)
	}
}
