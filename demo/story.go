package demo

import "caseclock/deadline"

// beginning is how a case comes to be known.
type beginning int

const (
	concern beginning = iota
	unborn
	broughtIn
	movedIn
)

// tell tells a family's story from the day it begins.
func (f *family) tell(begins beginning, d deadline.Date) {
	if begins == broughtIn {
		d = f.w.from // the day on which records begin
	}
	first := f.children[0]
	f.assign(d)
	switch begins {
	case concern:
		f.concern(d)
	case unborn:
		f.unborn(d)
	case broughtIn:
		f.broughtIn(d)
	case movedIn:
		f.movedIn(d)
	}
	if f.muddled {
		f.muddle(first, d)
	}
}

func (f *family) assign(d deadline.Date) {
	chair := f.chair
	if f.chance(0.03) {
		chair = ""
	}
	f.each(deadline.Event{Kind: deadline.CaseAssigned, On: d, Authority: f.authority, Chair: chair, Lead: f.lead, Family: f.ref})
}

// concern: an initial conference, unless it is decided that none is needed.
func (f *family) concern(d deadline.Date) {
	f.each(deadline.Event{Kind: deadline.ConcernNotified, On: d})
	if f.chance(0.1) {
		at := d + deadline.Date(f.between(3, 24))
		f.each(deadline.Event{Kind: deadline.ConferenceNotNeeded, On: at})
		f.close(at+deadline.Date(f.between(1, 20)), deadline.ProcessEnded)
		return
	}
	limit := limitsOf(f.authority, d).concern
	held, ok := f.convene(deadline.Initial, "initial-cpcc", d, d+deadline.Date(limit))
	if ok {
		f.decide(deadline.Initial, held)
	}
}

// unborn: a pre-birth conference by 28 weeks, or within the days of a
// notification that came late.
func (f *family) unborn(d deadline.Date) {
	delivery := d + deadline.Date(f.between(70, 190))
	e := deadline.Event{Kind: deadline.ConcernNotified, On: d, Subject: deadline.Unborn, EDD: delivery}
	if f.chance(0.08) {
		e.EDD = 0
	}
	f.each(e)
	limit := deadline.Date(limitsOf(f.authority, d).concern)
	due := max(delivery-84, d+limit)
	if f.authority == "clydeside" {
		due = min(due, d+limit)
	}
	if f.chance(0.8) {
		f.each(deadline.Event{Kind: deadline.ReferralAllocated, On: d + deadline.Date(f.soonOrLate(0.85, 3, 21, 20))})
	}
	if f.chance(0.15) {
		f.each(deadline.Event{Kind: deadline.EDDRevised, On: d + deadline.Date(f.between(5, 30)), EDD: delivery + deadline.Date(f.between(-15, 15))})
	}
	if f.chance(0.03) {
		f.close(d+deadline.Date(f.between(5, 40)), deadline.PregnancyEnded)
		return
	}
	f.each(deadline.Event{Kind: deadline.Born, On: delivery + deadline.Date(f.between(-30, 12))})
	held, ok := f.convene(deadline.PreBirth, "pre-birth-cpcc", d, due)
	if ok {
		f.decide(deadline.PreBirth, held)
	}
}

// broughtIn: a child already registered when records begin.
func (f *family) broughtIn(d deadline.Date) {
	registered := d - deadline.Date(f.between(20, 500))
	e := deadline.Event{Kind: deadline.PositionBroughtIn, On: d, RegisteredOn: registered}
	last := registered
	if d-registered > 100 {
		e.LastReview = max(registered+80, d-deadline.Date(f.between(5, 180)))
		last = e.LastReview
	}
	if f.chance(0.8) {
		e.LastCoreGroup = max(registered+5, d-deadline.Date(f.between(1, 40)))
	}
	f.each(e)
	f.coreGroups(d, last.AddMonths(6)-15, 0)
	rule, months := "next-review", 6
	if e.LastReview == 0 {
		rule, months = "first-review", limitsOf(f.authority, registered).firstReview
	}
	f.review(rule, last, max(last.AddMonths(months), d+14))
}

// movedIn: a transfer conference for a child who came from elsewhere; and some
// who are only told of as leaving.
func (f *family) movedIn(d deadline.Date) {
	if f.chance(0.25) {
		f.each(deadline.Event{Kind: deadline.TransferNotified, On: d, Direction: deadline.Out})
		f.close(d+deadline.Date(f.between(2, 25)), deadline.MovedAway)
		return
	}
	f.each(deadline.Event{Kind: deadline.TransferNotified, On: d})
	due := d + deadline.Date(limitsOf(f.authority, d).transfer)
	held, ok := f.convene(deadline.Transfer, "transfer-cpcc", d, due)
	if ok {
		f.decide(deadline.Transfer, held)
	}
}

func (f *family) close(d deadline.Date, cause deadline.Cause) {
	f.each(deadline.Event{Kind: deadline.Closed, On: d, Cause: cause})
	f.children = nil
}

// soonOrLate draws days: with probability p from low to limit, else up to as
// many days late.
func (f *family) soonOrLate(p float64, low, limit, late int) int {
	if f.chance(p) {
		return f.between(low, limit)
	}
	return limit + f.between(1, late)
}
