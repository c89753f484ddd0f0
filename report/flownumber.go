package report

import (
	"slices"

	"caseclock/deadline"
)

// Number is one count of a flow, by its name.
type Number struct {
	Field string
	N     int
}

// Numbers lists every count of a flow in one order, zeros too: all but the days
// on the register.
func (f *Flow) Numbers() []Number {
	var all []Number
	f.each(func(of, part, how string, n *int) {
		name := of + "_" + part
		if how != "" {
			name += "_" + how
		}
		all = append(all, Number{name, *n})
	})
	return all
}

// each goes over every count of a flow in one order, with its name in parts,
// the last of which may be empty.
func (f *Flow) each(do func(of, part, how string, n *int)) {
	do("notified", "child", "", &f.Notified.Child)
	do("notified", "unborn", "", &f.Notified.Unborn)
	f.Children.each("children", do)
	f.Meetings.each("meetings", do)
	f.Register.each(do)
}

// each names what has no kind or outcome too, which no record that was read
// has.
func (h *Held) each(basis string, do func(of, part, how string, n *int)) {
	for k := range conferenceKinds {
		kind := either(deadline.Conference(k).String(), "none")
		for o := range outcomes {
			do(basis, kind, either(deadline.Outcome(o).String(), "none"), &h.byOutcome[k][o])
		}
		do(basis, kind, "mixed", &h.mixed[k])
	}
}

func (r *Register) each(do func(of, part, how string, n *int)) {
	do("register", "start", "", &r.Start)
	do("register", "in", "initial", &r.In.Initial)
	do("register", "in", "continued-initial", &r.In.ContinuedInitial)
	do("register", "in", "pre-birth", &r.In.PreBirth)
	do("register", "in", "transfer", &r.In.Transfer)
	do("register", "in", "brought-in", &r.In.BroughtIn)
	do("register", "in", "moved", &r.In.Moved)
	do("register", "in", "other", &r.In.Other)
	do("register", "out", "review", &r.Out.Review)
	do("register", "out", "moved-away", &r.Out.MovedAway)
	do("register", "out", "died", &r.Out.Died)
	do("register", "out", "pregnancy-ended", &r.Out.PregnancyEnded)
	do("register", "out", "process-ended", &r.Out.ProcessEnded)
	do("register", "out", "moved", &r.Out.Moved)
	do("register", "out", "other", &r.Out.Other)
	do("register", "end", "", &r.End)
	r.Left.each("left", do)
	r.On.each("on", do)
}

func (s *Stay) each(who string, do func(of, part, how string, n *int)) {
	for i, band := range [...]string{"under_6_months", "6_to_12_months", "1_to_2_years", "over_2_years"} {
		do(who, band, "", &s.Bands[i])
	}
}

// any says whether there is anything but zeros.
func (f *Flow) any() bool {
	found := false
	f.each(func(_, _, _ string, n *int) { found = found || *n != 0 })
	return found
}

// totalFlow adds flows up. It shares no memory with them.
func totalFlow(authority string, flows []Flow) Flow {
	t := Flow{Authority: authority}
	var counts []*int
	t.each(func(_, _, _ string, n *int) { counts = append(counts, n) })
	for k := range flows {
		f, i := &flows[k], 0
		f.each(func(_, _, _ string, n *int) {
			*counts[i] += *n
			i++
		})
		t.Register.Left.Days = append(t.Register.Left.Days, f.Register.Left.Days...)
		t.Register.On.Days = append(t.Register.On.Days, f.Register.On.Days...)
	}
	slices.Sort(t.Register.Left.Days)
	slices.Sort(t.Register.On.Days)
	return t
}
