package load

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"caseclock/seal"
	"caseclock/store"
)

// KeyVariable names the file of the master key that a process seals its stores
// with; empty: they are plain.
const KeyVariable = "TRIAL_DISK_KEY"

// Sealed has the stores that this process and its children make from now on
// sealed with a new key, or plain, until the test ends.
func Sealed(t testing.TB, on bool) {
	t.Helper()
	key := ""
	if on {
		key = filepath.Join(t.TempDir(), "master.key")
		if _, err := seal.CreateMaster(key, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv(KeyVariable, key)
}

// Open opens a store as the daemon does, wherever it lies.
func Open(path string) (*store.Store, error) {
	o, err := Options()
	if err != nil {
		return nil, err
	}
	return store.Open(path, o)
}

// Options are what Open opens with.
func Options() (store.Options, error) {
	o := store.Options{Now: time.Now, AnyFilesystem: true, Timeout: -1, Holder: "trial"}
	if key := os.Getenv(KeyVariable); key != "" {
		m, err := seal.ReadMaster(key)
		if err != nil {
			return o, err
		}
		o.Keys = &seal.Keys{Now: time.Now, Present: m}
	}
	return o, nil
}
