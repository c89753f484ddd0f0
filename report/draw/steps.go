package draw

import "caseclock/report/document"

// steps draws a column for each track beside one another in each group's
// place. A hidden number is a word in place of its column.
func (f panel) steps(v *plotView) {
	n := len(f.tracks)
	place := px(right-left) / pixels(len(f.groups))
	wide := min(place*8/10/pixels(n), px(64))
	for i, t := range f.tracks {
		if n > 1 {
			v.Key = append(v.Key, keyView{Class: part(i), Head: t.name})
		}
		c := f.table.Columns[t.column+1]
		for g := range f.groups {
			middle := f.x(g) + wide*pixels(2*i+1-n)/2
			switch cell := f.cell(g, t); {
			case cell.State == document.Hidden && wide < px(44):
				v.Texts = append(v.Texts, textView{"gap upright", middle + 45, px(bottom - 5), []string{document.HiddenMark}})
			case cell.State == document.Hidden:
				v.Texts = append(v.Texts, textView{"gap", middle, px(bottom - 8), []string{document.HiddenMark}})
			case cell.State == document.Shown:
				y := f.y(cell.N)
				if cell.N > 0 {
					v.Boxes = append(v.Boxes, boxView{part(i), middle - wide/2 + 5, y, wide - 10, px(bottom) - y})
				}
				if text := c.Write(cell); wide >= pixels(len(text)*85) {
					v.Texts = append(v.Texts, textView{"value", middle, y - px(6), []string{text}})
				}
			}
		}
	}
}
