package deadline_test

import (
	"slices"
	"testing"
	"time"

	"caseclock/deadline"

	"pgregory.net/rapid"
)

// drawMoment draws the day looked at, and now and then the instant whose
// knowledge it is looked at with.
func drawMoment(t *rapid.T, events []deadline.Event) (m deadline.Moment) {
	m.AsAt = dateOf(mustDay("2030-06-30"))
	if len(events) == 0 {
		return m
	}
	at := func(what string) deadline.Event {
		return events[rapid.IntRange(0, len(events)-1).Draw(t, what)]
	}
	if rapid.IntRange(0, 5).Draw(t, "long after") > 0 {
		after := rapid.SampledFrom(append(gaps, -1, -40)).Draw(t, "looked at after")
		m.AsAt = dateOf(daysOn(dayOf(at("looked at").On), after))
	}
	if rapid.IntRange(0, 3).Draw(t, "as known") == 0 {
		m.KnownAt = at("known at").Recorded.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "seconds")) * time.Second)
	}
	return m
}

// Two reckonings of the published rules, written apart, give the same lines
// for the same history. More rounds than the tool's hundred histories: some
// corners need several things on one day.
func TestTwinsAgree(t *testing.T) {
	const rounds = 8
	for i := range rounds * len(twinPacks) {
		pack := twinPacks[i%len(twinPacks)]
		t.Run(pack, rapid.MakeCheck(func(t *rapid.T) {
			events := drawHistory(t)
			m := drawMoment(t, events)
			first, second := written(reckoned(pack, events, m)), written(twin(pack, events, m))
			if d := differences("Evaluate", "the twin", first, second); d != "" {
				t.Fatalf("%s as at %s, known at %v\n%s%s", pack, m.AsAt, m.KnownAt, history(events), d)
			}
		}))
	}
}

// No foresight: as at a day, what is dated after it makes no difference, but
// for what it withdraws or replaces, and for the day by which a reason names
// what has been replaced.
func TestNoForesight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pack := rapid.SampledFrom(twinPacks).Draw(t, "pack")
		events := drawHistory(t)
		m := drawMoment(t, events)
		var past []deadline.Event
		corrected := func(e deadline.Event) bool {
			return slices.ContainsFunc(events, func(o deadline.Event) bool { return o.Replaces == e.ID })
		}
		for _, e := range events {
			if e.On <= m.AsAt || e.Target != "" || e.Replaces != "" || corrected(e) {
				past = append(past, e)
			}
		}
		want, got := written(reckoned(pack, events, m)), written(reckoned(pack, past, m))
		if d := differences("with what comes later", "without", want, got); d != "" {
			t.Fatalf("%s as at %s\n%s%s", pack, m.AsAt, history(events), d)
		}
	})
}

// Settled stays settled: what is met or ended as at a day is so, in the same
// words, as at any later day; what was due stays due, unless a delivery date
// was revised.
func TestSettledStaysSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pack := rapid.SampledFrom(twinPacks).Draw(t, "pack")
		events := drawHistory(t)
		m := drawMoment(t, events)
		later := m
		later.AsAt = dateOf(daysOn(dayOf(m.AsAt), rapid.SampledFrom(gaps).Draw(t, "later by")))
		then := reckoned(pack, events, later)
		for _, l := range reckoned(pack, events, m) {
			i := slices.IndexFunc(then, func(o deadline.Line) bool {
				return o.Rule == l.Rule && o.Start == l.Start && o.Conference == l.Conference
			})
			if i < 0 {
				t.Fatalf("%s as at %s: %s of %s is gone as at %s\n%s", pack, m.AsAt, l.Rule, l.Start, later.AsAt, history(events))
			}
			o := then[i]
			o.Reason, l.Reason = nil, nil // may be recorded later
			settled := l.Met != 0 || l.Ended != 0
			moved := o.Due != l.Due && l.Rule != "pre-birth-cpcc"
			if settled && !slices.Equal(written([]deadline.Line{l}), written([]deadline.Line{o})) || moved || o.NotBefore != l.NotBefore {
				t.Fatalf("%s as at %s and %s\n%s%s", pack, m.AsAt, later.AsAt, history(events),
					differences("before", "after", written([]deadline.Line{l}), written([]deadline.Line{o})))
			}
		}
	})
}

// The order of recording does not matter, but among events of one kind on one
// day: there the later recorded call counts, and conferences are taken as
// recorded.
func TestOrderOfRecording(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pack := rapid.SampledFrom(twinPacks).Draw(t, "pack")
		events := drawHistory(t)
		m := drawMoment(t, events)
		shuffled := keepingTies(events, rapid.Permutation(events).Draw(t, "shuffled"))
		want, got := written(reckoned(pack, events, m)), written(reckoned(pack, shuffled, m))
		if d := differences("as recorded", "shuffled", want, got); d != "" {
			t.Fatalf("%s as at %s\n%sshuffled\n%s%s", pack, m.AsAt, history(events), history(shuffled), d)
		}
	})
}

// keepingTies puts the events of one kind and day back into their first order,
// in the places that the shuffle gave them.
func keepingTies(events, shuffled []deadline.Event) []deadline.Event {
	type tie struct {
		kind deadline.Kind
		on   deadline.Date
	}
	queues := map[tie][]deadline.Event{}
	for _, e := range events {
		queues[tie{e.Kind, e.On}] = append(queues[tie{e.Kind, e.On}], e)
	}
	var kept []deadline.Event
	for _, e := range shuffled {
		k := tie{e.Kind, e.On}
		kept = append(kept, queues[k][0])
		queues[k] = queues[k][1:]
	}
	return kept
}

// Withdrawing everything leaves nothing.
func TestWithdrawingEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pack := rapid.SampledFrom(twinPacks).Draw(t, "pack")
		events := drawHistory(t)
		m := deadline.Moment{AsAt: drawMoment(t, events).AsAt}
		for _, e := range events {
			if e.Kind != deadline.Withdrawn {
				events = append(events, deadline.Event{ID: "w-" + e.ID, Case: e.Case, Kind: deadline.Withdrawn, On: e.On, Target: e.ID})
			}
		}
		if got := reckoned(pack, events, m); len(got) > 0 {
			t.Fatalf("%s as at %s\n%s%v", pack, m.AsAt, history(events), written(got))
		}
	})
}

// The histories can be read, and reach what the comparison is for: every rule
// of every pack pending, overdue, met in time and late.
func TestHistoriesReachEveryRule(t *testing.T) {
	const histories = 3000
	seen := map[string]int{}
	draw := rapid.Custom(func(t *rapid.T) []deadline.Line {
		events := drawHistory(t)
		for _, e := range events {
			if faults := e.Check(nil, nil); len(faults) > 0 {
				t.Fatalf("%s: %v", history([]deadline.Event{e}), faults)
			}
		}
		m := drawMoment(t, events)
		var lines []deadline.Line
		for _, pack := range twinPacks {
			lines = append(lines, twin(pack, events, m)...)
		}
		return lines
	})
	for seed := range histories {
		for _, l := range draw.Example(seed) {
			seen[l.Pack+" "+l.Rule+" "+l.Status.String()]++
		}
	}
	for _, pack := range twinPacks {
		for _, rule := range twinPack(pack) {
			for _, status := range []string{"pending", "overdue", "met", "met-late"} {
				if w := pack + " " + rule.id + " " + status; seen[w] == 0 {
					t.Errorf("none of %d histories reaches %s", histories, w)
				}
			}
		}
	}
	for _, w := range []string{"scotland-2014 pre-birth-cpcc undated", "scotland-2021 minutes unknown", "scotland-2021 transfer-cpcc unknown"} {
		if seen[w] == 0 {
			t.Errorf("none of %d histories reaches %s", histories, w)
		}
	}
}
