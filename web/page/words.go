package page

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"caseclock/deadline"
)

// functions are what all templates may use.
var functions = template.FuncMap{
	"long":     Long,
	"moment":   Moment,
	"rule":     deadline.RuleName,
	"status":   StatusOf,
	"days":     Days,
	"plural":   plural,
	"field":    field,
	"choices":  choicesOf,
	"text":     deref,
	"contains": strings.Contains,
	"join":     strings.Join,
	"thousand": Thousands,
	"capital":  capital,
	"dict":     dict,
}

// Long writes a day as people do: 26 January 2026; "none" for no day.
func Long(d deadline.Date) string {
	if d == 0 {
		return "none"
	}
	return d.Long()
}

// Moment writes an instant in London: 26 January 2026, 14:05.
func Moment(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	t = t.In(deadline.London)
	return fmt.Sprintf("%s, %s", deadline.DayOf(t).Long(), t.Format("15:04"))
}

// Standing is a status in words, and the colour of its tag.
type Standing struct{ Words, Colour string }

// StatusOf says how a deadline stands.
func StatusOf(s deadline.Status) Standing {
	switch s {
	case deadline.Overdue:
		return Standing{"out of timescale", "red"}
	case deadline.MetLate:
		return Standing{"met late", "orange"}
	case deadline.EndedOverdue:
		return Standing{"ended out of timescale", "orange"}
	case deadline.Met:
		return Standing{"met in time", "green"}
	case deadline.Ended:
		return Standing{"ended", "grey"}
	case deadline.Pending:
		return Standing{"to come", "blue"}
	case deadline.Undated:
		return Standing{"no date yet", "yellow"}
	}
	return Standing{"not known", "yellow"}
}

// Days writes "1 day" and "12 days".
func Days(n any) string {
	switch n := n.(type) {
	case int:
		return plural(n, "day", "days")
	case int32:
		return plural(int(n), "day", "days")
	case deadline.Date:
		return plural(int(n), "day", "days")
	}
	return fmt.Sprint(n)
}

// plural writes a number with its word.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Thousands(n) + " " + many
}

// Thousands writes 12,345.
func Thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// dict gives a part of a page several values: names and values in turn.
func dict(pairs ...any) (map[string]any, error) {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}
