package notify

import (
	"slices"
	"testing"
	"time"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// history is a random deadline, its case and its people.
type history struct {
	f      facts
	c      *Case
	people People
	from   deadline.Date
	to     deadline.Date
}

func drawHistory(t *rapid.T) history {
	start := day("2026-01-05") + deadline.Date(rapid.IntRange(0, 90).Draw(t, "start"))
	due := start + deadline.Date(rapid.IntRange(1, 30).Draw(t, "limit"))
	h := history{from: start, to: due + 60, c: theCase()}
	h.f = facts{rule: rapid.SampledFrom([]*deadline.Rule{initialRule, minutesRule, noticeRule}).Draw(t, "rule"),
		start: start.String(), due: due.String()}
	later := func(name string, from deadline.Date) string {
		return (from + deadline.Date(rapid.IntRange(0, 40).Draw(t, name))).String()
	}
	if rapid.Bool().Draw(t, "explained") {
		h.f.category, h.f.reasonOn = "report-not-ready", later("reason", due)
		h.f.proposed = later("proposed", day(h.f.reasonOn))
	}
	if rapid.Bool().Draw(t, "done") {
		h.f.met = later("met", start)
	}
	if rapid.IntRange(0, 3).Draw(t, "chair") == 0 {
		h.c.Chair = ""
	}
	leave := start + deadline.Date(rapid.IntRange(0, 30).Draw(t, "leave"))
	h.people = thePeople(person("chair-1", Chair, Away{leave, leave + deadline.Date(rapid.IntRange(0, 20).Draw(t, "back")), "chair-2"}))
	return h
}

// run evaluates at the instants given and answers the ids of the alerts
// claimed, sorted. Claims happen when digests go, as in Wake.
func (h *history) run(cfg Config, wakes []time.Time) []string {
	sent := Marks{}
	var ids []string
	for _, now := range wakes {
		items := []Item{h.f.item(h.c, now)}
		sendings, err := Compose(now, Decide(now, items, h.people, cfg, sent), nil, h.people, cfg, sent)
		if err != nil {
			panic(err)
		}
		for _, s := range sendings {
			for _, m := range s.Marks {
				sent[m] = true
			}
			for _, a := range s.Alerts {
				ids = append(ids, a.ID)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// wakes gives the instants of every day at the minutes past midnight, by the
// clock in London.
func (h *history) wakes(minutes ...int) []time.Time {
	var all []time.Time
	for d := h.from; d <= h.to; d++ {
		y, m, dd := d.Civil()
		for _, minute := range minutes {
			all = append(all, time.Date(y, time.Month(m), dd, 0, minute, 0, 0, deadline.London))
		}
	}
	return all
}

// What is sent depends on the facts, not on how often one looks: many times a
// day or once, it is the same; and nothing is sent twice.
func TestTicksDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		var often []int
		for m := 0; m < 24*60; m += 95 {
			often = append(often, m)
		}
		once := rapid.IntRange(7*60+30, 19*60-1).Draw(t, "once a day at")
		want := h.run(theConfig(), h.wakes(often...))
		got := h.run(theConfig(), h.wakes(once))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("often and once a day differ: %s", diff)
		}
		if len(slices.Compact(slices.Clone(want))) != len(want) {
			t.Fatalf("something was told twice: %v", want)
		}
	})
}

// An outage brings no new alert and none twice; what is owed at its end is
// owed to the same people at the same rung, or stands already.
func TestOutageCollapses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		all := h.wakes(8 * 60)
		down := rapid.IntRange(0, len(all)-1).Draw(t, "down")
		up := rapid.IntRange(down, len(all)-1).Draw(t, "up")
		full := h.run(theConfig(), all)
		gap := h.run(theConfig(), slices.Concat(all[:down], all[up:]))
		if len(slices.Compact(slices.Clone(gap))) != len(gap) {
			t.Fatalf("something was told twice: %v", gap)
		}
		if len(gap) > len(full)+4 { // somebody else may have been there to tell
			t.Fatalf("an outage brought more: %d, without it %d", len(gap), len(full))
		}
		if h.f.met == "" && h.f.category == "" && h.f.rule != noticeRule && len(gap) == 0 && up < len(all)-1 {
			t.Fatal("a breach was never told of")
		}
	})
}

// Deciding twice without a claim decides the same; after the claim, nothing.
func TestDecidingTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		now := midnight(h.from + deadline.Date(rapid.IntRange(0, int(h.to-h.from)).Draw(t, "day")))
		items := []Item{h.f.item(h.c, now)}
		sent := Marks{}
		one, two := Decide(now, items, h.people, theConfig(), sent), Decide(now, items, h.people, theConfig(), sent)
		if diff := cmp.Diff(one, two); diff != "" {
			t.Fatal(diff)
		}
		claimAll(sent, one)
		if again := Decide(now, items, h.people, theConfig(), sent); len(again) > 0 {
			t.Fatalf("told again: %s", told(again))
		}
	})
}
