package engine

import (
	"context"
	"strings"
	"testing"

	"caseclock/access"
)

// Who signs in with the council has the roles that it says, and those
// authorities that the configuration says.
func TestTheCouncilsWord(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	chair := []access.Grant{{Role: access.Chair}}
	for _, c := range []struct {
		person, id  string
		authorities int
		grants      []access.Grant
	}{
		{"chair-4", "chair-4", 1, chair}, {"Chair-4@Council.example", "chair-4", 1, chair},
		{"guest@council.example", "guest@council.example", 0, chair},
		{"chair-4", "chair-4", 2, []access.Grant{{Role: access.Chair, Authorities: []string{"stirling", "fife"}}}},
	} {
		p, err := g.a.Admit(ctx, External{Person: c.person, Name: "N", Grants: c.grants}, "10.0.0.1")
		v, must := g.a.Viewer(p, "10.0.0.1")
		if err != nil || v == nil || must != MustNothing || v.ID != c.id || len(v.Grants) != 1 || len(v.Grants[0].Authorities) != c.authorities {
			t.Errorf("%s: %+v %v %v", c.person, v, must, err)
		}
	}
	p, _ := g.a.Admit(ctx, External{Person: "guest@council.example", Grants: chair}, "")
	g.keep("disable", "guest@council.example", "")
	if v, _ := g.a.Viewer(p, ""); v != nil {
		t.Error("still in after being disabled")
	}
	for _, x := range []External{{Person: "guest@council.example", Grants: chair}, {Person: "chair-1"}, {Grants: chair}, {Person: strings.Repeat("x", 255), Grants: chair}} {
		if _, err := g.a.Admit(ctx, x, ""); err != ErrNotAllowed {
			t.Errorf("%+v: %v", x, err)
		}
	}
}

func TestInvitations(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	if _, err := g.a.Invite("chair-1"); err == nil {
		t.Error("outside a demonstration")
	}
	g.restart(AccountOptions{Demo: true})
	if _, err := g.a.Invite("nobody"); err == nil {
		t.Error("for nobody")
	}
	token, err := g.a.Invite("chair-1")
	if err != nil {
		t.Fatal(err)
	}
	p, err := g.a.SignInInvited(ctx, token, "")
	if v, must := g.a.Viewer(p, ""); err != nil || v == nil || must != MustNothing {
		t.Error(v, must, err)
	}
	if _, err := g.a.SignInInvited(ctx, token, ""); err != nil {
		t.Error("again:", err)
	}
	if _, err := g.a.SignInInvited(ctx, token+"A", ""); err != ErrNotAdmitted {
		t.Error("another address:", err)
	}
	g.restart(AccountOptions{})
	if v, _ := g.a.Viewer(p, ""); v != nil {
		t.Error("a session of a demonstration goes on without it")
	}
}

// Who is disabled, reset or no longer configured is out at the next request,
// and so are their tokens.
func TestOutAtOnce(t *testing.T) {
	for _, c := range []struct {
		name  string
		end   func(g *gate)
		token bool // is still valid
	}{
		{"disabled", func(g *gate) { g.keep("disable", "chair-1", "") }, false},
		{"disabled and enabled", func(g *gate) { g.keep("disable", "chair-1", ""); g.keep("enable", "chair-1", "") }, true},
		{"reset", func(g *gate) { g.keep("reset", "chair-1", "another heather moor") }, true},
		{"no longer configured", func(g *gate) { g.People = g.People[1:] }, false},
	} {
		g, ctx := newGate(t, AccountOptions{}), context.Background()
		p, token := g.signIn("chair-1", g.enter("chair-1")), g.token("chair-1", access.SeeCases)
		if v, must := g.a.Viewer(p, ""); v == nil || must != MustNothing {
			t.Fatalf("%s: before: %v %q", c.name, v, must)
		}
		c.end(g)
		if v, must := g.a.Viewer(p, ""); v != nil || must != MustNothing {
			t.Errorf("%s: still in: %v %q", c.name, v, must)
		}
		if _, err := g.a.Check(ctx, token.Token, ""); (err == nil) != c.token {
			t.Errorf("%s: the token: %v", c.name, err)
		}
	}
}
