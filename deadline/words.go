package deadline

import (
	"fmt"
	"strings"
)

// Kind is what happened. The order is the order in which events of one day
// are taken.
type Kind uint8

// The events of a case.
const (
	CaseAssigned Kind = iota + 1
	PositionBroughtIn
	ConcernNotified
	EDDRevised
	ReferralAllocated
	Born
	TransferNotified
	ConferenceCalled
	NoticeGiven
	ConferenceNotNeeded
	ConferenceHeld
	DecisionsCirculated
	PlanCirculated
	MinutesCirculated
	CoreGroupHeld
	ChangeIdentified
	ChairNotified
	ReasonRecorded
	Closed
	Withdrawn
)

// KindSet is a set of kinds.
type KindSet uint32

// SetOf is the set of these kinds.
func SetOf(kinds ...Kind) (set KindSet) {
	for _, k := range kinds {
		set |= 1 << k
	}
	return set
}

// everyKind are the kinds that the pass takes.
const everyKind KindSet = 1<<Withdrawn - 1

var kindWords = []string{"", "case-assigned", "position-brought-in", "concern-notified", "edd-revised",
	"referral-allocated", "born", "transfer-notified", "conference-called", "notice-given",
	"conference-not-needed", "conference-held", "decisions-circulated", "plan-circulated",
	"minutes-circulated", "core-group-held", "change-identified", "chair-notified",
	"reason-recorded", "closed", "withdrawn"}

// Conference is the kind of a case conference; zero is none.
type Conference uint8

// The kinds of conference.
const (
	Initial Conference = iota + 1
	ContinuedInitial
	PreBirth
	Review
	Transfer
)

var conferenceWords = []string{"", "initial", "continued-initial", "pre-birth", "review", "transfer"}

// Outcome is how a conference ended; zero is none.
type Outcome uint8

// The outcomes of a conference.
const (
	Registered Outcome = iota + 1
	NotRegistered
	Continued
	Inquorate
	Retained
	Deregistered
)

var outcomeWords = []string{"", "registered", "not-registered", "continued", "inquorate", "retained", "deregistered"}

// Possible says whether a conference of this kind can end so (DOMAIN, outcomes).
func (o Outcome) Possible(c Conference) bool {
	switch o {
	case Registered, NotRegistered:
		return c != Review
	case Continued:
		return c == Initial
	case Retained, Deregistered:
		return c == Review
	}
	return true
}

// Subject is whom a concern is about; zero is a child.
type Subject uint8

// The subjects of a concern.
const (
	Child Subject = iota
	Unborn
)

var subjectWords = []string{"child", "unborn"}

// Direction of a move; zero is in: we receive.
type Direction uint8

// The directions of a transfer.
const (
	In Direction = iota
	Out
)

var directionWords = []string{"in", "out"}

// Cause is why a case left the process; zero is none.
type Cause uint8

// The causes of closing.
const (
	MovedAway Cause = iota + 1
	Died
	PregnancyEnded
	ProcessEnded
)

var causeWords = []string{"", "moved-away", "died", "pregnancy-ended", "process-ended"}

// Categories are the reasons why timescales are missed, as published reports
// name them. An authority's configuration may add to them.
var Categories = []string{"parent-unable-to-attend", "key-professional-unavailable", "family-moved",
	"sibling-added", "interpreter-or-advocate-unavailable", "child-in-hospital", "born-early",
	"late-notification", "late-referral", "awaiting-police-or-prosecutor", "report-not-ready",
	"papers-not-shared-with-family", "inquorate", "chair-unavailable", "minute-taker-unavailable",
	"conference-capacity", "school-holiday", "public-holiday", "severe-weather",
	"administrative-error", "other"}

func (k Kind) String() string       { return word(kindWords, int(k)) }
func (c Conference) String() string { return word(conferenceWords, int(c)) }
func (o Outcome) String() string    { return word(outcomeWords, int(o)) }
func (s Subject) String() string    { return word(subjectWords, int(s)) }
func (d Direction) String() string  { return word(directionWords, int(d)) }
func (c Cause) String() string      { return word(causeWords, int(c)) }

// MarshalText and UnmarshalText write and read the field's own words.
func (k Kind) MarshalText() ([]byte, error)       { return []byte(k.String()), nil }
func (c Conference) MarshalText() ([]byte, error) { return []byte(c.String()), nil }
func (o Outcome) MarshalText() ([]byte, error)    { return []byte(o.String()), nil }
func (s Subject) MarshalText() ([]byte, error)    { return []byte(s.String()), nil }
func (d Direction) MarshalText() ([]byte, error)  { return []byte(d.String()), nil }
func (c Cause) MarshalText() ([]byte, error)      { return []byte(c.String()), nil }

// MarshalJSON writes the kind's word, or null for none.
func (c Conference) MarshalJSON() ([]byte, error) {
	if c == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + c.String() + `"`), nil
}

// ParseKind reads an event's name.
func ParseKind(s string) (Kind, error) { return parseWord[Kind](kindWords, s, "event") }

// ParseConference reads a conference's kind.
func ParseConference(s string) (Conference, error) {
	return parseWord[Conference](conferenceWords, s, "kind of conference")
}

// Kinds and Conferences list the words in their order.
func Kinds() []string { return kindWords[1:] }

// Conferences lists the kinds of conference.
func Conferences() []string { return conferenceWords[1:] }

func word(words []string, i int) string {
	if i < len(words) {
		return words[i]
	}
	return fmt.Sprintf("unknown-%d", i)
}

func parseWord[T ~uint8](words []string, s, what string) (T, error) {
	for i, w := range words {
		if w == s && s != "" {
			return T(i), nil
		}
	}
	known := words
	if known[0] == "" {
		known = known[1:]
	}
	return 0, fmt.Errorf("%q is no %s; accepted: %s", clip(s), what, strings.Join(known, ", "))
}
