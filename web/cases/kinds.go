package cases

import (
	"strings"

	"caseclock/engine"
	"caseclock/web/page"
)

// kindGroups are the kinds of events as the page that offers them lists them.
// A kind that stands in no group is offered at the end.
var kindGroups = []struct {
	heading string
	kinds   []string
}{
	{"Conferences", []string{"conference-called", "notice-given", "conference-held", "conference-not-needed"}},
	{"Papers", []string{"decisions-circulated", "plan-circulated", "minutes-circulated"}},
	{"Core groups and the plan", []string{"core-group-held", "change-identified", "chair-notified"}},
	{"Concern, pregnancy and moves", []string{"concern-notified", "edd-revised", "referral-allocated", "born", "transfer-notified"}},
	{"The case", []string{"case-assigned", "position-brought-in", "closed"}},
}

// offer is a kind of event that can be chosen.
type offer struct{ Value, Text string }

// offers is a group of them.
type offers struct {
	Heading string
	List    []offer
}

// offered lists the kinds that can be recorded. A conference that was held is
// offered by its kind, so that the form has the outcomes of that kind alone.
func offered(kinds []engine.KindForm) []offers {
	left := map[string]engine.KindForm{}
	var order []string
	for _, k := range kinds {
		left[k.Kind] = k
		order = append(order, k.Kind)
	}
	var all []offers
	add := func(heading string, names []string) {
		g := offers{Heading: heading}
		for _, name := range names {
			if k, ok := left[name]; ok {
				g.List = append(g.List, split(k)...)
				delete(left, name)
			}
		}
		if len(g.List) > 0 {
			all = append(all, g)
		}
	}
	for _, g := range kindGroups {
		add(g.heading, g.kinds)
	}
	add("Other", order)
	return all
}

// split offers a kind once, or once for each kind of conference where that
// narrows what the form holds.
func split(k engine.KindForm) []offer {
	for _, f := range k.Fields {
		if len(f.ByConference) == 0 {
			continue
		}
		var list []offer
		for _, c := range k.Fields {
			if c.Name == "conference" {
				for _, w := range c.Words {
					list = append(list, offer{k.Kind + "." + w, categoryName(w) + " " + k.Name})
				}
			}
		}
		return list
	}
	return []offer{{k.Kind, page.Sentence(k.Name)[:len(page.Sentence(k.Name))-1]}}
}

// kindOf finds a kind by what offers named, and the kind of conference where
// that was said; ok is false where there is none.
func kindOf(kinds []engine.KindForm, value string) (k engine.KindForm, conference string, ok bool) {
	name, conference, _ := strings.Cut(value, ".")
	for _, k := range kinds {
		if k.Kind != name {
			continue
		}
		for _, f := range k.Fields {
			if f.Name == "conference" {
				for _, w := range f.Words {
					ok = ok || w == conference
				}
			}
		}
		return k, conference, ok || conference == ""
	}
	return k, "", false
}
