package notify

import "caseclock/deadline"

// Case is what an alert needs to know of a case.
type Case struct {
	ID        string // opaque and random: it stands in links and in alert ids
	Reference string // as people know it: CP-0417
	Authority string // id
	Since     deadline.Date
	Chair     string // person's id, or empty
	Lead      string // person's id, or empty
	Died      bool   // closed with cause died
}

// Item is something that people may have to be told of: a deadline as it
// stands today, or a review date that the chair agreed.
type Item struct {
	Case     *Case
	Deadline deadline.Deadline // with its Rule; zero for an agreed review date

	// Lineage names what started the clock so that a correction does not
	// change it (see Lineage).
	Lineage string

	// NoDeliveryDate says that an open deadline depends on an expected date of
	// delivery that is not known, whether or not it is due by another limit.
	NoDeliveryDate bool

	// AgreedReview is the review date that the chair agreed with the last
	// conference (FV 19), while no review has been held since. It is reminded
	// of; it is no timescale.
	AgreedReview deadline.Date

	// NoticeBy is, for a calendar, the last day on which notice can be given of
	// a conference on the due day; none: it is not told.
	NoticeBy deadline.Date
}

// Lineage is the id of the first form of an event: the one at the beginning of
// the chain in which each replaces the one before. Position is that of the
// event in the case; below 0 there is none.
func Lineage(c *deadline.Case, position int32) string {
	if position < 0 {
		return ""
	}
	for range c.Facts {
		before := c.Facts[position].Replaces - 1
		if before < 0 {
			break
		}
		position = before
	}
	return c.Event(position).ID
}

// breach says whether the deadline is out of timescale under a binding rule.
func (it *Item) breach() bool {
	return it.Deadline.Status.OutOfTimescale() && it.Deadline.Rule.Force != deadline.WherePossible
}

// rule is the id of the timescale, or that of a reminder.
func (it *Item) rule() string {
	if it.AgreedReview != 0 {
		return AgreedReview
	}
	return it.Deadline.Rule.ID
}

// due is the day in question.
func (it *Item) due() deadline.Date {
	if it.AgreedReview != 0 {
		return it.AgreedReview
	}
	return it.Deadline.Due
}

// pending says whether the day in question is still to come or today.
func (it *Item) pending() bool {
	return it.AgreedReview != 0 || it.Deadline.Status == deadline.Pending
}

// AgreedReview stands in the place of a rule's id for a review date that the
// chair agreed.
const AgreedReview = "agreed-review-date"
