package cases

import (
	"fmt"
	"slices"

	"caseclock/deadline"
)

// course is what a timeline is drawn from: the clocks of one case and what
// happened to it, as at a day.
type course struct {
	asAt   deadline.Date
	clocks []clock
	marks  []mark
}

// clock is a deadline as it is drawn. A day that there is not is zero.
type clock struct {
	label            string // of its lane: the timescale
	start, due       deadline.Date
	met, ended       deadline.Date
	reason, proposed deadline.Date // the day the reason was recorded, the day by which it will be done
	status           deadline.Status
}

// mark is something that happened.
type mark struct {
	on   deadline.Date
	lane string // one of the lanes of events
	text string // short, shown where there is room; empty: none
}

// The lanes of events, in their order.
var eventLanes = []string{"Conferences", "Core groups", "Papers", "Other events"}

// Sizes of the drawing, in its own units.
const (
	drawnWidth  = 1080
	margin      = 8
	axisHeight  = 38
	labelHeight = 20
	rowHeight   = 20
	barHeight   = 12
)

// mostMonths is how long a drawing is before it is cut to the latest part.
const mostMonths = 30

// drawing is a timeline with every place worked out.
type drawing struct {
	Width, Height int
	Desc          string
	Months        []tick
	Today         int // none: it lies outside
	Lanes         []lane
	Cut           bool // earlier clocks and events are left out
	From, To      deadline.Date
}

// tick is the first day of a month.
type tick struct {
	X, LabelX int
	Text      string // the month; empty: there is no room
	Year      string // of the first that is drawn, and of each January
}

// lane is one timescale, or one sort of event.
type lane struct {
	Label  string
	Y      int // base line of the label
	Line   int // line below the lane
	Bars   []bar
	Points []point
}

// bar is the time from a clock's start to its due day, and what came after it
// out of timescale.
type bar struct {
	X, Y, W      int
	LateX, LateW int // none: it was never out of timescale
	Open         bool
	End          *point // what met or ended it
	Reason       *point
	Proposed     *point
}

// point is a mark, by the middle of its place.
type point struct {
	X, Y  int
	Form  string // "in-time", "late", "ended", "reason", "proposed", "event"
	Text  string
	TextX int
}

// draw works out the places of a timeline. All of the case is drawn where whole
// is asked for or the case is short; otherwise its latest part.
func draw(c course, whole bool) drawing {
	first, last := c.reach()
	d := drawing{Width: drawnWidth, From: first, To: last}
	if cut := min(c.asAt, last).AddMonths(-mostMonths * 2 / 3); !whole && first.AddMonths(mostMonths) < last && cut > first {
		d.From, d.Cut = cut, true
		d.To = min(last, c.asAt.AddMonths(mostMonths/3))
	}
	d.From, d.To = monthOf(d.From), monthOf(d.To.AddMonths(1))
	d.axis()
	if c.asAt >= d.From && c.asAt < d.To {
		d.Today = d.x(c.asAt)
	}
	y := axisHeight
	y = d.events(c, y)
	y = d.clocks(c, y)
	d.Height = y + margin
	d.Desc = d.describe(c)
	return d
}

// reach gives the first and the last day that there is something to draw of.
func (c *course) reach() (first, last deadline.Date) {
	var days []deadline.Date
	for _, m := range c.marks {
		days = append(days, m.on)
	}
	for i := range c.clocks {
		k := &c.clocks[i]
		days = append(days, k.start, max(k.until(c.asAt), k.proposed, k.reason))
	}
	if len(days) == 0 {
		return c.asAt, c.asAt
	}
	return slices.Min(days), slices.Max(days)
}

// until is the last day of a clock that is drawn.
func (k *clock) until(asAt deadline.Date) deadline.Date {
	if k.met != 0 || k.ended != 0 {
		return max(k.start, k.due, k.met, k.ended)
	}
	if k.due == 0 || k.status.OutOfTimescale() {
		return max(k.start, k.due, asAt)
	}
	return k.due
}

func monthOf(d deadline.Date) deadline.Date {
	y, m, _ := d.Civil()
	first, _ := deadline.NewDate(y, m, 1)
	return first
}

// x is the place of a day.
func (d *drawing) x(on deadline.Date) int {
	return margin + int(on-d.From)*(d.Width-2*margin)/max(1, int(d.To-d.From))
}

// describe says in words what the drawing shows.
func (d *drawing) describe(c course) string {
	open, out, marks := 0, 0, 0
	for i := range c.clocks {
		k := &c.clocks[i]
		if k.met == 0 && k.ended == 0 {
			open++
		}
		if k.status.OutOfTimescale() {
			out++
		}
	}
	for _, l := range d.Lanes {
		marks += len(l.Points)
	}
	return fmt.Sprintf("From %s to %s. Days with events: %d. Clocks: %d, of which %d run and %d are out of timescale. The tables of deadlines and of the history hold the same facts.",
		d.From.Long(), (d.To - 1).Long(), marks, len(c.clocks), open, out)
}
