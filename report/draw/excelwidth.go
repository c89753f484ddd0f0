package draw

import (
	"math"
	"strings"

	"caseclock/deadline"
	"caseclock/report/document"
)

// Widths of columns are counted as spreadsheets do, in digits of the default
// font; heights of rows in points. A spreadsheet that opens the workbook does
// not work them out by itself.
const (
	narrowest = 10.0
	widest    = 42.0
	padding   = 2.5
	lineHigh  = 15.5
	rowSpace  = 3.0
)

// letterWidth is about how wide a letter of 12 points is: Arial's widths, in
// digits of 11 points.
func letterWidth(r rune) float64 {
	switch {
	case strings.ContainsRune("ijlftr.,:;'|!I[]() /-", r):
		return 0.6
	case strings.ContainsRune("mwMW%@", r):
		return 1.75
	case r >= 'A' && r <= 'Z':
		return 1.4
	case r < 0x250:
		return 1.05
	}
	return 2
}

func textWidth(s string) float64 {
	wide := 0.0
	for _, r := range s {
		wide += letterWidth(r)
	}
	return wide
}

// wrapped is on how many lines a text stands in a column of a width.
func wrapped(s string, width float64) int {
	lines := 0
	for l := range strings.SplitSeq(s, "\n") {
		at := 0.0
		lines++
		for _, word := range strings.Fields(l) {
			w := textWidth(word)
			if at > 0 && at+w > width-1 {
				lines, at = lines+1, 0
			}
			for ; w > width-1; w -= width - 1 {
				lines++
			}
			at += w + letterWidth(' ')
		}
	}
	return lines
}

// width fits the longest text, or the longest word of the head; longer texts
// are wrapped. The last column may have most of the page.
func (g grid) width(x int) float64 {
	wide := 0.0
	for _, word := range strings.Fields(g.heads[x]) {
		wide = max(wide, 1.1*textWidth(word)+1) // bold
	}
	for _, row := range g.rows {
		for l := range strings.SplitSeq(row[x].shown(), "\n") {
			wide = max(wide, textWidth(l))
		}
	}
	most := widest
	if x == len(g.heads)-1 {
		most = max(g.widest, widest)
	}
	return math.Ceil(min(max(wide+padding, narrowest), most))
}

// height fits the texts of a row in columns of these widths.
func height(texts []string, widths []float64) float64 {
	lines := 1
	for x, s := range texts {
		lines = max(lines, wrapped(s, widths[x]))
	}
	return min(float64(lines)*lineHigh+rowSpace, 409)
}

// shown is about what a cell shows.
func (v value) shown() string {
	switch v.format {
	case "":
		return v.text
	case dated:
		return (zeroSerial + deadline.Date(v.number)).Long()
	}
	return document.Thousands(int(v.number)) + ".0"
}
