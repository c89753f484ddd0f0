package rules

import (
	"strings"

	"caseclock/deadline"
)

// plainEvents says in words what an event that carries nothing is.
var plainEvents = map[string]string{
	"case-assigned":         "the case is assigned",
	"edd-revised":           "the expected date of delivery is revised",
	"referral-allocated":    "the referral is allocated for assessment",
	"born":                  "the child is born",
	"conference-called":     "a conference is called for a planned day",
	"notice-given":          "participants are given notice",
	"conference-not-needed": "it is decided that no conference follows",
	"decisions-circulated":  "the record of key decisions is circulated",
	"plan-circulated":       "participants receive the plan",
	"minutes-circulated":    "participants receive the minutes",
	"core-group-held":       "a core group is held",
	"change-identified":     "the core group sees that the plan must change materially",
	"chair-notified":        "the chair is told of it",
}

var linkPhrases = map[string]string{
	"same-kind":                           ", for the same kind of conference",
	"same-kind or initial for pre-birth":  ", of the same kind (an initial one also serves for a pre-birth one)",
	"any kind but review":                 " (whatever the kind of conference, but for a review)",
	"near the planned day":                ", of the same kind, on the planned day or later, or up to 28 days before it where it had been called on an earlier day",
	"of that day":                         ", for the conference that started the clock",
	"registered-on":                       "the child was registered",
	"last-review":                         "the last review was held",
	"last-core-group":                     "the last core group was held",
	"concern-notified child":              "a notification of concern about a child is received",
	"concern-notified unborn":             "a notification of concern about an unborn child is received",
	"concern-notified":                    "a notification of concern is received",
	"transfer-notified in":                "this authority is told that a child moves here for good",
	"transfer-notified out":               "the receiving authority is told that a child moves away for good",
	"transfer-notified":                   "the receiving authority is told of a permanent move",
	"concern-notified child unborn":       "a notification of concern is received",
	"position-brought-in":                 "records begin with a child already registered",
	"position-brought-in registered-on":   "for a child already registered when records begin, the day of registration",
	"position-brought-in last-review":     "for a child already registered when records begin, the day of the last review",
	"position-brought-in last-core-group": "for a child already registered when records begin, the day of the last core group",
}

var outcomePhrases = map[string]string{
	"registered":     "registers the child",
	"not-registered": "does not register the child",
	"continued":      "is continued for want of information",
	"inquorate":      "is inquorate",
	"retained":       "keeps the child registered",
	"deregistered":   "deregisters the child",
}

var causePhrases = map[string]string{
	"moved-away":      "the child moved away",
	"died":            "the child died",
	"pregnancy-ended": "the pregnancy ended",
	"process-ended":   "the process ended",
}

// Phrase says an event of a pack in plain English: "conference-held review
// retained" is "a review conference is held that keeps the child registered".
func Phrase(t deadline.Trigger) string {
	event, link, _ := strings.Cut(t.String(), ",")
	link = linkPhrases[strings.TrimSpace(link)]
	words := strings.Fields(event)
	if len(words) == 0 {
		return ""
	}
	name, args := words[0], words[1:]
	var said string
	switch name {
	case "registers", "newly-registers", "deregisters":
		said = registers(name, args)
	case "conference-held":
		said = held(args)
	case "closed":
		said = closed(args)
	default:
		if said = plainEvents[name]; said == "" {
			said = linkPhrases[strings.Join(words, " ")]
		}
	}
	return said + link
}

func registers(name string, kinds []string) string {
	if name == "deregisters" {
		return "a conference deregisters the child"
	}
	said := aConference(kinds) + " registers the child"
	if name == "newly-registers" {
		said += ", who was not registered before"
	}
	return said
}

func held(args []string) string {
	var kinds, does []string
	for _, a := range args {
		if p, ok := outcomePhrases[a]; ok {
			does = append(does, p)
		} else {
			kinds = append(kinds, a)
		}
	}
	conference := aConference(kinds)
	switch {
	case len(does) == 0:
		return conference + " is held"
	case len(does) == 1 && strings.HasPrefix(does[0], "is "):
		return conference + " " + does[0]
	}
	return conference + " is held that " + either(does)
}

func closed(causes []string) string {
	if len(causes) == 0 {
		return "the case leaves the process, whatever the cause"
	}
	var why []string
	for _, c := range causes {
		why = append(why, causePhrases[c])
	}
	return "the case leaves the process because " + either(why)
}

// aConference is "an initial or continued initial conference".
func aConference(kinds []string) string {
	if len(kinds) == 0 {
		return "a conference"
	}
	var named []string
	for _, k := range kinds {
		if k == "continued-initial" {
			k = "continued initial"
		}
		named = append(named, k)
	}
	article := "a "
	if strings.HasPrefix(named[0], "i") {
		article = "an "
	}
	return article + either(named) + " conference"
}

// either joins words with commas and a last "or".
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
