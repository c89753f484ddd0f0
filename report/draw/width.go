package draw

import (
	"strings"
	"unicode/utf8"
)

// Widths in print, in tenths of a millimetre.
const (
	upright     = 1780 // between the margins of a page
	letterWide  = 15
	edgesWide   = 20 // the two edges of a cell
	edgesTurned = 11 // of one under a turned head
	firstWide   = 360
	barWide     = 260
)

// longest is how many letters of a word stand unbroken.
const longest = 28

// aFew is how many letters of a text stand on a line at least.
const aFew = 18

// layout is how a table lies on a printed page.
type layout int

const (
	asItIs layout = iota
	turned        // the heads of its numbers run upwards
	wide          // on a page on its side
)

// layout sets a table too wide for a page on one on its side; where it has few
// lines it stays, with its heads turned.
func (v tableView) layout() layout {
	switch {
	case v.width(asItIs) <= upright:
		return asItIs
	case v.lines() <= 6 && v.width(turned) <= upright:
		return turned
	}
	return wide
}

// width is about how wide the table is in print at its narrowest: each column
// as wide as its longest word, and texts so that a few words stand on a line.
func (v tableView) width(as layout) int {
	n := 0
	if v.Drawn != "" {
		n = barWide
	}
	for i, c := range v.Columns {
		if i == 0 {
			n += firstWide
			continue
		}
		widest, edges := wordLength(c.Head), edgesWide
		if as == turned && c.Kind.Number() {
			widest, edges = 5, edgesTurned
		}
		for _, b := range v.Bodies {
			for _, r := range b.Rows {
				text := r.Cells[i-1].Text
				widest = max(widest, wordLength(text), min(utf8.RuneCountInString(text), aFew))
			}
		}
		n += widest*letterWide + edges
	}
	return n
}

// height is about how high the table is in print, with its chart, in tenths of
// a millimetre.
func (v tableView) height() int {
	n := 250 // caption, heads and note
	if v.Plot != nil {
		n += 1050
	}
	for _, b := range v.Bodies {
		head := 40 * (1 + utf8.RuneCountInString(b.Head)/26 + (utf8.RuneCountInString(b.Detail)+33)/34)
		n += max(head, 50*len(b.Rows)) + 5
	}
	return n
}

// whole says whether the table is to stand on one page: where it is short, or
// fits on one with its chart.
func (v tableView) whole() bool {
	switch {
	case v.layout() == wide:
		return v.height() <= 1500
	case v.Plot != nil:
		return v.height() <= 2300
	}
	return v.height() <= 1200
}

// wordLength is the letters of the longest word, as far as it stands unbroken.
func wordLength(s string) int {
	n := 0
	for _, w := range strings.Fields(s) {
		n = max(n, utf8.RuneCountInString(w))
	}
	return min(n, longest)
}

// long names the style of a text whose words may be broken anywhere, or of one
// that needs some room.
func long(s string) string {
	for _, w := range strings.Fields(s) {
		if utf8.RuneCountInString(w) > longest {
			return "long"
		}
	}
	if utf8.RuneCountInString(s) > aFew {
		return "words"
	}
	return ""
}
