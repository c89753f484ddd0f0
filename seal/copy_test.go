package seal_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"caseclock/seal"
)

func identity(t *testing.T, folder string) (recipient, file string) {
	t.Helper()
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(folder, "identity.txt")
	if err := os.WriteFile(file, []byte("# mine\n"+x.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return x.Recipient().String(), file
}

// What is encrypted here age opens, and what age encrypts is opened here.
func TestAgeOpensACopy(t *testing.T) {
	folder := t.TempDir()
	name := func(s string) string { return filepath.Join(folder, s) }
	recipient, file := identity(t, folder)
	text := bytes.Repeat([]byte("CANARY "), 50_000)
	if err := os.WriteFile(name("plain"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := seal.Encrypt(name("plain"), name("copy.age"), []string{recipient}); err != nil {
		t.Fatal(err)
	}
	if err := seal.Encrypt(name("plain"), name("copy.age"), []string{recipient}); err == nil {
		t.Error("a copy is written over another")
	}
	if b, _ := os.ReadFile(name("copy.age")); bytes.Contains(b, []byte("CANARY")) {
		t.Error("the copy lies open")
	}
	if is, err := seal.Encrypted(name("copy.age")); !is || err != nil {
		t.Error(is, err)
	}
	if is, err := seal.Encrypted(name("plain")); is || err != nil {
		t.Error(is, err)
	}
	if err := seal.Decrypt(name("copy.age"), name("back"), file); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(name("back")); err != nil || !bytes.Equal(b, text) {
		t.Error("it comes out as something else", err)
	}
	tool, err := exec.LookPath("age")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("age is missing")
		}
		t.Skip("age is missing")
	}
	if out, err := exec.Command(tool, "-d", "-i", file, name("copy.age")).Output(); err != nil || !bytes.Equal(out, text) {
		t.Error("age opens it as something else", err)
	}
	if err := exec.Command(tool, "-r", recipient, "-o", name("theirs.age"), name("plain")).Run(); err != nil {
		t.Fatal(err)
	}
	if err := seal.Decrypt(name("theirs.age"), name("theirs"), file); err != nil {
		t.Error(err)
	}
}

func TestACopyThatDoesNotOpen(t *testing.T) {
	folder := t.TempDir()
	name := func(s string) string { return filepath.Join(folder, s) }
	recipient, file := identity(t, folder)
	if err := os.WriteFile(name("plain"), make([]byte, 100_000), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := seal.Encrypt(name("plain"), name("copy"), []string{recipient}); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(name("copy"))
	if err != nil {
		t.Fatal(err)
	}
	_, other := identity(t, t.TempDir())
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-100] ^= 1
	for what, c := range map[string]struct {
		copy []byte
		keys string
		says string
	}{
		"cut": {whole[:len(whole)-10], file, "cut short or was changed"}, "changed": {flipped, file, "cut short or was changed"},
		"for somebody else": {whole, other, "identity did not match"}, "no keys": {whole, name("plain"), "no age secret key"},
	} {
		if err := os.WriteFile(name("bad"), c.copy, 0o600); err != nil {
			t.Fatal(err)
		}
		err := seal.Decrypt(name("bad"), name("out"), c.keys)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", what, err)
		}
		_ = os.Remove(name("out"))
	}
	for _, bad := range []string{"", "age1", "AGE-SECRET-KEY-1ABCDEFGHIJ", recipient + "x", "ssh-ed25519 AAAA"} {
		if err := seal.CheckRecipient(bad); err == nil || strings.Contains(err.Error(), "ABCDEFG") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
