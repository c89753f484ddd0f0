package seal_test

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caseclock/seal"
)

func TestAMasterKeyIsItsOwnersAlone(t *testing.T) {
	m := master(t)
	for mode, want := range map[os.FileMode]bool{0o400: true, 0o600: true, 0o440: false, 0o404: false, 0o700: false, 0o640: false} {
		if err := os.Chmod(m.From, mode); err != nil {
			t.Fatal(err)
		}
		got, err := seal.ReadMaster(m.From)
		if (err == nil) != want || err != nil && !errors.Is(err, seal.ErrMaster) {
			t.Errorf("mode %o: %v", mode, err)
		}
		if err == nil && got.ID != m.ID {
			t.Errorf("key %s read as %s", m.ID, got.ID)
		}
		if _, err := seal.ReadCredential(m.From); (err == nil) != (want || mode == 0o440 || mode == 0o640) {
			t.Logf("a credential of mode %o: %v", mode, err)
		}
	}
	if _, err := seal.CreateMaster(m.From, now()); err == nil || !strings.Contains(err.Error(), "there already") {
		t.Errorf("over one that is there: %v", err)
	}
}

func TestWhatIsNoMasterKey(t *testing.T) {
	key := func(n int) string { return base64.StdEncoding.EncodeToString(make([]byte, n)) }
	for name, text := range map[string]string{
		"empty": "", "another file": "hello\n", "short": "caseclock-master-key-1:" + key(31), "long": "caseclock-master-key-1:" + key(33),
		"cut": "caseclock-master-key-1:" + key(32)[:20], "another version": "caseclock-master-key-2:" + key(32),
	} {
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := seal.ReadMaster(path)
		if !errors.Is(err, seal.ErrMaster) {
			t.Errorf("%s: %v", name, err)
		}
		if text != "" && err != nil && strings.Contains(err.Error(), key(32)[:16]) {
			t.Errorf("%s: the error tells the key: %v", name, err)
		}
	}
	if _, err := seal.ReadMaster(t.TempDir()); err == nil {
		t.Error("a folder is a key")
	}
}
