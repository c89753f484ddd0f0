package deadline

// Spell is one time of a child on the Child Protection Register, as the pass
// has it (registers): from the event that put the child on to the one that
// took the child off. On the register at the end of day d means
// From <= d, and To is none or after d; so a child registered and deregistered
// on one day was on it at the end of none.
type Spell struct {
	// From is the own day of the event that put the child on the register: of a
	// position brought in, the day on which it was, because before it the records
	// do not know of the child.
	From Date
	// Since is the day the time on the register is counted from: From, but for a
	// position brought in the day of registration that it names, unless that lies
	// after its own day and so counts as absent.
	Since Date
	To    Date // the day the child was taken off; none while on it

	By, EndedBy int32 // the events, by their positions in the case; -1 is none
}

// On says whether the spell holds at the end of a day.
func (s Spell) On(d Date) bool { return s.From <= d && (s.To == 0 || s.To > d) }

// Course is what counts of a case as at a moment.
type Course struct {
	Events []int32 // of the kinds asked for and those of the register, by position, in the order of the pass
	Spells []Spell // on the register, in their order
}

var registerKinds = SetOf(PositionBroughtIn, ConferenceHeld, Closed)

// Register gives the spells of the case on the register as at a moment, in
// their order; the last may still run.
func (c *Case) Register(m Moment) []Spell {
	var r Reckoner
	return r.Course(c, m, 0).Spells
}

// Course gives what counts of a case as at a moment: its time on the register,
// and its events of these kinds. What it returns is overwritten by the next
// call.
func (r *Reckoner) Course(c *Case, m Moment, kinds KindSet) Course {
	r.keys = c.settle(m, (kinds|registerKinds)&everyKind, r.keys)
	events, spells := r.course.Events[:0], r.course.Spells[:0]
	on := false
	for _, k := range r.keys {
		i := int32(k & position24)
		f := &c.Facts[i]
		events = append(events, i)
		was := on
		on = f.registers(was)
		switch {
		case on && !was:
			spells = append(spells, Spell{From: f.On, Since: f.registeredSince(), By: i, EndedBy: -1})
		case was && !on:
			s := &spells[len(spells)-1]
			s.To, s.EndedBy = f.On, i
		}
	}
	r.course = Course{events, spells}
	return r.course
}

// registers says whether the child is on the register after the event, given
// whether before it: step d of the pass. What is inquorate is not held, and its
// outcome changes nothing.
func (f *Fact) registers(was bool) bool {
	switch {
	case f.Kind == ConferenceHeld && (f.Outcome == Registered || f.Outcome == Retained), f.Kind == PositionBroughtIn:
		return true
	case f.Kind == ConferenceHeld && f.Outcome == Deregistered, f.Kind == Closed:
		return false
	}
	return was
}

// registeredSince is the day from which a child whom the event puts on the
// register has been on it.
func (f *Fact) registeredSince() Date {
	if f.Kind == PositionBroughtIn && f.A != 0 && f.A <= f.On {
		return f.A
	}
	return f.On
}
