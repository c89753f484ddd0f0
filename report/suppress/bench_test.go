package suppress_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"caseclock/report/suppress"
)

// A book gathers the counts of a report and the sums between them.
type book struct {
	p    suppress.Problem
	at   map[string]int
	sums map[string]int
}

var (
	statuses = []string{"met", "out", "ended"}
	bins     = []string{"1 day", "2-7", "8-14", "15-28", "over 28"}
	reasons  = []string{"family", "agency", "weather", "none given"}
)

// year is a year's report with two years of trend: for 17 timescales and over
// all, by place and quarter, by child and by meeting, the statuses (one printed
// nowhere); and how late and why for those out of time.
func year(rng *rand.Rand) suppress.Problem {
	b := book{p: suppress.Problem{Threshold: 5}, at: map[string]int{}, sums: map[string]int{}}
	for scale := range 17 {
		for place := range 3 {
			for quarter := range 8 {
				for status, most := range []int{40 / (1 + scale), 3, 1} {
					b.entry(rng, fmt.Sprintf("t%02d", scale), fmt.Sprint("place ", place), fmt.Sprint("q", quarter), status, rng.IntN(1+most))
				}
			}
		}
	}
	for _, c := range b.p.Cells {
		if id, ok := strings.CutPrefix(c.ID, "child/"); ok {
			b.p.Bounds = append(b.p.Bounds, suppress.AtMost{Less: "meeting/" + id, More: c.ID})
		}
	}
	return b.p
}

// entry counts meetings of one kind, of one or more children each, wherever
// they count.
func (b *book) entry(rng *rand.Rand, scale, place, quarter string, status, meetings int) {
	for range max(1, meetings) {
		children := max(1, rng.IntN(5)-1)
		bin, reason := bins[rng.IntN(5)*rng.IntN(2)], reasons[rng.IntN(4)]
		if meetings == 0 {
			children = 0 // the cells are there all the same
		}
		b.meeting(children, "child", scale, place, quarter, statuses[status], bin, reason)
		b.meeting(min(children, 1), "meeting", scale, place, quarter, statuses[status], bin, reason)
	}
}

func (b *book) meeting(by int, unit, scale, place, quarter, status, bin, reason string) {
	for _, s := range []string{scale, "all"} {
		for _, w := range []string{place, "total"} {
			for _, q := range []string{quarter, "years"} {
				b.count(by, unit, s, w, q, status)
				b.count(by, unit, s, w, q, "due")
				if status == "out" && q == "years" && s != "all" {
					b.count(by, unit, s, w, q, "out", bin)
				}
				if status == "out" && q == "years" && w == "total" {
					b.count(by, unit, s, w, q, "out", "why", reason)
				}
			}
		}
	}
}

// count counts one cell, and the first time notes the sums that it is part of.
func (b *book) count(by int, name ...string) {
	id := strings.Join(name, "/")
	if i, ok := b.at[id]; ok {
		b.p.Cells[i].Value += by
		return
	}
	b.at[id] = len(b.p.Cells)
	b.p.Cells = append(b.p.Cells, suppress.Cell{ID: id, Value: by, Printed: name[len(name)-1] != "ended"})
	last := len(name) - 1
	for i, of := range map[int]string{1: "all", 2: "total", 3: "years", last: "due"} {
		if name[i] == of || i == last && last > 4 {
			continue
		}
		total := append([]string(nil), name...)
		total[i] = of
		b.part(strings.Join(total, "/"), id, fmt.Sprint(of, last))
	}
	if last > 4 {
		b.part(strings.Join(name[:5], "/"), id, fmt.Sprint("out", last))
	}
}

func (b *book) part(total, id, along string) {
	key := total + along
	i, ok := b.sums[key]
	if !ok {
		i = len(b.p.Sums)
		b.sums[key] = i
		b.p.Sums = append(b.p.Sums, suppress.Sum{Total: total})
	}
	b.p.Sums[i].Parts = append(b.p.Sums[i].Parts, id)
}

// A year's report takes a second or two at most, alone or beside its earlier
// issue.
func BenchmarkYear(b *testing.B) {
	p := prune(year(rand.New(rand.NewPCG(1, 1))))
	b.Run("alone", func(b *testing.B) { solve(b, p) })
	again := after(p, publish(b, p))
	for i, c := range again.Cells {
		if strings.HasPrefix(c.ID, "child/t03") && strings.HasSuffix(c.ID, "q2/met") && !strings.Contains(c.ID, "total") {
			more(again, i)
			break
		}
	}
	b.Run("again", func(b *testing.B) { solve(b, again) })
}

func solve(b *testing.B, p suppress.Problem) {
	for b.Loop() {
		r, err := p.Solve()
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(p.Cells)), "cells")
		b.ReportMetric(float64(len(p.Sums)), "sums")
		b.ReportMetric(float64(len(r.Hidden)), "hidden")
		b.ReportMetric(float64(complements(r)), "complements")
		b.ReportMetric(float64(len(r.Withheld)), "withheld")
	}
}

// more counts one more of a kind, wherever it counts: a late entry.
func more(p suppress.Problem, cell int) {
	up := map[string]bool{p.Cells[cell].ID: true}
	for grown := true; grown; {
		grown = false
		for _, s := range p.Sums {
			for _, part := range s.Parts {
				if up[part] && !up[s.Total] {
					up[s.Total], grown = true, true
				}
			}
		}
	}
	for i, c := range p.Cells {
		if up[c.ID] {
			p.Cells[i].Value++
		}
	}
}

// prune leaves out sums whose total is no cell, as bins over all.
func prune(p suppress.Problem) suppress.Problem {
	ids := map[string]bool{}
	for _, c := range p.Cells {
		ids[c.ID] = true
	}
	var sums []suppress.Sum
	for _, s := range p.Sums {
		if ids[s.Total] {
			sums = append(sums, s)
		}
	}
	p.Sums = sums
	return p
}
