package people

import (
	"strings"

	"caseclock/access"
	"caseclock/engine"
	"caseclock/web/page"
)

// roles are the roles in words.
var roles = map[access.Role]string{
	access.Chair: "chair of conferences", access.Lead: "lead professional", access.Coordinator: "coordinator",
	access.MinuteTaker: "minute-taker", access.Manager: "manager", access.Committee: "committee member",
	access.Auditor: "auditor", access.Admin: "administrator",
}

// acts are what a token may do, in words.
var acts = map[access.Act]string{
	access.SeeCases:     "see cases",
	access.GiveReasons:  "give reasons",
	access.AgreeDelays:  "agree delays in advance",
	access.RecordEvents: "record what happened, and withdraw it",
	access.Import:       "import exports of a case system",
	access.ReadFigures:  "read reports that hide nothing",
	access.ReadReports:  "read reports that hide small numbers",
	access.IssueReports: "keep reports as issued",
	access.SeeTrail:     "see who looked",
	access.SeeStatus:    "see the status",
	access.MendMail:     "have mail tried again",
	access.KeepPeople:   "keep people's accounts",
	access.SeeRules:     "see the rules, and dates worked out without a case",
}

// pagesOnly are the acts for which programs have no address.
var pagesOnly = []access.Act{access.SeeStatus, access.MendMail, access.KeepPeople}

// states are how an account stands, in words and with the colour of their tag.
var states = map[string]page.Standing{
	"":                     {Words: "no account", Colour: "grey"},
	engine.AccountOpen:     {Words: "open", Colour: "green"},
	engine.AccountInitial:  {Words: "first password not changed yet", Colour: "yellow"},
	engine.AccountLapsed:   {Words: "first password lapsed", Colour: "orange"},
	engine.AccountDisabled: {Words: "disabled", Colour: "red"},
	engine.AccountStranger: {Words: "not in the configuration", Colour: "orange"},
}

func rolesInWords(ids []string) string {
	var words []string
	for _, id := range ids {
		word := roles[access.Role(id)]
		if word == "" {
			word = id
		}
		words = append(words, word)
	}
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ", ")
}

func authoritiesInWords(x *page.Exchange, ids []string) string {
	if len(ids) == 0 {
		return "all authorities"
	}
	var names []string
	for _, id := range ids {
		names = append(names, x.AuthorityName(id))
	}
	return strings.Join(names, ", ")
}

func actInWords(a access.Act) string {
	if words := acts[a]; words != "" {
		return words
	}
	return string(a)
}
