package deadline

import "fmt"

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
	q := asker{c: c, book: b, asAt: m.AsAt, w: &watch{}}
	q.ds = r.evaluate(c, b, m, q.w)
	q.touches(r.keys)
	q.live = c.Live(m)
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
	return q.out
}

// asker walks a case as the pass does and asks about what it sees.
type asker struct {
	c    *Case
	book *Rulebook
	asAt Date
	w    *watch
	ds   []Deadline
	met  map[int32]bool // events that met something
	live []bool         // events that are neither withdrawn nor replaced

	authority, chair string
	registered       bool
	caused           bool // a concern, a transfer or a position stands behind conferences
	closed           Cause
	heldOn           map[Date]bool // days of quorate conferences
	unborn           int32         // the last concern about an unborn child, by position plus 1
	edd              Date
	born             bool

	out []Query
}

func (q *asker) ask(i int32, code, format string, args ...any) {
	e := q.c.Event(i)
	q.out = append(q.out, Query{q.c.Ref, code, severityOf(code), e.ID, e.On, fmt.Sprintf(format, args...)})
}

// touches readies what the pass saw, so that each event is asked about once.
func (q *asker) touches(keys []uint64) {
	q.met, q.heldOn = map[int32]bool{}, map[Date]bool{}
	for k := range q.ds {
		if d := &q.ds[k]; d.Met != 0 {
			q.met[d.MetBy] = true
		}
	}
	for _, k := range keys {
		if f := &q.c.Facts[k&position24]; f.Kind == ConferenceHeld && f.Outcome != Inquorate {
			q.heldOn[f.On] = true
		}
	}
}

func (q *asker) dates(i int32) {
	f := &q.c.Facts[i]
	if f.On.Year() < 2000 {
		q.ask(i, "dated-before-2000", "The day %s lies before the year 2000; a slip of the year?", f.On)
	}
	if f.On > q.asAt.AddMonths(12) {
		q.ask(i, "dated-far-ahead", "The day %s lies more than a year ahead; a slip of the year?", f.On)
	}
	if e := q.c.Event(i); !e.Recorded.IsZero() && f.On > DayOf(e.Recorded) {
		q.ask(i, "dated-after-recording", "It is dated %s and was recorded before that, on %s.", f.On.Long(), DayOf(e.Recorded).Long())
	}
}

// corrections asks about entries that correct themselves, or that were
// corrected more than once.
func (q *asker) corrections(known int64) {
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
