//go:build trial

package clock

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/notify"
	"caseclock/trial"
	"caseclock/trial/twin"
)

// The daemon is stopped for a minute to sixty days, at any time of any day of
// two years, while deadlines come and pass.
func TestT2(t *testing.T) {
	r := trial.Begin(t, trial.Promise{ID: "T2", Says: "after downtime of a minute to 60 days every alert that is due is raised within 60 s of the start (or of the hour at which mail may leave), once, and says by how many days it is late",
		Short: 200, Long: 2000})
	r.All(func(_ int, chance *rand.Rand) error { return downtime(t, chance) })
	twin.Tried(t, r, "only what is reached on the very day is told, so that a window is missed", 40, 20, twin.Edit{
		File: "notify/decide.go", Old: "if m := d.reached(it, &d.ladder[i]); m != 0 {", New: "if m := d.reached(it, &d.ladder[i]); m == d.today {"})
}

// downtime is one stop and start.
func downtime(t *testing.T, chance *rand.Rand) error {
	begin := time.Date(2026, 1, 1, 6, 0, 0, 0, deadline.London).Add(time.Duration(chance.IntN(730*24*60)) * time.Minute)
	return inBubble(t, begin, func(l *lab) error {
		if chance.IntN(4) == 0 {
			l.alerts.DigestAt, l.alerts.Hours = 0, notify.Hours{From: 0, To: 24 * 60} // everything at once
		}
		l.open()
		l.someCases(chance, deadline.DayOf(begin))
		l.start()
		time.Sleep(time.Duration(1+chance.IntN(10)) * time.Minute)
		l.stop()
		sleepTo(chance)
		back := time.Now()
		before := len(l.post.all())
		l.start()
		gates := l.gates(back)
		time.Sleep(time.Until(latest(gates)) + 65*time.Second)
		return l.caughtUp(before, gates)
	})
}

// sleepTo sleeps for a minute to sixty days, and mostly to an hour of the day.
func sleepTo(chance *rand.Rand) {
	d := time.Duration(float64(time.Minute) * math.Pow(60*24*60, chance.Float64()))
	at := time.Now().Add(d)
	if h := at.In(deadline.London).Hour(); chance.IntN(8) > 0 && (h < 8 || h >= 18) {
		at = at.Add(10 * time.Hour)
	}
	time.Sleep(time.Until(at).Round(time.Second))
}

// someCases records cases whose clocks began of late, under three chairs.
func (l *lab) someCases(chance *rand.Rand, today deadline.Date) {
	for i := range 3 + chance.IntN(4) {
		ref := fmt.Sprintf("CP-%04d", i+1)
		from := today - deadline.Date(chance.IntN(24))
		l.record("case-assigned", ref, from, "authority", "stirling", "chair", fmt.Sprintf("chair-%d", 1+chance.IntN(3)))
		l.record("concern-notified", ref, from)
		if held := from + deadline.Date(1+chance.IntN(20)); held <= today && chance.IntN(2) == 0 {
			l.record("conference-held", ref, held, "conference", "initial", "outcome", "registered")
		}
	}
}

// gates are the first instants from one on at which each person's digest may go.
func (l *lab) gates(from time.Time) map[string]time.Time {
	had := map[string]bool{}
	for _, m := range l.post.all() {
		had[m.Person+deadline.DayOf(m.at).String()] = m.at.Before(from)
	}
	gates := map[string]time.Time{}
	for _, p := range people() {
		at := from
		for !l.mayLeave(at) || !l.atOnce() && had[p.ID+deadline.DayOf(at).String()] {
			at = at.Truncate(time.Minute).Add(time.Minute)
		}
		gates[p.ID] = at
	}
	return gates
}

func (l *lab) atOnce() bool { return l.alerts.DigestAt == 0 }

func (l *lab) mayLeave(at time.Time) bool {
	h, m, _ := at.In(deadline.London).Clock()
	minute := notify.Clock(h*60 + m)
	return minute >= l.alerts.DigestAt && minute >= l.alerts.Hours.From && minute < l.alerts.Hours.To
}

func latest(gates map[string]time.Time) (last time.Time) {
	for _, at := range gates {
		if at.After(last) {
			last = at
		}
	}
	return last
}

// caughtUp says which alert was not told in time, not marked late, or told twice.
func (l *lab) caughtUp(before int, gates map[string]time.Time) error {
	found := l.post.tellings()
	for person, at := range gates {
		for _, want := range l.owed(person, deadline.DayOf(at)) {
			if len(found[want]) == 0 {
				return fmt.Errorf("not told by %s: %s", at.Add(time.Minute).Format(time.RFC3339), want)
			}
			if m := found[want][0]; m.at.After(at.Add(time.Minute)) {
				return fmt.Errorf("told at %s, more than a minute after %s: %s", m.at.Format(time.RFC3339), at.Format(time.RFC3339), want)
			}
		}
	}
	for _, m := range l.post.all()[before:] {
		if err := marked(m); err != nil {
			return err
		}
	}
	return l.post.twice()
}

// owed are the alerts that a person is owed by a day, by this package's own
// reckoning of the ladder.
func (l *lab) owed(person string, today deadline.Date) (owed []string) {
	err := l.engine.Deadlines(l.t.Context(), engine.Ask{AsAt: today}, func(r engine.Row) error {
		if !r.Status.Open() || r.Due == 0 {
			return nil
		}
		conference := ""
		if r.Conference != 0 {
			conference = r.Conference.String()
		}
		for role, s := range highest(r.Due, today) {
			if role == notify.Manager && person == "manager-1" || role == notify.Chair && r.Chair != nil && person == *r.Chair {
				owed = append(owed, rungOf(r.Case, r.Rule, conference, r.Due, s.when, s.moment, person))
			}
		}
		return nil
	})
	if err != nil {
		l.t.Error(err)
	}
	return owed
}

// marked says which alert of a message does not say by how much it is late.
func marked(m accepted) error {
	for i := range m.Alerts {
		a := &m.Alerts[i]
		late := int(deadline.DayOf(m.at) - a.Moment)
		want := fmt.Sprintf(", %d days after that day", late)
		if late == 1 {
			want = ", 1 day after that day"
		}
		if late > 0 != strings.Contains(a.Why, " after that day") || late > 0 && !strings.Contains(a.Why, want) {
			return fmt.Errorf("%d days late, and its reason says: %s", late, a.Why)
		}
	}
	return nil
}
