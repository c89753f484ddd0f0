package draw

import (
	"strings"
	"unicode/utf8"

	"caseclock/report/document"
)

// panel is where groups are drawn: each has its place across, and each number
// its height.
type panel struct {
	table  *document.Table
	groups []document.Group
	tracks []track
}

func (f panel) cell(group int, t track) document.Cell {
	lines := f.groups[group].Lines
	if t.line >= len(lines) {
		return document.Cell{State: document.NotApplicable}
	}
	return cell(lines[t.line], t.column)
}

// shows says whether a number is there to be drawn.
func (f panel) shows() bool {
	for g := range f.groups {
		for _, t := range f.tracks {
			if f.cell(g, t).State == document.Shown {
				return true
			}
		}
	}
	return false
}

func (f panel) percent() bool {
	return f.table.Columns[f.tracks[0].column+1].Kind == document.Percent
}

// x is the middle of a group's place.
func (f panel) x(group int) pixels {
	return px(left) + pixels((2*group+1)*(right-left)*10/(2*len(f.groups)))
}

// y is the height of a number.
func (f panel) y(n int) pixels {
	return px(bottom) - along(bottom-top, min(max(n, 0), f.top()), f.top())
}

// top is the number at the head of the axis: 100 per cent, or a round number
// that the greatest shown does not pass.
func (f panel) top() int { return f.step() * f.intervals() }

// intervals is how many steps the axis has, of five at most.
func (f panel) intervals() int { return (f.greatest() + f.step() - 1) / f.step() }

// step is the number between two lines of the axis.
func (f panel) step() int {
	if f.percent() {
		return 250
	}
	for tens := 1; ; tens *= 10 {
		for _, n := range []int{1, 2, 5} {
			if n*tens*5 >= f.greatest() {
				return n * tens
			}
		}
	}
}

func (f panel) greatest() int {
	if f.percent() {
		return 1000
	}
	n := 1
	for g := range f.groups {
		for _, t := range f.tracks {
			if c := f.cell(g, t); c.State == document.Shown {
				n = max(n, c.N)
			}
		}
	}
	return n
}

// axis draws the steps up and names them.
func (f panel) axis(v *plotView) {
	c := f.table.Columns[f.tracks[0].column+1]
	for i := range f.intervals() + 1 {
		n := f.step() * i
		label := c.Write(document.Cell{N: n})
		if f.percent() {
			label = document.Thousands(n/10) + "%"
		}
		v.Grid = append(v.Grid, gridView{f.y(n), label})
	}
}

// every says which groups are named and have their numbers written where there
// are too many for all: the last always.
func (f panel) every(group int) bool {
	step := (len(f.groups) + 9) / 10
	return (len(f.groups)-1-group)%step == 0
}

// names writes the head of each group under its place, and makes the drawing
// high enough for them.
func (f panel) names(v *plotView) {
	shown, most := min(len(f.groups), 10), 1
	fits := (right - left) / shown * 10 / 72 // letters are some 7 pixels wide
	for g, group := range f.groups {
		if !f.every(g) {
			continue
		}
		lines := wrap(group.Head, max(fits, 6), 3)
		if n := len(lines); n == 3 && strings.HasSuffix(lines[2], "…") {
			lines = wrap(months.Replace(group.Head), max(fits, 6), 4)
		}
		if group.Partial {
			lines = append(lines, "(not over)")
		}
		most = max(most, len(lines))
		v.Texts = append(v.Texts, textView{"name", f.x(g), px(bottom + 20), lines})
	}
	v.Height = bottom + 10 + most*lineHeight
}

// months are written short where there is no room.
var months = strings.NewReplacer("January", "Jan", "February", "Feb", "March", "Mar", "April", "Apr", "June", "Jun", "July", "Jul",
	"August", "Aug", "September", "Sep", "October", "Oct", "November", "Nov", "December", "Dec")

// wrap breaks a text into lines of about n letters, where it can into no more
// than most; what does not fit then is cut and says so.
func wrap(s string, n, most int) []string {
	var lines []string
	for _, w := range strings.Fields(s) {
		if last := len(lines) - 1; last >= 0 && utf8.RuneCountInString(lines[last])+1+utf8.RuneCountInString(w) <= n {
			lines[last] += " " + w
			continue
		}
		lines = append(lines, cut(w, n))
	}
	if len(lines) > most {
		lines = append(lines[:most-1], strings.TrimRight(cut(lines[most-1], n-2), " …")+" …")
	}
	return lines
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:max(n-1, 1)]) + "…"
	}
	return s
}

// inWords says all that is drawn, series by series.
func (f panel) inWords() string {
	var b strings.Builder
	if f.percent() {
		b.WriteString("Per cent, from 0 to 100")
	} else {
		b.WriteString("Numbers, from 0 to " + document.Thousands(f.top()))
	}
	if f.table.Chart.Kind == document.Trend && f.table.Chart.Target != 0 {
		b.WriteString("; the target is " + f.table.Chart.Target.String())
	}
	b.WriteString(".")
	for _, t := range f.tracks {
		b.WriteString(" " + t.name + ": ")
		for g, group := range f.groups {
			if g > 0 {
				b.WriteString("; ")
			}
			b.WriteString(group.Head)
			if group.Partial {
				b.WriteString(" (not over)")
			}
			b.WriteString(" " + inWord(f.table.Columns[t.column+1], f.cell(g, t)))
		}
		b.WriteString(".")
	}
	return b.String()
}
