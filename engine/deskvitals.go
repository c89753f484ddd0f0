package engine

import (
	"slices"
	"sync"
	"time"

	"caseclock/notify"
)

// Installation is what the program around the engine knows of itself.
type Installation struct {
	Config   string                          // the configuration in force, without secrets
	NextWake func(after time.Time) time.Time // by the schedule; nil: not known
	Chromium string                          // path of a browser that prints reports; empty: none
}

// Heard is what a mail server answered to one attempt.
type Heard struct {
	Person string    `json:"person"` // id
	At     time.Time `json:"at"`
	State  string    `json:"state"` // what the message is after it
	Reply  string    `json:"reply"` // the server's own words
	Error  string    `json:"error"` // what went wrong, in ours
}

// mostHeard is how many answers are remembered.
const mostHeard = 20

// vitals are what an engine remembers of its own work since it was opened.
type vitals struct {
	mu           sync.Mutex
	began        time.Time // the evaluation that runs, or ran last
	running      bool
	took         time.Duration // of the last that ended
	ended        time.Time     // when it did; zero: none has
	whole        time.Time     // when the last ended that finished; zero: none has
	trouble      string        // why the last did not finish; empty: it did
	summary      Summary       // of the last that finished
	sent, failed int
	heard        []Heard   // the last first
	unheard      time.Time // since when the mail server speaks with nobody; zero: it does
	taken        bool      // a mail server took a message to its end since this was last asked
}

func (v *vitals) begin(now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.began, v.running = now, true
}

func (v *vitals) end(now time.Time, s *Summary, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.running, v.ended, v.took, v.trouble = false, now, now.Sub(v.began), ""
	v.sent += s.Sent
	v.failed += s.Failed
	if err != nil {
		v.trouble = err.Error()
		return
	}
	v.whole, v.summary = now, *s
}

// tried takes over what became of an attempt to send.
func (v *vitals) tried(person string, a *notify.Attempt) {
	v.hear(person, a)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.taken = v.taken || a.State == notify.Sent
	switch {
	case a.Stage != notify.StageConnect:
		v.unheard = time.Time{}
	case v.unheard.IsZero():
		v.unheard = a.At
	}
}

// takenSince says whether a mail server took a message to its end since it was last
// asked.
func (v *vitals) takenSince() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	taken := v.taken
	v.taken = false
	return taken
}

// NoMailSince is since when the mail server speaks with nobody, as far as this
// engine has tried; zero: it speaks, or was not tried.
func (e *Engine) NoMailSince() time.Time {
	v := &e.atDesks.vitals
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.unheard
}

func (v *vitals) hear(person string, a *notify.Attempt) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.heard = slices.Insert(v.heard, 0, Heard{person, a.At, string(a.State), a.Reply, a.Error})
	v.heard = v.heard[:min(len(v.heard), mostHeard)]
}
