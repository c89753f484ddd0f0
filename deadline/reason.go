package deadline

import "slices"

// attachReasons gives each deadline the latest reason that names it. Keys are
// the events of the pass in order, so a later one takes the place of an
// earlier.
func (p *pass) attachReasons(keys []uint64) {
	for _, k := range keys {
		i := int32(k & position24)
		f := &p.c.Facts[i]
		if f.Kind != ReasonRecorded {
			continue
		}
		if !p.attach(i, f) && p.watch != nil {
			p.watch.unfitting = append(p.watch.unfitting, i)
		}
	}
	for k := range p.out {
		if d := &p.out[k]; d.reasonAt >= 0 {
			r := p.c.reason(d, d.reasonAt, p.asAt)
			d.Reason = &r
		}
	}
}

// attach gives a reason to the deadlines it reaches, and says whether there are
// any.
func (p *pass) attach(i int32, f *Fact) bool {
	return p.c.reaches(p.out, f, func(d *Deadline) { d.reasonAt = i })
}

// reaches gives a reason to the deadline that it names by rule and start, and
// by kind of conference where two share them. Where the start was corrected,
// directly or in a chain, its reasons follow to the new one, unless a deadline
// still stands on the old day. A kind that fits none is passed over where only
// one can be meant. It says whether any took it.
func (c *Case) reaches(ds []Deadline, f *Fact, take func(*Deadline)) bool {
	var stand, moved []*Deadline // on the day that it names; known by that day before a correction
	kinds := map[Conference]bool{}
	for k := range ds {
		d := &ds[k]
		if d.Rule.ID != f.Word {
			continue
		}
		if d.Start == f.A {
			stand = append(stand, d)
		} else if kind, ok := c.stoodOn(d, f.A, f.Conference); ok {
			moved, kinds[kind] = append(moved, d), true
		}
	}
	give := func(ds []*Deadline, fits func(*Deadline) bool) (any bool) {
		for _, d := range ds {
			if fits(d) {
				take(d)
				any = true
			}
		}
		return any
	}
	every := func(*Deadline) bool { return true }
	return give(stand, func(d *Deadline) bool { return d.Conference == f.Conference }) ||
		give(moved, func(d *Deadline) bool { kind, _ := c.stoodOn(d, f.A, f.Conference); return kind == f.Conference }) ||
		len(stand) == 1 && give(stand, every) ||
		len(stand) == 0 && len(kinds) == 1 && give(moved, every)
}

// Reasons are all the reasons that were recorded for one of a case's deadlines,
// in the order of their days; the last is the deadline's own Reason. The
// deadlines are all of the case's as evaluated at the moment, in any order.
func (c *Case) Reasons(ds []Deadline, d *Deadline, m Moment) []Reason {
	if d.Reason == nil {
		return nil
	}
	if !c.mayHaveMore(d) {
		return []Reason{*d.Reason}
	}
	var all []Reason
	for _, k := range c.settle(m, everyKind, nil) {
		i := int32(k & position24)
		if f := &c.Facts[i]; f.Kind == ReasonRecorded && f.Word == d.Rule.ID {
			c.reaches(ds, f, func(to *Deadline) {
				if to == d {
					all = append(all, c.reason(d, i, m.AsAt))
				}
			})
		}
	}
	return all
}

// mayHaveMore says whether another reason than the latest may name the
// deadline: one of its rule and its start, or of any where the start was
// corrected.
func (c *Case) mayHaveMore(d *Deadline) bool {
	moved := d.StartedBy >= 0 && c.Facts[d.StartedBy].Replaces != 0
	for i := range c.Facts {
		f := &c.Facts[i]
		if f.Kind == ReasonRecorded && int32(i) != d.Reason.Event && f.Word == d.Rule.ID && (moved || f.A == d.Start) {
			return true
		}
	}
	return false
}

// stoodOn says whether one of the events that the deadline's start replaces,
// directly or in a chain, would have started its clock on the day, and for
// which kind of conference: the one wanted, if it is among several.
func (c *Case) stoodOn(d *Deadline, day Date, wanted Conference) (kind Conference, ok bool) {
	i := d.StartedBy
	for range c.Facts {
		if i = c.Facts[i].Replaces - 1; i < 0 {
			break
		}
		f := &c.Facts[i]
		if !f.wouldStart(d.Rule, day) {
			continue
		}
		carried := d.Conference
		if k := f.carries(); k != 0 {
			carried = k
		}
		if !ok || carried == wanted {
			kind, ok = carried, true
		}
	}
	return kind, ok
}

// wouldStart says whether a clock of the rule that the event started would
// have started on the day.
func (f *Fact) wouldStart(r *Rule, day Date) bool {
	if f.Kind != PositionBroughtIn {
		return f.On == day
	}
	days := positionDays(f)
	return slices.ContainsFunc(r.Starts, func(t Trigger) bool { return t.from != 0 && days[t.from] == day })
}

// carries is the kind of conference that a deadline started by the event
// carries.
func (f *Fact) carries() Conference {
	if f.Kind == ConferenceCalled || f.Kind == ConferenceHeld {
		return f.Conference
	}
	return 0
}

// reason is the reason of one event as it stands for the deadline.
func (c *Case) reason(d *Deadline, at int32, asAt Date) Reason {
	f := &c.Facts[at]
	e := c.Event(at)
	open := d.Open()
	return Reason{
		Event: at, Category: e.Category, Text: e.Text, Proposed: f.B, On: f.On, By: e.By, AgreedBy: e.AgreedBy,
		InAdvance: f.On <= d.Due,
		Lapsed:    open && f.B != 0 && asAt > f.B,
		Explains:  !open || f.B >= f.On,
	}
}
