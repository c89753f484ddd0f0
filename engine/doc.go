// Package engine joins the others into what people do with Caseclock: bring
// events in, record one by hand, say why a timescale was missed, look at what
// is due and at one case, make the committee's report, and wake now and then to
// tell those who are owed to be told.
//
// # Conventions
//
// Facts come from the store, dates from the reckoning, and nothing that follows
// from them is kept: every question is answered by reckoning anew. The time is
// given; there is no clock here but the one in Settings.
//
// A question "as known at" an instant leaves out the events recorded after it
// and reckons by the rulebook in force then: every effective rulebook is kept
// whole, by digest, with the instant from which it held. A question about an
// instant before the first of them is answered by the first.
//
// What fell due before the day an authority began (since) is listed but neither
// mailed nor counted.
//
// What is refused is refused with every fault at once (Refused); what is
// doubtful is accepted and queried.
//
// No reference of a child is logged: a case is named by its opaque id.
package engine
