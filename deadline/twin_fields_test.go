package deadline_test

import (
	"caseclock/deadline"

	"pgregory.net/rapid"
)

// What each event of a random history carries.

func (s *teller) fill(e *deadline.Event) {
	switch e.Kind {
	case deadline.CaseAssigned:
		e.Authority = []string{"", "stirling", "fife"}[s.upTo(2, "authority")]
		e.Chair = []string{"", "chair-1"}[s.upTo(1, "chair")]
	case deadline.PositionBroughtIn:
		s.position(e)
	case deadline.ConcernNotified:
		e.Subject = []deadline.Subject{deadline.Child, deadline.Unborn}[s.upTo(1, "subject")]
		e.EDD = 0
		if e.Subject == deadline.Unborn && s.upTo(2, "dated") > 0 || s.one(20, "a child's delivery") {
			e.EDD = s.delivery(e.On)
		}
	case deadline.EDDRevised:
		e.EDD = s.delivery(e.On)
	case deadline.TransferNotified:
		e.Direction = []deadline.Direction{deadline.In, deadline.In, deadline.Out}[s.upTo(2, "direction")]
	case deadline.ConferenceCalled, deadline.NoticeGiven, deadline.ConferenceHeld:
		s.conference(e)
	case deadline.DecisionsCirculated, deadline.PlanCirculated, deadline.MinutesCirculated:
		e.Of = 0
		if s.one(2, "of a day") {
			e.Of = s.mention(e.On)
		}
	case deadline.ReasonRecorded:
		s.reason(e)
	case deadline.Closed:
		e.Cause = rapid.SampledFrom([]deadline.Cause{deadline.MovedAway, deadline.Died, deadline.PregnancyEnded, deadline.ProcessEnded}).Draw(s.t, "cause")
	case deadline.Withdrawn:
		e.Target = ""
		for e.Target == "" {
			if old := s.earlier(); old.Kind != deadline.Withdrawn {
				e.Target = old.ID
			} else if len(s.events) == 1 || s.one(3, "nothing to withdraw") {
				e.Kind = deadline.Born
				return
			}
		}
	}
}

// position draws dates of every combination: some absent, some after the day
// they were written down.
func (s *teller) position(e *deadline.Event) {
	back := func(what string) deadline.Date {
		if s.one(3, "no "+what) {
			return 0
		}
		if len(s.events) > 0 && s.one(4, "of the story") {
			return s.mention(e.On)
		}
		return dateOf(daysOn(dayOf(e.On), s.pick([]int{-700, -200, -184, -92, -60, -42, -30, -20, -1, 0, 0, 1, 30}, what)))
	}
	e.LastReview, e.LastCoreGroup = back("last review"), back("last core group")
	for e.RegisteredOn = 0; e.RegisteredOn == 0; {
		e.RegisteredOn = back("registered on")
	}
}

// delivery draws an expected date near where 28 weeks or 40 make a difference.
func (s *teller) delivery(on deadline.Date) deadline.Date {
	return dateOf(daysOn(dayOf(on), s.pick([]int{-10, 0, 30, 83, 84, 85, 104, 105, 106, 111, 112, 113, 130, 170, 200}, "delivery in")))
}

func (s *teller) conference(e *deadline.Event) {
	if e.Conference == 0 || s.one(8, "another kind") {
		e.Conference = rapid.SampledFrom([]deadline.Conference{deadline.Initial, deadline.Initial, deadline.ContinuedInitial,
			deadline.PreBirth, deadline.Review, deadline.Review, deadline.Transfer}).Draw(s.t, "conference")
	}
	e.Planned, e.Outcome, e.Until, e.Next = 0, 0, 0, 0
	switch e.Kind {
	case deadline.ConferenceCalled:
		e.Planned = dateOf(daysOn(dayOf(e.On), s.pick([]int{-3, 0, 3, 5, 6, 14, 21, 28, 29, 30, 31, 60, 170}, "planned in")))
	case deadline.ConferenceHeld:
		e.Outcome = s.outcome(e.Conference)
		if s.one(4, "until") || e.Outcome == deadline.Continued && s.one(2, "agreed") {
			e.Until = dateOf(daysOn(dayOf(e.On), s.pick([]int{-5, 0, 1, 14, 28, 90, 92, 200}, "until in")))
		}
		if s.one(8, "next") {
			e.Next = dateOf(daysOn(dayOf(e.On), 80))
		}
	}
}

// outcome draws one that the kind can have; in muddled data any.
func (s *teller) outcome(c deadline.Conference) deadline.Outcome {
	any := []deadline.Outcome{deadline.Registered, deadline.NotRegistered, deadline.Continued, deadline.Inquorate, deadline.Retained, deadline.Deregistered}
	if s.nasty && s.one(6, "any outcome") {
		return rapid.SampledFrom(any).Draw(s.t, "outcome")
	}
	var possible []deadline.Outcome
	for _, o := range any {
		if o.Possible(c) {
			possible = append(possible, o)
		}
	}
	if c != deadline.Review {
		possible = append(possible, deadline.Registered, deadline.Registered)
	}
	return rapid.SampledFrom(possible).Draw(s.t, "outcome")
}

var ruleWords = []string{"initial-cpcc", "initial-cpcc", "pre-birth-cpcc", "notice-of-cpcc", "continued-initial-cpcc", "decisions-record", "minutes", "minutes",
	"plan", "first-core-group", "first-review", "next-review", "chair-notification", "transfer-cpcc", "deregistration-core-group",
	"core-group", "pre-birth-allocation", "reconvened-cpcc", "first-review-after-pre-birth"}

func (s *teller) reason(e *deadline.Event) {
	e.Rule, e.Start = s.overdue(e.On)
	e.Conference = []deadline.Conference{0, 0, deadline.Initial, deadline.Review, deadline.PreBirth, deadline.ContinuedInitial}[s.upTo(5, "reason's kind")]
	e.Category = []string{"report-not-ready", "inquorate", "other"}[s.upTo(2, "category")]
	e.Text = []string{"", "as told"}[s.upTo(1, "text")]
	if e.Category == "other" {
		e.Text = "something else"
	}
	e.Proposed, e.AgreedBy = 0, []string{"", "manager-1"}[s.upTo(1, "agreed")]
	if s.upTo(3, "proposes") > 0 {
		e.Proposed = dateOf(daysOn(dayOf(e.On), s.pick([]int{-3, 0, 1, 7, 14, 60, 200}, "proposed in")))
	}
}

// overdue draws what a reason speaks of: mostly a rule that an earlier event
// may have started.
func (s *teller) overdue(on deadline.Date) (rule string, start deadline.Date) {
	rule, start = rapid.SampledFrom(ruleWords).Draw(s.t, "rule"), s.mention(on)
	if len(s.events) == 0 || s.one(4, "any rule") {
		return rule, start
	}
	old := s.earlier()
	if s.about != nil {
		old, s.about = *s.about, nil
	}
	likely := map[deadline.Kind][]string{
		deadline.ConcernNotified: {"initial-cpcc", "pre-birth-cpcc"}, deadline.ConferenceCalled: {"notice-of-cpcc"},
		deadline.ConferenceHeld: {"minutes", "plan", "first-review", "next-review", "reconvened-cpcc"}, deadline.CoreGroupHeld: {"core-group"},
		deadline.ChangeIdentified: {"chair-notification"}, deadline.TransferNotified: {"transfer-cpcc"},
	}[old.Kind]
	if likely == nil {
		return rule, start
	}
	return rapid.SampledFrom(likely).Draw(s.t, "likely rule"), old.On
}
