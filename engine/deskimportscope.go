package engine

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/intake"
)

// importDesk is what an import of a person who is signed in has beside that of
// the command: limits of size and, where the person may import for some
// authorities alone, a look at every row before anything is planned.
//
// A row is the person's to import where each case that it touches is theirs
// today, if anything is recorded of it, and is theirs once all their rows are
// recorded. The words for a row that is not are the same whatever is recorded.
type importDesk struct {
	viewer *access.Viewer
	told   func() error   // called each time before what was told is recorded
	faults *intake.Faults // of the reading

	limited bool // to some authorities
	why     string
	cases   map[string]*scopedCase
	rows    map[int]*scopedRow // by line
}

// scopedCase is a case that rows of the file touch.
type scopedCase struct {
	was     *deadline.Case // nil: nothing is recorded of it, or it is needed no more
	there   bool           // something is recorded of it
	mine    bool           // today, or nobody's yet
	events  []scopedEvent
	lines   []int
	refused bool
}

// scopedEvent is an event that may change whose the case is, and the line that
// brings it.
type scopedEvent struct {
	line  int
	event deadline.Event
}

// scopedRow is a row of the file: the cases that it touches.
type scopedRow struct {
	cases   []string
	refused bool
}

// mostUnpacked is how many bytes a workbook that is sent may unpack to.
const mostUnpacked = 64 << 20

// prepare sets the limits, and finds the rows that are not the viewer's.
func (d *importDesk) prepare(b *bringing, run *intake.Import) error {
	run.MostRows, run.MostUnzipped = MostUploadRows, mostUnpacked
	if d.viewer.Everywhere(access.Import) {
		return nil
	}
	d.limited, d.why = true, "this row is of a case that is not yours to import for; accepted are cases of "+d.authorities(b.e.Book)+
		", by what is recorded of them and by what the file says"
	d.cases, d.rows = map[string]*scopedCase{}, map[int]*scopedRow{}
	run.Known = &scopedKnown{b.known, b, d}
	run.Stored = func(id string) (string, deadline.Kind, bool) {
		e, _, ok, err := b.known.Event(id)
		if err != nil || !ok || !d.caseOf(b, e.Case).mine {
			return "", 0, false
		}
		return e.Case, e.Kind, true
	}
	if err := d.collect(b, *run); err != nil {
		return err
	}
	d.settle(b)
	run.Refuse = func(_, line int) string {
		if r := d.rows[line]; r != nil && r.refused {
			return d.why
		}
		return ""
	}
	return nil
}

// authorities are those that the viewer may import for, in words.
func (d *importDesk) authorities(book *Book) string {
	var names []string
	for _, a := range book.Authorities {
		if d.viewer.In(access.Import, a.ID) {
			names = append(names, a.Name)
		}
	}
	return strings.Join(names, ", ")
}

// collect plans the whole file as if all of it were the viewer's, and notes
// which rows touch which cases. Nothing of it is told.
func (d *importDesk) collect(b *bringing, run intake.Import) error {
	run.AcceptGoodRows, run.Progress, run.Known = true, nil, b.known
	checked, err := run.Check()
	if err != nil || !checked.Good() {
		return err
	}
	_, err = checked.Plan(func(item intake.Item) error {
		if item.Line > 0 {
			d.note(b, &item)
		}
		return nil
	})
	return errors.Join(err, b.known.failed)
}

func (d *importDesk) note(b *bringing, item *intake.Item) {
	for _, ref := range touched(item) {
		d.touch(b, item.Line, ref)
	}
	for _, e := range item.Events {
		if e.Kind == deadline.CaseAssigned || e.Kind == deadline.Withdrawn || e.Replaces != "" {
			c := d.caseOf(b, e.Case)
			c.events = append(c.events, scopedEvent{item.Line, e})
		}
	}
}

// touched are the cases that an item is about.
func touched(item *intake.Item) []string {
	refs := []string{item.Last.Case, item.Was.Case}
	for i := range item.Events {
		refs = append(refs, item.Events[i].Case)
	}
	return refs
}

func (d *importDesk) touch(b *bringing, line int, ref string) {
	if ref == "" {
		return
	}
	r := d.rows[line]
	if r == nil {
		r = &scopedRow{}
		d.rows[line] = r
	}
	for _, known := range r.cases {
		if known == ref {
			return
		}
	}
	r.cases = append(r.cases, ref)
	c := d.caseOf(b, ref)
	c.lines = append(c.lines, line)
}

// caseOf reads a case once, and whose it is today. What cannot be read is not
// the viewer's.
func (d *importDesk) caseOf(b *bringing, ref string) *scopedCase {
	if c := d.cases[ref]; c != nil {
		return c
	}
	c := &scopedCase{}
	was, err := b.e.before(ref)
	if err == nil {
		c.was, c.there = was, was != nil
		c.mine = was == nil || d.viewer.MayFor(access.Import, responsibleFor(was, b.moment).part())
	}
	d.cases[ref] = c
	return c
}

// settle refuses the rows of every case that is not the viewer's. A row that is
// refused may take from another case what made it theirs, so that one is looked
// at again, until nothing more is refused.
func (d *importDesk) settle(b *bringing) {
	var again []string
	for ref := range d.cases {
		again = append(again, ref)
	}
	for len(again) > 0 {
		ref := again[len(again)-1]
		again = again[:len(again)-1]
		c := d.cases[ref]
		if c.refused || len(c.lines) == 0 || d.endsUpMine(b, ref, c) {
			continue
		}
		c.refused = true
		for _, line := range c.lines {
			if r := d.rows[line]; !r.refused {
				r.refused = true
				again = append(again, r.cases...)
			}
		}
	}
	for _, c := range d.cases {
		c.was, c.events = nil, nil
	}
}

// lastDay is after every day that an event can have.
var lastDay, _ = deadline.NewDate(9999, 12, 31)

// endsUpMine says whether a case is the viewer's with the rows that are not
// refused: today, and once every day that is told of has come, unless somebody
// told of that day before.
func (d *importDesk) endsUpMine(b *bringing, ref string, c *scopedCase) bool {
	if !c.mine {
		return false
	}
	var more []deadline.Event
	for _, e := range c.events {
		if !d.rows[e.line].refused {
			more = append(more, e.event)
		}
	}
	is := b.e.with(c.was, ref, more)
	if !d.viewer.MayFor(access.Import, responsibleFor(&is, b.moment).part()) {
		return false
	}
	later := deadline.Moment{AsAt: lastDay}
	end := responsibleFor(&is, later)
	if d.viewer.MayFor(access.Import, end.part()) {
		return true
	}
	return c.was != nil && responsibleFor(c.was, later).Authority == end.Authority
}

// errNotMine ends an import that would touch what it must not: the look before
// it missed something.
var errNotMine = errors.New("an import came to a case that is not the viewer's")

// guard is the last look before an item is told or recorded.
func (d *importDesk) guard(item *intake.Item) error {
	if !d.limited {
		return nil
	}
	for _, ref := range touched(item) {
		if ref == "" {
			continue
		}
		c := d.cases[ref]
		if c == nil || !c.mine || c.refused && item.Line > 0 {
			return fmt.Errorf("%w (line %d)", errNotMine, item.Line)
		}
	}
	return nil
}

// scopedKnown tells of what vanished only where it was the viewer's.
type scopedKnown struct {
	*known
	b *bringing
	d *importDesk
}

// All walks twice, because nothing can be asked of the store within the walk.
func (k *scopedKnown) All(source string) iter.Seq2[intake.Key, intake.Last] {
	return func(yield func(intake.Key, intake.Last) bool) {
		mine := map[string]bool{}
		for _, last := range k.known.All(source) {
			mine[last.Case] = false
		}
		for ref := range mine {
			c := k.d.caseOf(k.b, ref)
			mine[ref] = c.there && c.mine
		}
		for key, last := range k.known.All(source) {
			if mine[last.Case] && !yield(key, last) {
				return
			}
		}
	}
}
