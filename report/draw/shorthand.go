package draw

import (
	"strings"
	"unicode/utf8"

	"caseclock/report/document"
)

// Shorthand stands in spreadsheets and rows where there is no value to show,
// with the meanings that the Government Analysis Function gives it in its
// guidance on symbols and shorthand in spreadsheets.
const (
	confidential  = "[c]"
	notApplicable = "[z]"
	notKnown      = "[x]"
)

// guard stands before a text that a spreadsheet would take for a formula, or a
// reader of rows for shorthand.
const guard = "'"

// stateOf is whether the value may be written. The state wins over whatever
// else the cell carries: only what says that it is shown is shown, and a state
// that is not known here hides.
func stateOf(c document.Column, cell document.Cell) document.State {
	switch cell.State {
	case document.Shown:
		if c.Kind == document.Day && cell.Date == 0 {
			return document.NotApplicable
		}
		return document.Shown
	case document.NotApplicable, document.NotKnown:
		return cell.State
	}
	return document.Hidden
}

// clean makes a text of what XML 1.0 and every reader of rows can carry:
// proper UTF-8, lines that end in LF, and no control character beside the tab.
func clean(s string) string {
	if isClean(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == '\uFFFE' || r == '\uFFFF' {
			return '\uFFFD'
		}
		return r
	}, s)
}

func isClean(s string) bool {
	for _, r := range s {
		if r < ' ' && r != '\n' && r != '\t' || r >= '\uFFFD' && r <= '\uFFFF' {
			return false
		}
	}
	return utf8.ValidString(s)
}

// plain keeps a spreadsheet that opens rows from taking a text for a formula,
// and anyone from taking it for shorthand.
func plain(s string) string {
	s = clean(s)
	if s == confidential || s == notKnown || s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return guard + s
	}
	return s
}
