package layout

import (
	"slices"
	"strings"

	"caseclock/report/document"
	"caseclock/report/suppress"
)

// ledger holds every count of a document under its name, with what adds up to
// what, so that a count is hidden in all places or in none, and none can be
// worked out from the others.
type ledger struct {
	problem suppress.Problem
	at      map[string]int // positions in problem.Cells
	earlier map[string]document.Printed

	// Once settled: what may not be shown, nor anything that is worked out
	// from it; and of what not even that it is hidden may be said.
	hidden, withheld map[string]bool
}

func newLedger(p Publication) *ledger {
	l := &ledger{at: map[string]int{}, earlier: p.Earlier, hidden: map[string]bool{}, withheld: map[string]bool{}}
	if p.For.Hides() {
		l.problem.Threshold = p.Threshold
	}
	return l
}

// keep enters a count and gives its position. Its name is the same in every
// table and in every issue.
func (l *ledger) keep(id string, n int) int {
	i, ok := l.at[id]
	if !ok {
		i = len(l.problem.Cells)
		l.at[id] = i
		c := suppress.Cell{ID: id, Value: n, Weight: weightOf(id)}
		if e, ok := l.earlier[earlierID(id)]; ok {
			c.Before, c.Then = suppress.Shown, e.N
			switch e.State {
			case document.Hidden:
				c.Before = suppress.Hidden
			case document.NotKnown:
				c.Before = suppress.Withheld
			}
		}
		l.problem.Cells = append(l.problem.Cells, c)
	}
	return i
}

// count enters a count that is printed, and gives its cell.
func (l *ledger) count(id string, n int) document.Cell {
	c := &l.problem.Cells[l.keep(id, n)]
	c.Printed = true
	return document.Cell{ID: id, N: n}
}

// aside enters what is no count of its own, and only stands between sums.
func (l *ledger) aside(id string, n int) {
	l.problem.Cells[l.keep(id, n)].Aside = true
}

// same says that two counts are one and the same.
func (l *ledger) same(one, other string) {
	if one != other {
		l.adds(one, other)
	}
}

// balance says that two sums are the same. Its name is that of neither.
func (l *ledger) balance(id string, one, other []string) {
	n := 0
	for _, part := range one {
		n += l.value(part)
	}
	l.aside(id, n)
	l.adds(id, one...)
	l.adds(id, other...)
}

// most says that a count is never more than others together, as everybody
// knows.
func (l *ledger) most(less string, more ...string) {
	n := -l.value(less)
	for _, id := range more {
		n += l.value(id)
	}
	if n >= 0 && l.has(less) {
		l.aside("spare of "+less+" in "+more[0], n)
		l.balance("most of "+less+" in "+more[0], more, []string{less, "spare of " + less + " in " + more[0]})
	}
}

// print says that a count can be read, from a per cent if nowhere else.
func (l *ledger) print(ids ...string) {
	for _, id := range ids {
		if i, ok := l.at[id]; ok {
			l.problem.Cells[i].Printed = true
		}
	}
}

// adds says that a count is the sum of others. All of them are entered, in
// print or not. What does not hold nobody can use, and is left out.
func (l *ledger) adds(whole string, parts ...string) {
	n, known := 0, l.has(whole)
	for _, id := range parts {
		n, known = n+l.value(id), known && l.has(id)
	}
	if known && len(parts) > 0 && l.value(whole) == n {
		l.problem.Sums = append(l.problem.Sums, suppress.Sum{Total: whole, Parts: parts})
	}
}

// within says that one count is part of another; what is left of the other is
// never printed, and must not be worked out either.
func (l *ledger) within(part, whole string) {
	if !l.has(part) || !l.has(whole) {
		return
	}
	rest := whole + " but " + part[strings.LastIndexByte(part, '|')+1:]
	n, m := l.value(whole), l.value(part)
	if n < m {
		return
	}
	l.keep(rest, n-m)
	l.adds(whole, part, rest)
}

// atMost says that one count is never more than another, as everybody knows.
// Where both are the same (there were no brothers and sisters), a reader may
// well guess so: the one is then hidden with the other.
func (l *ledger) atMost(less, more string) {
	switch {
	case !l.has(less) || !l.has(more) || l.value(less) > l.value(more):
	case l.value(less) == l.value(more):
		l.adds(more, less)
	default:
		l.bound(less, more)
	}
}

// bound says that one count is never more than another, which they may equal.
func (l *ledger) bound(less, more string) {
	if l.has(less) && l.has(more) && less != more && l.value(less) <= l.value(more) {
		l.problem.Bounds = append(l.problem.Bounds, suppress.AtMost{Less: less, More: more})
	}
}

// value is a count, and 0 where it is not entered.
func (l *ledger) value(id string) int {
	if i, ok := l.at[id]; ok {
		return l.problem.Cells[i].Value
	}
	return 0
}

// settle decides what is hidden.
func (l *ledger) settle() error {
	if l.problem.Threshold == 0 {
		return nil
	}
	r, err := l.problem.Solve()
	if err != nil {
		return err
	}
	for id := range r.Hidden {
		l.hidden[id] = true
	}
	for _, id := range r.Withheld {
		l.hidden[id], l.withheld[id] = true, true
	}
	for _, c := range l.problem.Cells {
		if !c.Printed { // nothing keeps it from standing for what is hidden
			l.hidden[c.ID] = true
		}
	}
	return nil
}

// shows says whether all of the counts may be shown. What was never entered may
// not.
func (l *ledger) shows(ids ...string) bool {
	for _, id := range ids {
		if l.hidden[id] || !l.has(id) {
			return false
		}
	}
	return true
}

// veil hides what may not be shown in a line of cells, and says how many.
func (l *ledger) veil(line document.Line) (hidden int) {
	for i := range line {
		c := &line[i]
		if c.State == document.NotApplicable && slices.ContainsFunc(c.Of, func(id string) bool { return l.withheld[id] }) {
			line[i] = document.Cell{State: document.NotKnown} // that there is nothing to work out says what there is
			hidden++
			continue
		}
		if c.State == document.Shown && (c.ID != "" && l.hidden[c.ID] || !l.shows(c.Of...)) {
			line[i] = document.Cell{State: document.Hidden, ID: c.ID}
			if l.withheld[c.ID] {
				line[i].State = document.NotKnown
			}
			hidden++
		}
	}
	return hidden
}

// veilAll hides in every table and all data. hidden is how many cells of the
// tables for people.
func (l *ledger) veilAll(r *document.Report) (hidden int) {
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			for _, g := range t.Groups {
				for _, line := range g.Lines {
					hidden += l.veil(line)
				}
			}
		}
	}
	for _, d := range r.Data {
		for _, row := range d.Rows {
			l.veil(row)
		}
	}
	return hidden
}

func (l *ledger) has(id string) bool { _, ok := l.at[id]; return ok }

// counts are what is printed, hidden or not, by name.
func (l *ledger) counts() map[string]document.Printed {
	counts := map[string]document.Printed{}
	for _, c := range l.problem.Cells {
		if !c.Printed {
			continue
		}
		n := document.Printed{N: c.Value}
		switch {
		case l.withheld[c.ID]:
			n.State = document.NotKnown
		case l.hidden[c.ID]:
			n.State = document.Hidden
		}
		counts[c.ID] = n
	}
	return counts
}
