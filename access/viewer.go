package access

import "slices"

// Grant is a role for some authorities.
type Grant struct {
	Role        Role
	Authorities []string // ids; none is all of them
}

// covers says whether a grant is for an authority. A case of no known
// authority is covered by a grant for all alone.
func (g *Grant) covers(authority string) bool {
	return len(g.Authorities) == 0 || authority != "" && slices.Contains(g.Authorities, authority)
}

// Viewer is a person who is signed in, or a token that acts for one.
type Viewer struct {
	ID     string // of the person, as events name it
	Name   string
	Grants []Grant
	Only   []Act  // of a token: what it is narrowed to; nil: all that the grants give
	Token  string // of a token: its id
	Door   string // where they came in: "web", "api"
	From   string // address of the other end
}

// Part is who has a case in hand.
type Part struct{ Authority, Chair, Lead string }

// May says whether the viewer may do something at all, anywhere.
func (v *Viewer) May(a Act) bool {
	if v == nil || !v.allows(a) {
		return false
	}
	return slices.ContainsFunc(v.Grants, func(g Grant) bool { return g.Role.Reaches(a) != Nothing })
}

// allows says whether a token's narrowing leaves an act.
func (v *Viewer) allows(a Act) bool { return v.Only == nil || slices.Contains(v.Only, a) }

// MayFor says whether the viewer may do something to a case that these have in
// hand.
func (v *Viewer) MayFor(a Act, p Part) bool {
	if v == nil || !v.allows(a) {
		return false
	}
	for i := range v.Grants {
		g := &v.Grants[i]
		switch {
		case !g.covers(p.Authority):
		case g.Role.Reaches(a) == Authority,
			g.Role.Reaches(a) == Own && v.ID != "" && (g.Role == Chair && v.ID == p.Chair || g.Role == Lead && v.ID == p.Lead):
			return true
		}
	}
	return false
}

// Everywhere says whether the viewer may do something in every authority.
func (v *Viewer) Everywhere(a Act) bool {
	return v != nil && v.allows(a) && slices.ContainsFunc(v.Grants, func(g Grant) bool {
		return len(g.Authorities) == 0 && g.Role.Reaches(a) == Authority
	})
}

// In says whether the viewer may do something to all of an authority, and not
// only to cases of their own.
func (v *Viewer) In(a Act, authority string) bool {
	return v != nil && v.allows(a) && slices.ContainsFunc(v.Grants, func(g Grant) bool {
		return g.covers(authority) && g.Role.Reaches(a) == Authority
	})
}
