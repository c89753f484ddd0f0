//go:build trial

package crash

import (
	"math/rand/v2"
	"sync"
	"testing"

	"caseclock/trial"
	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

// kills of one store, before it is looked at whole and another begins.
const killsOfAStore = 20

// lanes is how many stores are tried beside each other.
const lanes = 2

func TestS1(t *testing.T) {
	run := trial.Begin(t, trial.Promise{ID: "S1", Says: "kill -9 loses no acknowledged record", Short: 40, Long: 2000})
	program := twin.Program(t, "")
	mail := daemon.Options{Mail: newSink(t).address}
	var figures figures
	beside(run, lanes, (run.Trials()+killsOfAStore-1)/killsOfAStore, func(nth int) {
		s := newStory(t, program, mail, run.Chance(-1-nth), writers)
		for i := nth * killsOfAStore; i < min((nth+1)*killsOfAStore, run.Trials()); i++ {
			run.One(i, func(_ int, chance *rand.Rand) error { return s.life(chance) })
		}
		run.One(run.Trials()+nth, func(int, *rand.Rand) error { return s.lookWhole() })
		figures.add(s)
	})
	figures.note(run)
	killTwin(t, run, mail)
}

// beside does work 0 to n-1, so many at a time, or as much of it as the promise's
// time allows.
func beside(run *trial.Run, lanes, n int, work func(nth int)) {
	var all sync.WaitGroup
	next := make(chan int)
	for range lanes {
		all.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		if i >= lanes && run.Spent(1, 1) {
			run.Note("%d of %d stores, in the time that each promise was given", i, n)
			break
		}
		next <- i
	}
	close(next)
	all.Wait()
}

// answersFirst are the edits by which a writer is answered before the commit.
var answersFirst = []twin.Edit{
	{File: "store/commit.go", Old: "\t\tfatal = s.finish(w)\n",
		New: "\t\tfor _, j := range batch {\n\t\t\tclose(j.done)\n\t\t}\n\t\ttime.Sleep(2 * time.Millisecond)\n\t\tfatal = s.finish(w)\n"},
	{File: "store/commit.go", Old: "\t\tclose(j.done)\n\t}\n}\n\n// errAlone",
		New: "\t\tselect {\n\t\tcase <-j.done:\n\t\tdefault:\n\t\t\tclose(j.done)\n\t\t}\n\t}\n}\n\n// errAlone"},
}

// killTwin tries the same with a store that answers before it commits.
func killTwin(t *testing.T, run *trial.Run, mail daemon.Options) {
	program := twin.Program(t, "", answersFirst...)
	const stores = 3
	noticed := 0
	for i := range stores {
		s := newStory(t, program, mail, run.Chance(-1000-i), writers)
		for n := range killsOfAStore {
			if err := s.life(run.Chance(-2000 - i*killsOfAStore - n)); err != nil {
				t.Logf("S1: twin: %v", err)
				noticed++
				break
			}
		}
		s.running.Kill()
	}
	run.Twin("a writer is answered before the commit", stores, noticed, stores)
}
