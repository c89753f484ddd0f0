package notify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"caseclock/deadline"
)

// Decide works out which alerts are owed at an instant: items are the open
// deadlines, those out of timescale and the agreed review dates, as they stand
// that day; sent is what was told before. It reads nothing else and changes
// nothing. The alerts come breaches first, then by due day.
//
// An alert without a Person could not be routed: nobody is configured who
// could be told. It stays owed.
func Decide(now time.Time, items []Item, people People, cfg Config, sent Memory) []Alert {
	d := decision{today: deadline.DayOf(now), people: people, ladder: cfg.Ladder, sent: sent}
	for i := range items {
		d.guarded(&items[i])
	}
	slices.SortStableFunc(d.owed, compareAlerts)
	return d.owed
}

type decision struct {
	today  deadline.Date
	people People
	ladder Ladder
	sent   Memory
	owed   []Alert
	before int // how many were owed before the item in hand
}

// guarded keeps one item's panic from the others. What could not be decided is
// owed to nobody in particular, so that it is seen.
func (d *decision) guarded(it *Item) {
	d.before = len(d.owed)
	defer func() {
		if p := recover(); p != nil {
			d.owed = append(d.owed[:d.before], Alert{ID: digest("undecided", it.Lineage), Today: d.today,
				Why: fmt.Sprintf("this deadline could not be decided on: %v", p)})
		}
	}()
	d.item(it)
}

func (d *decision) item(it *Item) {
	due := it.due()
	if due != 0 && due < it.Case.Since || it.AgreedReview != 0 && it.Case.Died {
		return
	}
	if it.AgreedReview == 0 {
		d.missing(it)
	}
	if due == 0 {
		return
	}
	d.climb(it)
	d.putRight(it)
}

// missing tells the coordinator what keeps a due day from being known.
func (d *decision) missing(it *Item) {
	var r Rung
	switch {
	case it.Deadline.Status == deadline.Undated, it.NoDeliveryDate && it.Deadline.Open():
		r.When = NoDeliveryDate
	case it.Deadline.Status == deadline.Unknown:
		r.When = NoDueDay
	default:
		return
	}
	key := digest("key", it.thread(), "")
	s := step{&r, d.today}
	to := d.people.coordinators(d.today, it.Case, "the coordinator")
	if len(to) == 0 {
		d.nobody(it, s)
	}
	for _, rc := range to {
		d.tell(it, key, candidate{s, []recipient{rc}}, nil)
	}
}

// candidate is a step that a person's ladder has reached, with those in whose
// name it reaches them.
type candidate struct {
	step
	reach []recipient
}

// climb finds the highest rung that each person's ladder has reached.
func (d *decision) climb(it *Item) {
	var steps []step
	for i := range d.ladder {
		if m := d.reached(it, &d.ladder[i]); m != 0 {
			steps = append(steps, step{&d.ladder[i], m})
		}
	}
	if len(steps) == 0 {
		return
	}
	slices.SortStableFunc(steps, compareSteps)
	var order []string
	of := map[string][]candidate{}
	for _, s := range steps {
		to := d.people.route(d.today, it.Case, s.rung.To)
		if len(to) == 0 && s == steps[len(steps)-1] {
			d.nobody(it, s)
		}
		for _, rc := range to {
			if of[rc.person] == nil {
				order = append(order, rc.person)
			}
			of[rc.person] = addTo(of[rc.person], s, rc)
		}
	}
	key := it.key()
	for _, person := range order {
		cs := of[person]
		last := len(cs) - 1
		d.tell(it, key, cs[last], cs[:last])
	}
}

// addTo puts a recipient under a step; steps of one name are one.
func addTo(cs []candidate, s step, rc recipient) []candidate {
	if n := len(cs); n > 0 && cs[n-1].name() == s.name() {
		cs[n-1].reach = append(cs[n-1].reach, rc)
		return cs
	}
	return append(cs, candidate{s, []recipient{rc}})
}

// putRight tells those who were told of a breach that it has been done.
func (d *decision) putRight(it *Item) {
	dl := &it.Deadline
	if dl.Met == 0 || !it.breach() {
		return
	}
	key := it.key()
	if !d.sent.Has(toldMark(key, "")) {
		return
	}
	for i := range d.ladder {
		if d.ladder[i].When != PutRight {
			continue
		}
		for _, rc := range d.people.route(d.today, it.Case, d.ladder[i].To) {
			if d.sent.Has(toldMark(key, rc.person)) || rc.stead != "" && d.sent.Has(toldMark(key, rc.stead)) {
				d.tell(it, key, candidate{step{&d.ladder[i], dl.Met}, []recipient{rc}}, nil)
			}
		}
	}
}

// tell owes a person the highest step, unless they, or everyone in whose name
// it would reach them, were told it already. The lower ones are settled with
// it.
func (d *decision) tell(it *Item, key string, highest candidate, lower []candidate) {
	person := highest.reach[0].person
	id := mark(key, highest.step, person)
	if d.sent.Has(id) || d.alreadyOwed(id) || !d.news(key, highest) {
		return
	}
	a := d.alert(it, key, highest.step)
	a.ID, a.Person = id, person
	a.Why = d.why(it, highest)
	add := func(m string) {
		if !slices.Contains(a.Marks, m) {
			a.Marks = append(a.Marks, m)
		}
	}
	for _, c := range append([]candidate{highest}, lower...) {
		for _, rc := range c.reach {
			add(mark(key, c.step, person))
			if rc.stead != "" {
				add(mark(key, c.step, rc.stead))
				if !slices.Contains(a.For, rc.stead) {
					a.For = append(a.For, rc.stead)
				}
			}
		}
	}
	if a.Breach() && a.Done == 0 {
		add(toldMark(key, ""))
		for _, p := range append([]string{person}, a.For...) {
			add(toldMark(key, p))
		}
	}
	d.owed = append(d.owed, a)
}

// news says whether somebody in whose name the step reaches a person has not
// been told.
func (d *decision) news(key string, c candidate) bool {
	return slices.ContainsFunc(c.reach, func(rc recipient) bool {
		return rc.stead == "" || !d.sent.Has(mark(key, c.step, rc.stead))
	})
}

// alreadyOwed says whether the same alert has been found for the same item.
func (d *decision) alreadyOwed(id string) bool {
	return slices.ContainsFunc(d.owed[d.before:], func(a Alert) bool { return a.ID == id })
}

// nobody notes an alert that nobody is configured to receive.
func (d *decision) nobody(it *Item, s step) {
	a := d.alert(it, it.key(), s)
	a.ID = mark(a.Key, s, "")
	a.Why = "nobody can be told: no person is configured for the part, and the authority has no coordinator"
	d.owed = append(d.owed, a)
}

func (d *decision) alert(it *Item, key string, s step) Alert {
	a := Alert{Key: key, Thread: it.thread(), Case: it.Case.ID, Reference: it.Case.Reference, Authority: it.Case.Authority,
		Rule: it.rule(), When: s.rung.When, Moment: s.moment, Due: it.due(), Today: d.today,
		Done: max(it.Deadline.Met, it.Deadline.Ended), Needs: need(it, s.rung.When)}
	if it.Deadline.Conference != 0 {
		a.Conference = it.Deadline.Conference.String()
	}
	return a
}

// need is what has to be recorded about a breach.
func need(it *Item, when Occasion) Need {
	dl := &it.Deadline
	switch {
	case when == NoDeliveryDate:
		return DeliveryDate
	case when == NoDueDay || !it.breach() || dl.Explained():
		return Nothing
	case !dl.Open():
		return Reason
	case dl.Reason != nil && dl.Reason.Lapsed:
		return NewReason
	}
	return ReasonDate
}

// why says in words what was decided. It holds no case reference.
func (d *decision) why(it *Item, c candidate) string {
	rc := c.reach[0]
	what := it.rule()
	if due := it.due(); due != 0 {
		what += " due " + due.String()
	}
	why := fmt.Sprintf("%s: %q was reached on %s; told to %s, %s", what, c.rung.when(), c.moment, rc.person, rc.why)
	if late := int(d.today - c.moment); late > 0 {
		why += fmt.Sprintf(", %s after that day", days(late))
	}
	return why
}

// compareAlerts puts breaches first, then the earlier due day (none last),
// then the reference and the rule.
func compareAlerts(a, b Alert) int {
	return cmp.Or(boolFirst(a.Breach(), b.Breach()), noneLast(a.Due, b.Due),
		strings.Compare(a.Reference, b.Reference), strings.Compare(a.Rule, b.Rule))
}
