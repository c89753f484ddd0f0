package main

import (
	"encoding/csv"
	"encoding/json"
	"strconv"

	"caseclock/deadline"
)

// writeJSONLine writes a deadline as the command contract does, one a line. It
// is what encoding/json would write, at a fraction of the cost.
func writeJSONLine(s *sheet, c *deadline.Case, d *deadline.Deadline) {
	l := c.Line(d)
	b := appendText(append(s.text.AvailableBuffer(), `{"case":`...), l.Case)
	b = appendText(append(b, `,"rule":`...), l.Rule)
	b = appendDate(append(b, `,"start":`...), l.Start)
	b = appendDate(append(b, `,"due":`...), l.Due)
	b = appendDate(append(b, `,"not_before":`...), l.NotBefore)
	b = appendDate(append(b, `,"met":`...), l.Met)
	b = appendDate(append(b, `,"ended":`...), l.Ended)
	b = appendText(append(b, `,"status":`...), l.Status.String())
	b = strconv.AppendInt(append(b, `,"days_late":`...), int64(l.DaysLate), 10)
	b = appendWord(append(b, `,"conference":`...), l.Conference.String())
	b = strconv.AppendBool(append(b, `,"breach":`...), l.Breach)
	b = appendText(append(b, `,"pack":`...), l.Pack)
	b = appendSome(append(b, `,"authority":`...), l.Authority)
	b = appendSome(append(b, `,"started_by":`...), l.StartedBy)
	b = appendSome(append(b, `,"met_by":`...), l.MetBy)
	b = appendSome(append(b, `,"ended_by":`...), l.EndedBy)
	b = appendSome(append(b, `,"error":`...), l.Error)
	b = appendReason(append(b, `,"reason":`...), l.Reason)
	s.text.Write(append(b, '}', '\n'))
}

func appendReason(b []byte, r *deadline.ReasonLine) []byte {
	if r == nil {
		return append(b, "null"...)
	}
	text, _ := json.Marshal(r)
	return append(b, text...)
}

func appendDate(b []byte, d deadline.Date) []byte {
	if d == 0 {
		return append(b, "null"...)
	}
	b = append(b, '"')
	text, _ := d.MarshalText()
	return append(append(b, text...), '"')
}

// appendWord writes one of the field's words, null for none.
func appendWord(b []byte, w string) []byte {
	if w == "" {
		return append(b, "null"...)
	}
	return appendText(b, w)
}

func appendSome(b []byte, s *string) []byte {
	if s == nil {
		return append(b, "null"...)
	}
	return appendText(b, *s)
}

// appendText writes a JSON string: plain ASCII at once, all else by
// encoding/json.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			text, _ := json.Marshal(s)
			return append(b, text...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

var csvHeads = []string{"case", "rule", "start", "due", "not_before", "met", "ended", "status", "days_late", "conference", "breach", "pack",
	"authority", "started_by", "met_by", "ended_by", "error", "reason_category", "reason_text", "reason_proposed", "reason_on", "reason_by",
	"reason_agreed_by", "reason_in_advance", "reason_lapsed"}

// writeCSVLine writes a deadline as a row under csvHeads.
func writeCSVLine(s *sheet, c *deadline.Case, d *deadline.Deadline) {
	l := c.Line(d)
	p := csvPrinter{csv.NewWriter(&s.text)}
	_ = p.line(lineCells(&l)...)
	p.Flush()
}

// lineCells are the cells of a deadline under csvHeads; what is null in JSON is
// empty.
func lineCells(l *deadline.Line) []string {
	row := []string{l.Case, l.Rule, l.Start.String(), l.Due.String(), l.NotBefore.String(), l.Met.String(), l.Ended.String(),
		l.Status.String(), strconv.Itoa(int(l.DaysLate)), l.Conference.String(), strconv.FormatBool(l.Breach), l.Pack,
		orEmpty(l.Authority), orEmpty(l.StartedBy), orEmpty(l.MetBy), orEmpty(l.EndedBy), orEmpty(l.Error)}
	if r := l.Reason; r != nil {
		return append(row, r.Category, orEmpty(r.Text), r.Proposed.String(), r.On.String(), orEmpty(r.By), orEmpty(r.AgreedBy),
			strconv.FormatBool(r.InAdvance), strconv.FormatBool(r.Lapsed))
	}
	return append(row, "", "", "", "", "", "", "", "")
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

var tableHeads = []string{"case", "rule", "start", "due", "met", "status", "days late", "reason"}

// writeRow writes a deadline for people. An ended one shows its end where
// others show what met them.
func writeRow(s *sheet, c *deadline.Case, d *deadline.Deadline) {
	rule := d.Rule.ID
	if d.Conference != 0 {
		rule += " (" + d.Conference.String() + ")"
	}
	met := d.Met.String()
	if d.Ended != 0 {
		met = d.Ended.String()
	}
	late := ""
	if d.DaysLate > 0 {
		late = strconv.Itoa(int(d.DaysLate))
	}
	s.rows = append(s.rows, []string{c.Ref, rule, d.Start.String(), orDash(d.Due.String()), orDash(met), d.Status.String(), orDash(late), reasonWords(d)})
}

// reasonWords says in a few words how a deadline is explained.
func reasonWords(d *deadline.Deadline) string {
	switch r := d.Reason; {
	case r == nil && d.Breach():
		return "none recorded"
	case r == nil:
		return "-"
	case r.Lapsed:
		return r.Category + ", proposed " + r.Proposed.String() + " has passed"
	case r.Proposed != 0:
		return r.Category + ", proposed " + r.Proposed.String()
	default:
		return r.Category
	}
}
