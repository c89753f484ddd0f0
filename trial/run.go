package trial

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

var (
	long    = flag.Bool("long", false, "run the long tier")
	seed    = flag.Uint64("seed", 1, "the seed that all chance of the trials comes from")
	trials  = flag.Int("trials", 0, "how many trials of each promise; 0: what its tier says")
	single  = flag.Int("trial", -1, "the number of the only trial to run; -1: all")
	share   = flag.Duration("share", 0, "how long the trials of a promise may take before no further ones are begun, those of a table apart; 0: as long as they do")
	results = flag.String("results", "", "the folder, from the module's root, that each promise leaves its result in; empty: none")
)

// Long says whether the long tier runs.
func Long() bool { return *long }

// Promise is what is tried.
type Promise struct {
	ID    string // of the published table: "S1"
	Says  string // what is promised, one plain sentence
	Short int    // trials of the short tier
	Long  int    // trials of the long tier
}

// Run is a promise being tried. It is safe for concurrent use.
type Run struct {
	t       *testing.T
	promise Promise
	began   time.Time

	mu     sync.Mutex
	result Result
}

// Begin starts to try a promise; its result is kept when the test ends.
func Begin(t *testing.T, p Promise) *Run {
	t.Helper()
	r := &Run{t: t, promise: p, began: time.Now()}
	r.result = Result{ID: p.ID, Says: p.Says, Tier: tier(), Seed: *seed, Machine: machine(t), Command: command(t), Source: source(t)}
	t.Cleanup(r.end)
	return r
}

func tier() string {
	if *long {
		return "long"
	}
	return "short"
}

// Trials is how many trials the tier asks for.
func (r *Run) Trials() int {
	switch {
	case *trials > 0:
		return *trials
	case *long:
		return r.promise.Long
	}
	return r.promise.Short
}

// All makes every trial of the tier, one after another. An error is a failure
// of the promise; the log says how to make that trial again.
func (r *Run) All(try func(trial int, chance *rand.Rand) error) {
	r.t.Helper()
	began, table := time.Now(), r.promise.Short == r.promise.Long // a table is tried whole
	for i := range r.Trials() {
		if *share > 0 && !table && i > 0 && time.Since(began) > *share {
			r.Note("%d of %d trials, in the %s that each promise was given", i, r.Trials(), *share)
			return
		}
		r.One(i, try)
	}
}

// Spent says whether so many of so many equal parts of the time that the
// promise's trials may take are used up, for those who do not use All.
func (r *Run) Spent(parts, of int) bool {
	return *share > 0 && time.Since(r.began) > *share*time.Duration(parts)/time.Duration(of)
}

// One makes a trial, unless another was asked for alone.
func (r *Run) One(i int, try func(trial int, chance *rand.Rand) error) {
	r.t.Helper()
	if *single >= 0 && *single != i {
		return
	}
	err := try(i, r.Chance(i))
	r.mu.Lock()
	r.result.Trials++
	if err != nil {
		r.result.Failures++
	}
	r.mu.Unlock()
	if err != nil {
		r.t.Errorf("%s: trial %d: %v\n  again: %s -seed %d -trial %d", r.promise.ID, i, err, r.result.Command, *seed, i)
	}
}

// Count adds trials that were counted elsewhere, such as by a child process.
func (r *Run) Count(trials, failures int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.result.Trials += trials
	r.result.Failures += failures
	if failures > 0 {
		r.t.Errorf("%s: %d of %d trials failed", r.promise.ID, failures, trials)
	}
}

// Chance is the source of all chance in a trial: the same for the same seed,
// promise and number.
func (r *Run) Chance(i int) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d", r.promise.ID, i)
	return rand.New(rand.NewPCG(*seed, h.Sum64()))
}

// Twin notes what became of a broken twin: of so many trials the trial noticed
// so many. The promise's test fails where it noticed fewer than it must.
func (r *Run) Twin(name string, trials, noticed, must int) {
	r.t.Helper()
	r.mu.Lock()
	r.result.Twins = append(r.result.Twins, Twin{Name: name, Trials: trials, Noticed: noticed})
	r.mu.Unlock()
	if noticed < must || noticed == 0 {
		r.t.Errorf("%s: its broken twin (%s) was noticed in %d of %d trials, fewer than %d", r.promise.ID, name, noticed, trials, max(must, 1))
	}
}

// Note adds a line to what is published: a figure measured, or what was left out.
func (r *Run) Note(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.result.Notes = append(r.result.Notes, fmt.Sprintf(format, args...))
}

func (r *Run) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.result.Seconds = time.Since(r.began).Round(100 * time.Millisecond).Seconds()
	r.t.Logf("%s: %d trials, %d failures, seed %d, %.1f s", r.promise.ID, r.result.Trials, r.result.Failures, *seed, r.result.Seconds)
	for _, w := range r.result.Twins {
		r.t.Logf("%s: twin: %s: noticed in %d of %d", r.promise.ID, w.Name, w.Noticed, w.Trials)
	}
	if *results == "" || r.t.Skipped() {
		return
	}
	to := *results
	if !filepath.IsAbs(to) {
		to = filepath.Join(Root(r.t), to)
	}
	if err := r.result.keep(to); err != nil {
		r.t.Errorf("keeping the result: %v", err)
	}
}
