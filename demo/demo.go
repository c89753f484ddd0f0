// Package demo invents cases: made-up histories of made-up children, in the
// proportions that published reports lead one to expect. Most conferences are
// in time, most late ones by a few days and in bursts when there were more
// children than chairs; papers come late more often than conferences; some
// reasons are missing, some proposed dates have passed, and some of the data is
// muddled. Nothing in it is about anybody: references count up from CP-0001 and
// people are called chair-1.
//
// The same seed gives the same events, byte by byte.
package demo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"caseclock/deadline"
)

// Options says what to invent. Zero values take the defaults.
type Options struct {
	Seed        uint64
	Cases       int           // how many; 500
	Authorities []string      // ids; those of Authorities
	Until       deadline.Date // the last day on which anything happened or was written down; required
	Years       int           // how many years before it the first case began; 3
	Sparse      bool          // most core groups, calls and notices go untold, as in many exports
}

// Large are the options of a benchmark: about 20,000 cases with 250,000
// events.
func Large(until deadline.Date) Options {
	return Options{Seed: 1, Cases: 20_000, Until: until, Years: 8, Sparse: true}
}

func (o Options) withDefaults() Options {
	o.Cases = cmp.Or(o.Cases, 500)
	o.Years = cmp.Or(o.Years, 3)
	if len(o.Authorities) == 0 {
		for _, a := range Authorities() {
			o.Authorities = append(o.Authorities, a.ID)
		}
	}
	return o
}

// Generate invents cases and gives their events in the order in which they
// were recorded. Every event passes deadline's Check, though not all of them
// make sense: some raise queries, as real data does.
func Generate(o Options) []deadline.Event {
	o = o.withDefaults()
	w := &world{Options: o, from: o.Until.AddMonths(-12 * o.Years)}
	w.drawBusyTimes()
	for family := 0; w.cases < o.Cases; family++ {
		w.tellFamily(family)
	}
	slices.SortStableFunc(w.told, func(a, b *deadline.Event) int { return a.Recorded.Compare(b.Recorded) })
	return w.number()
}

// number gives the events their ids in the order recorded.
func (w *world) number() []deadline.Event {
	ids := make(map[string]string, len(w.told)/8)
	events := make([]deadline.Event, len(w.told))
	for i, e := range w.told {
		id := fmt.Sprintf("ev-%06d", i+1)
		if e.ID != "" {
			ids[e.ID] = id
		}
		e.ID = id
		e.Replaces, e.Target = ids[e.Replaces], ids[e.Target]
		events[i] = *e
	}
	return events
}

// world is what the cases have in common: the time they lie in, and the weeks
// in which there were more children than chairs.
type world struct {
	Options
	from  deadline.Date
	busy  map[string][]deadline.Date // by authority: first days of busy times of six weeks
	cases int
	told  []*deadline.Event
}

func (w *world) drawBusyTimes() {
	r := rand.New(rand.NewPCG(w.Seed, 1<<40))
	w.busy = map[string][]deadline.Date{}
	for _, a := range w.Authorities {
		for range 2 * w.Years {
			w.busy[a] = append(w.busy[a], w.from+deadline.Date(r.IntN(int(w.Until-w.from)+1)))
		}
	}
}

func (w *world) isBusy(authority string, d deadline.Date) bool {
	return slices.ContainsFunc(w.busy[authority], func(first deadline.Date) bool { return first <= d && d < first+42 })
}
