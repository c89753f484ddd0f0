package deadline

import "slices"

// take asks about one event, knowing what came before it.
func (q *asker) take(i int32) {
	f := &q.c.Facts[i]
	was := q.registered
	q.afterClosing(i, f)
	switch f.Kind {
	case CaseAssigned:
		q.authority, q.chair = or(f.Word, q.authority), or(q.c.peek(i).Chair, q.chair)
	case PositionBroughtIn:
		q.position(i, f, was)
		q.caused = true
	case ConcernNotified:
		q.concern(i, f, was)
	case EDDRevised:
		q.deliveryDate(i, f)
	case Born:
		q.born = true
	case TransferNotified:
		q.caused = true
	case ConferenceCalled:
		q.called(i, f)
	case ConferenceHeld:
		q.conference(i, f, was)
	case DecisionsCirculated, PlanCirculated, MinutesCirculated:
		q.paper(i, f)
	case NoticeGiven:
		if !q.met[i] {
			q.ask(i, "meets-nothing", "No %s conference was called for which notice was still to be given.", f.Conference)
		}
	case ReasonRecorded:
		if slices.Contains(q.w.unfitting, i) {
			q.ask(i, "reason-fits-nothing", "No deadline of rule %s starts on %s%s.", f.Word, f.A.Long(), ofKind(f.Conference))
		}
	case Closed:
		if was && Cause(f.Sub) != Died {
			q.ask(i, "closed-while-registered", "The case is closed while the child is registered; only a review takes a child off the register.")
		}
		q.closed = Cause(f.Sub)
	}
	q.registered = f.registers(was)
	q.tooEarly(i, f)
	q.packless(i)
}

func ofKind(c Conference) string {
	if c == 0 {
		return ""
	}
	return " for a conference of kind " + c.String()
}

// afterClosing asks about anything but papers and reasons once the case is
// closed. A new concern, transfer or position opens it again, unless the child
// died.
func (q *asker) afterClosing(i int32, f *Fact) {
	if q.closed == 0 {
		return
	}
	switch f.Kind {
	case DecisionsCirculated, PlanCirculated, MinutesCirculated, ReasonRecorded:
		return
	}
	q.ask(i, "after-closing", "It is dated after the case was closed (%s).", q.closed)
	switch f.Kind {
	case ConcernNotified, TransferNotified, PositionBroughtIn:
		if q.closed != Died {
			q.closed = 0
		}
	}
}

func (q *asker) position(i int32, f *Fact, was bool) {
	if was {
		q.ask(i, "position-while-registered", "The child was registered already, so this position does nothing.")
	}
	for _, d := range []Date{f.A, f.B, f.C} {
		if d > f.On {
			q.ask(i, "position-date-after", "It names %s, which lies after its own day; that date counts as absent.", d.Long())
		}
	}
	for k := range q.ds {
		d := &q.ds[k]
		if d.StartedBy != i {
			continue
		}
		for j := range q.c.Facts {
			g := &q.c.Facts[j]
			bit := mask(1) << classOf(g.Kind, g.Sub, g.Conference, g.Outcome)
			if q.live[j] && g.On > d.Start && g.On < f.On && (d.Rule.meets|d.Rule.ends)&bit != 0 {
				q.ask(int32(j), "before-position", "It lies before the position brought in on %s, so it neither meets nor ends %s.", f.On.Long(), d.Rule.ID)
			}
		}
	}
}

func (q *asker) concern(i int32, f *Fact, was bool) {
	q.caused = true
	if Subject(f.Sub) == Unborn {
		q.unborn, q.born = i+1, false
	}
	if was {
		q.ask(i, "concern-while-registered", "The child is registered already, so no clock starts.")
	}
	q.deliveryDate(i, f)
}

// deliveryDate asks about a date that lies before the pregnancy could have
// begun or more than three weeks after term.
func (q *asker) deliveryDate(i int32, f *Fact) {
	if f.A == 0 {
		return
	}
	q.edd = f.A
	if f.On < f.A-fullTerm || f.On > f.A+21 {
		q.ask(i, "delivery-date-impossible", "The expected date of delivery %s does not go with an entry of %s: the pregnancy would be at %s.", f.A.Long(), f.On.Long(), GestationOn(f.On, f.A))
	}
}

func (q *asker) called(i int32, f *Fact) {
	if f.A < f.On {
		q.ask(i, "planned-before-call", "The conference is planned for %s, before the day it was called.", f.A.Long())
	}
	if f.A.Weekend() {
		q.ask(i, "planned-on-weekend", "The conference is planned for %s.", f.A.WithWeekday())
	}
	if per := InForce(q.book.Periods(q.authority), f.On); per != nil {
		if name, ok := per.Calendar.Holiday(f.A); ok {
			q.ask(i, "planned-on-holiday", "The conference is planned for %s (%s).", f.A.WithWeekday(), name)
		}
	}
}

func (q *asker) conference(i int32, f *Fact, was bool) {
	if !f.Outcome.Possible(f.Conference) {
		q.ask(i, "outcome-not-for-kind", "A conference of kind %s cannot have the outcome %s.", f.Conference, f.Outcome)
	}
	if f.Conference == Review && !was {
		q.ask(i, "review-of-unregistered", "A review was held of a child who was not registered.")
	}
	if !q.caused {
		q.ask(i, "conference-without-cause", "No concern, transfer or position stands behind this conference.")
	}
	if f.A != 0 && f.A <= f.On {
		q.ask(i, "until-not-after", "The day agreed, %s, is not after the conference; it is left out.", f.A.Long())
	}
	if (f.Conference == ContinuedInitial || f.Outcome == Continued) && !q.continues(f.On) {
		q.ask(i, "continued-without-rule", "The pack in force has no timescale for a continued initial conference.")
	}
	switch f.Outcome {
	case Deregistered:
		if f.Conference != Review {
			q.ask(i, "deregistered-by-other-kind", "Only a review can deregister; this is a conference of kind %s.", f.Conference)
		}
	case Registered:
		if was {
			q.ask(i, "registered-twice", "The child was registered already.")
		}
	}
}

// continues says whether the pack in force has a rule that an initial
// conference continued for want of information starts.
func (q *asker) continues(on Date) bool {
	per := InForce(q.book.Periods(q.authority), on)
	if per == nil {
		return true
	}
	for _, s := range per.Pack.starts[held(Initial, Continued)] {
		if s.rule.startOn == 1<<held(Initial, Continued) {
			return true
		}
	}
	return false
}

func (q *asker) paper(i int32, f *Fact) {
	switch {
	case f.A > f.On:
		q.ask(i, "paper-before-conference", "The paper is dated before its conference of %s.", f.A.Long())
	case f.A != 0 && !slices.Contains(q.heldOn, f.A):
		q.ask(i, "paper-without-conference", "No conference was held on %s, which the paper names.", f.A.Long())
	case f.A == 0 && !q.heldBy(f.On):
		q.ask(i, "paper-without-conference", "No conference was held on or before the day of the paper.")
	case !q.met[i]:
		q.ask(i, "meets-nothing", "The paper meets no open deadline; sent twice, or of another conference?")
	}
}

func (q *asker) heldBy(on Date) bool {
	return slices.ContainsFunc(q.heldOn, func(d Date) bool { return d <= on })
}

func (q *asker) tooEarly(i int32, f *Fact) {
	for _, t := range q.w.early {
		if t.event == i && !q.met[i] {
			d := &q.ds[t.deadline]
			q.ask(i, "too-early-to-count", "It is too early to meet %s, which nothing before %s does.", d.Rule.ID, d.NotBefore.Long())
		}
	}
}

func (q *asker) packless(i int32) {
	if slices.Contains(q.w.packless, i) {
		q.ask(i, "before-first-pack", "It lies before the first pack in force, so it starts no clock.")
	}
}
