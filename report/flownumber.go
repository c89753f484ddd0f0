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
	f.each(func(field string, n *int) { all = append(all, Number{field, *n}) })
	return all
}

// each goes over every count of a flow in one order.
func (f *Flow) each(do func(field string, n *int)) {
	do("notified_child", &f.Notified.Child)
	do("notified_unborn", &f.Notified.Unborn)
	f.Children.each("children", do)
	f.Meetings.each("meetings", do)
	f.Register.each(do)
}

func (h *Held) each(basis string, do func(string, *int)) {
	for k := range conferenceKinds {
		for o := range outcomes {
			do(basis+"_"+kindName(k)+"_"+outcomeName(o), &h.byOutcome[k][o])
		}
		do(basis+"_"+kindName(k)+"_mixed", &h.mixed[k])
	}
}

// kindName and outcomeName name what has no kind or outcome too, which no
// record that was read has.
func kindName(k int) string { return either(deadline.Conference(k).String(), "none") }

func outcomeName(o int) string { return either(deadline.Outcome(o).String(), "none") }

func (r *Register) each(do func(string, *int)) {
	do("register_start", &r.Start)
	do("register_in_initial", &r.In.Initial)
	do("register_in_continued-initial", &r.In.ContinuedInitial)
	do("register_in_pre-birth", &r.In.PreBirth)
	do("register_in_transfer", &r.In.Transfer)
	do("register_in_brought-in", &r.In.BroughtIn)
	do("register_in_moved", &r.In.Moved)
	do("register_in_other", &r.In.Other)
	do("register_out_review", &r.Out.Review)
	do("register_out_moved-away", &r.Out.MovedAway)
	do("register_out_died", &r.Out.Died)
	do("register_out_pregnancy-ended", &r.Out.PregnancyEnded)
	do("register_out_process-ended", &r.Out.ProcessEnded)
	do("register_out_moved", &r.Out.Moved)
	do("register_out_other", &r.Out.Other)
	do("register_end", &r.End)
	r.Left.each("left", do)
	r.On.each("on", do)
}

func (s *Stay) each(who string, do func(string, *int)) {
	for i, band := range [...]string{"under_6_months", "6_to_12_months", "1_to_2_years", "over_2_years"} {
		do(who+"_"+band, &s.Bands[i])
	}
}

// any says whether there is anything but zeros.
func (f *Flow) any() bool {
	found := false
	f.each(func(_ string, n *int) { found = found || *n != 0 })
	return found
}

// add makes a total: o's counts and days are added to f's.
func (f *Flow) add(o *Flow) {
	var theirs []*int
	o.each(func(_ string, n *int) { theirs = append(theirs, n) })
	i := 0
	f.each(func(_ string, n *int) {
		*n += *theirs[i]
		i++
	})
	f.Register.Left.Days = slices.Concat(f.Register.Left.Days, o.Register.Left.Days).sorted()
	f.Register.On.Days = slices.Concat(f.Register.On.Days, o.Register.On.Days).sorted()
}
