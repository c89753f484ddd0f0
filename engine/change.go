package engine

import (
	"fmt"
	"slices"

	"caseclock/deadline"
)

// Change is what something recorded does to a deadline.
type Change struct {
	What string `json:"what"` // one of Changes
	Was  *Line  `json:"was,omitempty"`
	Is   *Line  `json:"is,omitempty"`
}

// The words for changes: a deadline that was not there before; one whose clock
// or due day is another; one that stands otherwise; one that is no more.
const (
	Appears = "appears"
	Moves   = "moves"
	Stands  = "stands"
	Goes    = "goes"
)

// String says the change in a line, without the case.
func (c Change) String() string {
	switch c.What {
	case Appears:
		return fmt.Sprintf("%s from %s: due %s, %s", c.Is.Rule, c.Is.Start, dueText(c.Is.Due), c.Is.Status)
	case Goes:
		return fmt.Sprintf("%s from %s is no more (was due %s, %s)", c.Was.Rule, c.Was.Start, dueText(c.Was.Due), c.Was.Status)
	case Moves:
		return fmt.Sprintf("%s from %s: due %s, %s (was from %s, due %s)", c.Is.Rule, c.Is.Start, dueText(c.Is.Due), c.Is.Status, c.Was.Start, dueText(c.Was.Due))
	}
	return fmt.Sprintf("%s from %s, due %s: %s (was %s)", c.Is.Rule, c.Is.Start, dueText(c.Is.Due), standing(c.Is), standing(c.Was))
}

// standing is a status with the day that settled it.
func standing(l *Line) string {
	if day := max(l.Met, l.Ended); day != 0 {
		return l.Status.String() + " on " + day.String()
	}
	return l.Status.String()
}

func dueText(d deadline.Date) string {
	if d == 0 {
		return "on no day yet"
	}
	return d.String()
}

// changes compares a case's deadlines before and after. A clock whose starting
// event was corrected moves; it does not go and appear.
func changes(book *Book, was, is *deadline.Case, m deadline.Moment) []Change {
	before, after := linesOf(book, was, m), linesOf(book, is, m)
	corrects := corrections(is)
	var all []Change
	for i := range after {
		a := &after[i]
		k := slices.IndexFunc(before, func(b Line) bool {
			return b.Rule == a.Rule && b.Start == a.Start && b.Conference == a.Conference
		})
		if k < 0 {
			k = slices.IndexFunc(before, func(b Line) bool {
				return b.Rule == a.Rule && b.StartedBy != nil && a.StartedBy != nil && corrects[*a.StartedBy] == *b.StartedBy
			})
		}
		if k < 0 {
			all = append(all, Change{What: Appears, Is: a})
			continue
		}
		b := before[k]
		before = slices.Delete(before, k, k+1)
		switch {
		case b.Due != a.Due || b.Start != a.Start:
			all = append(all, Change{What: Moves, Was: &b, Is: a})
		case b.Status != a.Status || b.Met != a.Met || b.Ended != a.Ended:
			all = append(all, Change{What: Stands, Was: &b, Is: a})
		}
	}
	for i := range before {
		all = append(all, Change{What: Goes, Was: &before[i]})
	}
	return all
}

func linesOf(book *Book, c *deadline.Case, m deadline.Moment) []Line {
	if c == nil {
		return nil
	}
	ds := deadline.Evaluate(c, book.Rulebook(), m)
	lines := make([]Line, len(ds))
	for i := range ds {
		lines[i] = Line{c.Line(&ds[i])}
	}
	return lines
}

// corrections gives, by the id of an event, the id of the one it replaces.
func corrections(c *deadline.Case) map[string]string {
	of := map[string]string{}
	for i := range c.Facts {
		if c.Facts[i].Replaces > 0 {
			e := c.Event(int32(i))
			of[e.ID] = e.Replaces
		}
	}
	return of
}

// newQueries are the queries of a case that were not raised before.
func newQueries(book *Book, was, is *deadline.Case, m deadline.Moment) []deadline.Query {
	seen := map[string]int{}
	if was != nil {
		for _, q := range deadline.Queries(was, book.Rulebook(), m) {
			seen[q.Code+" "+q.Event]++
		}
	}
	var fresh []deadline.Query
	for _, q := range deadline.Queries(is, book.Rulebook(), m) {
		k := q.Code + " " + q.Event
		if seen[k]--; seen[k] < 0 {
			fresh = append(fresh, q)
		}
	}
	return fresh
}
