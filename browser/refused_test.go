package browser

import (
	"testing"
)

// The pages that say no, and those for who is not signed in, pass axe's rules
// and fit a narrow screen too; and an empty list says that it is empty.
func TestPagesThatSayNo(t *testing.T) {
	t.Parallel()
	script := axe(t)
	s := demonstration(t)
	try := func(b *tab, path string, want int64) {
		t.Helper()
		if got := b.visit(path); got != want {
			t.Errorf("%s is answered %d, not %d", path, got, want)
		}
		b.accessible(script, path)
		b.fits(path)
	}
	nobody := open(t, s.origin)
	try(nobody, "/mailbox", 200)
	nobody.follow("to chair-1")
	try(nobody, nobody.path(), 200)
	try(nobody, "/cases", 200) // asks for signing in
	nobody.says("Password")
	nobody.follow("Sign in") // with nothing in it
	nobody.accessible(script, "a sign-in that is refused")
	try(nobody, "/no-such-page", 404)
	nobody.visit(s.doors["chair"])
	nobody.accessible(script, "an address of the demonstration")
	nobody.fits("an address of the demonstration")
	nobody.follow("Sign in")
	try(nobody, "/cases/no-such-case", 404)
	try(nobody, "/status", 403)
	try(nobody, "/work?within=7&rule=chair-notification", 200)
	nobody.says("Nothing")
}

// A reader who has come from elsewhere without signing in is led back to where
// they were going.
func TestBackToThePageAskedFor(t *testing.T) {
	t.Parallel()
	s := demonstration(t)
	chair := s.enter(t, "chair")
	chair.visit("/work")
	chair.follow("Sign out")
	if chair.visit("/work"); chair.path() == "/work" {
		t.Error("who has signed out still sees their work")
	}
	chair.says("Password")
}
