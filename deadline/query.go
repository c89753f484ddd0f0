package deadline

import (
	"fmt"
	"slices"
)

// Query is a doubt about the data: listed, never guessed away.
type Query struct {
	Case     string   `json:"case"`
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Event    string   `json:"event"` // the id of the event, or empty where the doubt is about the case
	On       Date     `json:"on"`
	Text     string   `json:"text"`
}

// Severity is how much a query matters.
type Severity string

// The severities of queries.
const (
	Wrong   Severity = "wrong"   // a figure or a date is likely to be wrong
	Missing Severity = "missing" // something that is needed is not there
	Odd     Severity = "odd"     // possible, worth a look
)

// QueryCodes lists every code with its severity, in the order of ENGINE's list.
var QueryCodes = []struct {
	Code     string
	Severity Severity
}{
	{"outcome-not-for-kind", Wrong},
	{"review-of-unregistered", Wrong},
	{"deregistered-by-other-kind", Wrong},
	{"conference-without-cause", Missing},
	{"continued-without-rule", Wrong},
	{"paper-without-conference", Wrong},
	{"paper-before-conference", Wrong},
	{"dated-after-recording", Wrong},
	{"dated-before-2000", Wrong},
	{"dated-far-ahead", Wrong},
	{"planned-before-call", Wrong},
	{"planned-on-weekend", Odd},
	{"planned-on-holiday", Odd},
	{"delivery-date-missing", Missing},
	{"delivery-date-impossible", Wrong},
	{"too-early-to-count", Odd},
	{"concern-while-registered", Odd},
	{"closed-while-registered", Wrong},
	{"after-closing", Wrong},
	{"reason-fits-nothing", Wrong},
	{"registered-twice", Wrong},
	{"meets-nothing", Odd},
	{"no-chair", Missing},
	{"no-authority", Missing},
	{"before-first-pack", Missing},
	{"until-not-after", Wrong},
	{"position-while-registered", Wrong},
	{"position-date-after", Wrong},
	{"before-position", Odd},
	{"replaces-itself", Wrong},
	{"corrected-twice", Odd},
}

func severityOf(code string) Severity {
	for _, c := range QueryCodes {
		if c.Code == code {
			return c.Severity
		}
	}
	panic("no such query: " + code)
}

// Queries lists what is doubtful in the data of a case as at a moment, in the
// order of its events, what concerns the whole case last.
func Queries(c *Case, b *Rulebook, m Moment) []Query {
	var r Reckoner
	_, qs := r.Look(c, b, m)
	return qs
}

// Look is Evaluate and Queries at the cost of little more than the one. What it
// returns is overwritten by the next call.
func (r *Reckoner) Look(c *Case, b *Rulebook, m Moment) ([]Deadline, []Query) {
	r.watch.reset()
	ds := r.evaluate(c, b, m, &r.watch)
	q := &r.asker
	q.begin(c, b, m, &r.watch, ds)
	q.touches(r.keys)
	for i, live := range q.live {
		if live {
			q.dates(int32(i))
		}
	}
	q.corrections(m.known())
	for _, k := range r.keys {
		q.take(int32(k & position24))
	}
	q.wholeCase(r.keys)
	return ds, q.out
}

// asker walks a case as the pass does and asks about what it sees.
type asker struct {
	c    *Case
	book *Rulebook
	far  Date // a year after the day looked at
	w    *watch
	ds   []Deadline
	met  []bool // by event: it met something
	live []bool // by event: it is neither withdrawn nor replaced

	authority, chair string
	registered       bool
	caused           bool // a concern, a transfer or a position stands behind conferences
	closed           Cause
	heldOn           []Date // days of quorate conferences
	unborn           int32  // the last concern about an unborn child, by position plus 1
	edd              Date
	born             bool

	out []Query
}

// begin readies the asker for a case, in the memory of the last one.
func (q *asker) begin(c *Case, b *Rulebook, m Moment, w *watch, ds []Deadline) {
	*q = asker{c: c, book: b, far: m.AsAt.AddMonths(12), w: w, ds: ds, out: q.out[:0],
		met: slices.Grow(q.met[:0], len(c.Facts))[:len(c.Facts)], live: c.liveAt(m, q.live), heldOn: q.heldOn[:0]}
	clear(q.met)
}

func (q *asker) ask(i int32, code, format string, args ...any) {
	e := q.c.Event(i)
	q.out = append(q.out, Query{q.c.Ref, code, severityOf(code), e.ID, e.On, fmt.Sprintf(format, args...)})
}

// touches readies what the pass saw, so that each event is asked about once.
func (q *asker) touches(keys []uint64) {
	for k := range q.ds {
		if d := &q.ds[k]; d.Met != 0 {
			q.met[d.MetBy] = true
		}
	}
	for _, k := range keys {
		if f := &q.c.Facts[k&position24]; f.Kind == ConferenceHeld && f.Outcome != Inquorate {
			q.heldOn = append(q.heldOn, f.On)
		}
	}
}

var year2000 = civil(2000, 1, 1)

func (q *asker) dates(i int32) {
	f := &q.c.Facts[i]
	if f.On < year2000 {
		q.ask(i, "dated-before-2000", "The day %s lies before the year 2000; a slip of the year?", f.On)
	}
	if f.On > q.far {
		q.ask(i, "dated-far-ahead", "The day %s lies more than a year ahead; a slip of the year?", f.On)
	}
	if f.recordedBy(f.On) {
		return
	}
	if e := q.c.peek(i); !e.Recorded.IsZero() && f.On > DayOf(e.Recorded) {
		q.ask(i, "dated-after-recording", "It is dated %s and was recorded before that, on %s.", f.On.Long(), DayOf(e.Recorded).Long())
	}
}

// recordedBy says whether the instant of recording lies on the day or after it
// beyond doubt: by the day in UTC, which London's is never before.
func (f *Fact) recordedBy(d Date) bool {
	const day, epoch = 24 * 3600 * 1e9, 2440588 // 1 January 1970
	return f.Recorded > 0 && Date(f.Recorded/day)+epoch >= d
}

// corrections asks about entries that correct themselves, or that were
// corrected more than once.
func (q *asker) corrections(known int64) {
	if !q.c.corrected() {
		return
	}
	undone := map[int32]int{}
	for i := range q.c.Facts {
		f := &q.c.Facts[i]
		if f.Recorded > known {
			continue
		}
		if f.Replaces == int32(i)+1 {
			q.ask(int32(i), "replaces-itself", "It says that it replaces itself, so it counts for nothing.")
			continue
		}
		for _, at := range []int32{f.Withdraws, f.Replaces} {
			if at > 0 {
				if undone[at]++; undone[at] == 2 {
					q.ask(at-1, "corrected-twice", "It was withdrawn or replaced more than once; every replacement counts.")
				}
			}
		}
	}
}

// wholeCase asks what concerns no single event.
func (q *asker) wholeCase(keys []uint64) {
	if len(keys) == 0 {
		return
	}
	whole := func(code, text string) {
		q.out = append(q.out, Query{Case: q.c.Ref, Code: code, Severity: severityOf(code), Text: text})
	}
	if q.chair == "" {
		whole("no-chair", "No chair is assigned, so alerts go to the coordinator.")
	}
	if q.authority == "" {
		whole("no-authority", "No authority is assigned, so the default pack counts.")
	}
	if q.unborn > 0 && q.edd == 0 && !q.born {
		q.ask(q.unborn-1, "delivery-date-missing", "No expected date of delivery is known for the unborn child.")
	}
}
