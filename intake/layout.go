package intake

import (
	"fmt"
	"slices"
	"strings"

	"caseclock/deadline"
)

// Layout is how an export writes its dates: DD/MM/YYYY and the like. Its time
// of day, where it has one, is read and left out.
type Layout struct {
	words  string
	tokens []string
	timed  bool
}

// layouts are the ones accepted; each may be followed by a time of day. The
// month never comes before the day, and a year has four figures.
var layouts = []string{"DD/MM/YYYY", "D/M/YYYY", "DD-MM-YYYY", "DD.MM.YYYY", "DD MMM YYYY", "DD-MMM-YYYY", "YYYY-MM-DD", "YYYYMMDD"}

var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// ParseLayout reads a layout as a mapping writes it.
func ParseLayout(s string) (Layout, error) {
	l := Layout{words: s}
	day := s
	for _, t := range []string{" HH:MM:SS", " HH:MM"} {
		if cut, ok := strings.CutSuffix(day, t); ok {
			day, l.timed = cut, true
			break
		}
	}
	if !slices.Contains(layouts, day) {
		return l, fmt.Errorf("%s is no way to write dates; accepted: %s, each also with HH:MM or HH:MM:SS after a space (never the month before the day, nor years of two figures)",
			quote(s), strings.Join(layouts, ", "))
	}
	for day != "" {
		n := 1
		for n < len(day) && day[n] == day[0] {
			n++
		}
		l.tokens = append(l.tokens, day[:n])
		day = day[n:]
	}
	return l, nil
}

// String gives the layout as the mapping writes it.
func (l Layout) String() string { return l.words }

// order is what a date's figures say of the order they are in.
type order uint8

const (
	eitherWay  order = iota
	dayFirst         // only so: the first figure is above 12
	monthFirst       // a date only if the month came first
)

// parse reads a date. The order is told also where there is an error.
func (l Layout) parse(s string) (deadline.Date, order, error) {
	n := map[byte]int{}
	rest, ok := s, true
	for _, t := range l.tokens {
		if n[t[0]], rest, ok = take(t, rest); !ok {
			return 0, eitherWay, l.refuse(s, "not a date")
		}
	}
	if rest != "" && !(l.timed && timeOfDay(rest)) {
		return 0, eitherWay, l.refuse(s, "not a date")
	}
	day, month, year := n['D'], n['M'], n['Y']
	d, exists := deadline.NewDate(year, month, day)
	if exists {
		if day > 12 {
			return d, dayFirst, nil
		}
		return d, eitherWay, nil
	}
	if _, other := deadline.NewDate(year, day, month); other && l.tokens[0][0] == 'D' {
		return 0, monthFirst, l.refuse(s, "a date only with the month before the day")
	}
	return 0, eitherWay, l.refuse(s, "no day of the calendar")
}

func (l Layout) refuse(s, why string) error {
	return fmt.Errorf("%s is %s; accepted is a day that exists, written %s", quote(s), why, l.words)
}

// take reads what a token stands for from the front of s.
func take(token, s string) (n int, rest string, ok bool) {
	switch token {
	case "MMM":
		if len(s) < 3 {
			return 0, s, false
		}
		i := slices.Index(months, strings.ToLower(s[:3]))
		return i + 1, s[3:], i >= 0
	case "D", "M":
		if len(s) > 1 && digit(s[1]) {
			return figures(s, 2)
		}
		return figures(s, 1)
	case "DD", "MM", "YYYY":
		return figures(s, len(token))
	}
	rest, ok = strings.CutPrefix(s, token)
	return 0, rest, ok
}

func figures(s string, count int) (n int, rest string, ok bool) {
	if len(s) < count {
		return 0, s, false
	}
	for i := range count {
		if !digit(s[i]) {
			return 0, s, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, s[count:], true
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// timeOfDay says whether s is a space and HH:MM or HH:MM:SS.
func timeOfDay(s string) bool {
	for i, most := range []int{23, 59, 59} {
		sep := ":"
		if i == 0 {
			sep = " "
		}
		cut, ok := strings.CutPrefix(s, sep)
		n, rest, fig := figures(cut, 2)
		if !ok || !fig || n > most {
			return false
		}
		if s = rest; s == "" {
			return i > 0
		}
	}
	return false
}
