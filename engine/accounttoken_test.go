package engine

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/account"
	"caseclock/store"
)

func (g *gate) token(person string, acts ...access.Act) IssuedToken {
	g.t.Helper()
	k, err := g.a.IssueToken(context.Background(), Who{By: "it-1", Door: "cli"}, TokenAsk{Person: person, Acts: acts, Expires: g.now().Add(24 * time.Hour), Note: "case system"})
	if err != nil {
		g.t.Fatal(err)
	}
	return k
}

// A token does what it is for, and nothing that its person may not.
func TestATokenIsNarrow(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	k := g.token("chair-4", access.SeeCases)
	if !regexp.MustCompile(`^cck_[A-Za-z0-9_-]{43}$`).MatchString(k.Token) {
		t.Error(k.Token)
	}
	v, err := g.a.Check(ctx, k.Token, "10.0.0.9")
	if err != nil {
		t.Fatal(err)
	}
	own := access.Part{Authority: "stirling", Chair: "chair-4"}
	if !v.MayFor(access.SeeCases, own) || v.MayFor(access.GiveReasons, own) || v.May(access.AgreeDelays) || v.MayFor(access.SeeCases, access.Part{Authority: "fife", Chair: "chair-4"}) ||
		v.ID != "chair-4" || v.Token != k.ID || v.Door != "api" || v.From != "10.0.0.9" {
		t.Errorf("%+v", v)
	}
	for _, bad := range []string{"", "cck_", k.Token[4:], k.Token[:len(k.Token)-1], k.Token + "A", strings.ToUpper(k.Token), "cck_" + strings.Repeat("A", 43), k.ID} {
		if v, err := g.a.Check(ctx, bad, ""); v != nil || err != ErrNoToken {
			t.Errorf("%q: %v, %v", bad, v, err)
		}
	}
	g.restart(AccountOptions{})
	if _, err := g.a.Check(ctx, k.Token, ""); err != nil {
		t.Error("after a restart:", err)
	}
}

func TestATokenEnds(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	k, other := g.token("minutes-1", access.Import), g.token("minutes-1", access.Import)
	if _, err := g.a.Check(ctx, k.Token, ""); err != nil { // so that its use is put down already
		t.Fatal(err)
	}
	if err := g.a.RevokeToken(ctx, Who{By: "it-1"}, k.ID, "chair-1"); err == nil {
		t.Error("a token was revoked as another's")
	}
	if err := g.a.RevokeToken(ctx, Who{By: "it-1"}, k.ID, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := g.a.Check(ctx, k.Token, ""); err != ErrNoToken {
		t.Error("revoked:", err)
	}
	if _, err := g.a.Check(ctx, other.Token, ""); err != nil {
		t.Error("another was revoked with it:", err)
	}
	g.pass(24*time.Hour - time.Nanosecond)
	if _, err := g.a.Check(ctx, other.Token, ""); err != nil {
		t.Error("before its end:", err)
	}
	g.pass(time.Nanosecond)
	if _, err := g.a.Check(ctx, other.Token, ""); err != ErrNoToken {
		t.Error("at its end:", err)
	}
	if n := len(g.a.Tokens("minutes-1")); n != 2 {
		t.Error(n)
	}
	g.pass(31 * 24 * time.Hour)
	if n := len(g.a.Tokens("")); n != 0 {
		t.Errorf("%d are listed for ever", n)
	}
}

func TestWhatATokenMayNotBe(t *testing.T) {
	g := newGate(t, AccountOptions{})
	now := g.now()
	for _, c := range []struct {
		ask   TokenAsk
		fault string
	}{
		{TokenAsk{"nobody", []access.Act{access.SeeCases}, now.Add(time.Hour), ""}, "is nobody of the configuration"},
		{TokenAsk{"chair-1", nil, now.Add(time.Hour), ""}, "scope: missing"},
		{TokenAsk{"chair-1", []access.Act{"everything"}, now.Add(time.Hour), ""}, `"everything" is unknown`},
		{TokenAsk{"chair-1", []access.Act{access.Import}, now.Add(time.Hour), ""}, "import is not chair-1's to do"},
		{TokenAsk{"it-1", []access.Act{access.SeeCases}, now.Add(time.Hour), ""}, "not it-1's to do"},
		{TokenAsk{"chair-1", []access.Act{access.SeeCases}, now, ""}, "it is past"},
		{TokenAsk{"chair-1", []access.Act{access.SeeCases}, now.Add(LongestToken + 1), ""}, "more than a year"},
		{TokenAsk{"chair-1", []access.Act{access.SeeCases}, now.Add(time.Hour), strings.Repeat("n", 101)}, "note"},
	} {
		_, err := g.a.IssueToken(context.Background(), Who{}, c.ask)
		var refused *Refused
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%+v: %v", c.ask, err)
		}
	}
	if len(g.a.Tokens("")) != 0 {
		t.Error(g.a.Tokens(""))
	}
}

// That a token is used is put down once a minute.
func TestTheUseOfATokenIsPutDown(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	k := g.token("minutes-1", access.SeeCases)
	for range 5 {
		for range 20 {
			if _, err := g.a.Check(ctx, k.Token, "10.0.0.9"); err != nil {
				t.Fatal(err)
			}
		}
		g.pass(30 * time.Second)
	}
	if n := strings.Count(g.trail(), `token-used by "minutes-1" from "10.0.0.9" at api: `+k.ID); n != 3 {
		t.Errorf("%d entries for two minutes\n%s", n, g.trail())
	}
	if l := g.a.Tokens("minutes-1")[0]; l.UsedFrom != "10.0.0.9" || l.Used.IsZero() || l.IssuedBy != "it-1" || l.Note != "case system" {
		t.Errorf("%+v", l)
	}
}

// No password, token, cookie or code lies in the file or in the trail.
func TestTheFileHoldsNoSecret(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	secret := g.enter("chair-1")
	g.signIn("chair-1", secret)
	k := g.token("chair-1", access.SeeCases)
	if _, err := g.a.Check(ctx, k.Token, ""); err != nil {
		t.Fatal(err)
	}
	const cookie = "Zm9vYmFyYmF6cXV1eGNvcmdlZ3JhdWx0Z2FycGx5d2E"
	if err := g.a.Sessions().CommitCtx(ctx, cookie, []byte("data"), time.Time{}); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(g.path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(file) + g.trail() + g.log.String()
	raw, _ := base64.RawURLEncoding.DecodeString(k.Token[4:])
	for name, s := range map[string]string{"the first password": firstWord, "the password": ownWord, "the token": k.Token[4:], "the token in bytes": string(raw), "the token in hex": hex.EncodeToString(raw), "the cookie": cookie} {
		if strings.Contains(text, s) {
			t.Errorf("%s is there", name)
		}
	}
	if !strings.Contains(text, "$argon2id$") || !strings.Contains(text, k.ID) {
		t.Error("the test looks in the wrong place")
	}
}

// What compares a secret takes as long whatever it is.
func TestSecretsAreComparedInConstantTime(t *testing.T) {
	for _, dir := range []string{".", "../account", "../web/entrance"} {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		unsafe := regexp.MustCompile(`(?i)\b(\w*\.)?(token|hash|state|nonce|password|code|verifier|sum)\s*[!=]=\s*[a-z]\w*(\.\w+)?\b`)
		allowed := []string{"k.Hash != was.Hash", "fresh == old"} // what is kept with what is kept; two that one person typed
		for _, f := range files {
			if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") || dir == "." && !strings.HasPrefix(f.Name(), "account") {
				continue
			}
			b, _ := os.ReadFile(dir + "/" + f.Name())
			for _, hit := range unsafe.FindAllString(string(b), -1) {
				if !slices.Contains(allowed, hit) {
					t.Errorf("%s/%s: %s", dir, f.Name(), hit)
				}
			}
		}
	}
}

// A password that is kept with less than new ones are is hashed anew when its
// owner signs in.
func TestAnOldHashIsRenewed(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{FactorOptional: true}), context.Background()
	g.keep("add", "chair-1", firstWord)
	k := g.a.list["chair-1"]
	// argon2id of firstWord with 64 KiB and one pass.
	k.Hash = weakHash
	if _, err := g.a.change(ctx, store.Entry{}, "chair-1", func(now *keptAccount, _ bool) error { *now = k; return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := g.a.SignIn(ctx, "chair-1", firstWord, "", ""); err != nil {
		t.Fatal(err)
	}
	if now := g.a.list["chair-1"].Hash; account.Stale(now) || now == weakHash {
		t.Error(now)
	}
}

const weakHash = "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$68jsmZAOtRp/cZoXxPN3wqWiY6s1kWyFTsqG+ng7yjs"

// An account that another version wrote can be changed all the same.
func TestAnAccountOfAnotherVersion(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{FactorOptional: true}), context.Background()
	value := `{"of_another_version":1, "hash":"` + weakHash + `", "id":"chair-1", "set":"2026-03-01T00:00:00Z"}`
	if err := g.Store().Shelve(ctx, store.Entry{}, store.ShelfChange{Shelf: store.Accounts, Kept: store.Kept{Key: "chair-1", Value: []byte(value)}}); err != nil {
		t.Fatal(err)
	}
	g.restart(AccountOptions{FactorOptional: true})
	if _, err := g.a.SignIn(ctx, "chair-1", firstWord, "", ""); err != nil {
		t.Error(err)
	}
	g.keep("disable", "chair-1", "")
}
