package draw

import (
	"strings"
	"unicode/utf8"
)

// Widths in print, in tenths of a millimetre.
const (
	upright    = 1780 // between the margins of a page
	letterWide = 15
	edgesWide  = 20 // the two edges of a cell
	firstWide  = 360
	barWide    = 260
)

// longest is how many letters of a word stand unbroken.
const longest = 28

// width is about how wide the table is in print at its narrowest: each column
// as wide as its longest word, and texts so that a few words stand on a line.
func (v tableView) width() int {
	n := 0
	if v.Drawn != "" {
		n = barWide
	}
	for i, c := range v.Columns {
		if i == 0 {
			n += firstWide
			continue
		}
		widest := wordLength(c.Head)
		for _, b := range v.Bodies {
			for _, r := range b.Rows {
				text := r.Cells[i-1].Text
				widest = max(widest, wordLength(text), min(utf8.RuneCountInString(text), 18))
			}
		}
		n += widest*letterWide + edgesWide
	}
	return n
}

// wordLength is the letters of the longest word, as far as it stands unbroken.
func wordLength(s string) int {
	n := 0
	for _, w := range strings.Fields(s) {
		n = max(n, utf8.RuneCountInString(w))
	}
	return min(n, longest)
}

// long names the style of a text whose words may be broken anywhere.
func long(s string) string {
	for _, w := range strings.Fields(s) {
		if utf8.RuneCountInString(w) > longest {
			return "long"
		}
	}
	return ""
}
