package engine

import "caseclock/deadline"

// Occurrence is something that starts clocks, as the calculator offers it.
type Occurrence struct {
	ID    string
	Words string
	Wants []string // further facts that it can be given: "edd", "planned", "until"

	registered bool // the child is on the register when it happens
	event      func(w *Worked) deadline.Event
}

// Occurrences lists them in the order in which they come to a case.
var Occurrences = []Occurrence{
	{ID: "concern", Words: "A notification of concern about a child is received",
		event: kindOnly(deadline.ConcernNotified)},
	{ID: "concern-unborn", Words: "A notification of concern about an unborn child is received", Wants: []string{"edd"},
		event: func(w *Worked) deadline.Event {
			return deadline.Event{Kind: deadline.ConcernNotified, Subject: deadline.Unborn, EDD: w.EDD}
		}},
	{ID: "transfer-notified", Words: "This authority is told that a child moves here for good",
		event: kindOnly(deadline.TransferNotified)},
	called("called-initial", "An initial conference is called for a planned day", deadline.Initial, false),
	called("called-pre-birth", "A pre-birth conference is called for a planned day", deadline.PreBirth, false),
	called("called-review", "A review conference is called for a planned day", deadline.Review, true),
	held("initial-registered", "An initial conference is held and registers the child", deadline.Initial, deadline.Registered, false),
	held("initial-not-registered", "An initial conference is held and does not register the child", deadline.Initial, deadline.NotRegistered, false),
	held("initial-continued", "An initial conference is held and continued for want of information", deadline.Initial, deadline.Continued, false, "until"),
	held("initial-inquorate", "An initial conference is held and is inquorate", deadline.Initial, deadline.Inquorate, false),
	held("pre-birth-registered", "A pre-birth conference is held and registers the child", deadline.PreBirth, deadline.Registered, false),
	held("transfer-registered", "A transfer conference is held and registers the child", deadline.Transfer, deadline.Registered, false),
	held("review-retained", "A review conference is held and keeps the child registered", deadline.Review, deadline.Retained, true),
	held("review-deregistered", "A review conference is held and deregisters the child", deadline.Review, deadline.Deregistered, true),
	{ID: "core-group", Words: "A core group is held while the child is registered", registered: true, event: kindOnly(deadline.CoreGroupHeld)},
	{ID: "change-identified", Words: "The core group sees that the plan must change materially", registered: true,
		event: kindOnly(deadline.ChangeIdentified)},
}

func kindOnly(k deadline.Kind) func(*Worked) deadline.Event {
	return func(*Worked) deadline.Event { return deadline.Event{Kind: k} }
}

func held(id, words string, c deadline.Conference, o deadline.Outcome, registered bool, wants ...string) Occurrence {
	return Occurrence{id, words, wants, registered, func(w *Worked) deadline.Event {
		return deadline.Event{Kind: deadline.ConferenceHeld, Conference: c, Outcome: o, Until: w.Until}
	}}
}

func called(id, words string, c deadline.Conference, registered bool) Occurrence {
	return Occurrence{id, words, []string{"planned"}, registered, func(w *Worked) deadline.Event {
		return deadline.Event{Kind: deadline.ConferenceCalled, Conference: c, Planned: w.Planned}
	}}
}

// occurrence finds one by its id, or nil.
func occurrence(id string) *Occurrence {
	for i := range Occurrences {
		if Occurrences[i].ID == id {
			return &Occurrences[i]
		}
	}
	return nil
}

// invented is a case in which h happens on a day, with what must have come
// before it, and at is the position of what happened.
func (h *Occurrence) invented(w *Worked, on deadline.Date, then ...deadline.Event) (c deadline.Case, at int32) {
	events := []deadline.Event{{Kind: deadline.CaseAssigned, On: on - 1, Authority: w.Authority}}
	if h.registered {
		events = append(events, deadline.Event{Kind: deadline.PositionBroughtIn, On: on - 1, RegisteredOn: on - 1})
	}
	if w.Authority == "" {
		events = events[1:]
	}
	at = int32(len(events))
	e := h.event(w)
	e.On = on
	return deadline.NewCase("", append(append(events, e), then...)), at
}
