package engine

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/access"
)

// keeper is an admin of some authorities, or of all.
func keeper(t *testing.T, a *Accounts, id string, authorities ...string) *Keeper {
	t.Helper()
	k, err := a.Keeper(&access.Viewer{ID: id, Grants: []access.Grant{{Role: access.Admin, Authorities: authorities}}, Door: "web", From: "10.0.0.9"})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func idsOf(lines []PersonLine) (ids []string) {
	for _, l := range lines {
		ids = append(ids, l.ID)
	}
	return ids
}

// deed does something to an account as it is now.
func (k *Keeper) deed(do, id string) (string, error) {
	l, err := k.Person(id)
	if err != nil {
		return "", err
	}
	return k.Keep(context.Background(), AccountAsk{Do: do, ID: id, Version: l.Version})
}

// Who keeps people of one authority has nobody who is for another, or for all.
func TestAKeeperOfOneAuthority(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	all, some := keeper(t, g.a, "it-1"), keeper(t, g.a, "it-2", "stirling")
	for _, id := range []string{"chair-1", "chair-4"} {
		g.keep("add", id, firstWord)
	}
	g.keep("disable", "who@council.example", "") // who signed in with the council and is not configured
	if ids := idsOf(all.People()); !slices.Contains(ids, "it-1") || !slices.Contains(ids, "who@council.example") || ids[len(ids)-1] != "who@council.example" {
		t.Error(ids)
	}
	if ids := idsOf(some.People()); !slices.Equal(ids, []string{"chair-4"}) {
		t.Error(ids)
	}
	var tokens []IssuedToken
	for _, id := range []string{"chair-1", "chair-4"} {
		k, err := g.a.IssueToken(ctx, Who{Door: "cli"}, TokenAsk{Person: id, Acts: []access.Act{access.SeeCases}, Expires: g.now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, k)
	}
	if l := some.Tokens(""); len(l) != 1 || l[0].Person != "chair-4" || len(all.Tokens("")) != 2 || len(some.Tokens("chair-1")) != 0 {
		t.Errorf("%+v", l)
	}
	before := g.trail()
	for _, do := range AccountDeeds {
		for _, id := range []string{"chair-1", "it-1", "who@council.example", "nobody"} {
			if _, err := some.Keep(ctx, AccountAsk{Do: do, ID: id, Version: g.a.list[id].Generation}); !errors.Is(err, ErrNotThere) {
				t.Errorf("%s %s: %v", do, id, err)
			}
		}
	}
	for _, c := range [][2]string{{"chair-1", tokens[0].ID}, {"chair-4", tokens[0].ID}, {"chair-4", "none"}} {
		if err := some.Revoke(ctx, c[0], c[1]); !errors.Is(err, ErrNotThere) {
			t.Errorf("%v: %v", c, err)
		}
	}
	if g.trail() != before {
		t.Error("something was done")
	}
	if err := some.Revoke(ctx, "chair-4", tokens[1].ID); err != nil {
		t.Error(err)
	}
	if _, err := some.deed("reset", "chair-4"); err != nil {
		t.Error(err)
	}
	for _, line := range []string{`token-revoked by "it-2" from "10.0.0.9" at web: ` + tokens[1].ID + ` of chair-4`, `account by "it-2" from "10.0.0.9" at web: reset chair-4`} {
		if !strings.Contains(g.trail(), line) {
			t.Errorf("the trail has no %s:\n%s", line, g.trail())
		}
	}
	if _, err := g.a.Keeper(&access.Viewer{ID: "chair-1", Grants: []access.Grant{{Role: access.Coordinator}}}); !errors.Is(err, ErrNotAllowed) {
		t.Error(err)
	}
}

// What a keeper may do follows from the account as it is, and what they were
// shown must still be so.
func TestWhatAKeeperDoes(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	k := keeper(t, g.a, "it-1")
	offered := func(id string, deeds ...string) PersonLine {
		t.Helper()
		l, err := k.Person(id)
		if err != nil || !slices.Equal(l.Deeds, deeds) {
			t.Fatalf("%s: %q, want %q (%v)", id, l.Deeds, deeds, err)
		}
		return l
	}
	do := func(deed, id string) string {
		t.Helper()
		password, err := k.deed(deed, id)
		if err != nil {
			t.Fatal(deed, err)
		}
		return password
	}
	offered("chair-1", "add", "disable")
	password := do("add", "chair-1")
	if _, err := g.a.SignIn(ctx, "chair-1", password, "", "10.0.0.1"); err != nil {
		t.Error(err)
	}
	shown := offered("chair-1", "reset", "disable")
	if shown.State != AccountInitial || !shown.Password || shown.Factor || shown.Last.IsZero() || k.a.e.People[shown.Place].ID != "chair-1" {
		t.Errorf("%+v", shown)
	}
	if again := do("reset", "chair-1"); again == password || again == "" {
		t.Error("a reset gave the password that was there")
	}
	for _, v := range []int{0, shown.Version} {
		if _, err := k.Keep(ctx, AccountAsk{Do: "disable", ID: "chair-1", Version: v}); !errors.Is(err, ErrAccountChanged) {
			t.Errorf("version %d: %v", v, err)
		}
	}
	if err := g.a.Keep(ctx, Who{}, AccountAsk{Do: "disable", ID: "chair-1", Version: shown.Version}); !errors.Is(err, ErrAccountChanged) {
		t.Error(err)
	}
	if p := do("disable", "chair-1"); p != "" {
		t.Error("a password for nothing")
	}
	offered("chair-1", "enable")
	do("enable", "chair-1")
	// Of who signs in with the council nothing is kept but that they were kept out.
	do("disable", "chair-2")
	do("enable", "chair-2")
	offered("chair-2", "add", "disable")
	do("add", "chair-2")
	offered("chair-2", "reset", "disable")
	g.keep("disable", "gone", "")
	offered("gone")
	// One's own account is for somebody else to keep.
	offered("it-1")
	for _, deed := range AccountDeeds {
		if _, err := k.deed(deed, "it-1"); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s: %v", deed, err)
		}
	}
}

// A token of one's own reaches no further than its person as they signed in.
func TestTokensOfOnesOwn(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	until := g.now().Add(time.Hour)
	v := g.a.ViewerOf("chair-4") // chair and manager of stirling
	if own := g.a.OwnActs(v); !slices.Equal(own, []access.Act{access.SeeCases, access.GiveReasons, access.AgreeDelays, access.ReadFigures, access.ReadReports, access.SeeRules}) {
		t.Error(own)
	}
	k, err := g.a.IssueOwn(ctx, v, TokenAsk{Person: "chair-1", Acts: []access.Act{access.SeeCases}, Expires: until})
	if err != nil || k.Person != "chair-4" || k.IssuedBy != "chair-4" {
		t.Fatal(k.TokenLine, err)
	}
	other := g.a.ViewerOf("chair-1")
	if err := g.a.RevokeOwn(ctx, other, k.ID); !errors.Is(err, ErrNotThere) {
		t.Error(err)
	}
	if len(g.a.OwnTokens(v)) != 1 || len(g.a.OwnTokens(other)) != 0 || len(g.a.OwnTokens(&access.Viewer{})) != 0 {
		t.Error("a list holds what is another's")
	}
	// The council says less of them than the configuration.
	less := &access.Viewer{ID: "chair-4", Grants: []access.Grant{{Role: access.Chair, Authorities: []string{"stirling"}}}, Door: "web"}
	if own := g.a.OwnActs(less); !slices.Equal(own, []access.Act{access.GiveReasons, access.SeeRules}) {
		t.Error(own)
	}
	elsewhere := &access.Viewer{ID: "chair-4", Grants: []access.Grant{{Role: access.Coordinator, Authorities: []string{"fife"}}}, Door: "web"}
	if own := g.a.OwnActs(elsewhere); len(own) != 0 {
		t.Error(own)
	}
	_, err = g.a.IssueOwn(ctx, less, TokenAsk{Acts: []access.Act{access.SeeCases, access.RecordEvents, "fly"}, Expires: g.now()})
	for _, part := range []string{"see-cases is more than you may do", "record-events is not chair-4's", `"fly" is unknown`, "expires: it is past"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("no %q in %v", part, err)
		}
	}
	// Neither a token nor somebody outside the configuration makes one.
	if _, err = g.a.IssueOwn(ctx, &access.Viewer{ID: "chair-4", Grants: v.Grants, Token: k.ID}, TokenAsk{Acts: []access.Act{access.SeeCases}, Expires: until}); !errors.Is(err, ErrNotAllowed) {
		t.Error(err)
	}
	stranger := &access.Viewer{ID: "who@council.example", Grants: []access.Grant{{Role: access.Auditor}}}
	if _, err = g.a.IssueOwn(ctx, stranger, TokenAsk{Acts: []access.Act{access.SeeCases}, Expires: until}); err == nil || len(g.a.OwnActs(stranger)) != 0 {
		t.Error("a token for nobody")
	}
	if err := g.a.RevokeOwn(ctx, v, k.ID); err != nil {
		t.Error(err)
	}
	if !strings.Contains(g.trail(), `token-revoked by "chair-4" from "" at web: `+k.ID) {
		t.Error(g.trail())
	}
}
