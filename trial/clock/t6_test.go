//go:build trial

package clock

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/notify"
	"caseclock/trial"
	"caseclock/trial/twin"
)

// Random histories of cases, lived through three times: looked at often, once a
// day, and with outages. The decisions and the composing of mails are the
// program's own; the ledger is its ledger in memory.
func TestT6(t *testing.T) {
	r := trial.Begin(t, trial.Promise{ID: "T6", Says: "what people have been told in the end hangs on the facts: the same whether the daemon woke all day and each minute when mail begins to leave, once a day or after outages, and nothing twice",
		Short: 250, Long: 10000})
	r.All(func(_ int, chance *rand.Rand) error { return ticks(chance) })
	twin.Tried(t, r, "only what is reached on the very day is told", 40, 8, twin.Edit{
		File: "notify/decide.go", Old: "if m := d.reached(it, &d.ladder[i]); m != 0 {", New: "if m := d.reached(it, &d.ladder[i]); m == d.today {"})
}

// life is a history of some cases, day by day.
type life struct {
	from, to deadline.Date
	items    map[deadline.Date][]notify.Item
	people   notify.People
	cfg      notify.Config
}

func ticks(chance *rand.Rand) error {
	v := newLife(chance)
	steady, err := v.run(v.wakes(func(deadline.Date) []int { return often }))
	if err != nil {
		return err
	}
	daily, err := v.run(v.wakes(func(deadline.Date) []int { return []int{8*60 + chance.IntN(10*60)} }))
	if err != nil {
		return err
	}
	if a, b := ids(steady), ids(daily); !slices.Equal(a, b) {
		return fmt.Errorf("woken often:\n%s\nonce a day:\n%s", strings.Join(a, "\n"), strings.Join(b, "\n"))
	}
	gaps := map[deadline.Date]bool{}
	for range 1 + chance.IntN(3) {
		first := v.from + deadline.Date(chance.IntN(int(v.to-v.from)))
		for d := range deadline.Date(1 + chance.IntN(30)) {
			gaps[first+d] = first+d < v.to
		}
	}
	outages, err := v.run(v.wakes(func(d deadline.Date) []int {
		if gaps[d] {
			return nil
		}
		return often
	}))
	if err != nil {
		return err
	}
	for _, told := range []map[string]*notify.Alert{steady, outages} {
		if err := v.climbed(told); err != nil {
			return err
		}
	}
	return nil
}

// climbed says which final rung was not told. The rungs are this package's own
// reckoning, for what is open and has no reason.
func (v *life) climbed(told map[string]*notify.Alert) error {
	said := map[string]bool{}
	for _, a := range told {
		said[rungOf(a.Reference, a.Rule, a.Conference, a.Due, a.When, a.Moment, a.Person)] = true
	}
	for _, it := range v.items[v.to] {
		d := &it.Deadline
		if !d.Open() || d.Due == 0 || d.Reason != nil || d.Status == deadline.Overdue && d.Rule.Force == deadline.WherePossible {
			continue
		}
		conference := ""
		if d.Conference != 0 {
			conference = d.Conference.String()
		}
		for role, s := range highest(d.Due, v.to) {
			person := map[string]string{notify.Chair: it.Case.Chair, notify.Manager: "manager-1"}[role]
			if want := rungOf(it.Case.Reference, d.Rule.ID, conference, d.Due, s.when, s.moment, person); !said[want] {
				return fmt.Errorf("owed on %s and never told: %s", v.to, want)
			}
		}
	}
	return nil
}

// often are the minutes of a day's wakes: every three hours, and each minute round
// those at which mail begins and ceases to leave.
var often = func() (all []int) {
	for m := range 24 * 60 {
		if m%180 == 0 || m > 7*60+28 && m < 7*60+32 || m > 18*60+58 && m < 19*60+2 {
			all = append(all, m)
		}
	}
	return all
}()

func noon(d deadline.Date) time.Time {
	y, m, day := d.Civil()
	return time.Date(y, time.Month(m), day, 12, 0, 0, 0, deadline.London)
}

// wakes are the instants of the minutes of each day; the last day has one at
// noon in any case.
func (v *life) wakes(minutes func(deadline.Date) []int) (all []time.Time) {
	for d := v.from; d <= v.to; d++ {
		y, m, day := d.Civil()
		for _, minute := range minutes(d) {
			if d < v.to || minute <= 12*60 {
				all = append(all, time.Date(y, time.Month(m), day, 0, minute, 0, 0, deadline.London))
			}
		}
	}
	return append(all, noon(v.to))
}

// run decides and mails at the instants, and gives the alerts told by their ids.
func (v *life) run(wakes []time.Time) (map[string]*notify.Alert, error) {
	sent, told := notify.NewMemoryLedger(nil), map[string]*notify.Alert{}
	for _, now := range wakes {
		day := deadline.DayOf(now)
		items := v.items[day]
		list, err := notify.Compose(now, notify.Decide(now, items, v.people, v.cfg, sent), nil, v.people, v.cfg, sent)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			if _, err := sent.Claim(s); err != nil {
				return nil, err
			}
			for i := range s.Alerts {
				a := &s.Alerts[i]
				if told[a.ID] != nil {
					return nil, fmt.Errorf("told twice: %s", a.Why)
				}
				told[a.ID] = a
			}
		}
	}
	return told, nil
}

func ids(m map[string]*notify.Alert) []string {
	var all []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		all = append(all, m[k].Why)
	}
	slices.Sort(all)
	return all
}
