package load

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"caseclock/deadline"
	"caseclock/store"
)

// casesEach is how many cases each writer writes to, in turn.
const casesEach = 12

// day is that of the first event, 1 January 2026.
var day = func() deadline.Date {
	d, err := deadline.ParseDate("2026-01-01")
	if err != nil {
		panic(err)
	}
	return d
}()

// Person is who writer w is in the audit trail.
func Person(w int) string { return fmt.Sprintf("clerk-%d", w) }

// Key is the idempotency key of a Write.
func Key(w, i int) string { return fmt.Sprintf("trial-%d-%d", w, i) }

// Ref is the case that a Write is about.
func Ref(w, i int) string { return fmt.Sprintf("CP-%d-%d", w, i%casesEach) }

func rowKey(w, i int) string { return fmt.Sprintf("row-%d-%d", w, i%casesEach) }

// Write is what writer w writes as its i-th: one to four events of a case,
// bookkeeping of a row, and a record of a shelf that is replaced each time.
func Write(w, i int) store.Write {
	chance := rand.New(rand.NewPCG(uint64(w), uint64(i)))
	ref := Ref(w, i)
	out := store.Write{Key: Key(w, i), Audit: store.Entry{By: Person(w), Action: "record", Door: "trial", Detail: fmt.Sprint(i)}}
	for k := range 1 + chance.IntN(4) {
		e := event(chance, ref, day+deadline.Date(i%300))
		if k == 0 { // the first has an id, so that a later Write can withdraw it
			e.ID = firstID(w, i)
		}
		out.Events = append(out.Events, e)
	}
	if i >= casesEach && i/casesEach%3 == 0 {
		out.Events = append(out.Events, deadline.Event{Case: ref, Kind: deadline.Withdrawn, On: day + 1, By: Person(w), Target: firstID(w, i-casesEach), Why: "entered in error"})
	}
	out.Rows = []store.Row{{Source: "register", Key: rowKey(w, i), Hash: [32]byte{byte(i)}, Data: fmt.Append(nil, i), Events: []store.RowEvent{{Label: "concern", New: 0}}}}
	out.Shelf = []store.ShelfChange{{Shelf: store.Drafts, Kept: store.Kept{Key: Person(w), Value: fmt.Append(nil, i)}, If: store.Whatever}}
	return out
}

func firstID(w, i int) string { return fmt.Sprintf("first-%d-%d", w, i) }

func event(chance *rand.Rand, ref string, on deadline.Date) deadline.Event {
	e := deadline.Event{Case: ref, On: on, By: "clerk", Source: fmt.Sprintf("export.csv:%d", chance.IntN(9000))}
	switch chance.IntN(6) {
	case 0:
		e.Kind, e.Authority, e.Chair = deadline.CaseAssigned, []string{"stirling", "falkirk", "fife"}[chance.IntN(3)], fmt.Sprintf("chair-%d", chance.IntN(40))
	case 1:
		e.Kind, e.Conference, e.Outcome = deadline.ConferenceHeld, deadline.Initial, deadline.Registered
	case 2:
		e.Kind, e.Of = deadline.MinutesCirculated, on
	case 3:
		e.Kind, e.Rule, e.Start, e.Category, e.Proposed = deadline.ReasonRecorded, "minutes", on, "other", on+9
		e.Text = strings.Repeat("the minutes were late; ", chance.IntN(80))
	case 4:
		e.Kind, e.Conference, e.Planned, e.Meeting = deadline.ConferenceCalled, deadline.Initial, on+9, fmt.Sprintf("m-%d", chance.IntN(50))
	default:
		e.Kind = deadline.ConcernNotified
	}
	return e
}
