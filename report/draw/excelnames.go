package draw

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// takenNames gives each thing a name of its own, told apart without regard to
// capitals as spreadsheets do.
type takenNames struct {
	taken map[string]bool
	fit   func(name, suffix string) string // a name that is allowed, ending in the suffix
}

func newTakenNames(fit func(name, suffix string) string) takenNames {
	return takenNames{map[string]bool{}, fit}
}

func (n takenNames) take(name string) string {
	for i := 1; ; i++ {
		suffix := ""
		if i > 1 {
			suffix = " " + strconv.Itoa(i)
		}
		got := n.fit(name, suffix)
		if key := strings.ToLower(strings.ToUpper(got)); !n.taken[key] {
			n.taken[key] = true
			return got
		}
	}
}

// sheetName makes a name for the tab of a worksheet: 1 to 31 characters, none
// of []:*?/\, no apostrophe at either end, and not History, which Excel keeps
// for itself.
func sheetName(name, suffix string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, cellText(name))
	name = clip(strings.Trim(oneLine(name), "' "), 31-len(suffix))
	name = strings.Trim(name, "' ")
	if name == "" || strings.EqualFold(name, "history") {
		name = clip("Table "+name, 31-len(suffix))
		name = strings.TrimSpace(name)
	}
	return name + suffix
}

var notOfNames = regexp.MustCompile(`[^A-Za-z0-9]+`)

// tableName makes a name for a table: letters, digits and _, which can be
// taken for no cell.
func tableName(name, suffix string) string {
	name = strings.Trim(notOfNames.ReplaceAllString(name, "_"), "_")
	return "table_" + clip(name, 200) + strings.ReplaceAll(suffix, " ", "_")
}

// headName makes the head of a column, which is text of one line and at most
// 255 characters.
func headName(name, suffix string) string {
	name = oneLine(cellText(name))
	if name = clip(name, 255-len(suffix)); name == "" {
		name = "Column"
	}
	return name + suffix
}

var escape = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// cellText is a text that a workbook can carry. Spreadsheets read _x000D_ and
// its like as a character (ST_Xstring of ECMA-376); the dashes keep it a text.
func cellText(s string) string { return escape.ReplaceAllString(clean(s), "-x$1-") }

// oneLine makes one space of each run of spaces and line ends.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// clip shortens a text to so many characters as spreadsheets count them (UTF-16).
func clip(s string, most int) string {
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > most {
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}
