//go:build trial

package clock

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/notify"
	"caseclock/trial"
	"caseclock/trial/twin"

	"github.com/robfig/cron/v3"
)

const outageLasts = 72 * time.Hour

// A mail server that speaks with nobody for three days, while alerts fall due for
// thirty chairs; and one that puts off a single mailbox for as long.
func TestN3(t *testing.T) {
	r := trial.Begin(t, trial.Promise{ID: "N3", Says: "after 72 hours without a mail server every alert is delivered, once, in the order of the due days within a pass; no two attempts begin within a second, none of a message within 30 s of its last; every page says at once that no mail gets out, no sign of life is given, and of a mailbox that alone is put off a coordinator hears after 4 hours",
		Short: 10, Long: 100})
	alerts := 0
	r.All(func(i int, chance *rand.Rand) error {
		if i%5 == 1 {
			return mailboxPutOff(t, chance)
		}
		n, err := outage(t, chance)
		alerts += n
		return err
	})
	r.Note("%d alerts waited for a server to come back; every fifth trial is of one mailbox", alerts)
	for _, w := range twin.Of(brokenOutage) {
		twin.Tried(t, r, w.name, 2, 1, w.edit)
	}
}

// brokenOutage are the twins of N3.
var brokenOutage = []struct {
	name string
	edit twin.Edit
}{
	{"attempts follow at once", twin.Edit{File: "notify/pace.go", Old: "rate.Every(Apart), 1)", New: "rate.Inf, 1)"}},
	{"the order is that of the claims", twin.Edit{File: "notify/deliver.go", Old: "noneLast(a.Sending.Due, b.Sending.Due)", New: "0"}},
	{"the fiftieth attempt is the last", twin.Edit{File: "notify/deliver.go", Old: "	if a.State == Pending || a.State == Unknown {\n", New: "	if a.Number >= 50 && a.State == Pending {\n		a.State = Dead\n	}\n	if a.State == Pending || a.State == Unknown {\n"}},
	{"nobody hears of what is put off", twin.Edit{File: "notify/undelivered.go", Old: ">= WaitsLong", New: ">= 100*WaitsLong"}},
}

// attempt is one that the server saw begin.
type attempt struct {
	at      time.Time
	sending notify.Sending
	down    bool
}

// absence is a lab whose mail server is away, as a whole or for one person.
type absence struct {
	*lab
	chance *rand.Rand
	beats  *pings
	mu     sync.Mutex
	down   bool
	off    string // id of the person whose mailbox is put off; empty: nobody's
	tried  []attempt
}

// chairs are so many as have digests to be sent one after another.
const chairs = 30

// absent prepares cases of thirty chairs, and a server that can be away. Mail goes
// at once, or, where chance has it so and it need not, at the hour of the digest.
func absent(l *lab, chance *rand.Rand, atOnce bool) *absence {
	a := &absence{lab: l, chance: chance, beats: &pings{}}
	if chance.IntN(2) == 0 || atOnce {
		l.alerts.DigestAt, l.alerts.Hours = 0, notify.Hours{From: 0, To: 24 * 60}
	}
	l.schedule = cron.Every([]time.Duration{5 * time.Minute, 10 * time.Minute}[chance.IntN(2)])
	l.change = func(s *engine.Settings) {
		s.Pace, s.Random = notify.Steady(), chance.Float64
		s.Pinger, s.Heartbeat = a.beats, notify.Heartbeat{URL: "https://watch.example/x", Every: time.Hour}
		for i := range chairs {
			s.People = append(s.People, person(fmt.Sprintf("chair-n%d", i), notify.Chair))
		}
	}
	l.post.answer = a.answer
	l.open()
	today := deadline.DayOf(l.wall())
	for i := range 2 * chairs {
		ref, from := fmt.Sprintf("CP-%04d", i), today-deadline.Date(chance.IntN(30))
		l.record("case-assigned", ref, from, "authority", "stirling", "chair", fmt.Sprintf("chair-n%d", i%chairs))
		l.record("concern-notified", ref, from)
		if held := from + deadline.Date(1+chance.IntN(20)); held <= today {
			l.record("conference-held", ref, held, "conference", "initial", "outcome", "registered")
		}
	}
	return a
}

func (a *absence) answer(s *notify.Sending) notify.Attempt {
	a.mu.Lock()
	down, off := a.down, a.off
	a.tried = append(a.tried, attempt{time.Now(), *s, down})
	a.mu.Unlock()
	switch {
	case down && a.chance.IntN(2) == 0:
		time.Sleep(30 * time.Second)
		return notify.Attempt{State: notify.Pending, Stage: notify.StageConnect, Error: "i/o timeout"}
	case down:
		return notify.Attempt{State: notify.Pending, Stage: notify.StageConnect, Error: "connection refused"}
	case s.Person == off && off != "":
		return notify.Attempt{State: notify.Pending, Stage: notify.StageRcpt, Code: 452, Reply: "452 4.2.2 mailbox full"}
	}
	return notify.Attempt{}
}

func (a *absence) set(down bool, off string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.down, a.off = down, off
}

// settle sleeps until all that waits can have gone: past the next hour at which
// mail may leave, the longest wait, and a second and a wake for each message.
func (a *absence) settle() {
	at := time.Now()
	for !a.mayLeave(at) {
		at = at.Add(time.Minute)
	}
	time.Sleep(time.Until(at) + notify.LongestWait + time.Hour)
	synctest.Wait()
}

// outage is one absence of the whole server; it says how many alerts waited.
func outage(t *testing.T, chance *rand.Rand) (waited int, err error) {
	err = inBubble(t, start(chance), func(l *lab) error {
		a := absent(l, chance, false)
		a.start()
		time.Sleep(time.Duration(chance.IntN(24*60)) * time.Minute)
		a.set(true, "")
		gone := time.Now()
		time.Sleep(outageLasts)
		before := len(a.post.all())
		if err := a.saidAtOnce(gone); err != nil {
			return err
		}
		a.set(false, "")
		a.settle()
		for _, m := range a.post.all()[before:] {
			waited += len(m.Alerts)
		}
		if since := a.engine.NoMailSince(); !since.IsZero() {
			return fmt.Errorf("when mail gets out again the pages say that none does, since %s", since)
		}
		return a.allWell()
	})
	return waited, err
}

// saidAtOnce looks, while the server is away, at what who looks is told.
func (a *absence) saidAtOnce(gone time.Time) error {
	var first time.Time
	for _, x := range a.tried {
		if x.down && first.IsZero() {
			first = x.at
		}
	}
	if since := a.engine.NoMailSince(); since.Before(first) || since.After(first.Add(31*time.Second)) {
		return fmt.Errorf("first tried at %s; the pages say that no mail gets out since %s", first, since)
	}
	if last := a.beats.at(); last.After(gone.Add(time.Hour + time.Minute)) {
		return fmt.Errorf("a sign of life at %s, and no mail gets out since %s", last, gone)
	}
	return nil
}

// allWell holds what the server saw against what is promised.
func (a *absence) allWell() error {
	if err := a.wellTimed(); err != nil {
		return err
	}
	for _, w := range a.wakes {
		if w.err != nil {
			return w.err
		}
	}
	if n := a.wakes[len(a.wakes)-1].took.Owed; n > 0 {
		return fmt.Errorf("%d alerts are still owed", n)
	}
	found, today := a.post.tellings(), deadline.DayOf(time.Now())
	for i := range chairs {
		for _, want := range a.owed(fmt.Sprintf("chair-n%d", i), today) {
			if len(found[want]) == 0 {
				return fmt.Errorf("never told: %s", want)
			}
		}
	}
	return a.post.twice()
}

// wellTimed looks at how far apart attempts were, and in what order within a wake.
func (a *absence) wellTimed() error {
	last, wake := map[string]time.Time{}, 0
	var due deadline.Date
	for i, x := range a.tried {
		if i > 0 && x.at.Sub(a.tried[i-1].at) < time.Second {
			return fmt.Errorf("two attempts within %s, at %s", x.at.Sub(a.tried[i-1].at), x.at)
		}
		if was, ok := last[x.sending.ID]; ok && x.at.Sub(was) < notify.ShortestWait {
			return fmt.Errorf("a message was tried again after %s", x.at.Sub(was))
		}
		last[x.sending.ID] = x.at
		before := wake
		for wake < len(a.wakes) && !a.wakes[wake].at.After(x.at) {
			wake++
		}
		if x.sending.Kind != notify.Digest {
			continue
		}
		if wake == before && x.sending.Due < due {
			return fmt.Errorf("at %s a message about %s went after one about %s", x.at, x.sending.Due, due)
		}
		due = x.sending.Due
	}
	return nil
}

// mailboxPutOff is a server that takes all but the mail of one chair.
func mailboxPutOff(t *testing.T, chance *rand.Rand) error {
	return inBubble(t, start(chance), func(l *lab) error {
		a := absent(l, chance, true)
		off, long := fmt.Sprintf("chair-n%d", chance.IntN(chairs)), deadline.DayOf(l.wall())-30
		l.record("case-assigned", "CP-OFF", long, "authority", "stirling", "chair", off) // there is something to tell them
		l.record("concern-notified", "CP-OFF", long)
		a.set(false, off)
		a.start()
		time.Sleep(outageLasts)
		if !a.engine.NoMailSince().IsZero() {
			return fmt.Errorf("the pages say that no mail gets out, and it does")
		}
		if err := a.toldOfWaiting(off); err != nil {
			return err
		}
		a.set(false, "")
		a.settle()
		return a.allWell()
	})
}

// toldOfWaiting looks whether the coordinator heard of each message that was put
// off, once, after four hours and within the longest wait and a wake.
func (a *absence) toldOfWaiting(off string) error {
	put := map[string]notify.Sending{} // by their first alert
	for _, x := range a.tried {
		if x.sending.Person == off && x.sending.Kind == notify.Digest {
			put[x.sending.Alerts[0].ID] = x.sending
		}
	}
	told := map[string]time.Duration{}
	for _, m := range a.post.all() {
		if m.Kind != notify.Undelivered {
			continue
		}
		of := m.Alerts[0].ID
		if _, again := told[of]; again || put[of].ID == "" || m.Person != "coordinator-1" || !strings.Contains(string(m.Bytes), off) {
			return fmt.Errorf("a notice too many, to %s at %s", m.Person, m.at)
		}
		told[of] = m.at.Sub(put[of].Claimed)
	}
	for of, s := range put {
		late := told[of]
		if waits := time.Since(s.Claimed); waits > notify.WaitsLong+30*time.Minute && (late < notify.WaitsLong || late > notify.WaitsLong+30*time.Minute) {
			return fmt.Errorf("of a message that waits since %s a coordinator heard after %s", s.Claimed, late)
		}
	}
	if len(told) == 0 {
		return fmt.Errorf("%d messages were put off, and nobody was told", len(put))
	}
	return nil
}
