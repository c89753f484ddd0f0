package api

import (
	"context"
	"net/http"

	"caseclock/access"
)

// Me is whose token it is and what it may do.
type Me struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Token string   `json:"token" doc:"The token's id; never the token"`
	Roles []Role   `json:"roles"`
	May   []string `json:"may" doc:"What the token may do"`
	Today string   `json:"today" doc:"The present day in London"`
}

// Role is a role for some authorities.
type Role struct {
	Role        string   `json:"role"`
	Authorities []string `json:"authorities" doc:"Ids; none: all of them"`
}

func (a *API) addMe() {
	add(a, operation{id: "me", method: http.MethodGet, path: "/me", tag: "me", summary: "Whose token this is, and what it may do"},
		func(ctx context.Context, _ *struct{}) (*struct{ Body Me }, error) {
			v := hand(ctx).viewer
			m := Me{ID: v.ID, Name: v.Name, Token: v.Token, Roles: []Role{}, May: []string{}, Today: a.Engine.Today().String()}
			for _, g := range v.Grants {
				m.Roles = append(m.Roles, Role{string(g.Role), list(g.Authorities)})
			}
			for _, act := range access.Acts {
				if v.May(act) {
					m.May = append(m.May, string(act))
				}
			}
			return &struct{ Body Me }{m}, nil
		})
}
