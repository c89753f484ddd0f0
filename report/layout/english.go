package layout

import (
	"strings"
	"unicode"

	"caseclock/deadline"
	"caseclock/report/document"
)

// thing is how sentences speak of what a timescale asks for.
type thing struct{ one, many, done string }

var things = map[string]thing{
	"initial-cpcc":                 {"initial conference", "initial conferences", "held"},
	"pre-birth-cpcc":               {"pre-birth conference", "pre-birth conferences", "held"},
	"pre-birth-allocation":         {"pre-birth referral", "pre-birth referrals", "allocated"},
	"notice-of-cpcc":               {"notice of a conference", "notices of a conference", "given"},
	"continued-initial-cpcc":       {"continued initial conference", "continued initial conferences", "held"},
	"reconvened-cpcc":              {"reconvened conference", "reconvened conferences", "held"},
	"decisions-record":             {"record of decisions", "records of decisions", "circulated"},
	"plan":                         {"plan", "plans", "received"},
	"minutes":                      {"set of minutes", "sets of minutes", "received"},
	"first-core-group":             {"first core group", "first core groups", "held"},
	"core-group":                   {"core group", "core groups", "held"},
	"first-review":                 {"first review", "first reviews", "held"},
	"first-review-after-pre-birth": {"first review after a pre-birth conference", "first reviews after a pre-birth conference", "held"},
	"next-review":                  {"further review", "further reviews", "held"},
	"chair-notification":           {"notification to the chair", "notifications to the chair", "made"},
	"transfer-cpcc":                {"transfer conference", "transfer conferences", "held"},
	"deregistration-core-group":    {"core group after deregistration", "core groups after deregistration", "held"},
}

// thingOf is what a timescale asks for; one of a council's own is spoken of by
// its name.
func thingOf(rule string) thing {
	if t, ok := things[rule]; ok {
		return t
	}
	name := "“" + deadline.RuleName(rule) + "”"
	return thing{"deadline of " + name, "deadlines of " + name, "met"}
}

func (t thing) of(n int) string {
	if n == 1 {
		return t.one
	}
	return t.many
}

// withinWords says "within 21 calendar days" where that is all there is to the
// limits, and "in time" otherwise.
func withinWords(limits []deadline.Limit) string {
	if len(limits) != 1 {
		return "in time"
	}
	l := limits[0]
	if l.Before != "" || l.Agreed != "" || l.Other != nil || strings.HasPrefix(string(l.Unit), "weeks of") {
		return "in time"
	}
	return "within " + l.String()
}

// categoryName is a category of reasons, or a code of queries, as people read
// it.
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
func count(n int, one string) string { return countOf(n, one, one+"s") }

func countOf(n int, one, many string) string { return thousands(n) + " " + agree(n, one, many) }

// allOf is "both" or "all", for two or more that are alike.
func allOf(n int) string {
	if n == 2 {
		return "both"
	}
	return "all"
}

// orNone writes a number, "none" for 0.
func orNone(n int) string {
	if n == 0 {
		return "none"
	}
	return thousands(n)
}

// agree picks the word that goes with a number.
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

func thousands(n int) string { return document.Thousands(n) }

// days writes a number of days that may end in a half.
func days(h document.Halves) string {
	if h == 2 {
		return "1 day"
	}
	return h.String() + " days"
}

func percentWords(p document.Tenths) string { return p.String() + "%" }

// targetWords leaves out a decimal of nothing: "95%".
func targetWords(p document.Tenths) string {
	return strings.TrimSuffix(p.String(), ".0") + "%"
}
