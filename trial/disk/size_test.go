//go:build trial

package disk_test

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/store"
	"caseclock/trial"
	"caseclock/trial/disk/load"
	"caseclock/trial/twin"
)

// The bounds that are promised. Those of time are told and not held: a machine is
// not always its owner's alone.
const (
	manyCases   = 20_000 // of ten events
	longestRead = 30 * time.Second
	mostMemory  = 256 << 20 // bytes that a process which verifies takes at most
)

// A store as large as a council's after decades.
func TestS11(t *testing.T) {
	if !trial.Long() {
		t.Skip("only in the long tier: it takes minutes")
	}
	run := trial.Begin(t, trial.Promise{ID: "S11", Short: 1, Long: 1,
		Says: "20,000 cases with 200,000 events are written, opened and verified in bounded time and memory"})
	load.Sealed(t, true)
	path, scribe := filepath.Join(t.TempDir(), "store.db"), twin.Binary(t, "./trial/disk/scribe", "")
	began := time.Now()
	must(0, opened(path, func(s *store.Store) error { return load.Many(context.Background(), s, manyCases) }))
	run.Note("sealed; %d cases imported in %.1f s", manyCases, time.Since(began).Seconds())
	memory, err := verifyMany(run, "as imported", scribe, path)
	failed := 0
	if err != nil || memory > mostMemory {
		failed = 1
		t.Errorf("verifying took %d MiB: %v", memory>>20, err)
	}
	run.Count(1, failed)
	must(0, opened(path, func(s *store.Store) error { return writeWhileRead(run, s) }))
	if _, err = verifyMany(run, "after the reader, which kept old pages in the file", scribe, path); err != nil {
		t.Error(err)
	}
	before, after, err := store.Compact(context.Background(), path, must(load.Options()))
	if err != nil {
		t.Fatal(err)
	}
	run.Note("compacted from %d to %d MiB", before>>20, after>>20)
	memory, err = verifyMany(nil, "", twin.Binary(t, "./trial/disk/scribe", "", keepsAll...), path)
	noticed := 0
	if err == nil && memory > mostMemory {
		noticed = 1
	}
	run.Twin("a verification that keeps what it read", 1, noticed, 1)
}

// keepsAll are the edits by which verifying takes two kilobytes for each record.
var keepsAll = []twin.Edit{
	{File: "store/verify.go", Old: "// verifier is one verification on its way.", New: "var hoard []string\n\n// verifier is one verification on its way."},
	{File: "store/verify.go", Old: "\t\tif n++; n%1024 == 0 &&", New: "\t\thoard = append(hoard, fmt.Sprintf(\"%02048d\", n))\n\t\tif n++; n%1024 == 0 &&"},
}

// writeWhileRead writes for as long as somebody reads one state of the store.
func writeWhileRead(run *trial.Run, s *store.Store) error {
	reading, read := make(chan bool), make(chan error)
	go func() {
		first := true
		read <- s.Scan(context.Background(), func(store.CaseKey, *deadline.Case) error {
			if first {
				first = false
				close(reading)
				time.Sleep(longestRead)
			}
			return nil
		})
	}()
	<-reading
	var took []time.Duration
	for i := 0; ; i++ {
		select {
		case err := <-read:
			slices.Sort(took)
			p := func(of float64) float64 { return float64(took[int(of*float64(len(took)-1))].Microseconds()) / 1000 }
			run.Note("beside a reader of %v %d writes: half in %.1f ms, 99 %% in %.1f ms (bound: 50), the longest %.1f ms", longestRead, len(took), p(0.5), p(0.99), p(1))
			return err
		default:
		}
		began := time.Now()
		if _, err := s.Append(context.Background(), load.Write(0, i)); err != nil {
			return err
		}
		took = append(took, time.Since(began))
		time.Sleep(10 * time.Millisecond)
	}
}

// verifyMany opens and verifies in a process of its own, and gives the most memory
// that it took, in bytes: its own, and the pages of the file that it has mapped.
func verifyMany(run *trial.Run, when, scribe, path string) (memory int64, err error) {
	c := exec.Command(scribe, "verify", path)
	out, err := c.Output()
	var start, verify float64
	var most, own, mapped int
	if _, failed := fmt.Sscan(string(out), &start, &verify, &most, &own, &mapped); err != nil || failed != nil {
		return 0, errors.Join(err, failed)
	}
	if run != nil {
		busy := c.ProcessState.UserTime() + c.ProcessState.SystemTime()
		run.Note("%s: opened in %.2f s and verified in %.2f s (bound together: 10; %.1f s of a processor), in at most %d MiB (bound: %d); at the end %d MiB its own and %d MiB pages of the file, which the kernel may take back",
			when, start, verify, busy.Seconds(), most, mostMemory>>20, own, mapped)
	}
	return int64(most) << 20, nil
}
