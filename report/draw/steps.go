package draw

import "caseclock/report/document"

// steps draws a column for each track beside one another in each group's
// place. A hidden number is a word in place of its column, written once where
// all of a group are hidden.
func (f panel) steps(v *plotView) {
	n := len(f.tracks)
	place := px(right-left) / pixels(len(f.groups))
	wide := min(place*8/10/pixels(n), px(64))
	for i, t := range f.tracks {
		if n > 1 {
			v.Key = append(v.Key, keyView{Class: part(i), Head: t.name})
		}
		for g := range f.groups {
			middle := f.x(g) + wide*pixels(2*i+1-n)/2
			switch c := f.cell(g, t); {
			case c.State == document.Shown:
				f.rise(v, i, middle, wide, c)
			case c.State == document.Hidden && !f.blank(g):
				v.gap(middle, wide)
			}
		}
	}
	for g := range f.groups {
		if f.blank(g) {
			v.gap(f.x(g), place)
		}
	}
}

func (f panel) rise(v *plotView, track int, middle, wide pixels, c document.Cell) {
	y := f.y(c.N)
	if c.N > 0 {
		v.Boxes = append(v.Boxes, boxView{part(track), middle - wide/2 + 5, y, wide - 10, px(bottom) - y})
	}
	if text := f.table.Columns[f.tracks[track].column+1].Write(c); wide >= pixels(len(text)*85) {
		v.Texts = append(v.Texts, textView{"value", middle, y - px(6), []string{text}})
	}
}

// blank says whether all numbers of a group are hidden.
func (f panel) blank(group int) bool {
	for _, t := range f.tracks {
		if f.cell(group, t).State != document.Hidden {
			return false
		}
	}
	return true
}

// gap writes that a number is hidden, upright where there is no room along.
func (v *plotView) gap(middle, wide pixels) {
	class := "gap"
	if wide < px(50) {
		class, middle = "gap upright", middle+px(4)
	}
	v.Texts = append(v.Texts, textView{class, middle, px(bottom - 8), []string{document.HiddenMark}})
}
