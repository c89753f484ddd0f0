package deadline

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
			d.Reason = p.reason(d)
		}
	}
}

// attach gives a reason to the deadline that it names by rule and start, and
// by kind of conference where two share them. Where no deadline has that start
// any more, its reasons follow to what was started by a correction, direct or
// in a chain, of the event that had it. It says whether any took it.
func (p *pass) attach(i int32, f *Fact) bool {
	direct, taken := false, false
	for k := range p.out {
		if d := &p.out[k]; d.Rule.ID == f.Word && d.Start == f.A {
			direct = true
			taken = p.give(i, f, d) || taken
		}
	}
	if direct {
		return taken
	}
	for k := range p.out {
		if d := &p.out[k]; d.Rule.ID == f.Word && p.c.stoodOn(d, f.A) {
			taken = p.give(i, f, d) || taken
		}
	}
	return taken
}

// give attaches a reason unless another deadline shares the rule and the start
// and the reason names another kind.
func (p *pass) give(i int32, f *Fact, d *Deadline) bool {
	if d.Conference != f.Conference {
		for k := range p.out {
			if o := &p.out[k]; o != d && o.Start == d.Start && o.Rule.ID == d.Rule.ID {
				return false
			}
		}
	}
	d.reasonAt = i
	return true
}

// stoodOn says whether one of the events that the deadline's start replaces,
// directly or in a chain, would have started its clock on the day.
func (c *Case) stoodOn(d *Deadline, day Date) bool {
	i := d.StartedBy
	for range c.Facts {
		i = c.Facts[i].Replaces - 1
		if i < 0 {
			return false
		}
		if f := &c.Facts[i]; f.Kind != PositionBroughtIn {
			if f.On == day {
				return true
			}
			continue
		}
		days := positionDays(&c.Facts[i])
		for _, t := range d.Rule.Starts {
			if t.from != 0 && days[t.from] == day {
				return true
			}
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
		InAdvance: f.On <= d.Due,
		Lapsed:    open && f.B != 0 && p.asAt > f.B,
		Explains:  !open || f.B >= f.On,
	}
}
