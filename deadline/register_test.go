package deadline_test

import (
	"fmt"
	"strings"
	"testing"

	"caseclock/deadline"

	"pgregory.net/rapid"
)

// The spells on the register, one history a row, as from(since)-to by the
// events that began and ended them.
func TestRegister(t *testing.T) {
	for _, c := range []struct{ story, want string }{
		{"2026-01-20 conference-held conference=initial outcome=registered", "2026-01-20- e1"},
		{"2026-01-20 conference-held conference=initial outcome=registered\n2026-04-20 conference-held conference=review outcome=deregistered", "2026-01-20-2026-04-20 e1 e2"},
		{"2026-01-20 conference-held conference=initial outcome=registered\n2026-04-20 conference-held conference=review outcome=inquorate", "2026-01-20- e1"},
		{"2026-01-20 conference-held conference=initial outcome=registered\n2026-02-20 conference-held conference=transfer outcome=registered\n2026-04-20 conference-held conference=review outcome=retained\n2026-05-20 closed cause=died", "2026-01-20-2026-05-20 e1 e4"},
		{"2026-01-20 conference-held conference=initial outcome=not-registered\n2026-01-21 conference-held conference=initial outcome=continued", ""},
		{"2026-01-20 position-brought-in registered_on=2025-03-04\n2026-02-01 position-brought-in registered_on=2025-03-05", "2026-01-20(2025-03-04)- e1"},
		{"2026-01-20 position-brought-in registered_on=2026-01-20", "2026-01-20- e1"},
		{"2026-01-20 position-brought-in registered_on=2026-01-21", "2026-01-20- e1"},
		{"2026-01-20 conference-held conference=review outcome=retained", "2026-01-20- e1"},
		{"2026-01-20 closed cause=died\n2026-01-20 conference-held conference=initial outcome=registered", "2026-01-20-2026-01-20 e2 e1"},
		{"2026-01-20 conference-held conference=initial outcome=registered\n2026-01-22 conference-held conference=review outcome=deregistered\n2026-01-22 conference-held conference=initial outcome=registered", "2026-01-20-2026-01-22 e1 e2; 2026-01-22- e3"},
		{"2026-01-20 conference-held conference=initial outcome=registered\n2026-01-25 withdrawn target=e1", ""},
		{"2026-01-20 conference-held conference=initial outcome=registered\n2026-01-21 conference-held conference=initial outcome=registered replaces=e1", "2026-01-21- e2"},
		{"2026-06-02 conference-held conference=initial outcome=registered", ""},
	} {
		var events []deadline.Event
		for i, line := range strings.Split(c.story, "\n") {
			words := strings.Fields(line)
			e := deadline.Event{ID: fmt.Sprintf("e%d", i+1)}
			for _, w := range append([]string{"on=" + words[0], "event=" + words[1]}, words[2:]...) {
				field, value, _ := strings.Cut(w, "=")
				if err := e.Set(field, value); err != nil {
					t.Fatal(err)
				}
			}
			events = append(events, e)
		}
		k := deadline.NewCase("CP-0001", events)
		if got := spellWords(&k, k.Register(deadline.Moment{AsAt: dateOf(mustDay("2026-06-01"))})); got != c.want {
			t.Errorf("%s\n gave %q, want %q", c.story, got, c.want)
		}
	}
}

func spellWords(c *deadline.Case, spells []deadline.Spell) string {
	var all []string
	for _, s := range spells {
		w := s.From.String()
		if s.Since != s.From {
			w += "(" + s.Since.String() + ")"
		}
		w += "-" + s.To.String() + " " + c.Event(s.By).ID
		if s.EndedBy >= 0 {
			w += " " + c.Event(s.EndedBy).ID
		}
		all = append(all, w)
	}
	return strings.Join(all, "; ")
}

// On every day that anything of a history happened, and the days beside it, the
// spells say of the register what the twin says, which goes over the history
// again for each of those days.
func TestRegisterDayByDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawHistory(t)
		m := drawMoment(t, events)
		c := deadline.NewCase("CP-0001", events)
		spells := c.Register(m)
		standing := standing(knownBy(events, m.KnownAt))
		for _, e := range events {
			for d := e.On - 1; d <= min(e.On+1, m.AsAt); d++ {
				on := 0
				for _, s := range spells {
					if s.On(d) {
						on++
					}
				}
				var twin twinCase
				for _, e := range inOrder(upTo(dayOf(d), standing)) {
					twin.register(e)
				}
				if want := map[bool]int{true: 1}[twin.registered]; on != want {
					t.Fatalf("at the end of %s %d spells, the twin %d\n%s%s", d, on, want, history(events), spellWords(&c, spells))
				}
			}
		}
	})
}

// Spells follow one another, and each begins and ends with an event of its own.
func TestSpellsFollowOneAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawHistory(t)
		c := deadline.NewCase("CP-0001", events)
		spells := c.Register(drawMoment(t, events))
		var last deadline.Date
		for i, s := range spells {
			ended := s.EndedBy >= 0
			if s.From < last || s.Since > s.From || s.From != c.Facts[s.By].On || ended != (s.To != 0) ||
				ended && (s.To < s.From || s.To != c.Facts[s.EndedBy].On) || !ended && i != len(spells)-1 {
				t.Fatalf("%s%s", history(events), spellWords(&c, spells))
			}
			last = s.To
		}
	})
}
