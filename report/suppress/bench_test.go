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
		for unit, by := range map[string]int{"child": children, "meeting": 1} {
			b.meeting(min(by, by*meetings), unit, scale, place, quarter, statuses[status], bin, reason)
		}
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
	part := func(of string) {
		total := append([]string(nil), name...)
		for i, n := range name {
			if of == "all" && i == 1 || of == "total" && i == 2 || of == "years" && i == 3 {
				total[i] = of
			}
			if i == len(name)-1 && of == "due" {
				total[i] = of
			}
			_ = n
		}
		if of == "out" {
			total = total[:5]
		}
		b.part(strings.Join(total, "/"), id, of+fmt.Sprint(len(name)))
	}
	if name[1] != "all" {
		part("all")
	}
	if name[2] != "total" {
		part("total")
	}
	if name[3] != "years" {
		part("years")
	}
	if len(name) == 5 && name[4] != "due" {
		part("due")
	}
	if len(name) > 5 {
		part("out")
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

// A year's report takes a second or two at most.
func BenchmarkYear(b *testing.B) {
	p := year(rand.New(rand.NewPCG(1, 1)))
	p = prune(p)
	for b.Loop() {
		r, err := p.Solve()
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for _, why := range r.Hidden {
			if why == suppress.Complement {
				n++
			}
		}
		b.ReportMetric(float64(len(r.Hidden)), "hidden")
		b.ReportMetric(float64(n), "complements")
		b.ReportMetric(float64(len(p.Cells)), "cells")
		b.ReportMetric(float64(len(p.Sums)), "sums")
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
