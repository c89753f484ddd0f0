package report

import (
	"math/bits"

	"caseclock/deadline"
	"caseclock/report/document"
)

const (
	conferenceKinds = int(deadline.Transfer) + 1
	outcomes        = int(deadline.Deregistered) + 1
)

// Held counts the conferences of a period by kind and outcome, by child or by
// meeting. An inquorate conference is not held (ENGINE): it is counted under
// its own outcome and in no sum but Inquorate.
//
// By meeting, the children of one authority who share a meeting's reference on
// one day are one meeting of each kind of conference that it was for them: a
// sitting that was the initial conference for one child and the review for
// another counts once as each. A reference used again on a later day is
// another meeting, as when an inquorate one is held again. Without a reference
// each child is a meeting of its own. A meeting counts under the one outcome
// that its children of that kind had; where they differ, under Mixed; so its
// outcomes and Mixed add up to the meetings held. It is inquorate where it was
// that for all of them, and otherwise its outcome is that of the others.
type Held struct {
	byOutcome [conferenceKinds][outcomes]int
	mixed     [conferenceKinds]int
}

// Outcome is how many conferences of a kind ended so, Inquorate among others.
func (h *Held) Outcome(k deadline.Conference, o deadline.Outcome) int {
	if int(k) >= conferenceKinds || int(o) >= outcomes {
		return 0
	}
	return h.byOutcome[k][o]
}

// Mixed is how many meetings of a kind ended differently for their children;
// by child there are none.
func (h *Held) Mixed(k deadline.Conference) int {
	if int(k) >= conferenceKinds {
		return 0
	}
	return h.mixed[k]
}

// Held is how many conferences of a kind were held, quorate, whatever the
// outcome.
func (h *Held) Held(k deadline.Conference) int {
	n := h.Mixed(k)
	for o := range outcomes {
		if deadline.Outcome(o) != deadline.Inquorate {
			n += h.Outcome(k, deadline.Outcome(o))
		}
	}
	return n
}

// All is how many conferences were held, quorate, of all kinds.
func (h *Held) All() int {
	n := 0
	for k := range conferenceKinds {
		n += h.Held(deadline.Conference(k))
	}
	return n
}

// Inquorate is how many conferences were inquorate, of all kinds.
func (h *Held) Inquorate() int {
	n := 0
	for k := range conferenceKinds {
		n += h.byOutcome[k][deadline.Inquorate]
	}
	return n
}

// Considering are the kinds of conference that decide whether a child is
// registered.
var Considering = []deadline.Conference{deadline.Initial, deadline.ContinuedInitial, deadline.PreBirth, deadline.Transfer}

// Conversion is how many of the children considered in the period were
// registered. It is counted by child, one for each decision: considered are
// those for whom an initial, continued initial, pre-birth or transfer
// conference was held, quorate, and decided, registered or not; one that was
// continued decided nothing yet. A child considered twice counts twice. Who was
// on the register before (a transfer) and is registered again is among the
// registered here, though not among those who came on the register.
func (f *Flow) Conversion() (registered, considered int) {
	for _, k := range Considering {
		r, c := f.ConversionBy(k)
		registered, considered = registered+r, considered+c
	}
	return registered, considered
}

// ConversionBy is Conversion at the conferences of one kind.
func (f *Flow) ConversionBy(k deadline.Conference) (registered, considered int) {
	registered = f.Children.Outcome(k, deadline.Registered)
	return registered, registered + f.Children.Outcome(k, deadline.NotRegistered)
}

// PercentRegistered is the conversion in per cent; ok is false where nobody was
// considered.
func (f *Flow) PercentRegistered() (p document.Tenths, ok bool) { return percent(f.Conversion()) }

func (h *Held) count(k deadline.Conference, o deadline.Outcome) {
	if int(k) < conferenceKinds && int(o) < outcomes {
		h.byOutcome[k][o]++
	}
}

// sitting is one meeting as one kind of conference.
type sitting struct {
	meeting string
	row     int32 // the authority's
	on      deadline.Date
	kind    deadline.Conference
}

// ended is the outcomes that a sitting had for its children, as a set.
type ended uint8

func (e ended) with(o deadline.Outcome) ended { return e | 1<<o }

// countSitting counts a meeting once, whatever the order its children came in.
func (h *Held) countSitting(k deadline.Conference, e ended) {
	quorate := e &^ (1 << deadline.Inquorate)
	switch bits.OnesCount8(uint8(quorate)) {
	case 0:
		h.count(k, deadline.Inquorate)
	case 1:
		h.count(k, deadline.Outcome(bits.TrailingZeros8(uint8(quorate))))
	default:
		h.mixed[k]++
	}
}
