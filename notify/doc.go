// Package notify decides who is told what about which deadline, words it, and
// hands it to a mail server; each thing once, and never silently dropped.
//
// # Conventions
//
// What is owed is derived. Decide is pure: from the deadlines as they stand,
// the people, the ladder and what the ledger remembers it works out the alerts
// that are owed, each with its reason in words. Whether it is asked every
// minute or once a day makes no difference to what is sent.
//
// Of the rungs a person's ladder has reached only the highest is owed. So
// what lies before the start of a clock, before the authority began (since) or
// in an outage collapses into one alert; the rungs passed over are settled
// with it.
//
// An alert belongs to a deadline, a rung and a person. The deadline is known
// by its case, rule, the first form of the event that started it (a correction
// follows it), the kind of conference and the due day; when the due day moves,
// everything is told anew.
//
// A mail carries a reference, a timescale, a due day, days and a link; its
// subject is fixed. It never says that a child died, why something was late,
// or who anybody is.
//
// Of a report that was made people are told its title, its period, for whom it
// is and where it lies; never a figure. The committee hears of reports and of
// no case.
//
// A canary mail tells of nothing and nobody. It goes at all hours and after every
// alert, and shows that a server takes messages to their end, which is more than that
// it takes a recipient. Any other message that it takes shows as much.
//
// The exact bytes of a message are claimed in the ledger before the server is
// dialled. Whatever happens then, a repeat is the same message with the same
// Message-ID, which is derived from what the message tells. What the server
// answered is kept as it answered it.
package notify
