package report

import (
	"strings"
	"unicode"
)

// categoryName is a category of reasons as people read it.
func categoryName(category string) string {
	return capital(strings.ReplaceAll(category, "-", " "))
}

func capital(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

// count writes "1 day" and "1,204 days".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if what == "query" {
		what = "querie"
	}
	return thousands(n) + " " + what + "s"
}

// agree picks the verb that goes with a number.
func agree(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// list joins "a", "b" and "c" as "a, b and c".
func list(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}
