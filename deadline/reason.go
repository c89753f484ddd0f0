package deadline

// attachReasons gives each deadline the latest reason that names it. Keys are
// the events of the pass in order, so a later one takes the place of an
// earlier.
func (p *pass) attachReasons(keys []uint64) {
	for _, k := range keys {
		i := int32(k & position24)
		if p.c.Facts[i].Kind != ReasonRecorded {
			continue
		}
		if named := p.named(&p.c.Facts[i]); named != nil {
			named.reasonAt = i
		} else if p.watch != nil {
			p.watch.unfitting = append(p.watch.unfitting, i)
		}
	}
	for k := range p.out {
		if d := &p.out[k]; d.reasonAt >= 0 {
			d.Reason = p.reason(d)
		}
	}
}

// named finds the deadline that a reason names by rule and start, and by kind
// of conference where two share them. Where no deadline has that start any
// more, it is the one whose starting event replaced, directly or in a chain,
// an event of that day.
func (p *pass) named(f *Fact) *Deadline {
	if d, found := p.pick(f, func(d *Deadline) bool { return d.Start == f.A }); found {
		return d
	}
	d, _ := p.pick(f, func(d *Deadline) bool { return p.c.startedOn(d.StartedBy, f.A) })
	return d
}

// pick gives the one deadline of the reason's rule that fits; of several, the
// one of the conference the reason names. Found says that some did.
func (p *pass) pick(f *Fact, fits func(*Deadline) bool) (one *Deadline, found bool) {
	var byKind *Deadline
	n := 0
	for k := range p.out {
		d := &p.out[k]
		if d.Rule.ID != f.Word || !fits(d) {
			continue
		}
		n++
		one = d
		if d.Conference == f.Conference {
			byKind = d
		}
	}
	if n > 1 {
		return byKind, true
	}
	return one, n > 0
}

// startedOn says whether one of the events that this one replaces, directly or
// in a chain, would have started a clock on the day.
func (c *Case) startedOn(i int32, day Date) bool {
	for range c.Facts {
		i = c.Facts[i].Replaces - 1
		if i < 0 {
			return false
		}
		f := &c.Facts[i]
		if f.On == day || f.Kind == PositionBroughtIn && (f.A == day || f.B == day || f.C == day) {
			return true
		}
	}
	return false
}

func (p *pass) reason(d *Deadline) *Reason {
	f := &p.c.Facts[d.reasonAt]
	e := p.c.Event(d.reasonAt)
	open := d.Open()
	return &Reason{
		Event: d.reasonAt, Category: e.Category, Text: e.Text, Proposed: f.B, On: f.On, By: e.By, AgreedBy: e.AgreedBy,
		InAdvance: d.Due != 0 && f.On <= d.Due,
		Lapsed:    open && f.B != 0 && p.asAt > f.B,
		Explains:  !open || f.B >= f.On,
	}
}
