package people

import (
	"fmt"
	"net/url"

	"caseclock/access"
	"caseclock/engine"
	"caseclock/web/page"
)

// person is somebody with how they sign in, in words.
type person struct {
	engine.PersonLine
	Address string
	Does    string // roles
	For     string // authorities
	Stands  page.Standing
	Factor  string
	Key     string // of the configuration; empty: not there
	Self    bool
}

func personOf(x *page.Exchange, l engine.PersonLine) person {
	p := person{PersonLine: l, Address: address(l.ID), Does: rolesInWords(l.Roles), For: authoritiesInWords(x, l.Authorities),
		Stands: states[l.State], Factor: "not set up", Self: l.ID == x.Viewer.ID}
	switch {
	case l.Place < 0:
		p.Does, p.For = "none", "none"
	default:
		p.Key = fmt.Sprintf("people[%d]", l.Place)
	}
	if !l.Password && l.State != engine.AccountDisabled {
		p.Stands = states[""]
	}
	switch {
	case l.Factor:
		p.Factor = "set up"
	case !l.Password:
		p.Factor = "none"
	}
	return p
}

// address is that of a person's page.
func address(id string) string { return "/people/" + url.PathEscape(id) }

// listView is what the list is made from.
type listView struct {
	People []person
	Tokens []token
	All    bool // of all authorities
}

// list answers GET /people.
func list(x *page.Exchange, k *engine.Keeper) error {
	v := listView{All: x.Viewer.Everywhere(access.KeepPeople), Tokens: tokens(x, k.Tokens(""), underPerson)}
	for _, l := range k.People() {
		v.People = append(v.People, personOf(x, l))
	}
	return x.Show(pages, "people.html", page.View{Title: "People", Here: "/people", Wide: true, Data: v})
}

// personView is what the page of a person is made from.
type personView struct {
	person
	Tokens []token
	Can    []link
}

// link leads to the page of a deed.
type link struct{ To, Text string }

// one answers GET /people/{id}.
func one(x *page.Exchange, k *engine.Keeper) error { return showOne(x, k, nil) }

func showOne(x *page.Exchange, k *engine.Keeper, faults page.Faults) error {
	l, err := k.Person(x.R.PathValue("id"))
	if err != nil {
		return err
	}
	v := personView{person: personOf(x, l), Tokens: tokens(x, k.Tokens(l.ID), underPerson)}
	for _, d := range l.Deeds {
		v.Can = append(v.Can, link{v.Address + "/" + d, deeds[d].link})
	}
	return x.Show(pages, "person.html", page.View{Title: l.Name, Here: "/people", Faults: faults, Data: v})
}
