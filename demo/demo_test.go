package demo_test

import (
	"encoding/json"
	"regexp"
	"testing"

	"caseclock/deadline"
	"caseclock/demo"
	"caseclock/rules"
)

func until(t testing.TB) deadline.Date {
	d, err := deadline.ParseDate("2026-11-20")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func written(t testing.TB, events []deadline.Event) string {
	b, err := json.Marshal(events)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTheSameSeedGivesTheSameEvents(t *testing.T) {
	o := demo.Options{Seed: 7, Until: until(t)}
	first, second := demo.Generate(o), demo.Generate(o)
	if written(t, first) != written(t, second) {
		t.Error("the same seed gave other events")
	}
	o.Seed = 8
	if written(t, first) == written(t, demo.Generate(o)) {
		t.Error("another seed gave the same events")
	}
}

var reference = regexp.MustCompile(`^CP-\d{4,}$`)

// Every event can be read: as one of its kind, in the order recorded, of a
// reference and nothing else, correcting only what is there.
func TestEventsCanBeRead(t *testing.T) {
	events := demo.Generate(demo.Options{Seed: 1, Until: until(t)})
	caseOf, cases := map[string]string{}, map[string]bool{}
	for i, e := range events {
		if faults := e.Check(nil, nil); len(faults) > 0 {
			t.Errorf("%s: %v", written(t, []deadline.Event{e}), faults)
		}
		if i > 0 && e.Recorded.Before(events[i-1].Recorded) {
			t.Errorf("%s is recorded before the one before it", e.ID)
		}
		if _, twice := caseOf[e.ID]; twice || !reference.MatchString(e.Case) {
			t.Errorf("id %q or reference %q", e.ID, e.Case)
		}
		for _, old := range []string{e.Replaces, e.Target} {
			if old != "" && caseOf[old] != e.Case {
				t.Errorf("%s corrects %q, which is no earlier event of its case", e.ID, old)
			}
		}
		if written := deadline.DayOf(e.Recorded); written > until(t) || e.On > until(t) || written-e.On > 30 {
			t.Errorf("%s on %s recorded on %s", e.ID, e.On, written)
		}
		caseOf[e.ID], cases[e.Case] = e.Case, true
	}
	if len(cases) != 500 {
		t.Errorf("%d cases; 500 were asked for", len(cases))
	}
}

// figures are what the proportions are asked of.
type figures struct {
	rule                                   map[string]map[deadline.Status]int
	late1to14, late                        int
	breaches, explained, lapsed, inAdvance int
	queries                                map[string]int
	siblings, corrected, undone            int
}

func measure(t testing.TB, events []deadline.Event) figures {
	f := figures{rule: map[string]map[deadline.Status]int{}, queries: map[string]int{}}
	book := rulebook(t)
	byCase := map[string][]deadline.Event{}
	for _, e := range events {
		byCase[e.Case] = append(byCase[e.Case], e)
		f.siblings += b(e.Kind == deadline.CaseAssigned && e.Family != "")
		f.corrected += b(e.Replaces != "")
		f.undone += b(e.Kind == deadline.Withdrawn)
	}
	for ref, events := range byCase {
		c, m := deadline.NewCase(ref, events), deadline.Moment{AsAt: until(t)}
		for _, d := range deadline.Evaluate(&c, book, m) {
			f.add(&d)
		}
		for _, q := range deadline.Queries(&c, book, m) {
			f.queries[q.Code]++
		}
	}
	return f
}

func (f *figures) add(d *deadline.Deadline) {
	if f.rule[d.Rule.ID] == nil {
		f.rule[d.Rule.ID] = map[deadline.Status]int{}
	}
	f.rule[d.Rule.ID][d.Status]++
	if d.Rule.ID == "initial-cpcc" && d.Status == deadline.MetLate {
		f.late++
		f.late1to14 += b(d.DaysLate <= 14)
	}
	if d.Breach() {
		f.breaches++
		f.explained += b(d.Explained())
		f.lapsed += b(d.Reason != nil && d.Reason.Lapsed)
		f.inAdvance += b(d.Reason != nil && d.Reason.InAdvance)
	}
}

func b(ok bool) int {
	if ok {
		return 1
	}
	return 0
}

func rulebook(t testing.TB) *deadline.Rulebook {
	book := deadline.NewRulebook()
	for _, a := range demo.Authorities() {
		var periods []deadline.Period
		for _, from := range a.Packs {
			p, err := rules.Builtin(from.Pack)
			if err != nil {
				t.Fatal(err)
			}
			periods = append(periods, deadline.Period{From: from.From, Pack: p.Pack, Calendar: rules.Scotland()})
		}
		book.Assign(a.ID, periods...)
	}
	return book
}

// The proportions are believable: see the package's comment.
func TestProportions(t *testing.T) {
	f := measure(t, demo.Generate(demo.Options{Seed: 1, Until: until(t)}))
	initial := f.rule["initial-cpcc"]
	within := func(what string, part, of int, low, high float64) {
		share := float64(part) / float64(max(of, 1))
		t.Logf("%-40s %5d of %5d", what, part, of)
		if share < low || share > high {
			t.Errorf("%s: %d of %d; between %.2f and %.2f is believable", what, part, of, low, high)
		}
	}
	within("initial conferences in time", initial[deadline.Met], initial[deadline.Met]+initial[deadline.MetLate], 0.60, 0.80)
	within("late ones by 14 days or less", f.late1to14, f.late, 0.7, 1)
	within("breaches explained", f.explained, f.breaches, 0.5, 0.85)
	within("explained in advance", f.inAdvance, f.breaches, 0.01, 0.3)
	within("lapsed", f.lapsed, f.breaches, 0.001, 0.1)
	within("children with brothers and sisters", f.siblings, 500, 0.3, 0.75)
	for _, rule := range []string{"initial-cpcc", "first-review", "next-review", "minutes"} {
		within(rule+" overdue now", f.rule[rule][deadline.Overdue], 500, 0.001, 0.1)
	}
	for _, rule := range []string{"pre-birth-cpcc", "transfer-cpcc", "core-group", "first-core-group", "plan", "decisions-record",
		"chair-notification", "reconvened-cpcc", "continued-initial-cpcc", "deregistration-core-group", "notice-of-cpcc", "pre-birth-allocation"} {
		if len(f.rule[rule]) < 2 {
			t.Errorf("%s: %v; some in time and some late are wanted", rule, f.rule[rule])
		}
	}
	if f.corrected == 0 || f.undone == 0 || len(f.queries) < 8 {
		t.Errorf("%d corrections, %d withdrawals, queries %v", f.corrected, f.undone, f.queries)
	}
	t.Log(f.rule)
	t.Log(f.queries)
}

// A tenth of the large history, which has 20,000 cases and 250,000 events.
func TestLarge(t *testing.T) {
	o := demo.Large(until(t))
	if o.Cases != 20_000 {
		t.Errorf("%d cases", o.Cases)
	}
	o.Cases /= 10
	events := demo.Generate(o)
	if len(events) < 23_000 || len(events) > 27_000 {
		t.Errorf("%d events for %d cases", len(events), o.Cases)
	}
}

// The proportions hold for other seeds and for one authority.
func TestOtherSeeds(t *testing.T) {
	for seed := uint64(2); seed < 4; seed++ {
		for _, authorities := range [][]string{nil, {"fife"}} {
			events := demo.Generate(demo.Options{Seed: seed, Until: until(t), Authorities: authorities})
			initial := measure(t, events).rule["initial-cpcc"]
			met, late := initial[deadline.Met], initial[deadline.MetLate]
			if share := float64(met) / float64(met+late); share < 0.6 || share > 0.85 {
				t.Errorf("seed %d, %v: %d of %d initial conferences in time", seed, authorities, met, met+late)
			}
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	day := until(b)
	for b.Loop() {
		demo.Generate(demo.Options{Seed: 1, Until: day})
	}
}
