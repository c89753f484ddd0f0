package draw

import (
	"strings"
	"unicode/utf8"
)

// portrait is how many characters of the smallest print stand beside one
// another on a page upright.
const portrait = 112

// width is about how many characters wide the table is at its narrowest: each
// column as wide as its longest word, and a space on either side.
func (v tableView) width() int {
	n := 0
	if v.Drawn != "" {
		n = 20
	}
	for i, c := range v.Columns {
		widest := longestWord(c.Head)
		for _, b := range v.Bodies {
			if i == 0 {
				widest = max(widest, longestWord(b.Head), min(utf8.RuneCountInString(b.Head), 24))
				continue
			}
			for _, r := range b.Rows {
				text := r.Cells[i-1].Text
				widest = max(widest, longestWord(text), min(utf8.RuneCountInString(text), 16))
			}
		}
		n += widest + 2
	}
	return n
}

func longestWord(s string) int {
	longest := 0
	for _, w := range strings.Fields(s) {
		longest = max(longest, utf8.RuneCountInString(w))
	}
	return longest
}
