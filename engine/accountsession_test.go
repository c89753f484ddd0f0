package engine

import (
	"context"
	"testing"
	"time"

	"caseclock/store"
)

// A session is over when it was not used, and at its longest, by our own clock.
func TestASessionEnds(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	s := g.a.Sessions()
	found := func() bool {
		t.Helper()
		b, ok, err := s.FindCtx(ctx, "cookie")
		if err != nil || ok && string(b) != "data" {
			t.Fatal(string(b), err)
		}
		return ok
	}
	keep := func() {
		t.Helper()
		if err := s.CommitCtx(ctx, "cookie", []byte("data"), g.now().Add(100*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	keep()
	g.pass(15*time.Minute - 1)
	if !found() {
		t.Error("over before it was idle for 15 minutes")
	}
	g.pass(1)
	if keep(); found() {
		t.Error("not over after 15 minutes, or brought back by an answer under way")
	}
	g.restart(AccountOptions{})
	s = g.a.Sessions()
	keep() // another, with the same cookie after a restart
	for range 8*6 - 1 {
		g.pass(10 * time.Minute)
		if !found() {
			t.Fatal("over although it is used")
		}
		keep()
	}
	g.pass(10 * time.Minute)
	if keep(); found() {
		t.Error("not over after eight hours")
	}
}

// A look at a page is no write, until a minute has passed.
func TestALookIsNoWrite(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	s := g.a.Sessions()
	keep := func(data string) time.Time {
		t.Helper()
		if err := s.CommitCtx(ctx, "cookie", []byte(data), time.Time{}); err != nil {
			t.Fatal(err)
		}
		k, err := g.Store().Shelved(store.Sessions, sessionKey("cookie"))
		if err != nil {
			t.Fatal(err)
		}
		return k.Expires
	}
	first := keep("data")
	g.pass(time.Minute)
	if keep("data") != first {
		t.Error("written within a minute")
	}
	g.pass(1)
	if second := keep("data"); !second.Equal(g.now().Add(15 * time.Minute)) {
		t.Error(second)
	}
	g.pass(time.Second)
	if third := keep("other"); !third.Equal(g.now().Add(15 * time.Minute)) {
		t.Error("what changed was not written")
	}
}

// What ended a session is not undone by an answer that was under way.
func TestASessionThatEndedStaysSo(t *testing.T) {
	g, ctx := newGate(t, AccountOptions{}), context.Background()
	s := g.a.Sessions()
	if err := s.Commit("cookie", []byte("data"), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if all, err := s.All(); len(all) != 1 || err != nil || all["cookie"] != nil {
		t.Error(all, err)
	}
	if err := s.Delete("cookie"); err != nil {
		t.Fatal(err)
	}
	if err := s.CommitCtx(ctx, "cookie", []byte("data"), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.Find("cookie"); ok || err != nil {
		t.Error("it is back", err)
	}
}

// A wake takes away what is over.
func TestAWakeSweeps(t *testing.T) {
	g := newGate(t, AccountOptions{})
	if err := g.a.Sessions().Commit("cookie", []byte("data"), time.Time{}); err != nil {
		t.Fatal(err)
	}
	kept := func() int {
		all := 0
		g.pass(-time.Hour) // what has expired is hidden, and must be gone
		defer g.pass(time.Hour)
		if err := g.Store().Shelf(context.Background(), store.Sessions, func(store.Kept) error { all++; return nil }); err != nil {
			t.Fatal(err)
		}
		return all
	}
	g.pass(time.Hour)
	if kept() != 1 {
		t.Error("it is gone before the wake")
	}
	if g.wake(); kept() != 0 {
		t.Error("it is still there")
	}
}
