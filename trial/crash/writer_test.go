//go:build trial

package crash

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"caseclock/trial/daemon"
)

// writer is a program that records cases of its own through the API.
type writer struct {
	name   string
	token  string
	ledger *daemon.Ledger
	asked  []string // keys of the life before
	cases  []begun  // that were answered as saved
	n      int
}

// begun is a case that a writer began.
type begun struct {
	ref, id string
	concern string // the day of it
	reasons int
}

// write asks for one change after another, until the daemon answers no more.
func (w *writer) write(d *daemon.Daemon, chance *rand.Rand, answered func()) error {
	w.asked = nil
	c := d.Client(w.token)
	for {
		key, ask := w.next(chance)
		w.asked = append(w.asked, key)
		a, err := w.ledger.Post(c, key, ask)
		if err != nil {
			if a.Status != 0 {
				return err // an answer that cannot be right
			}
			return nil
		}
		if a.Status != http.StatusCreated {
			return fmt.Errorf("key %s: status %d: %s", key, a.Status, a.Body)
		}
		if len(ask.Events) > 1 { // it begins a case
			w.cases = append(w.cases, begun{ref: fmt.Sprint(ask.Events[0]["case"]), id: a.Events[0].CaseID, concern: fmt.Sprint(ask.Events[0]["on"])})
		}
		answered()
	}
}

// next is what to ask: to begin one case or two, to go on with one, or to give a
// reason.
func (w *writer) next(chance *rand.Rand) (key string, ask daemon.Ask) {
	w.n++
	key = fmt.Sprintf("%s-%d-%x", w.name, w.n, chance.Uint64())
	switch what := chance.IntN(8); {
	case len(w.cases) == 0 || what < 4:
		for i := range 1 + what%2 {
			ask.Events = append(ask.Events, newCase(fmt.Sprintf("%s-%d-%d", w.name, w.n, i), chance)...)
		}
		return key, ask
	case what < 7:
		c := &w.cases[chance.IntN(len(w.cases))]
		return key, daemon.Ask{Events: []daemon.Event{{"case": c.ref, "event": "case-assigned", "on": day(chance), "chair": "chair-1", "family": unlike(chance)}}}
	}
	c := &w.cases[chance.IntN(len(w.cases))]
	c.reasons++
	proposed := time.Now().AddDate(0, 0, 20+c.reasons).Format(time.DateOnly)
	body := map[string]any{"deadlines": []string{"initial-cpcc." + c.concern}, "category": "late-referral", "proposed": proposed}
	return key, daemon.Ask{Path: "/api/v1/cases/" + c.id + "/reasons", Match: "*", Body: body, Events: []daemon.Event{
		{"case": c.ref, "event": "reason-recorded", "rule": "initial-cpcc", "start": c.concern, "category": "late-referral", "proposed": proposed}}}
}

// newCase are the first events of a case that is out of timescale.
func newCase(ref string, chance *rand.Rand) []daemon.Event {
	on := day(chance)
	return []daemon.Event{
		{"case": ref, "event": "case-assigned", "on": on, "authority": []string{"stirling", "falkirk"}[chance.IntN(2)],
			"chair": []string{"chair-1", "chair-2"}[chance.IntN(2)], "lead": "lead-1", "family": unlike(chance)},
		{"case": ref, "event": "concern-notified", "on": on},
	}
}

// day is one of the last weeks, from which a conference is overdue.
func day(chance *rand.Rand) string {
	return time.Now().AddDate(0, 0, -30-chance.IntN(60)).Format(time.DateOnly)
}

// unlike is a reference like no other.
func unlike(chance *rand.Rand) string { return fmt.Sprintf("F-%016x", chance.Uint64()) }

// lookBack looks at what the last life answered, asks again for what it did not,
// and looks whether that is there once.
func (w *writer) lookBack(d *daemon.Daemon) error {
	c := d.Client(w.token)
	if err := w.ledger.CheckOf(c, w.asked...); err != nil {
		return err
	}
	if len(w.ledger.Open()) == 0 {
		return nil
	}
	again := w.ledger.Open()
	if err := w.ledger.Retry(c); err != nil {
		return err
	}
	return w.ledger.CheckOf(c, again...)
}

// nextBig is a case with so many assignments that the store soon grows.
func (w *writer) nextBig(chance *rand.Rand) (key string, ask daemon.Ask) {
	w.n++
	ref := fmt.Sprintf("%s-%d-big", w.name, w.n)
	ask.Events = newCase(ref, chance)
	for i := range 120 {
		ask.Events = append(ask.Events, daemon.Event{"case": ref, "event": "case-assigned", "on": day(chance), "family": fmt.Sprintf("F-%d-%0160x", i, chance.Uint64())})
	}
	return fmt.Sprintf("%s-%d-%x", w.name, w.n, chance.Uint64()), ask
}
