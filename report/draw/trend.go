package draw

import (
	"fmt"

	"caseclock/report/document"
)

// trend draws a line for each track over the groups, and the target. A hidden
// number leaves a gap that says so; the last period is open where it is not
// over.
func (f panel) trend(v *plotView) {
	if target := f.table.Chart.Target; target != 0 {
		v.Target = &gridView{f.y(int(target)), "Target " + target.String() + "%"}
	}
	for i, t := range f.tracks {
		class := fmt.Sprintf("track-%d", i%4+1)
		if len(f.tracks) > 1 {
			v.Key = append(v.Key, keyView{class, mark(i%4, px(12), px(11)/2), t.name})
		}
		before := -1
		for g, group := range f.groups {
			c := f.cell(g, t)
			if c.State != document.Shown {
				before = -1
				continue
			}
			open := ""
			if group.Partial {
				open = " open"
			}
			if before >= 0 {
				v.Strokes = append(v.Strokes, strokeView{class + open, f.x(before), f.y(f.cell(before, t).N), f.x(g), f.y(c.N)})
			}
			v.Marks = append(v.Marks, markView{class + open, mark(i%4, f.x(g), f.y(c.N))})
			before = g
		}
	}
	for g := range f.groups {
		f.values(v, g)
	}
}

// values writes the numbers of a group: the greatest above its mark, the least
// below, and at the foot that something is hidden.
func (f panel) values(v *plotView, g int) {
	column := f.table.Columns[f.tracks[0].column+1]
	greatest, least, shown, hidden := 0, 0, 0, false
	for _, t := range f.tracks {
		c := f.cell(g, t)
		hidden = hidden || c.State == document.Hidden
		if c.State != document.Shown {
			continue
		}
		if shown == 0 {
			greatest, least = c.N, c.N
		}
		shown++
		greatest, least = max(greatest, c.N), min(least, c.N)
	}
	if hidden {
		v.gap(f.x(g), px(right-left)/pixels(len(f.groups)))
	}
	if shown == 0 || !f.every(g) {
		return
	}
	v.Texts = append(v.Texts, textView{"value", f.x(g), f.y(greatest) - px(11), []string{column.Write(document.Cell{N: greatest})}})
	if least != greatest {
		v.Texts = append(v.Texts, textView{"value", f.x(g), f.y(least) + px(21), []string{column.Write(document.Cell{N: least})}})
	}
}

// mark is the outline of a point's mark: a circle, a square, a diamond, a
// triangle.
func mark(kind int, x, y pixels) string {
	switch kind {
	case 1:
		return fmt.Sprintf("M%s %sh9v9h-9z", x-45, y-45)
	case 2:
		return fmt.Sprintf("M%s %sl6 6l-6 6l-6 -6z", x, y-60)
	case 3:
		return fmt.Sprintf("M%s %sl6 10h-12z", x, y-60)
	}
	return fmt.Sprintf("M%s %sa5 5 0 1 0 10 0a5 5 0 1 0 -10 0z", x-50, y)
}
