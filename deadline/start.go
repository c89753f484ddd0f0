package deadline

// start opens a deadline for every rule that the event starts, by the pack in
// force on its day for the authority responsible then.
func (p *pass) start(i int32, f *Fact, cl class, was bool) {
	per := InForce(p.periods, f.On)
	if per == nil {
		p.beforeFirstPack(i, cl)
		return
	}
	for _, s := range per.Pack.starts[cl] {
		if !(s.newly && was) {
			p.begin(i, f, s.rule, per, f.On)
		}
	}
}

// startPosition starts the clocks of a child who was already registered when
// records begin: the review from the last review, or else from the
// registration, and the core group from the last core group. A date after the
// position's own day counts as absent. The authority is the one responsible
// when the position is brought in, since none is recorded before it; the pack
// is the one in force on the day the clock starts.
func (p *pass) startPosition(i int32, f *Fact, was bool) {
	if was {
		return
	}
	for from, d := range positionDays(f) {
		if d == 0 {
			continue
		}
		per := InForce(p.periods, d)
		if per == nil {
			p.beforeFirstPack(i, class(PositionBroughtIn))
			continue
		}
		for _, s := range per.Pack.starts[PositionBroughtIn] {
			if s.from == position(from) {
				p.begin(i, f, s.rule, per, d)
			}
		}
	}
}

// positionDays are the days that clocks start on, by which day of the position
// they are.
func positionDays(f *Fact) [4]Date {
	days := [4]Date{registeredOn: f.A, lastReview: f.B, lastCoreGroup: f.C}
	for k, d := range days {
		if d > f.On {
			days[k] = 0
		}
	}
	if days[lastReview] != 0 {
		days[registeredOn] = 0
	}
	return days
}

// begin opens a deadline, unless the register's state forbids it, an open
// clock of the rule absorbs it, or the same one was there before.
func (p *pass) begin(i int32, f *Fact, r *Rule, per *Period, day Date) {
	if r.needs != 0 && (r.needs > 0) != p.registered {
		return
	}
	if r.absorb {
		for _, o := range p.open {
			if p.out[o.at].Rule == r || p.out[o.at].Rule.ID == r.ID {
				p.absorbed(i, o.at)
				return
			}
		}
	}
	conf := f.carries()
	if p.already(r, day, conf) {
		return
	}
	d := p.grow()
	d.Rule, d.Start, d.Conference, d.Authority, d.StartedBy, d.calendar = r, day, conf, p.authority, i, per.Calendar
	d.MetBy, d.EndedBy, d.reasonAt = -1, -1, -1
	if f.Kind == ConferenceCalled {
		d.Planned = f.A
	}
	if r.NotBefore != nil {
		d.NotBefore, _ = r.NotBefore.after(day, nil)
	}
	if r.days != 0 {
		d.Due = day + r.days
	} else {
		d.Due, d.Unknown = r.Limit.due(day, clock{calendar: per.Calendar, edd: p.edd, planned: d.Planned, until: untilOf(f)})
	}
	p.open = append(p.open, running{int32(len(p.out) - 1), r.meets | r.ends})
	p.touches |= r.meets | r.ends
	if p.watch != nil {
		p.watch.edds = append(p.watch.edds, p.edd)
	}
}

// already says whether there was such a deadline before, open or not. A clock
// that starts on the day in hand can only have been started on it.
func (p *pass) already(r *Rule, day Date, conf Conference) bool {
	from := p.today
	if day != p.day {
		from = 0
	}
	for k := from; k < len(p.out); k++ {
		if d := &p.out[k]; d.Start == day && d.Conference == conf && d.Rule.ID == r.ID {
			return true
		}
	}
	return false
}

// grow adds an empty deadline in the memory there is.
func (p *pass) grow() *Deadline {
	if n := len(p.out); n < cap(p.out) {
		p.out = p.out[:n+1]
		p.out[n] = Deadline{}
	} else {
		p.out = append(p.out, Deadline{})
	}
	return &p.out[len(p.out)-1]
}

func untilOf(f *Fact) Date {
	if f.Kind == ConferenceHeld {
		return f.A
	}
	return 0
}
