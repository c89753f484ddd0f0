//go:build trial

package disk_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"caseclock/store"
	"caseclock/trial"
	"caseclock/trial/disk/load"
	"caseclock/trial/twin"
)

// Stores of every earlier version, made by the programs of their time, are opened
// by today's; and the power is cut at every step of their becoming today's.
func TestS10(t *testing.T) {
	need(t, "/dev/fuse", "/dev/shm")
	run := trial.Begin(t, trial.Promise{ID: "S10", Short: 240, Long: 4000,
		Says: "a store of any earlier version is kept whole by the newer program, wherever its upgrade is cut off, and a newer store is refused"})
	scribe := twin.Binary(t, "./trial/disk/scribe", "")
	each := run.Trials() / (store.Schema - 1)
	steps := 0
	for version := 1; version < store.Schema; version++ {
		old, was := fixture(t, version)
		ops := recordUpgrade(t, scribe, old)
		begin := slices.IndexFunc(ops, func(o op) bool { return o.Kind == opTold })
		steps += count(ops[begin:], opWrite) + count(ops[begin:], opSync)
		wrong := replay(t, session{Ops: ops, Begin: begin, Images: each, Seed: uint64(version), Was: was})
		run.Count(each, len(wrong))
		tell(t, wrong)
	}
	run.Note("versions 1 to %d; an upgrade is one transaction, in all %d writes and syncs, each of which was the last once", store.Schema-1, steps)
	refuseNewer(t, run, scribe)
	version := store.Schema - 1
	old, was := fixture(t, version)
	path := filepath.Join(inMemory(t), "store.db")
	must(0, os.WriteFile(path, old, 0o600))
	lost := twin.Edit{File: "store/schema.go", Old: "from < caseKeysSchema && to >= caseKeysSchema", New: "false"}
	out, err := exec.Command(twin.Binary(t, "./trial/disk/scribe", "", lost), "open", path).CombinedOutput()
	noticed := 0
	if err != nil || opened(path, func(s *store.Store) error { return load.Same(s, was) }) != nil {
		noticed++
	}
	t.Logf("the twin: %s", out)
	run.Twin("an upgrade that leaves out the cases' secrets", 1, noticed, 1)
}

// refuseNewer makes a store by a program of the next version.
func refuseNewer(t *testing.T, run *trial.Run, scribe string) {
	t.Helper()
	next := twin.Edit{File: "store/open.go", Old: fmt.Sprintf("const Schema = %d", store.Schema), New: fmt.Sprintf("const Schema = %d", store.Schema+1)}
	path := filepath.Join(inMemory(t), "store.db")
	if out, err := exec.Command(twin.Binary(t, "./trial/disk/scribe", "", next), "-for", "100ms", "write", path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	before := must(os.ReadFile(path))
	out, err := exec.Command(scribe, "open", path).CombinedOutput()
	failed := 0
	if err == nil || !strings.Contains(string(out), "use the newer program") || !bytes.Equal(before, must(os.ReadFile(path))) {
		t.Errorf("a store of version %d: %v: %s", store.Schema+1, err, out)
		failed = 1
	}
	run.Count(1, failed)
}

// fixture is a store of an earlier version, and what it held.
func fixture(t *testing.T, version int) ([]byte, *load.Old) {
	t.Helper()
	var was load.Old
	if err := json.Unmarshal(unzipped(t, fmt.Sprintf("testdata/schema-%d.json.gz", version)), &was); err != nil {
		t.Fatal(err)
	}
	if was.Schema != version {
		t.Fatalf("the store of version %d is of %d", version, was.Schema)
	}
	return unzipped(t, fmt.Sprintf("testdata/schema-%d.db.gz", version)), &was
}

func unzipped(t *testing.T, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b
}

// recordUpgrade has a scribe open an older store over a recorder; what was told
// marks where it began.
func recordUpgrade(t *testing.T, scribe string, old []byte) []op {
	t.Helper()
	r, at := newRecorder(t)
	path := filepath.Join(at, "store.db")
	must(0, put(path, old))
	d := must(os.Open(at))
	must(0, errors.Join(d.Sync(), d.Close()))
	must(0, os.WriteFile(filepath.Join(at, toldName), []byte("begin\n"), 0o600))
	if out, err := exec.Command(scribe, "open", path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.ops)
}

func put(path string, b []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}
