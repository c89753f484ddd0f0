package page

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"caseclock/deadline"
)

// firstYear is the earliest that a person can mean: one before it is a slip.
const firstYear = 1900

// longestForm is how many bytes a posted form may have, files apart.
const longestForm = 64 << 10

// Form reads a posted form. What is too long or is none is an error with
// status 413 or 400.
func (x *Exchange) Form() (url.Values, error) {
	x.R.Body = http.MaxBytesReader(x.W, x.R.Body, longestForm)
	if err := x.R.ParseForm(); err != nil {
		return nil, badForm(err)
	}
	for _, values := range x.R.PostForm {
		for _, v := range values {
			if !utf8.ValidString(v) {
				return nil, &Refusal{http.StatusBadRequest, "This form holds text that is no UTF-8"}
			}
		}
	}
	return x.R.PostForm, nil
}

func badForm(err error) error {
	if strings.Contains(err.Error(), "too large") {
		return &Refusal{http.StatusRequestEntityTooLarge, "This form is too large"}
	}
	return &Refusal{http.StatusBadRequest, "This form cannot be read"}
}

// Text is a field's text without the spaces around it, its lines ended by \n.
func Text(form url.Values, field string) string {
	return strings.TrimSpace(strings.ReplaceAll(form.Get(field), "\r\n", "\n"))
}

// Day reads a day that a person typed; none where the field is empty.
func Day(form url.Values, field string, faults *Faults) deadline.Date {
	text := Text(form, field)
	if text == "" {
		return 0
	}
	d, ok := ParseDay(text)
	if !ok {
		faults.Add(field, "This is no day. Write a day of the calendar, like 26/1/2026 or 26 January 2026.")
	}
	return d
}

// ParseDay reads "26 January 2026", "26 Jan 2026", "26/1/2026", "26.1.2026",
// "26-1-2026" and "2026-01-26"; ok is false where the text is none of them or
// there is no such day. The day comes before the month, as people here write.
func ParseDay(text string) (d deadline.Date, ok bool) {
	if d, err := deadline.ParseDate(text); err == nil {
		return d, d.Year() >= firstYear
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" /.-,", r) })
	if len(parts) != 3 || len(parts[2]) != 4 {
		return 0, false
	}
	day, err1 := strconv.Atoi(parts[0])
	year, err3 := strconv.Atoi(parts[2])
	month, ok := parseMonth(parts[1])
	if err1 != nil || err3 != nil || !ok {
		return 0, false
	}
	d, ok = deadline.NewDate(year, month, day)
	return d, ok && year >= firstYear
}

// parseMonth reads a month's number or English name, in full or its first
// three letters.
func parseMonth(text string) (int, bool) {
	if n, err := strconv.Atoi(text); err == nil {
		return n, n >= 1 && n <= 12
	}
	for m := time.January; m <= time.December; m++ {
		if name := m.String(); strings.EqualFold(text, name) || strings.EqualFold(text, name[:3]) {
			return int(m), true
		}
	}
	return 0, false
}
