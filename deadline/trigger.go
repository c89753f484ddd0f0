package deadline

import (
	"fmt"
	"strings"
)

// class is what an event is to a rule: its kind and, where it matters, for
// whom, which conference and how it ended. There are fewer than 64, so a set
// of classes is a mask and a rule asks one question of an event.
type class uint8

const (
	classConcernUnborn = class(Withdrawn) + 1 + iota
	classTransferOut
	classHeld      // 5 kinds of 6 outcomes follow
	classMovedAway = classHeld + 5*6 + iota - 3
	classDied
	classPregnancyEnded
	classes // how many
)

// classOf names the class of a fact; a plain kind is its own class.
func classOf(k Kind, sub uint8, conf Conference, out Outcome) class {
	switch {
	case k == ConcernNotified && Subject(sub) == Unborn:
		return classConcernUnborn
	case k == TransferNotified && Direction(sub) == Out:
		return classTransferOut
	case k == ConferenceHeld && conf > 0 && out > 0:
		return held(conf, out)
	case k == Closed && sub > 0 && Cause(sub) < ProcessEnded:
		return classMovedAway + class(sub) - 1
	}
	return class(k)
}

func held(c Conference, o Outcome) class { return classHeld + class(c-1)*6 + class(o-1) }

// mask is a set of classes.
type mask uint64

func (m mask) has(c class) bool { return m>>c&1 == 1 }

// link narrows which open deadlines an event concerns.
type link uint8

const (
	anyKind     link = iota
	sameKind         // the event's conference is of the deadline's kind
	standsIn         // same kind; an initial conference also serves for a pre-birth one
	butReview        // every kind but review
	nearPlanned      // same kind, and held on or after the planned day or up to 28 days before it (see Rule)
	ofDay            // the deadline starts on the day the paper names
)

// Trigger is an event as a rule names it, in the words a pack uses:
//
//	concern-notified child | unborn           transfer-notified in | out
//	conference-held [kinds] [outcomes]        quorate, unless inquorate is named
//	registers | newly-registers [kinds]       deregisters
//	closed [causes]                           position-brought-in registered-on | last-review | last-core-group
//
// and every other event by its name; then, after a comma, what links it to the
// deadline: same-kind, same-kind or initial for pre-birth, any kind but
// review, near the planned day, of that day.
type Trigger struct {
	words string
	on    mask
	link  link
	newly bool     // only where the child was not registered before it
	from  position // which day of a position the clock starts on
}

// position is a day that position-brought-in carries.
type position uint8

const (
	notPosition position = iota
	registeredOn
	lastReview
	lastCoreGroup
)

var positionWords = []string{"", "registered-on", "last-review", "last-core-group"}

var linkWords = []string{"", "same-kind", "same-kind or initial for pre-birth", "any kind but review", "near the planned day", "of that day"}

// String gives the words of the pack.
func (t Trigger) String() string { return t.words }

// MarshalText writes the words of the pack.
func (t Trigger) MarshalText() ([]byte, error) { return []byte(t.words), nil }

// ParseTrigger reads a pack's words for an event.
func ParseTrigger(s string) (Trigger, error) {
	name, linked, _ := strings.Cut(s, ",")
	t := Trigger{words: strings.TrimSpace(s)}
	if linked = strings.TrimSpace(linked); linked != "" {
		l, err := parseWord[link](linkWords, linked, "link")
		if err != nil {
			return t, err
		}
		t.link = l
	}
	words := strings.Fields(name)
	if len(words) == 0 {
		return t, fmt.Errorf("an event is missing; accepted: %s", strings.Join(triggerWords(), ", "))
	}
	return t, t.read(words[0], words[1:])
}

func triggerWords() []string {
	known := append([]string{"registers", "newly-registers", "deregisters"}, kindWords[CaseAssigned:ReasonRecorded]...)
	return append(known, Closed.String())
}

func (t *Trigger) read(event string, args []string) error {
	kinds, outcomes, rest := splitArgs(args)
	switch event {
	case "registers", "newly-registers":
		t.newly = event == "newly-registers"
		if kinds == nil {
			kinds = []Conference{Initial, ContinuedInitial, PreBirth, Transfer}
		}
		t.on = heldMask(kinds, []Outcome{Registered})
		return refuseArgs(event, append(rest, words(outcomes)...), "the kinds of conference")
	case "deregisters":
		t.on = heldMask(nil, []Outcome{Deregistered})
		return refuseArgs(event, args, "nothing")
	case "conference-held":
		if outcomes == nil {
			outcomes = []Outcome{Registered, NotRegistered, Continued, Retained, Deregistered}
		}
		t.on = heldMask(kinds, outcomes)
		return refuseArgs(event, rest, "kinds and outcomes of conferences")
	}
	k, err := ParseKind(event)
	if err != nil || k == Withdrawn || k == ReasonRecorded {
		return fmt.Errorf("%q is no event that a rule can name; accepted: %s", clip(event), strings.Join(triggerWords(), ", "))
	}
	return t.readPlain(k, args)
}

func (t *Trigger) readPlain(k Kind, args []string) error {
	t.on = 1 << class(k)
	switch k {
	case ConcernNotified:
		return t.oneOf(k, args, subjectWords, 1<<class(k), 1<<classConcernUnborn)
	case TransferNotified:
		return t.oneOf(k, args, directionWords, 1<<class(k), 1<<classTransferOut)
	case Closed:
		return t.oneOf(k, args, causeWords[1:], 1<<classMovedAway, 1<<classDied, 1<<classPregnancyEnded, 1<<class(k))
	case PositionBroughtIn:
		if len(args) != 1 {
			return fmt.Errorf("position-brought-in names one day; accepted: %s", strings.Join(positionWords[1:], ", "))
		}
		var err error
		t.from, err = parseWord[position](positionWords, args[0], "day of a position")
		return err
	}
	return refuseArgs(k.String(), args, "nothing")
}

// oneOf takes the masks of the words named, or of all when none is.
func (t *Trigger) oneOf(k Kind, args, words []string, masks ...mask) error {
	t.on = 0
	for i, w := range words {
		for _, a := range args {
			if a == w {
				t.on |= masks[i]
			}
		}
		if len(args) == 0 {
			t.on |= masks[i]
		}
	}
	for _, a := range args {
		if _, err := parseWord[uint8](words, a, k.String()); err != nil {
			return err
		}
	}
	return nil
}

func splitArgs(args []string) (kinds []Conference, outcomes []Outcome, rest []string) {
	for _, a := range args {
		if c, err := ParseConference(a); err == nil {
			kinds = append(kinds, c)
		} else if o, err := parseWord[Outcome](outcomeWords, a, ""); err == nil {
			outcomes = append(outcomes, o)
		} else {
			rest = append(rest, a)
		}
	}
	return kinds, outcomes, rest
}

func heldMask(kinds []Conference, outcomes []Outcome) mask {
	if kinds == nil {
		kinds = []Conference{Initial, ContinuedInitial, PreBirth, Review, Transfer}
	}
	var m mask
	for _, c := range kinds {
		for _, o := range outcomes {
			m |= 1 << held(c, o)
		}
	}
	return m
}

func words[T fmt.Stringer](list []T) []string {
	var s []string
	for _, v := range list {
		s = append(s, v.String())
	}
	return s
}

func refuseArgs(event string, args []string, accepted string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%q does not go with %s; accepted after it: %s", clip(strings.Join(args, " ")), event, accepted)
}
