//go:build trial

package guard

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"caseclock/store"
	"caseclock/trial"
	"caseclock/trial/twin"
)

// round asks at some doors at once, kills the daemon when the first answer has
// come, and says which were answered and which of these are not in the trail.
func (l *library) round(doors []doorTo) (got []string, missing []string, err error) {
	l.start()
	var mu sync.Mutex
	var wg sync.WaitGroup
	var answeredDoors []doorTo
	for _, d := range doors {
		wg.Go(func() {
			failed := d.ask(l)
			if failed == nil {
				l.daemon.Kill() // at once
			}
			mu.Lock()
			defer mu.Unlock()
			if off, is := failed.(wrong); is {
				err = off
			}
			if failed == nil {
				answeredDoors = append(answeredDoors, d)
			}
		})
	}
	wg.Wait()
	l.daemon.Kill()
	entries := l.entries()
	for _, d := range answeredDoors {
		got = append(got, d.name)
		if !d.among(entries) {
			missing = append(missing, d.name)
		}
	}
	return got, missing, err
}

// some draws so many doors.
func some(chance *rand.Rand, at int) (doors []doorTo) {
	all := doorsTo()
	for _, i := range chance.Perm(len(all))[:at] {
		doors = append(doors, all[i])
	}
	return doors
}

// among says whether the look is among the entries. A command that finds no
// daemon any more looks at the file itself.
func (d *doorTo) among(entries []store.Entry) bool {
	for i := range entries {
		e := &entries[i]
		if e.By == d.by && (e.Door == d.door || d.door == "socket" && e.Door == "cli") && e.Action == d.action && strings.HasPrefix(e.Detail, d.detail) && (e.Case != "") == d.ofCase {
			return true
		}
	}
	return false
}

// afterwards is a program that answers first and writes the look down a little
// later.
var afterwards = []twin.Edit{
	{File: "engine/desk.go", Old: `	"errors"`, New: `	"errors"
	"time"`},
	{File: "engine/desk.go", Old: "	return d.e.store.Record(ctx, d.entry(action, caseID, detail))", New: `	go func() {
		time.Sleep(20 * time.Millisecond)
		_ = d.e.store.Record(context.Background(), d.entry(action, caseID, detail))
	}()
	return nil`},
}

// Every look is in the trail once its answer is there, by whatever door, also
// when the daemon is killed at that moment.
func TestC3(t *testing.T) {
	run := trial.Begin(t, trial.Promise{ID: "C3",
		Says:  "Every look at a case is in the audit trail before its answer is given, by every door, also when the daemon is killed at that moment.",
		Short: 20, Long: 1000})
	l := openLibrary(t, twin.Program(t, ""))
	seen, kills := map[string]int{}, 0
	for answers := 0; answers < run.Trials() && (answers == 0 || !run.Spent(1, 1)); kills++ {
		doors := some(run.Chance(kills), 4)
		if all := doorsTo(); trial.Long() && kills < len(all) { // first each alone, as some take long to answer
			doors = all[kills : kills+1]
		}
		got, missing, err := l.round(doors)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range got {
			seen[name]++
		}
		answers += len(got)
		run.Count(len(got), len(missing))
		for _, name := range missing {
			t.Errorf("C3: kill %d: %s was answered and is not in the trail", kills, name)
		}
	}
	run.Note("%d kills, each when the first answer had come, of four that were asked for at once; a trial is an answer that came whole; %d of %d doors answered", kills, len(seen), len(doorsTo()))
	if trial.Long() && len(seen) < len(doorsTo()) {
		t.Errorf("only %v answered", seen)
	}
	lost, tries := 0, 0
	for broken := openLibrary(t, twin.Program(t, "", afterwards...)); lost == 0 && tries < 10; tries++ {
		if _, missing, err := broken.round(some(run.Chance(tries), 4)); err == nil && len(missing) > 0 {
			lost++
		}
	}
	run.Twin("a look is written down 20 ms after its answer", tries, lost, 1)
}
