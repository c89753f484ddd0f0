package intake

import (
	"slices"
	"strings"

	"caseclock/deadline"
)

// column makes the event of one mapped column, or notes that it says nothing
// in this row.
func (x *wide) column(c *Column, ref string) {
	main, at := x.cell(c.Column)
	if main == "" || !x.holds(c.When) {
		x.blank(c)
		return
	}
	x.rec.facts = append(x.rec.facts, fact{column: c, name: c.Name, at: at})
	f := &x.rec.facts[len(x.rec.facts)-1]
	f.event.Kind = c.Event
	x.fields.event, x.fields.given, x.fields.failed, x.fields.set64 = &f.event, x.fields.given[:0], x.fields.failed[:0], x.given(ref)
	value, ok := x.feed(c.Main, at)
	if ok && value == "" { // its word means nothing
		x.rec.facts = x.rec.facts[:len(x.rec.facts)-1]
		x.blank(c)
		return
	}
	f.value = value
	for _, feed := range c.Fields {
		x.feed(feed, at)
	}
	f.event.Case = ref
	x.check(c, &f.event, at)
}

// given are the fields that every event of a row has.
func (x *wide) given(ref string) uint64 {
	if ref == "" {
		return 0
	}
	return 1<<fieldNumber["case"] | 1<<fieldNumber["event"]
}

// check says what is wrong with an event as a whole; what a cell could not
// give is told of the cell.
func (x *wide) check(c *Column, e *deadline.Event, at place) {
	if x.fields.plain() {
		return
	}
	told := append(x.fields.failed, "case")
	for _, err := range e.Check(nil, x.fields.words.categories) {
		if name, _, _ := strings.Cut(err.Error(), ":"); !slices.Contains(told, name) {
			x.fields.wrong(at, "%s: %v", quote(c.Column), err)
		}
	}
	x.checkRule(c, e, at)
}

// blank notes that a column says nothing in this row. A position was taken
// once, so that it is not missed later.
func (x *wide) blank(c *Column) {
	if c.Event != deadline.PositionBroughtIn {
		x.rec.blank = append(x.rec.blank, c.Name)
	}
}

func (x *wide) checkRule(c *Column, e *deadline.Event, at place) {
	known := x.fields.words.rules
	if e.Rule != "" && known != nil && !slices.Contains(known, e.Rule) {
		x.fields.wrong(at, "%s: rule: %s is no rule of any pack; accepted: %s", quote(c.Column), quote(e.Rule), strings.Join(known, ", "))
	}
}

// feed gives the event a field; the value is as the field holds it.
func (x *wide) feed(f Feed, at place) (value string, ok bool) {
	switch {
	case f.ImportDay:
		value = x.today.String()
	case f.Always != "":
		value = f.Always
	default:
		if value, at, ok = x.fed(f); !ok {
			x.fields.failed = append(x.fields.failed, f.Field)
			return "", false
		}
	}
	if err := x.fields.event.Set(f.Field, value); err != nil {
		x.fields.failed = append(x.fields.failed, f.Field)
		x.fields.wrong(at, "%s: %v", quote(f.Column), err)
		return "", false
	}
	if value != "" {
		x.fields.set64 |= 1 << fieldNumber[f.Field]
	}
	return value, true
}

// fed is what a column's cell means for a field.
func (x *wide) fed(f Feed) (value string, at place, ok bool) {
	value, at = x.cell(f.Column)
	if f.Values != nil {
		if means, known := f.Values[value]; known {
			return means, at, true
		}
		if f.Otherwise != nil && value != "" {
			return *f.Otherwise, at, true
		}
		if value != "" {
			x.fields.wrong(at, "%s: %s means nothing to the mapping; accepted: %s", quote(f.Column), quote(value), x.meanings(f))
			return "", at, false
		}
		return "", at, true
	}
	if value == "" || !isDay[f.Field] {
		return value, at, true
	}
	d, ok := x.day(f.Column, value, at)
	return d.String(), at, ok
}

func (x *wide) meanings(f Feed) string {
	var all []string
	for w := range f.Values {
		all = append(all, w)
	}
	slices.Sort(all)
	return list(all)
}

// day reads a cell as a date, once however many events it feeds.
func (x *wide) day(header, value string, at place) (deadline.Date, bool) {
	r := &x.days[x.at[header]]
	if r.line != x.row.line {
		r.line = x.row.line
		r.day, r.good = x.newDay(header, value, at)
	}
	return r.day, r.good
}

// newDay reads a date as the mapping writes it or, in a workbook, as a number
// of days.
func (x *wide) newDay(header, value string, at place) (deadline.Date, bool) {
	if d, is := x.table.serial(value); is {
		if d == 0 {
			x.fields.wrong(at, "%s: the number %s is no day from 1990 to 2100; accepted is a date, or text written %s", quote(header), quote(value), x.m.Dates)
		}
		return d, d != 0
	}
	d, o, err := x.m.Dates.parse(value)
	switch o {
	case dayFirst:
		x.orders[x.at[header]].dayFirst++
	case monthFirst:
		x.orders[x.at[header]].monthFirst++
	}
	if err != nil {
		x.fields.wrong(at, "%s: %v", quote(header), err)
		return 0, false
	}
	return d, true
}

// holds says whether a row meets every condition of a column.
func (x *wide) holds(when []Condition) bool {
	for _, w := range when {
		v, _ := x.cell(w.Column)
		if w.Filled != nil && *w.Filled != (v != "") {
			return false
		}
		if w.Is != nil && !slices.Contains(w.Is, v) || slices.Contains(w.Not, v) {
			return false
		}
	}
	return true
}

// isDay are the fields that hold a date: those that take one and no other
// text.
var isDay = func() map[string]bool {
	m := map[string]bool{}
	for _, f := range deadline.FieldNames() {
		e := new(deadline.Event)
		m[f] = e.Set(f, "2026-01-20") == nil && e.Set(f, "x") != nil
	}
	return m
}()
