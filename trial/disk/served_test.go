//go:build trial

package disk_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"caseclock/trial"
	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

// The real daemon is put before damaged files: it refuses with the status of a
// damaged store and says the way out, or its answers are those of before.

const (
	damagedStatus = 4 // caseclock serve --help
	settled       = 30 * time.Second
)

// served is a site whose store is damaged again and again.
type served struct {
	*daemon.Site
	token    string
	asked    []string          // paths of the API
	answered map[string]string // by path, before any damage

	refused, withheld, whole int // daemons; answers; daemons that answered all as before
}

func newServed(t *testing.T, program string) (*served, *specimen) {
	t.Helper()
	s := &served{Site: daemon.NewSite(t, program, daemon.Options{Schedule: "@every 1h"}), answered: map[string]string{}}
	s.token = s.Token("coordinator-1", "see-cases", "record-events")
	sp := s.fill(t)
	d := must(s.Start())
	c := d.Client(s.token)
	s.asked = append(s.asked, "/api/v1/cases?limit=100")
	for i := range 12 {
		s.asked = append(s.asked, "/api/v1/cases/"+must(c.Find(fmt.Sprintf("CP-%04d", i))))
	}
	for _, path := range s.asked {
		a := must(c.Get(path))
		if a.Status != http.StatusOK {
			t.Fatalf("%s of a sound store: status %d: %s", path, a.Status, a.Body)
		}
		s.answered[path] = string(a.Body)
	}
	must(d.Stop(settled))
	sp.Whole, sp.Lock = must(os.ReadFile(s.Data)), must(os.ReadFile(s.Data+".lock"))
	sp.Places = places(sp.Whole, must(records(s.Data)))
	return s, sp
}

// fill records cases and keeps what the file was like on the way.
func (s *served) fill(t *testing.T) *specimen {
	t.Helper()
	d, sp := must(s.Start()), &specimen{}
	for i := range 24 {
		ref := fmt.Sprintf("CP-%04d", i%12)
		events := []daemon.Event{{"case": ref, "event": "case-assigned", "on": "2026-01-05", "authority": "stirling", "chair": "chair-1"},
			{"case": ref, "event": "concern-notified", "on": "2026-01-05"}}
		if i >= 12 {
			events = []daemon.Event{{"case": ref, "event": "core-group-held", "on": "2026-02-05"}}
		}
		if a := must(d.Client(s.token).Record("", events...)); a.Status != http.StatusCreated {
			t.Fatalf("recording: status %d: %s", a.Status, a.Body)
		}
		if i%4 == 3 {
			sp.Earlier = append(sp.Earlier, must(os.ReadFile(s.Data)))
		}
	}
	must(d.Stop(settled))
	return sp
}

// put starts a daemon on a file and gives its end, where it ends by itself.
func (s *served) put(file, lock []byte) (d *daemon.Daemon, ended bool, err error) {
	must(0, os.WriteFile(s.Data, file, 0o600))
	must(0, os.WriteFile(s.Data+".lock", lock, 0o600))
	if d, err = s.Launch(); err != nil {
		return nil, false, err
	}
	if err = d.Ready(settled); err == nil {
		return d, false, nil
	}
	select {
	case <-d.Done():
		return d, true, nil
	default:
		return d, false, fmt.Errorf("it neither serves nor ends: %w", err)
	}
}

// try says what is wrong with how a daemon takes a damaged file.
func (s *served) try(file, lock []byte) error {
	d, ended, err := s.put(file, lock)
	if err != nil {
		return err
	}
	defer d.Kill()
	if ended {
		s.refused++
		return refusedWell(d)
	}
	all := true
	for _, path := range s.asked {
		a, err := d.Client(s.token).Get(path)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w: %s", path, err, d.Errors())
		case a.Status >= http.StatusInternalServerError:
			s.withheld++
			all = false
		case a.Status != http.StatusOK || string(a.Body) != s.answered[path]:
			return fmt.Errorf("%s is answered otherwise: status %d: %s", path, a.Status, a.Body)
		}
	}
	if all {
		s.whole++
	}
	if status, err := d.Stop(settled); err != nil || status != 0 {
		return fmt.Errorf("it ends with status %d when it is told to (%v): %s", status, err, d.Errors())
	}
	return nil
}

// refusedWell says what is wrong with how a daemon ended that refused a file.
func refusedWell(d *daemon.Daemon) error {
	status, err := d.Wait(settled)
	said := d.Errors()
	switch {
	case err != nil:
		return err
	case faulted(status, said):
		return fmt.Errorf("the file ended the daemon: status %d: %.2000s", status, said)
	case status != damagedStatus:
		return fmt.Errorf("it ends with status %d, and %d is that of a damaged store: %s", status, damagedStatus, said)
	case !strings.Contains(said, "caseclock restore"):
		return fmt.Errorf("it does not say the way out: %s", said)
	}
	return nil
}

// faulted says whether a daemon was ended by a signal or by Go's own runtime.
func faulted(status int, said string) bool {
	return status < 0 || strings.Contains(said, "\ngoroutine ") || strings.Contains(said, "panic:") || strings.Contains(said, "fatal error:")
}

// serveDamaged puts so many damaged files before the daemon.
func serveDamaged(t *testing.T, run *trial.Run, files int) {
	t.Helper()
	began := time.Now()
	s, sp := newServed(t, twin.Program(t, ""))
	failed := 0
	for i := range files {
		b, how := sp.damaged(i, 3)
		if err := s.try(b, sp.Lock); err != nil {
			failed++
			t.Errorf("file %d under the daemon, %s: %v", i, how, err)
		}
	}
	for _, f := range fatal(sp) {
		if err := s.try(f.file, sp.Lock); err != nil {
			failed++
			t.Errorf("%s, under the daemon: %v", f.name, err)
		}
	}
	run.Count(files+len(fatal(sp)), failed)
	run.Note("%d of the files under the real daemon: %d refused with status %d, %d answered as before, %d answers withheld, none wrong; %.1f s",
		files+len(fatal(sp)), s.refused, damagedStatus, s.whole, s.withheld, time.Since(began).Seconds())
	withoutLook(t, run, sp)
}

// deadly is a file that bbolt dies of when it opens it for writing, or goes round in
// for ever when it reads it, were it not for the store's own look at the pages.
type deadly struct {
	name string
	file []byte
	ends bool // the process, where nothing looks first
}

func fatal(sp *specimen) []deadly {
	last := page(sp.Whole, 0) // of the two first pages the one of the last transaction
	if other := page(sp.Whole, 1); binary.NativeEndian.Uint64(other[16+48:]) > binary.NativeEndian.Uint64(last[16+48:]) {
		last = other
	}
	root := binary.NativeEndian.Uint64(last[16+16:])
	branch := func(to uint64) []byte { // the list of the tables, as a branch of one entry
		b := bytes.Clone(sp.Whole)
		p := page(b, int(root))
		clear(p[8:])
		binary.NativeEndian.PutUint16(p[8:], 1)
		binary.NativeEndian.PutUint16(p[10:], 1)
		binary.NativeEndian.PutUint32(p[16:], 16)
		binary.NativeEndian.PutUint32(p[20:], 1)
		binary.NativeEndian.PutUint64(p[24:], to)
		p[32] = 'a'
		return b
	}
	kindless := bytes.Clone(sp.Whole)
	clear(page(kindless, int(root))[8:12])
	return []deadly{{"a page of no kind", kindless, true}, {"cut after two pages", sp.Whole[:2*pageSize], true}, {"a page that leads far past the end", branch(1 << 40), true},
		{"a page that leads to itself", branch(root), false}}
}

// Where the store's own look at the pages is left out, the first look by a process
// of its own is what is left; without it too, a file ends the daemon.
func withoutLook(t *testing.T, run *trial.Run, sp *specimen) {
	t.Helper()
	const unlooked = "TRIAL_DISK_UNLOOKED"
	program := twin.Program(t, "",
		twin.Edit{File: "store/mapfile.go", Old: "if err := walkPages(file, st.Size(), func(err error) error { return err }); err != nil {", New: "if st.Size() < 0 {"},
		twin.Edit{File: "cmd/caseclock/look.go", Old: "lookWithin = 5 * time.Minute", New: "lookWithin = 20 * time.Second"},
		twin.Edit{File: "cmd/caseclock/serve.go", Old: "o.First = first(ctx, func(w string) { s.log.Warn().Msg(w) })", New: "if o.First = nil; os.Getenv(\"" + unlooked + "\") == \"\" {\n\t\to.First = first(ctx, func(w string) { s.log.Warn().Msg(w) })\n\t}"})
	site := func(env ...string) *served {
		return &served{Site: daemon.NewSite(t, program, daemon.Options{Schedule: "@every 1h", Env: env})}
	}
	looks, dies := site(), site(unlooked+"=yes")
	died, of := 0, 0
	for _, f := range fatal(sp) {
		d, ended, err := looks.put(f.file, sp.Lock)
		if err == nil && ended {
			err = refusedWell(d)
		}
		if err != nil || !ended {
			t.Errorf("%s, where the pages are not walked: the first look does not keep the daemon from it: %v", f.name, err)
		} else {
			t.Logf("%s, where the pages are not walked: %s", f.name, d.Errors())
		}
		if !f.ends {
			continue
		}
		of++
		if d, ended, err = dies.put(f.file, sp.Lock); err != nil || !ended {
			continue
		}
		if status, _ := d.Wait(settled); faulted(status, d.Errors()) {
			died++
		}
	}
	run.Twin("the daemon maps the file without a first look by another process, where its pages are not walked", of, died, of)
}
