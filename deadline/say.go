package deadline

import (
	"fmt"
	"strings"
)

var kindNames = []string{"",
	CaseAssigned:        "case assigned",
	PositionBroughtIn:   "position brought in",
	ConcernNotified:     "notification of concern about a child",
	EDDRevised:          "expected date of delivery revised",
	ReferralAllocated:   "pre-birth referral allocated for assessment",
	Born:                "birth of the child",
	TransferNotified:    "receiving authority notified of a permanent move",
	ConferenceCalled:    "conference called",
	NoticeGiven:         "notice given to participants",
	ConferenceNotNeeded: "decision that no conference follows",
	ConferenceHeld:      "conference held",
	DecisionsCirculated: "record of key decisions circulated",
	PlanCirculated:      "plan circulated",
	MinutesCirculated:   "minutes circulated",
	CoreGroupHeld:       "core group held",
	ChangeIdentified:    "material change to the plan identified",
	ChairNotified:       "chair notified of the change",
	ReasonRecorded:      "reason recorded",
	Closed:              "case closed",
	Withdrawn:           "entry withdrawn",
}

// Plain says what happened in the field's words, without its day: "review
// conference held (retained)".
func (e *Event) Plain() string {
	s := word(kindNames, int(e.Kind))
	switch e.Kind {
	case ConcernNotified:
		if e.Subject == Unborn {
			s = "notification of concern about an unborn child"
		}
	case TransferNotified:
		if e.Direction == Out {
			s += " (out)"
		}
	case ConferenceHeld:
		if e.Outcome == Inquorate {
			return fmt.Sprintf("%s conference inquorate", e.Conference)
		}
		return fmt.Sprintf("%s %s (%s)", e.Conference, s, e.Outcome)
	case ConferenceCalled:
		return fmt.Sprintf("%s %s for %s", e.Conference, s, e.Planned.Long())
	case NoticeGiven:
		return fmt.Sprintf("notice of the %s conference given to participants", e.Conference)
	case Closed:
		return fmt.Sprintf("%s (%s)", s, e.Cause)
	case DecisionsCirculated, PlanCirculated, MinutesCirculated:
		if e.Of != 0 {
			return fmt.Sprintf("%s, of the conference of %s", s, e.Of.Long())
		}
	}
	return s
}

// RuleName is a rule's id as people read it: "pre-birth-cpcc" is "Pre-birth
// case conference".
func RuleName(id string) string {
	s := strings.ReplaceAll(id, "pre-birth", "pre\x00birth")
	words := strings.Split(strings.ReplaceAll(s, "-", " "), " ")
	for i, w := range words {
		if w == "cpcc" {
			words[i] = "case conference"
		}
	}
	return capital(strings.ReplaceAll(strings.Join(words, " "), "\x00", "-"))
}

// days writes "1 day" or "3 days".
func days(n int) string { return Span{n, "days"}.String() }
