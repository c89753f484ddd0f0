package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"caseclock/deadline"
)

// family is one child or brothers and sisters whose conferences are one
// meeting: a story told once, written down for each.
type family struct {
	w         *world
	r         *rand.Rand
	index     int
	ref       string // shared by brothers and sisters
	authority string
	chair     string
	lead      string
	clerk     string
	children  []string // those still in the story
	meetings  int
	muddled   bool
}

func (w *world) tellFamily(index int) {
	r := rand.New(rand.NewPCG(w.Seed, uint64(index)))
	f := &family{w: w, r: r, index: index, muddled: r.Float64() < 0.04}
	a := r.IntN(len(w.Authorities))
	f.authority = w.Authorities[a]
	f.chair, f.lead = fmt.Sprintf("chair-%d", a*3+1+r.IntN(3)), fmt.Sprintf("lead-%d", a*3+1+r.IntN(3))
	f.clerk = fmt.Sprintf("admin-%d", a+1)
	begins := beginning(f.weighted(0.70, 0.14, 0.07, 0.09))
	size := 1
	if begins != unborn {
		size += f.weighted(0.66, 0.2, 0.1, 0.04)
	}
	for ; size > 0 && w.cases < w.Cases; size-- {
		w.cases++
		f.children = append(f.children, fmt.Sprintf("CP-%04d", w.cases))
	}
	if len(f.children) > 1 {
		f.ref = fmt.Sprintf("FAM-%04d", index+1)
	}
	f.tell(begins, w.from+deadline.Date(r.IntN(int(w.Until-w.from)-10)))
}

// chance is true so often.
func (f *family) chance(p float64) bool { return f.r.Float64() < p }

// between draws from a to b, both included.
func (f *family) between(a, b int) int { return a + f.r.IntN(b-a+1) }

// weighted draws an index by weights that add up to 1.
func (f *family) weighted(weights ...float64) int {
	x := f.r.Float64()
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// later is a weekday some days on: conferences are not held at weekends.
func (f *family) later(d deadline.Date, days int) deadline.Date {
	d += deadline.Date(days)
	for d.Weekend() {
		d--
	}
	return d
}

// meeting names the next meeting of the family, where several children share
// it.
func (f *family) meeting() string {
	f.meetings++
	return fmt.Sprintf("MTG-%04d-%d", f.index+1, f.meetings)
}

// each writes an event down for every child that is still in the story.
func (f *family) each(e deadline.Event) { f.forAll(f.children, e) }

func (f *family) forAll(children []string, e deadline.Event) {
	if len(children) == 0 || e.On > f.w.Until || f.untold(e.Kind) {
		return
	}
	written := f.writtenOn(e.On)
	for _, child := range children {
		e := e
		e.Case = child
		f.write(e, written)
	}
}

// untold says whether a sparse history leaves an event out.
func (f *family) untold(k deadline.Kind) bool {
	switch k {
	case deadline.ConferenceCalled, deadline.NoticeGiven, deadline.CoreGroupHeld, deadline.ChangeIdentified, deadline.ChairNotified:
		return f.w.Sparse && f.chance(0.96)
	}
	return false
}

// writtenOn draws the instant of recording: mostly the same day or the next,
// now and then more than a week on, in office hours.
func (f *family) writtenOn(d deadline.Date) time.Time {
	days := [...]int{0, 1, f.between(2, 4), f.between(5, 10)}[f.weighted(0.45, 0.3, 0.17, 0.08)]
	return f.officeHours(d + deadline.Date(days))
}

func (f *family) officeHours(d deadline.Date) time.Time {
	y, m, number := d.Civil()
	return time.Date(y, time.Month(m), number, 9, f.between(0, 7*60), f.between(0, 59), 0, time.UTC)
}

// write records one event, unless it would be recorded after the last day;
// now and then wrongly at first.
func (f *family) write(e deadline.Event, at time.Time) {
	if f.chance(0.02) && e.Kind != deadline.CaseAssigned && e.Kind != deadline.ReasonRecorded {
		at = f.mistake(&e, at)
	}
	f.record(e, at)
}

func (f *family) record(e deadline.Event, at time.Time) {
	if deadline.DayOf(at) > f.w.Until || e.On > f.w.Until {
		return
	}
	e.Recorded = at
	e.By = f.clerk
	f.w.told = append(f.w.told, &e)
}

// mistake writes an event down on a wrong day, or for the wrong child, and
// gives the instant at which that was put right: e then replaces it, or it is
// withdrawn.
func (f *family) mistake(e *deadline.Event, at time.Time) time.Time {
	wrong := *e
	wrong.ID = fmt.Sprintf("w%d", len(f.w.told))
	found := f.officeHours(deadline.DayOf(at) + deadline.Date(f.between(1, 10)))
	if f.chance(0.3) { // entered twice, and one taken back
		f.record(wrong, at)
		f.record(deadline.Event{Case: e.Case, Kind: deadline.Withdrawn, On: deadline.DayOf(found), Target: wrong.ID, Why: "entered twice"}, found)
		return at
	}
	wrong.On -= deadline.Date(f.between(1, 9))
	if wrong.Planned != 0 && f.chance(0.5) {
		wrong.On, wrong.Planned = e.On, e.Planned+7
	}
	if f.w.from > wrong.On || deadline.DayOf(found) > f.w.Until {
		return at
	}
	f.record(wrong, at)
	e.Replaces = wrong.ID
	return found
}
