package report

import "caseclock/deadline"

// FlowTable is the flow of children through the process in one period, by
// authority and over all.
//
// Start and End are the days at the end of which the register was counted: the
// day before the period and its last day, neither of them after the as-at day.
// What the table counts happened after Start and on or before End. So the end
// of one quarter is the start of the next, and four quarters add up to their
// year. Of a period that lies wholly after the as-at day Start and End are both
// that day, and nothing flows.
type FlowTable struct {
	Period
	Start       deadline.Date `json:"start"`
	End         deadline.Date `json:"end"`
	Authorities []Flow        `json:"authorities"` // by id, no authority recorded first; those with nothing but zeros are left out
	All         Flow          `json:"all"`         // over all that are reported on
}

// Flow is what happened in a period in one authority, or over all.
//
// An event belongs to the authority that was responsible on its own day, as a
// deadline belongs to that of the day its clock starts. What is entered twice
// for one child on one day alike (a concern about the same subject, a conference
// of one kind with one outcome) counts once. All that is recorded counts, also
// from before the day on which an authority's counting of deadlines began
// (Options.Since): a child put on the register before it is on it still.
type Flow struct {
	Authority string   `json:"authority"` // empty: none recorded, or over all
	Notified  Notified `json:"notified"`
	Children  Held     `json:"children"` // conferences by child: each child at each conference is one
	Meetings  Held     `json:"meetings"` // conferences by meeting
	Register  Register `json:"register"`
}

// Notified counts notifications of concern received (concern-notified): a
// child about whom two came on two days counts twice, and one about a child
// already on the register counts too.
type Notified struct {
	Child  int `json:"child"`
	Unborn int `json:"unborn"`
}

// Register is the movement on the Child Protection Register, in children:
// Start + In.All() - Out.All() = End, in each authority and over all.
//
// On the register is who the reckoning says is on it (deadline.Case.Register):
// registered, kept on, or brought in with the first records and neither
// deregistered nor closed since. A child who comes off and on again, in one
// period or on one day, is one out and one in. A child whose case passes to
// another authority here while on the register is out of the one and in to the
// other on the day of the change, and over all neither.
type Register struct {
	Start int         `json:"start"` // at the end of FlowTable.Start
	In    RegisterIn  `json:"in"`
	Out   RegisterOut `json:"out"`
	End   int         `json:"end"` // at the end of FlowTable.End

	// Left is how long those were on the register who came off it in the period;
	// a child who moved to another authority here did not come off. On is how long
	// those have been on it who are on it at the end.
	Left Stay `json:"left"`
	On   Stay `json:"on"`
}

// RegisterIn counts who came on the register, by what put them on it.
type RegisterIn struct {
	Initial          int `json:"initial"`           // registered by an initial conference
	ContinuedInitial int `json:"continued_initial"` // by a continued initial one
	PreBirth         int `json:"pre_birth"`
	Transfer         int `json:"transfer"` // by a transfer conference: from an authority that is not among these, or another case's
	// BroughtIn came with the first records (position-brought-in): they were on
	// the register already when the records begin, and are counted in on the
	// position's own day, because no day before it knows of them. Their time on the
	// register runs from the day of registration that the position names.
	BroughtIn int `json:"brought_in"`
	Moved     int `json:"moved"` // from another authority here, or from none recorded
	// Other were put on by a conference that cannot do that, such as a review that
	// keeps on a child who was not on the register. The records do not say how
	// these came on it; each is a query.
	Other int `json:"other"`
}

// All is their sum.
func (n RegisterIn) All() int {
	return n.Initial + n.ContinuedInitial + n.PreBirth + n.Transfer + n.BroughtIn + n.Moved + n.Other
}

// RegisterOut counts who came off the register, by what took them off it.
type RegisterOut struct {
	Review         int `json:"review"`     // deregistered by a review
	MovedAway      int `json:"moved_away"` // closed, by its cause
	Died           int `json:"died"`
	PregnancyEnded int `json:"pregnancy_ended"`
	ProcessEnded   int `json:"process_ended"`
	Moved          int `json:"moved"` // to another authority here
	Other          int `json:"other"` // deregistered by a conference that is no review (a query), or closed with no cause
}

// Closed is how many came off because the case was closed, whatever the cause.
func (n RegisterOut) Closed() int { return n.MovedAway + n.Died + n.PregnancyEnded + n.ProcessEnded }

// All is their sum.
func (n RegisterOut) All() int { return n.Review + n.Closed() + n.Moved + n.Other }
