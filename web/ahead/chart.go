package ahead

import (
	"strconv"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// chart is a drawing of stacked bars, one a week, in the units of its own
// coordinates. It says in patterns, too, what it says in colours.
type chart struct {
	Width, Height int
	Base          int // where the bars stand
	Left, Right   int // of the scale's lines, and of its numbers
	Foot          int // of the days
	Bars          []bar
	Marks         []mark // of the scale
	Names         []name // of weeks
	Families      []family
}

// bar is one week.
type bar struct {
	X, Width int
	Parts    []part
	Label    string
}

// part is one family of a bar.
type part struct{ Y, Height, Pattern int }

// mark is one line of the scale.
type mark struct{ Y, N int }

// name is the day below a bar.
type name struct {
	X    int
	Text string
}

// family is an entry of the legend.
type family struct {
	Pattern int
	Words   string
	N       int
}

// familyWords are the families in words.
var familyWords = map[engine.Family]string{
	engine.Conferences: "conferences",
	engine.CoreGroups:  "core groups",
	engine.Notices:     "notice of conferences",
	engine.Papers:      "decisions, plans and minutes",
	engine.OtherDuties: "other",
}

const (
	barStep     = 32
	barWidth    = 22
	chartLeft   = 44
	chartTop    = 12
	chartHeight = 200 // of the highest bar
	chartFoot   = 56  // for the days
)

// draw makes the chart of the weeks.
func draw(a *engine.Ahead) chart {
	c := chart{Width: chartLeft + barStep*len(a.Weeks), Base: chartTop + chartHeight, Left: chartLeft, Right: chartLeft - 6, Foot: chartTop + chartHeight + 18}
	c.Height = c.Base + chartFoot
	top := 0
	for i := range a.Weeks {
		top = max(top, a.Weeks[i].Total)
	}
	step := stepOf(top)
	full := max(step, (top+step-1)/step*step)
	for n := 0; n <= full; n += step {
		c.Marks = append(c.Marks, mark{c.Base - n*chartHeight/full, n})
	}
	for i := range a.Weeks {
		x := chartLeft + barStep*i
		c.Bars = append(c.Bars, c.bar(&a.Weeks[i], x, full))
		if i%2 == 0 {
			c.Names = append(c.Names, name{x + barStep/2, short(a.Weeks[i].Monday)})
		}
	}
	c.legend(a)
	return c
}

// bar stacks the families of a week; full is the number at the top.
func (c *chart) bar(w *engine.AheadWeek, x, full int) bar {
	b := bar{X: x + (barStep-barWidth)/2, Width: barWidth, Label: label(w)}
	below := 0
	for k, f := range engine.Families {
		n := w.ByFamily[f]
		if n > 0 {
			y := c.Base - (below+n)*chartHeight/full
			b.Parts = append(b.Parts, part{y, c.Base - below*chartHeight/full - y, k})
		}
		below += n
	}
	return b
}

// legend counts the families that are there.
func (c *chart) legend(a *engine.Ahead) {
	for k, f := range engine.Families {
		n := 0
		for i := range a.Weeks {
			n += a.Weeks[i].ByFamily[f]
		}
		if n > 0 {
			c.Families = append(c.Families, family{k, familyWords[f], n})
		}
	}
}

// stepOf is how far apart the lines of a scale up to a number are: at most
// seven of them.
func stepOf(top int) int {
	for step := 1; ; step *= 10 {
		for _, s := range []int{step, 2 * step, 5 * step} {
			if top <= 6*s {
				return s
			}
		}
	}
}

// label says a week in words.
func label(w *engine.AheadWeek) string {
	return "Week of " + w.Monday.Long() + ": " + page.Thousands(w.Total) + " due"
}

// short is a day without its year: 5 Jan.
func short(d deadline.Date) string {
	_, month, day := d.Civil()
	return strconv.Itoa(day) + " " + [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}[month-1]
}
