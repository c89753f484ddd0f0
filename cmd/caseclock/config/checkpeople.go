package config

import (
	"fmt"
	"slices"
	"strings"

	"caseclock/deadline"
)

func (k *checker) authorities() {
	seen := map[string]bool{}
	for i, a := range k.c.Authorities {
		path := fmt.Sprintf("authorities[%d]", i)
		k.newID(path+".id", a.ID, seen)
		if a.Name == "" {
			k.fault(path+".name", "missing; accepted is the name that reports show")
		}
		k.periods(path, a.Rules)
		k.days(path+".closed", a.Closed)
		k.kept(path+".retention.registered", a.Retention.Registered)
		k.kept(path+".retention.otherwise", a.Retention.Otherwise)
	}
}

// kept checks how long cases are kept.
func (k *checker) kept(path string, days int) {
	if days != 0 {
		k.between(path, days, leastKept, longestKept, " calendar days, or 0: they are kept")
	}
}

// periods checks that packs follow one another.
func (k *checker) periods(path string, rules []Rules) {
	for i, r := range rules {
		at := fmt.Sprintf("%s.rules[%d]", path, i)
		if (r.Pack == "") == (r.File == "") {
			k.fault(at, "names %s; accepted is either pack, a built-in one, or file", map[bool]string{true: "neither pack nor file", false: "both pack and file"}[r.Pack == ""])
		}
		switch {
		case i > 0 && r.From == 0:
			k.fault(at+".from", "missing; accepted is the day from which the pack is in force (only the first may leave it out)")
		case i > 0 && r.From <= rules[i-1].From:
			k.fault(at+".from", "%s is not after %s, where the pack before it begins; accepted are packs in order of their days", r.From, rules[i-1].From)
		}
	}
}

func (k *checker) days(path string, days []deadline.Date) {
	for i, d := range days {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch {
		case d == 0:
			k.fault(at, "no date; accepted is a day that exists, written YYYY-MM-DD")
		case slices.Index(days, d) < i:
			k.fault(at, "%s is there already; accepted is each day once", d)
		}
	}
}

func (k *checker) people() {
	seen := map[string]bool{}
	for i, p := range k.c.People {
		path := fmt.Sprintf("people[%d]", i)
		k.newID(path+".id", p.ID, seen)
		if p.Name == "" {
			k.fault(path+".name", "missing; accepted is the name that mails and reports show")
		}
		k.address(path+".email", p.Email)
		k.roles(path, &p)
		if p.Team != "" && !id.MatchString(p.Team) {
			k.fault(path+".team", "%q is no id; accepted are 1 to 64 letters, digits, dots and hyphens, the first a letter or digit", p.Team)
		}
		k.authoritiesOf(path, p.Authorities)
		for j, a := range p.Away {
			k.away(fmt.Sprintf("%s.away[%d]", path, j), p, a)
		}
	}
}

func (k *checker) away(path string, p Person, a Away) {
	if a.From == 0 {
		k.fault(path+".from", "missing; accepted is the first day away, YYYY-MM-DD")
	}
	if a.To == 0 {
		k.fault(path+".to", "missing; accepted is the last day away, YYYY-MM-DD")
	}
	if a.From > a.To && a.To != 0 {
		k.fault(path+".to", "%s is before %s, the first day away; accepted is that day or later", a.To, a.From)
	}
	switch {
	case a.Cover == "":
		k.fault(path+".cover", "missing; accepted is the id of the person who is told meanwhile")
	case a.Cover == p.ID:
		k.fault(path+".cover", "%q is the person who is away; accepted is somebody else", a.Cover)
	case k.c.Person(a.Cover) == nil:
		k.nobody(path+".cover", a.Cover)
	case len(k.c.Person(a.Cover).AllRoles()) > 0 && !k.c.Person(a.Cover).HearsOfCases():
		k.fault(path+".cover", "%q hears of no case (%s); accepted is somebody else", a.Cover, strings.Join(k.c.Person(a.Cover).AllRoles(), ", "))
	case k.uncovered(p, a):
		k.fault(path+".cover", "%q is away too and covered, in the end, by %q; accepted is somebody who is there", a.Cover, p.ID)
	}
}

// uncovered follows the cover of a cover and says whether it comes round to
// the person who is away. A round is told of once.
func (k *checker) uncovered(p Person, a Away) bool {
	at, from, to := a.Cover, a.From, a.To
	var round []string
	for range k.c.People {
		round = append(round, at)
		cover := k.c.Person(at)
		if cover == nil {
			return false
		}
		i := slices.IndexFunc(cover.Away, func(o Away) bool { return o.From <= to && from <= o.To })
		if i < 0 {
			return false
		}
		from, to, at = max(from, cover.Away[i].From), min(to, cover.Away[i].To), cover.Away[i].Cover
		if at == p.ID {
			told := slices.ContainsFunc(round, func(id string) bool { return slices.Contains(k.round, id) })
			k.round = append(k.round, p.ID)
			return !told
		}
	}
	return false
}

func (k *checker) nobody(path, who string) {
	var known []string
	for _, p := range k.c.People {
		known = append(known, p.ID)
	}
	k.fault(path, "%q is nobody of this configuration; accepted: %s", who, orNone(known))
}

func (k *checker) knownAuthorities() string {
	var known []string
	for _, a := range k.c.Authorities {
		known = append(known, a.ID)
	}
	return orNone(known)
}

func orNone(known []string) string {
	known = slices.DeleteFunc(known, func(id string) bool { return id == "" })
	if len(known) == 0 {
		return "none, as none is configured"
	}
	return strings.Join(known, ", ")
}
