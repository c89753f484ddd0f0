package browser

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// look tries the page shown with axe and on narrow screens.
func (b *tab) look(script, state string) {
	b.Helper()
	b.accessible(script, state)
	b.fits(state)
}

// Somebody with a first password sets up their code and a password of their own
// by keyboard, and comes to the page that they asked for.
func TestFirstSignIn(t *testing.T) {
	t.Parallel()
	script := axe(t)
	s := &site{dir: t.TempDir(), origin: fmt.Sprintf("http://127.0.0.1:%d", freePort(t))}
	s.serve(t, "")
	path, _ := program()
	c := exec.Command(path, "user", "add", "chair-1", "--config", "config.yaml")
	c.Dir, c.Stdin = s.dir, strings.NewReader("some first words of ours\n")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	b := open(t, s.origin)
	b.visit("/work?within=14")
	b.write("Id", "chair-1")
	b.write("Password", "some first words of ours")
	b.follow("Sign in")
	b.says("Code")
	b.look(script, "the second factor")
	b.write("Code", codeOf(t, eval[string](b, `document.querySelector('.cc_key').textContent`), time.Now()))
	b.follow("Continue")
	b.look(script, "the first password")
	b.write("Present password", "some first words of ours")
	b.write("New password", "another word of my own")
	b.write("New password again", "another word of my own")
	b.follow("Save and continue")
	if b.path() != "/work?within=14" {
		t.Errorf("it led to %s:\n%s", b.path(), b.text())
	}
}

// codeOf is the code of six digits that an app would show (RFC 6238).
func codeOf(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(secret, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	_ = binary.Write(mac, binary.BigEndian, at.Unix()/30)
	sum := mac.Sum(nil)
	from := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[from:])&0x7fffffff%1_000_000)
}

// The pages of an import in its states: refused, planned, and recorded.
func TestPlanOfAnImport(t *testing.T) {
	t.Parallel()
	script := axe(t)
	b := demonstration(t).enter(t, "coordinator")
	b.follow("Import")
	b.follow("See what it would change") // without a file
	b.look(script, "an import without a file")
	b.visit("/imports")
	b.attach("Send a mapping", "../testdata/imports/children.mapping.yaml")
	b.attach("File to import", "../testdata/imports/faults/31-february.csv")
	b.follow("See what it would change")
	b.look(script, "a refused import")
	if status, shown := b.fetch(eval[string](b, `document.querySelector('a[download]').pathname`)); status != 200 || shown {
		t.Errorf("the refused rows are answered %d", status)
	}
	b.follow("Leave out the refused rows")
	b.look(script, "a planned import")
	b.follow("Confirm the import")
	b.look(script, "a recorded import")
}

// A report that is kept as issued, and its page to read and print.
func TestIssuedReport(t *testing.T) {
	t.Parallel()
	script := axe(t)
	b := demonstration(t).enter(t, "coordinator")
	b.follow("Reports")
	b.follow("Make the report")
	b.follow("Keep as issued")
	b.says("It is kept as it was issued.")
	b.look(script, "an issued report")
	b.follow("Read or print the whole report")
	b.accessible(script, "the page of an issued report")
}

// A token for a program is issued, shown once, and revoked.
func TestToken(t *testing.T) {
	t.Parallel()
	script := axe(t)
	s := demonstration(t)
	b := s.enter(t, "coordinator")
	b.visit("/account/tokens")
	b.write("What it is for", "Nightly export")
	b.press("\t ")
	b.write("Until when", "28/12/2026")
	b.follow("Issue the token")
	b.says("shown this once")
	b.look(script, "a token")
	b.visit("/account/tokens")
	b.follow("Revoke")
	b.look(script, "revoking a token")
	admin := s.enter(t, "admin")
	admin.follow("People")
	admin.follow("Coordinator One")
	admin.look(script, "somebody with a token")
	admin.follow("Revoke")
	admin.look(script, "revoking somebody's token")
	admin.follow("Revoke it")
	admin.look(script, "a revoked token")
}

// Somebody sees that they are signed in elsewhere too, and ends that by keyboard.
func TestSignedInElsewhere(t *testing.T) {
	t.Parallel()
	script := axe(t)
	s := demonstration(t)
	there, b := s.enter(t, "chair"), s.enter(t, "chair")
	b.visit("/account")
	b.look(script, "signed in elsewhere")
	b.follow("End those chosen")
	b.says("Choose what to end.")
	b.look(script, "nothing chosen to end")
	b.tabTo("Since")
	b.press(" ")
	b.follow("End those chosen")
	b.says("You are signed out there.", "Nowhere else.")
	b.look(script, "signed in nowhere else")
	if there.visit("/work"); there.path() != "/sign-in?to=%2Fwork" {
		t.Errorf("the other is at %s", there.path())
	}
}
