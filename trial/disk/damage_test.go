//go:build trial

package disk_test

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"caseclock/store"
	"caseclock/trial"
	"caseclock/trial/disk/load"
	"caseclock/trial/twin"
)

func init() { roles["damage"], roles["look"] = damageChild, lookChild }

// examination is what a child does: its part of the damaged files.
type examination struct {
	Specimen    specimen
	Files       int
	Seed        uint64
	From, Every int
	Undumped    int // the file that bbolt died of; -1: none
	Folder      string
}

// damageChild says of each file whether any record differs, as bbolt alone sees
// it, whether the store's own verification notices, and whether the store gives
// any other answer than before.
func damageChild() {
	var e examination
	must(0, gob.NewDecoder(os.Stdin).Decode(&e))
	path := filepath.Join(e.Folder, "store.db")
	must(0, os.WriteFile(path, e.Specimen.Whole, 0o600))
	was, answered := must(records(path)), map[string]string{}
	must(0, opened(path, func(s *store.Store) error { answered = load.Answers(s); return nil }))
	for i := e.From; i < e.Files; i += e.Every {
		b, how := e.Specimen.damaged(i, e.Seed)
		must(0, os.WriteFile(path, b, 0o600))
		stuck := time.AfterFunc(tooLong, func() { fmt.Fprintln(os.Stderr, "it goes on for ever"); os.Exit(3) })
		changed := i == e.Undumped
		if !changed {
			saying("dump", i, how)
			changed = differs(path, was)
			stuck.Reset(tooLong)
		}
		saying("try", i, how)
		must(0, os.WriteFile(path+".lock", e.Specimen.Lock, 0o600))
		noticed, wrong := examine(path, answered)
		stuck.Stop()
		saying("is", i, fmt.Sprintf("%v %v %s", changed, noticed, wrong))
	}
	saying("end", 0, "")
}

// tooLong is when a process that reads a damaged file is taken to loop.
const tooLong = 30 * time.Second

// differs says whether bbolt finds other records than before, or none.
func differs(path string, was map[string]string) (changed bool) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			changed = true
		}
	}()
	now, err := records(path)
	return err != nil || !maps.Equal(was, now)
}

// examine opens a file as the daemon does.
func examine(path string, answered map[string]string) (noticed bool, wrong string) {
	o := must(load.Options())
	o.First = lookedAt
	s, err := store.Open(path, o)
	if errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrNotStore) {
		return true, ""
	}
	if err != nil {
		return true, "opening it: " + err.Error()
	}
	defer s.Close()
	report, err := s.Verify(context.Background())
	if err != nil {
		return false, "verifying it: " + err.Error()
	}
	for question, a := range load.Answers(s) {
		was := answered[question]
		switch {
		case a == was:
		case !strings.HasPrefix(a, "error: "):
			return report.Err() != nil, question + " is answered otherwise"
		case !strings.Contains(a, store.ErrDamaged.Error()):
			return report.Err() != nil, question + " is refused, but not as damaged: " + a
		}
	}
	return report.Err() != nil, ""
}

// lookedAt is the first look at a file, in a process of its own, as the daemon
// takes it.
func lookedAt(path string) error {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "TRIAL_DISK_CHILD=look", lookAtVariable+"="+path)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: a first look at it: %w: %.300s", store.ErrDamaged, err, out)
	}
	return nil
}

const lookAtVariable = "TRIAL_DISK_LOOK_AT"

func lookChild() { must(0, store.Look(os.Getenv(lookAtVariable), func(string) {})) }

// Files of stores with every kind of record are damaged in every way that came to
// mind; whatever changes a record is reported, nothing wrong is answered, and no
// process dies of it.
func TestS7(t *testing.T) {
	need(t, "/dev/shm")
	run := trial.Begin(t, trial.Promise{ID: "S7", Short: 200, Long: 3000,
		Says: "damage that changes a record is found, is never served, and ends no process"})
	var r examined
	for _, form := range []bool{false, true} {
		load.Sealed(t, form)
		r.join(examineAll(t, newSpecimen(t), run.Trials()/2, 1))
	}
	load.Sealed(t, false)
	run.Count(run.Trials(), len(r.wrong))
	tell(t, r.wrong)
	run.Note("half of the stores sealed; of %d damaged files %d had other records than before, each found by verify; %d more were refused or reported; bbolt alone died of %d", run.Trials(), r.changed, r.noticed-r.changed, r.dead)
	serveDamaged(t, run, run.Trials()/10)
	unhashed := twin.Edit{File: "store/table.go", Old: "if contentHash(t, key, value[:n]) != hash {", New: "if false {"}
	t.Setenv(ofTwin, "1")
	_, out := twin.Fails(t, []twin.Edit{unhashed}, "./trial/disk", "-tags", "trial", "-run", "^TestDamageTwin$")
	noticed := strings.Count(out, "is answered otherwise")
	if noticed < twinMust {
		t.Logf("S7: the twin's own words:\n%s", out)
	}
	run.Twin("the content hash is not compared", twinFiles, noticed, twinMust)
}

// The files differ from run to run by their random ids, and so does how many of
// them such a twin answers wrongly: 23 to 35.
const twinFiles, twinMust = 140, 10

// ofTwin is set where TestDamageTwin is asked for.
const ofTwin = "TRIAL_DISK_TWIN"

// TestDamageTwin is a part of TestS7 for its twin.
func TestDamageTwin(t *testing.T) {
	if os.Getenv(ofTwin) == "" {
		t.Skip("TestS7 runs it")
	}
	s := newSpecimen(t)
	s.Kind = "a bit of a record flipped"
	for _, w := range examineAll(t, s, twinFiles, 2).wrong {
		t.Error(w)
	}
}

// newSpecimen fills a store and keeps what its file was like on the way.
func newSpecimen(t *testing.T) *specimen {
	t.Helper()
	path := filepath.Join(inMemory(t), "store.db")
	sp := &specimen{}
	err := opened(path, func(s *store.Store) error {
		if err := load.Full(s); err != nil {
			return err
		}
		for i := range 12 { // small ones, whose pages are few
			sp.Earlier = append(sp.Earlier, must(os.ReadFile(path)))
			err := s.Set(context.Background(), "setting 1", fmt.Append(nil, "again ", i))
			if i%3 == 0 {
				_, err = s.Append(context.Background(), load.Write(0, 36+i/3))
			}
			if err != nil {
				return err
			}
		}
		st, err := s.Stats()
		if err == nil {
			sp.Whole = must(os.ReadFile(path))[:st.FileBytes]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sp.Lock = must(os.ReadFile(path + ".lock"))
	sp.Places = places(sp.Whole, must(records(path)))
	return sp
}

// examined is what became of many damaged files.
type examined struct {
	changed, noticed int
	dead             int // that bbolt alone died of
	wrong            []string
}

func (r *examined) join(more examined) {
	r.changed, r.noticed, r.dead = r.changed+more.changed, r.noticed+more.noticed, r.dead+more.dead
	r.wrong = append(r.wrong, more.wrong...)
}

func examineAll(t *testing.T, s *specimen, files int, seed uint64) (all examined) {
	t.Helper()
	const children = 2
	found := make(chan examined)
	for n := range children {
		e := examination{Specimen: *s, Files: files, Seed: seed, From: n, Every: children, Undumped: -1, Folder: inMemory(t)}
		go func() { found <- examinePart(t, e) }()
	}
	for range children {
		all.join(<-found)
	}
	return all
}

func examinePart(t *testing.T, e examination) (r examined) {
	for {
		said, ended, death := child(t, "damage", e)
		how, last := "", heard{n: -1}
		for _, h := range said {
			last = h
			switch h.word {
			case "dump", "try":
				how = h.rest
			case "is":
				r.add(h, how)
			}
		}
		switch {
		case ended:
			return r
		case last.word == "dump":
			r.dead++
			e.From, e.Undumped = last.n, last.n
		case last.word == "try":
			r.wrong = append(r.wrong, fmt.Sprintf("file %d, %s: it ended the process: %s", last.n, how, death))
			e.From = last.n + e.Every
		default:
			r.wrong = append(r.wrong, "a child ended by itself: "+death)
			return r
		}
	}
}

func (r *examined) add(h heard, how string) {
	var changed, noticed bool
	var wrong string
	fmt.Sscan(h.rest, &changed, &noticed)
	if parts := strings.SplitN(h.rest, " ", 3); len(parts) == 3 {
		wrong = parts[2]
	}
	if changed {
		r.changed++
	}
	if noticed {
		r.noticed++
	}
	if changed && !noticed && wrong == "" {
		wrong = "a record differs, and verify reports nothing"
	}
	if wrong != "" {
		r.wrong = append(r.wrong, fmt.Sprintf("file %d, %s: %s", h.n, how, wrong))
	}
}
