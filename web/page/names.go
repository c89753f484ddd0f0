package page

import (
	"slices"
	"strings"

	"caseclock/access"
)

// PersonName is a person's name by their id; the id where the configuration
// does not know them, and empty for none.
func (x *Exchange) PersonName(id string) string {
	for i := range x.Kit.Engine.People {
		if p := &x.Kit.Engine.People[i]; p.ID == id && p.Name != "" {
			return p.Name
		}
	}
	return id
}

// AuthorityName is an authority's name by its id; the id where the
// configuration does not know it, and empty for none.
func (x *Exchange) AuthorityName(id string) string {
	if a := x.Kit.Engine.Book.Authority(id); a != nil && a.Name != "" {
		return a.Name
	}
	return id
}

// Authorities are the authorities of which the viewer may do something to all,
// by name.
func (x *Exchange) Authorities(act access.Act) []Choice {
	var list []Choice
	for _, a := range x.Kit.Engine.Book.Authorities {
		if x.Viewer.In(act, a.ID) {
			list = append(list, Choice{Value: a.ID, Text: x.AuthorityName(a.ID)})
		}
	}
	slices.SortStableFunc(list, byText)
	return list
}

// Chairs are the people who chair conferences of the authorities of which the
// viewer may see all cases, by name.
func (x *Exchange) Chairs() []Choice { return x.PeopleAs(access.Chair, access.SeeCases) }

// PeopleAs are the people with a role in the authorities of which the viewer
// may do something to all, by name.
func (x *Exchange) PeopleAs(role access.Role, act access.Act) []Choice {
	var list []Choice
	for i := range x.Kit.Engine.People {
		p := &x.Kit.Engine.People[i]
		ours := len(p.Authorities) == 0 && len(x.Authorities(act)) > 0 ||
			slices.ContainsFunc(p.Authorities, func(id string) bool { return x.Viewer.In(act, id) })
		if ours && slices.Contains(p.Roles, string(role)) {
			list = append(list, Choice{Value: p.ID, Text: x.PersonName(p.ID)})
		}
	}
	slices.SortStableFunc(list, byText)
	return list
}

func byText(a, b Choice) int { return strings.Compare(a.Text, b.Text) }
