package deadline

// Evaluate is the reckoning: the deadlines of a case under a rulebook, as at a
// day and, where the moment names an instant, as known then. It is pure: the
// same facts give the same deadlines, in the contract's order (Sort).
func Evaluate(c *Case, b *Rulebook, m Moment) []Deadline {
	var r Reckoner
	ds := r.Evaluate(c, b, m)
	Sort(ds)
	return ds
}

// Reckoner evaluates many cases with the memory of one. It is not safe for
// concurrent use.
type Reckoner struct {
	keys []uint64
	out  []Deadline
	open []running

	course Course
	watch  watch
	asker  asker
}

// Evaluate is as the function, but gives the deadlines in the order in which
// their clocks started, and what it returns is overwritten by the next call.
func (r *Reckoner) Evaluate(c *Case, b *Rulebook, m Moment) []Deadline {
	return r.evaluate(c, b, m, nil)
}

func (r *Reckoner) evaluate(c *Case, b *Rulebook, m Moment, w *watch) []Deadline {
	r.keys = c.settle(m, everyKind, r.keys)
	p := pass{c: c, book: b, asAt: m.AsAt, periods: b.Periods(""), out: r.out[:0], open: r.open[:0], watch: w}
	for _, k := range r.keys {
		i := int32(k & position24)
		p.take(i, &c.Facts[i])
	}
	p.stand()
	if p.reasons {
		p.attachReasons(r.keys)
	}
	r.out, r.open = p.out, p.open
	return r.out
}

// pass goes over the events of one case once, in order.
type pass struct {
	c          *Case
	book       *Rulebook
	asAt       Date
	periods    []Period
	authority  string
	registered bool
	reasons    bool // some event records a reason
	edd        Date // expected date of delivery; none while not known
	out        []Deadline
	open       []running // what is neither met nor ended
	touches    mask      // what any of them may be met or ended by
	day        Date      // of the event in hand
	today      int       // how many deadlines there were when that day began
	watch      *watch    // what a reader wants to hear of; nil in the ordinary pass
}

// running is an open deadline by its position in the pass's out, with all
// that meets or ends it.
type running struct {
	at      int32
	touches mask
}

// take takes one event through the five steps: dating, meet, fall away,
// register, start.
func (p *pass) take(i int32, f *Fact) {
	cl := classOf(f.Kind, f.Sub, f.Conference, f.Outcome)
	switch f.Kind {
	case CaseAssigned:
		if f.Word != "" {
			p.authority, p.periods = f.Word, p.book.Periods(f.Word)
		}
	case ReasonRecorded:
		p.reasons = true
		return
	case ConcernNotified, EDDRevised:
		if f.A != 0 {
			p.edd = f.A
			p.redate(i, f.On)
		}
	case Born:
		if p.edd == 0 {
			p.dateByBirth(i, f.On)
		}
	}
	if f.On != p.day {
		p.day, p.today = f.On, len(p.out)
	}
	if bit := mask(1) << cl; p.touches&bit != 0 {
		p.settleOpen(i, f, bit)
	}
	was := p.registered
	p.registered = f.registers(was)
	if f.Kind == PositionBroughtIn {
		p.startPosition(i, f, was)
		return
	}
	p.start(i, f, cl, was)
}

// settleOpen meets and ends open deadlines.
func (p *pass) settleOpen(i int32, f *Fact, bit mask) {
	kept := p.open[:0]
	p.touches = 0
	for _, o := range p.open {
		if o.touches&bit != 0 && p.settleOne(i, f, bit, o.at) {
			continue
		}
		kept = append(kept, o)
		p.touches |= o.touches
	}
	p.open = kept
}

// settleOne meets or ends one deadline, or says that it stays open.
func (p *pass) settleOne(i int32, f *Fact, bit mask, at int32) bool {
	d := &p.out[at]
	r := d.Rule
	switch {
	case r.meets&bit != 0 && p.touchedBy(r.meetsPlain, r.MetBy, d, f, bit) && p.inWindow(i, f, at):
		d.Met, d.MetBy = f.On, i
	case r.ends&bit != 0 && p.touchedBy(r.endsPlain, r.FallsAway, d, f, bit):
		d.Ended, d.EndedBy = f.On, i
	default:
		return false
	}
	return true
}

// inWindow says whether the event comes late enough to meet the deadline.
func (p *pass) inWindow(i int32, f *Fact, o int32) bool {
	if f.On >= p.out[o].NotBefore {
		return true
	}
	if p.watch != nil {
		p.watch.early = append(p.watch.early, touch{i, o})
	}
	return false
}

// touchedBy says whether the event is one that the triggers name, plain for those
// with no link to the deadline, and linked to it as they ask.
func (p *pass) touchedBy(plain mask, triggers []Trigger, d *Deadline, f *Fact, bit mask) bool {
	if plain&bit != 0 {
		return true
	}
	for k := range triggers {
		if t := &triggers[k]; t.on&bit != 0 && p.linked(t.link, d, f) {
			return true
		}
	}
	return false
}

// aheadOfPlan is how many calendar days before its planned day a conference
// may be held and still be the one that was called.
const aheadOfPlan = 28

func (p *pass) linked(l link, d *Deadline, f *Fact) bool {
	switch l {
	case sameKind:
		return f.Conference == d.Conference
	case standsIn:
		return f.Conference == d.Conference || f.Conference == Initial && d.Conference == PreBirth
	case butReview:
		return d.Conference != Review
	case nearPlanned:
		return f.Conference == d.Conference &&
			(d.Planned <= f.On || d.Start < f.On && d.Planned <= f.On+aheadOfPlan)
	case ofDay:
		return d.Start == p.paperDay(d.Rule.ID, f)
	}
	return true
}

// paperDay is the conference a paper is of: the day it names, or else the
// latest start of any deadline of its rule, met or not.
func (p *pass) paperDay(rule string, f *Fact) Date {
	if f.A != 0 {
		return f.A
	}
	var latest Date
	for k := range p.out {
		if d := &p.out[k]; d.Rule.ID == rule && d.Start > latest {
			latest = d.Start
		}
	}
	return latest
}

// stand gives every deadline its status as at a day.
func (p *pass) stand() {
	for k := range p.out {
		d := &p.out[k]
		d.Status, d.DaysLate = d.standing(p.asAt)
	}
}

func (d *Deadline) standing(asAt Date) (Status, int32) {
	day, inTime, late := asAt, Pending, Overdue
	switch {
	case d.Met != 0:
		day, inTime, late = d.Met, Met, MetLate
	case d.Ended != 0:
		day, inTime, late = d.Ended, Ended, EndedOverdue
	case d.Unknown != nil:
		return Unknown, 0
	case d.Due == 0:
		return Undated, 0
	}
	if d.Due == 0 || day <= d.Due {
		return inTime, 0
	}
	return late, int32(day - d.Due)
}
