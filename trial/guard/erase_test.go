//go:build trial

package guard

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caseclock/trial"
	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

// An erased case is gone from the live file and from every later backup, wherever
// the program is killed meanwhile, and nothing else is otherwise than before.
func TestR1(t *testing.T) {
	run := trial.Begin(t, trial.Promise{ID: "R1", Says: "An erased case is gone from the file and from later backups, also where the daemon is killed while it erases, " +
		"and every other case and earlier head of the log stays as it was.", Short: 8, Long: 150})
	w := newErasing(t, twin.Program(t, ""))
	run.All(func(i int, chance *rand.Rand) error { return w.try(i, chance, i%2 == 1) })
	run.Note("%d cases erased, %d kept beside them; %d of the trials killed the daemon on the way, after which %d cases were there whole and were erased again",
		w.erased, w.kept, w.killed, w.whole)
	broken := newErasing(t, twin.Program(t, "", twin.Edit{File: "store/scrub.go", Old: "file.WriteAt(none[:len(b)], n*size)", New: "len(b), error(nil)"}))
	noticed := 0
	for i := range 3 {
		if broken.try(i, run.Chance(i), false) != nil {
			noticed++
		}
	}
	run.Twin("the old pages are not overwritten", 3, noticed, 2) // chance may use a page again at once
	if failed, _ := twin.Fails(t, []twin.Edit{{File: "store/erase.go", Old: "cmp.Or(w.takeOut(tCases, k[:]), w.takeOut(tCaseKeys, k[:]))", New: "w.takeOut(tCases, k[:])"}},
		"./store", "-run", "TestTheSecretOfAnErasedCaseIsGone"); failed {
		run.Twin("the secret of the case is left", 1, 1, 1)
	} else {
		run.Twin("the secret of the case is left", 1, 0, 1)
	}
}

// erasing is one site in which cases are recorded and erased, trial by trial.
type erasing struct {
	t      *testing.T
	site   *daemon.Site
	daemon *daemon.Daemon
	token  string
	n      int

	erased, kept, killed, whole int
}

func newErasing(t *testing.T, program string) *erasing {
	site := daemon.NewSite(t, program, daemon.Options{Schedule: "@every 1h"}) // it wakes when it starts
	return &erasing{t: t, site: site, token: site.Token("coordinator-1", "see-cases", "record-events")}
}

// planted is a case with canaries in every text that it can hold.
type planted struct {
	ref, id  string
	canaries []string
	body     []byte // as the API gives it
}

func (w *erasing) try(i int, chance *rand.Rand, kill bool) error {
	if err := w.started(); err != nil {
		return err
	}
	cases, err := w.plant(chance)
	if err != nil {
		return err
	}
	head := filepath.Join(w.site.Folder, fmt.Sprintf("head-%d", i))
	text, err := w.site.Command("head").Output()
	if err = errors.Join(err, os.WriteFile(head, text, 0o600)); err != nil {
		return err
	}
	n := 1 + chance.IntN(len(cases)-1)
	gone, stay := cases[:n], cases[n:]
	if kill {
		err = w.eraseKilled(gone, chance)
	} else {
		err = w.erase(gone)
	}
	if err == nil && !kill {
		err = w.nothingIn(w.site.Data, gone) // before anything is written over what is left
	}
	if err != nil {
		return err
	}
	w.erased, w.kept = w.erased+len(gone), w.kept+len(stay)
	return errors.Join(w.scrubbed(head), w.looks(gone, stay, i))
}

func (w *erasing) started() error {
	if w.daemon != nil {
		return nil
	}
	var err error
	w.daemon, err = w.site.Start()
	return err
}

// plant records some cases, by the API and by an import.
func (w *erasing) plant(chance *rand.Rand) ([]planted, error) {
	c := w.daemon.Client(w.token)
	var list []planted
	for range 2 + chance.IntN(4) {
		w.n++
		word := func(what string) string { return fmt.Sprintf("%s%d-%016x", what, w.n, chance.Uint64()) }
		p := planted{ref: word("R"), canaries: []string{word("family"), word("meeting"), word("event")}}
		p.canaries = append(p.canaries, p.ref)
		day := time.Now().AddDate(0, 0, -chance.IntN(900)).Format(time.DateOnly)
		events := []daemon.Event{
			{"case": p.ref, "event": "case-assigned", "on": day, "authority": "stirling", "chair": "chair-1", "lead": "lead-1", "family": p.canaries[0]},
			{"case": p.ref, "event": "concern-notified", "on": day},
		}
		for range 40 { // more than a page of it
			events = append(events, daemon.Event{"case": p.ref, "event": "conference-called", "on": day, "conference": "initial", "planned": day, "meeting": p.canaries[1]})
		}
		if err := w.record(c, p, events, chance.IntN(2) == 0); err != nil {
			return nil, err
		}
		var err error
		if p.id, err = c.Find(p.ref); err != nil || p.id == "" {
			return nil, fmt.Errorf("case %s was recorded and is not there: %w", p.ref, err)
		}
		if p.body, err = w.body(c, p.id); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

func (w *erasing) record(c *daemon.Client, p planted, events []daemon.Event, imported bool) error {
	if !imported {
		a, err := c.Record(p.canaries[2], events...)
		if err == nil && a.Status != http.StatusCreated {
			err = fmt.Errorf("recording: status %d: %s", a.Status, a.Body)
		}
		return err
	}
	var lines bytes.Buffer
	for i, e := range events {
		e["id"] = fmt.Sprintf("%s-%d", p.canaries[2], i)
		b, err := json.Marshal(e)
		if err != nil {
			return err
		}
		lines.Write(append(b, '\n'))
	}
	file := filepath.Join(w.site.Folder, "events.jsonl")
	if err := os.WriteFile(file, lines.Bytes(), 0o600); err != nil {
		return err
	}
	_, err := w.site.Run("import", file)
	return err
}

func (w *erasing) body(c *daemon.Client, id string) ([]byte, error) {
	a, err := c.Get("/api/v1/cases/" + id)
	if err == nil && a.Status != http.StatusOK {
		err = fmt.Errorf("status %d: %s", a.Status, a.Body)
	}
	return a.Body, err
}

func words(cases []planted) []string {
	list := []string{"retention", "erase", "--reason", "a trial", "--by", "coordinator-1", "--early", "--agreed-by", "admin-1", "--confirm"}
	for _, p := range cases {
		list = append(list, p.ref)
	}
	return list
}

func (w *erasing) erase(cases []planted) error {
	_, err := w.site.Run(words(cases)...)
	return err
}

// eraseKilled kills the daemon at a moment of the erasure. The cases must then be
// all there or all erased; where they are there they are erased after all.
func (w *erasing) eraseKilled(cases []planted, chance *rand.Rand) error {
	w.killed++
	c := w.site.Command(words(cases)...)
	if err := c.Start(); err != nil {
		return err
	}
	time.Sleep(time.Duration(chance.IntN(120)) * time.Millisecond)
	w.daemon.Kill()
	_ = c.Wait() // it is told that the daemon broke off, or was too late to find it
	w.daemon = nil
	if err := w.started(); err != nil {
		return err
	}
	there := 0
	for _, p := range cases {
		id, err := w.daemon.Client(w.token).Find(p.ref)
		if err != nil {
			return err
		}
		if id != "" {
			there++
		}
	}
	switch there {
	case 0:
		return nil
	case len(cases):
		w.whole += there
		return w.erase(cases)
	}
	return fmt.Errorf("the daemon was killed while it erased, and %d of %d cases are there", there, len(cases))
}

// scrubbed verifies the store against the head of before, and waits until the old
// pages are overwritten: what a killed daemon left is done when the next wakes.
func (w *erasing) scrubbed(head string) error {
	for range 40 {
		out, err := w.site.Run("verify", "--head", head)
		if err != nil || !strings.Contains(out, "not yet overwritten") {
			return err
		}
		time.Sleep(250 * time.Millisecond)
	}
	return errors.New("the old pages are not overwritten after 10 s")
}

// looks looks for what is gone and at what stays.
func (w *erasing) looks(gone, stay []planted, i int) error {
	c := w.daemon.Client(w.token)
	backup := filepath.Join(w.site.Folder, fmt.Sprintf("backup-%d", i))
	_, err := w.site.Run("backup", backup)
	faults := []error{err, w.nothingIn(w.site.Data, gone), w.nothingIn(backup, gone)}
	for _, p := range gone {
		if id, err := c.Find(p.ref); err != nil || id != "" {
			faults = append(faults, fmt.Errorf("an erased case is found: %q, %w", id, err))
		}
		if a, err := c.Get("/api/v1/cases/" + p.id); err != nil || a.Status != http.StatusNotFound {
			faults = append(faults, fmt.Errorf("an erased case is answered: status %d, %w", a.Status, err))
		}
	}
	for _, p := range stay {
		if body, err := w.body(c, p.id); err != nil || !bytes.Equal(body, p.body) {
			faults = append(faults, fmt.Errorf("case %s is not as before: %w\n%s\n%s", p.id, err, p.body, body))
		}
	}
	return errors.Join(append(faults, os.Remove(backup))...)
}

// nothingIn looks for the canaries in the bytes of a file.
func (w *erasing) nothingIn(path string, gone []planted) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, p := range gone {
		for _, canary := range p.canaries {
			if n := bytes.Count(b, []byte(canary)); n > 0 {
				return fmt.Errorf("%s: %q is there %d times", filepath.Base(path), canary, n)
			}
		}
	}
	return nil
}
