//go:build trial

package crash

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"caseclock/trial"
	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

// faultsOfAStore are put in the way of one store.
const faultsOfAStore = 6

func TestS4(t *testing.T) {
	need(t, "strace")
	run := trial.Begin(t, trial.Promise{ID: "S4", Says: "a failed write, sync or open ends the daemon cleanly, and nothing is answered as saved after it", Short: 24, Long: 600})
	program := twin.Program(t, "")
	o := daemon.Options{Mail: newSink(t).address}
	in := &injected{}
	beside(run, lanes, (run.Trials()+faultsOfAStore-1)/faultsOfAStore, func(nth int) {
		s := newStory(t, program, o, run.Chance(-1-nth), 1)
		for i := nth * faultsOfAStore; i < min((nth+1)*faultsOfAStore, run.Trials()); i++ {
			run.One(i, func(_ int, chance *rand.Rand) error { return in.one(s, chance) })
		}
	})
	in.note(run)
	s := newStory(t, twin.Program(t, "", twin.Edit{File: "store/commit.go",
		Old: "\tif err != nil {\n\t\treturn fmt.Errorf(\"%s: committing: %w\", s.path, err)\n\t}\n", New: "\t_ = err\n"}), o, run.Chance(-1000), 1)
	noticed, tried := 0, 0
	for i := 0; i < 12 && noticed < 3; i++ {
		x := fault{"fdatasync", "error=EIO", 5 + i}
		if err := (&injected{}).with(s, run.Chance(-2000-i), x); err != nil {
			t.Logf("S4: twin: %v", err)
			noticed++
		}
		tried++
	}
	run.Twin("a failed sync is passed over", tried, noticed, 3)
}

// fault is what the Nth call of a thread is answered with.
type fault struct {
	call, how string
	nth       int
}

// injected counts what became of the faults.
type injected struct {
	figures
	reached, missed, other int
	ends                   []time.Duration
}

func (in *injected) one(s *story, chance *rand.Rand) error {
	call := []string{"pwrite64", "pwrite64", "fdatasync", "fdatasync", "ftruncate", "openat"}[chance.IntN(6)]
	most := map[string]int{"pwrite64": 60, "fdatasync": 20, "ftruncate": 2, "openat": 60}[call] // of one thread of several
	if trial.Long() && call != "ftruncate" {
		most = 200
	}
	how := []string{"error=EIO", "error=ENOSPC", "signal=KILL"}[chance.IntN(3)]
	return in.with(s, chance, fault{call, how, 1 + chance.IntN(most)})
}

// endsWithin is how long the daemon may take to end after an error, on a machine
// that is busy; what it took is noted.
const endsWithin = 10 * time.Second

func (in *injected) with(s *story, chance *rand.Rand, x fault) error {
	log := filepath.Join(s.site.Folder, fmt.Sprintf("strace-%d", chance.Uint64()))
	d, err := s.site.Start("strace", "-f", "-qq", "-y", "-ttt", "--seccomp-bpf", "-o", log, "-e", "trace="+x.call,
		"-e", fmt.Sprintf("inject=%s:%s:when=%d", x.call, x.how, x.nth))
	if d == nil {
		return err
	}
	s.running = d
	defer d.Kill()
	p := &pressure{}
	if err == nil {
		next := (*writer).next
		if x.call == "ftruncate" {
			next = (*writer).nextBig
		}
		p = s.press(chance, 1500*time.Millisecond, func() bool { at, _, err := hit(log); return err != nil || !at.IsZero() }, next)
	}
	ended := time.Now()
	if err := in.judge(s, x, p, log, ended); err != nil {
		return fmt.Errorf("%v: %w", x, err)
	}
	if err := s.lookAgain(); err != nil {
		return fmt.Errorf("%v: afterwards: %w", x, err)
	}
	return nil
}

// judge looks at how the daemon ended, by what the tracer wrote down.
func (in *injected) judge(s *story, x fault, p *pressure, log string, ended time.Time) error {
	at, file, err := hit(log)
	if err != nil {
		return err
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	status, err := s.running.Wait(endsWithin)
	switch {
	case err != nil:
		return err
	case at.IsZero():
		in.missed++
		return p.after(ended)
	case strings.HasPrefix(x.how, "signal"):
		in.reached++
		return p.after(at)
	case file != filepath.Base(s.site.Data) || x.call == "openat":
		in.other++ // no write of the store's: it may go on, or not have started
		return p.after(ended)
	}
	in.reached++
	in.ends = append(in.ends, ended.Sub(at))
	if err := p.after(at); err != nil {
		return err
	}
	if status <= 0 {
		return fmt.Errorf("the daemon did not end by itself after the error (status %d): %s", status, last(s.running.Errors()))
	}
	return nil
}

var injectedLine = regexp.MustCompile(`(?m)^\d+ +(\d+\.\d+) (?:\w+)\((?:[^"<]*<([^>]*)>)?.*(?:INJECTED|killed by SIGKILL)`)

var killedLine = regexp.MustCompile(`(?m)^\d+ +(\d+\.\d+) \+\+\+ killed by SIGKILL`)

// hit is when the fault was met, and with which file.
func hit(log string) (at time.Time, file string, err error) {
	b, err := os.ReadFile(log)
	if err != nil {
		return at, "", err
	}
	m := injectedLine.FindSubmatch(b)
	if m == nil {
		if k := killedLine.FindSubmatch(b); k != nil {
			m = [][]byte{nil, k[1], nil}
		} else {
			return at, "", nil
		}
	}
	seconds, err := strconv.ParseFloat(string(m[1]), 64)
	return time.UnixMicro(int64(seconds * 1e6)), filepath.Base(string(m[2])), err
}

func last(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

func (in *injected) note(run *trial.Run) {
	slices.Sort(in.ends)
	half, most := time.Duration(0), time.Duration(0)
	if n := len(in.ends); n > 0 {
		half, most = in.ends[n/2], in.ends[n-1]
	}
	run.Note("calls are counted by thread; the short tier counts to 60, the long to 200. %d faults met a write or sync of the store or were a kill, %d met another file or an open, %d were not met before the trial's time was over; from the error to the end half took %s, the longest %s, beside other trials",
		in.reached, in.other, in.missed, half.Round(time.Millisecond), most.Round(time.Millisecond))
}
