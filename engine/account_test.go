package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/account"
	"caseclock/notify"
	"caseclock/store"
)

const (
	firstWord = "heather on the hill"
	ownWord   = "a little boat at dusk"
)

// pass moves the clock.
func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.time = b.time.Add(d)
}

// gate is a bench with accounts.
type gate struct {
	*bench
	a *Accounts
}

func newGate(t *testing.T, o AccountOptions) *gate {
	t.Helper()
	g := &gate{bench: newBench(t, "2026-03-02")}
	g.restart(o)
	return g
}

// restart opens the store anew, with people of several roles.
func (g *gate) restart(o AccountOptions) {
	g.t.Helper()
	g.reopen(func(s *Settings) {
		two := person("chair-4", notify.Chair)
		two.Roles, two.Authorities = append(two.Roles, "manager"), []string{"stirling"}
		s.People = append(s.People, two, person("minutes-1", "minute-taker"), person("it-1", "admin"))
	})
	var err error
	if g.a, err = g.OpenAccounts(context.Background(), o); err != nil {
		g.t.Fatal(err)
	}
}

func (g *gate) keep(do, id, password string) {
	g.t.Helper()
	if err := g.a.Keep(context.Background(), Who{By: "it-1", Door: "cli"}, AccountAsk{Do: do, ID: id, Password: password}); err != nil {
		g.t.Fatal(err)
	}
}

// enter makes an account that needs nothing more, and gives its second factor.
func (g *gate) enter(id string) (secret string) {
	g.t.Helper()
	g.keep("add", id, firstWord)
	p, err := g.a.SignIn(context.Background(), id, firstWord, "", "10.0.0.1")
	if err != nil {
		g.t.Fatal(err)
	}
	secret, _ = g.a.NewFactor(p)
	if err = g.a.ConfirmFactor(context.Background(), p, secret, account.Code(secret, g.now()), "10.0.0.1"); err == nil {
		_, err = g.a.ChangePassword(context.Background(), p, firstWord, ownWord, "10.0.0.1")
	}
	if err != nil {
		g.t.Fatal(err)
	}
	g.pass(time.Minute)
	return secret
}

func (g *gate) signIn(id, secret string) Pass {
	g.t.Helper()
	p, err := g.a.SignIn(context.Background(), id, ownWord, account.Code(secret, g.now()), "10.0.0.1")
	if err != nil {
		g.t.Fatal(err)
	}
	return p
}

// trail is the audit trail as lines, without instants.
func (g *gate) trail() string {
	g.t.Helper()
	var b strings.Builder
	if err := g.Store().Trail(context.Background(), func(e store.Entry) error {
		fmt.Fprintf(&b, "%s by %q from %q at %s: %s\n", e.Action, e.By, e.Peer, e.Door, e.Detail)
		return nil
	}); err != nil {
		g.t.Fatal(err)
	}
	return b.String()
}

// From the first password to a second factor and a password of one's own.
func TestTheFirstSignIn(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	g.keep("add", "chair-4", firstWord)
	p, err := g.a.SignIn(ctx, " chair-4 ", firstWord, "", "10.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	must := func(want Must) {
		t.Helper()
		v, got := g.a.Viewer(p, "10.0.0.1")
		if got != want || (v == nil) != (want != MustNothing) {
			t.Fatalf("must %q, want %q; viewer %v", got, want, v)
		}
	}
	must(MustFactor)
	secret, address := g.a.NewFactor(p)
	if !strings.Contains(address, secret) || !strings.Contains(address, "chair-4") {
		t.Error(address)
	}
	if err := g.a.ConfirmFactor(ctx, p, secret, "000000", "10.0.0.1"); !errors.Is(err, ErrNotAdmitted) {
		t.Error(err)
	}
	if err := g.a.ConfirmFactor(ctx, p, secret, account.Code(secret, g.now()), "10.0.0.1"); err != nil {
		t.Fatal(err)
	}
	if err := g.a.ConfirmFactor(ctx, p, account.NewSecret(), account.Code(secret, g.now()), "10.0.0.1"); err == nil {
		t.Error("a second factor was put in the place of another")
	}
	must(MustPassword)
	for _, c := range []struct{ old, fresh, fault string }{
		{"wrong", ownWord, ErrNotAdmitted.Error()}, {firstWord, "short", "password: it has 5"}, {firstWord, firstWord, "it is the one you have"},
		{firstWord, "ask chair-4 again", "your id"}, {firstWord, "ask Somebody again", "your id"},
	} {
		if _, err := g.a.ChangePassword(ctx, p, c.old, c.fresh, "10.0.0.1"); err == nil || !strings.Contains(err.Error(), c.fault) || strings.Contains(err.Error(), c.fresh) {
			t.Errorf("%q: %v", c.fresh, err)
		}
	}
	other, err := g.a.ChangePassword(ctx, p, firstWord, ownWord, "10.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := g.a.Viewer(p, ""); v != nil {
		t.Error("a session from before the change is not over")
	}
	p = other
	must(MustNothing)
	v, _ := g.a.Viewer(p, "10.0.0.1")
	if !v.MayFor(access.SeeCases, access.Part{Authority: "stirling", Chair: "chair-4"}) || !v.May(access.AgreeDelays) || v.May(access.RecordEvents) || v.Door != "web" || v.From != "10.0.0.1" {
		t.Errorf("%+v", v)
	}
	g.restart(AccountOptions{})
	must(MustNothing)
	if lines := g.a.List(); len(lines) != 1 || lines[0].State != AccountOpen || !lines[0].Factor || lines[0].LastSeen.IsZero() {
		t.Errorf("%+v", lines)
	}
}

// Everything that is not right is told in the same words, after the same work.
func TestWhatIsNotRightIsToldAlike(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	secret := g.enter("chair-1")
	g.enter("chair-2")
	g.keep("disable", "chair-2", "")
	g.keep("add", "chair-3", firstWord) // and never signs in
	g.pass(InitialFor)
	right := account.Code(secret, g.now())
	for i, c := range []struct{ name, id, password, code string }{
		{"an id that is not there", "chair-9", ownWord, right}, {"a password", "chair-1", firstWord, right}, {"a code", "chair-1", ownWord, "000000"},
		{"no code", "chair-1", ownWord, ""}, {"disabled", "chair-2", ownWord, right}, {"lapsed", "chair-3", firstWord, ""}, {"nothing", "", "", ""},
		{"a password as the id", "s3cret typed in haste", "", ""},
	} {
		before, entries := g.a.hasher.Hashed.Load(), strings.Count(g.trail(), "\n")
		_, err := g.a.SignIn(ctx, c.id, c.password, c.code, fmt.Sprint("10.0.1.", i))
		if err != ErrNotAdmitted {
			t.Errorf("%s: %v", c.name, err)
		}
		if n := g.a.hasher.Hashed.Load() - before; n != 1 {
			t.Errorf("%s: %d hashes", c.name, n)
		}
		if n := strings.Count(g.trail(), "\n") - entries; n != 1 {
			t.Errorf("%s: %d entries in the trail", c.name, n)
		}
	}
	if trail := g.trail(); strings.Contains(trail, "haste") || strings.Contains(trail, "chair-9") || !strings.Contains(trail, `sign-in-refused by "" from "10.0.1.1" at web: account chair-1`) {
		t.Error(trail)
	}
	if p := g.signIn("chair-1", secret); p.Person != "chair-1" {
		t.Error(p)
	}
	if lines := g.a.List(); lines[1].State != AccountDisabled || lines[2].State != AccountLapsed {
		t.Errorf("%+v", lines)
	}
}

// Of 1,000 guesses within five minutes no more than ten reach the hash, and the
// last of them say the same of an account that is not there.
func TestGuessesAreFew(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	g.enter("chair-1")
	for _, c := range []struct {
		name  string
		guess func(i int) (id, from string)
	}{
		{"at one account from everywhere", func(i int) (string, string) { return "chair-1", fmt.Sprintf("10.1.%d.%d", i/250, i%250) }},
		{"at none from everywhere", func(i int) (string, string) { return "chair-9", fmt.Sprintf("10.2.%d.%d", i/250, i%250) }},
		{"at all from one place", func(i int) (string, string) { return fmt.Sprint("chair-", i), "10.3.0.1" }},
	} {
		before, often := g.a.hasher.Hashed.Load(), 0
		for i := range 1000 {
			id, from := c.guess(i)
			if _, err := g.a.SignIn(ctx, id, fmt.Sprint("guess number ", i), "", from); errors.Is(err, ErrTooOften) {
				often++
			}
		}
		if n := g.a.hasher.Hashed.Load() - before; n != account.MostGuesses || often != 1000-account.MostGuesses {
			t.Errorf("%s: %d of 1,000 reached the hash, %d were told to wait", c.name, n, often)
		}
	}
	g.pass(account.GuessWindow)
	if _, err := g.a.SignIn(ctx, "chair-1", "wrong", "", "10.3.0.1"); err != ErrNotAdmitted {
		t.Error(err)
	}
	// The password of a session left open cannot be guessed without end either.
	p := Pass{Person: "chair-1", Generation: g.a.list["chair-1"].Generation, Way: WayPassword}
	before := g.a.hasher.Hashed.Load()
	for i := range 100 {
		_, _ = g.a.ChangePassword(ctx, p, fmt.Sprint("guess number ", i), ownWord+"!", "10.4.0.1")
	}
	if n := g.a.hasher.Hashed.Load() - before; n > account.MostGuesses {
		t.Errorf("%d guesses of the present password", n)
	}
}

// A code lets in once, however many come with it at once.
func TestACodeLetsInOnce(t *testing.T) {
	g := newGate(t, AccountOptions{})
	secret := g.enter("chair-1")
	code := account.Code(secret, g.now())
	var mu sync.Mutex
	var wg sync.WaitGroup
	in := 0
	for range 8 {
		wg.Go(func() {
			_, err := g.a.SignIn(context.Background(), "chair-1", ownWord, code, "10.0.0.1")
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				in++
			} else if err != ErrNotAdmitted {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if in != 1 {
		t.Errorf("%d came in with one code", in)
	}
	g.restart(AccountOptions{})
	if _, err := g.a.SignIn(context.Background(), "chair-1", ownWord, code, "10.0.0.1"); err != ErrNotAdmitted {
		t.Error("after a restart:", err)
	}
}

// With the second factor left to each, a password alone lets in.
func TestASecondFactorThatMayBeLeftOut(t *testing.T) {
	g := newGate(t, AccountOptions{FactorOptional: true})
	g.keep("add", "chair-1", firstWord)
	p, err := g.a.SignIn(context.Background(), "chair-1", firstWord, "", "")
	if _, must := g.a.Viewer(p, ""); err != nil || must != MustPassword || g.a.HasFactor(p) {
		t.Error(must, err)
	}
}

func TestWhatKeepRefuses(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	g.keep("add", "chair-1", firstWord)
	for _, c := range []struct{ do, id, password, fault string }{
		{"add", "chair-1", firstWord, "there is an account already"}, {"add", "nobody", "short", "is nobody of the configuration\npassword: it has 5"},
		{"add", "chair-2", "chair-2 is here", "your id"}, {"reset", "chair-2", firstWord, "there is no account"}, {"enable", "chair-1", "", "not disabled"},
		{"enable", "chair-2", "", "not disabled"}, {"remove", "chair-1", "", "accepted: add"},
	} {
		err := g.a.Keep(ctx, Who{By: "it-1"}, AccountAsk{Do: c.do, ID: c.id, Password: c.password})
		var refused *Refused
		if !errors.As(err, &refused) || !strings.Contains(strings.ReplaceAll(err.Error(), "; accepted is the id of one of its people", ""), c.fault) {
			t.Errorf("%s %s: %v", c.do, c.id, err)
		}
	}
	g.keep("disable", "somebody@council.example", "") // who signs in with the council
	g.keep("disable", "chair-1", "")
	if err := g.a.Keep(ctx, Who{}, AccountAsk{Do: "reset", ID: "chair-1", Password: ownWord}); err == nil || !strings.Contains(err.Error(), "enable comes first") {
		t.Error(err)
	}
}
