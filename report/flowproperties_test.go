package report

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func byField(f *Flow) map[string]int {
	m := map[string]int{}
	for _, n := range f.Numbers() {
		m[n.Field] = n.N
	}
	return m
}

// flowsOf are the flows of a table, those over all last.
func flowsOf(t *FlowTable) []*Flow {
	var all []*Flow
	for i := range t.Authorities {
		all = append(all, &t.Authorities[i])
	}
	return append(all, &t.All)
}

// Who was on the register at the start, and who came, less who went, are those
// on it at the end: in each authority and over all, in every period.
func TestRegisterAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := countFlow(drawYear(t), drawHistories(t))
		for _, table := range append(f.Trend(), f.Flow()) {
			for _, row := range flowsOf(&table) {
				r := &row.Register
				if r.Start+r.In.All()-r.Out.All() != r.End {
					t.Errorf("%q %s: %d + %d - %d is not %d", row.Authority, table.Name, r.Start, r.In.All(), r.Out.All(), r.End)
				}
				if len(r.On.Days) != r.End || len(r.Left.Days) != r.Out.All()-r.Out.Moved {
					t.Errorf("%q %s: %d stays of %d on it, %d of %d who left", row.Authority, table.Name, len(r.On.Days), r.End, len(r.Left.Days), r.Out.All()-r.Out.Moved)
				}
				for _, s := range []Stay{r.Left, r.On} {
					if s.Bands[0]+s.Bands[1]+s.Bands[2]+s.Bands[3] != len(s.Days) || !slices.IsSorted(s.Days) || len(s.Days) > 0 && s.Days[0] < 0 {
						t.Errorf("%q %s: %v in bands %v", row.Authority, table.Name, s.Days, s.Bands)
					}
				}
			}
		}
	})
}

// A year is the sum of its quarters, and each quarter begins as the one before
// it ended.
func TestYearIsItsQuarters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawYear(t)
		f := countFlow(o, drawHistories(t))
		year, quarters := f.Flow(), f.Trend()
		for _, row := range flowsOf(&year) {
			name := func(table FlowTable) *Flow {
				if row == &year.All {
					return &table.All
				}
				return flowOf(table, row.Authority)
			}
			sum := map[string]int{}
			var left Days
			at := row.Register.Start
			for _, q := range quarters {
				part := name(q)
				if part.Register.Start != at {
					t.Errorf("%q: %s begins with %d, and before it there were %d", row.Authority, q.Name, part.Register.Start, at)
				}
				at = part.Register.End
				for field, n := range byField(part) {
					sum[field] += n
				}
				left = append(left, part.Register.Left.Days...)
			}
			whole := byField(row)
			whole["register_start"], whole["register_end"] = sum["register_start"], sum["register_end"]
			maps.DeleteFunc(whole, func(field string, _ int) bool { return strings.HasPrefix(field, "on_") })
			maps.DeleteFunc(sum, func(field string, _ int) bool { return strings.HasPrefix(field, "on_") })
			if diff := cmp.Diff(whole, sum); at != row.Register.End || diff != "" || !slices.Equal(row.Register.Left.Days, left.sorted()) {
				t.Errorf("%q: the year (-) and its quarters (+), ending with %d and %d:\n%s", row.Authority, row.Register.End, at, diff)
			}
		}
	})
}

// counting are the events of a case that count as at a moment, by day and, on
// one day, as recorded; reckoned anew and slowly.
func counting(c *deadline.Case, o Options) []deadline.Event {
	var known, all []deadline.Event
	for _, e := range c.Events {
		if o.KnownAt.IsZero() || !e.Recorded.After(o.KnownAt) {
			known = append(known, e)
		}
	}
	for _, e := range known {
		undone := slices.ContainsFunc(known, func(k deadline.Event) bool { return k.Target == e.ID || k.Replaces == e.ID })
		if !undone && e.Kind != deadline.Withdrawn && e.On <= o.AsAt {
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b deadline.Event) int { return int(a.On - b.On) })
	return all
}

func responsibleOn(events []deadline.Event, d deadline.Date) string {
	authority := ""
	for _, e := range events {
		if e.Kind == deadline.CaseAssigned && e.On <= d && e.Authority != "" {
			authority = e.Authority
		}
	}
	return authority
}

// oneByOne are the counts of a flow made slowly, by authority and field, those
// that are zero left out: the register child by child at the end of a day, and
// each event of the period by its day's authority.
type oneByOne struct {
	o        Options
	counts   map[string]map[string]int
	sittings map[string]map[string]bool // outcomes by authority, kind, day and meeting
}

func (n *oneByOne) add(authority, field string) {
	if !n.o.wants(authority) {
		return
	}
	if n.counts[authority] == nil {
		n.counts[authority] = map[string]int{}
	}
	n.counts[authority][field]++
}

func (n *oneByOne) count(c *deadline.Case) {
	events := counting(c, n.o)
	for _, s := range c.Register(deadline.Moment{AsAt: n.o.AsAt, KnownAt: n.o.KnownAt}) {
		for field, d := range map[string]deadline.Date{"register_start": min(n.o.From-1, n.o.AsAt), "register_end": min(n.o.To, n.o.AsAt)} {
			if s.On(d) {
				n.add(responsibleOn(events, d), field)
			}
		}
	}
	seen := map[string]bool{}
	for _, e := range events {
		alike := strings.Join([]string{e.On.String(), e.Kind.String(), e.Subject.String(), e.Conference.String(), e.Outcome.String()}, " ")
		if seen[alike] || !n.o.inPeriod(e.On) {
			continue
		}
		seen[alike] = true
		n.event(e, responsibleOn(events, e.On), alike)
	}
}

func (n *oneByOne) event(e deadline.Event, authority, alike string) {
	switch e.Kind {
	case deadline.ConcernNotified:
		n.add(authority, "notified_"+e.Subject.String())
	case deadline.ConferenceHeld:
		n.add(authority, "children_"+e.Conference.String()+"_"+e.Outcome.String())
		key := strings.Join([]string{authority, e.Conference.String(), e.On.String(), either(e.Meeting, e.Case+alike)}, "|")
		if n.sittings[key] == nil {
			n.sittings[key] = map[string]bool{}
		}
		n.sittings[key][e.Outcome.String()] = true
	}
}

func (n *oneByOne) meetings() {
	for key, outcomes := range n.sittings {
		names := strings.Split(key, "|")
		if len(outcomes) > 1 {
			delete(outcomes, "inquorate")
		}
		if len(outcomes) > 1 {
			outcomes = map[string]bool{"mixed": true}
		}
		for o := range outcomes {
			n.add(names[0], "meetings_"+names[1]+"_"+o)
		}
	}
}

// The same counts, made one by one, are the same.
func TestFlowCountedOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := &oneByOne{drawYear(t), map[string]map[string]int{}, map[string]map[string]bool{}}
		cases := drawHistories(t)
		for i := range cases {
			want.count(&cases[i])
		}
		want.meetings()
		table := countFlow(want.o, cases).Flow()
		got := map[string]map[string]int{}
		for i := range table.Authorities {
			of := byField(&table.Authorities[i])
			maps.DeleteFunc(of, func(field string, n int) bool {
				return n == 0 || strings.HasPrefix(field, "register_in") || strings.HasPrefix(field, "register_out") ||
					strings.HasPrefix(field, "on_") || strings.HasPrefix(field, "left_")
			})
			if len(of) > 0 {
				got[table.Authorities[i].Authority] = of
			}
		}
		if diff := cmp.Diff(want.counts, got); diff != "" {
			t.Errorf("one by one (-) and this (+):\n%s", diff)
		}
	})
}

// Whatever the order of the cases the tables are the same; one authority's own
// table is its row among all; and over all is the sum, but for moves.
func TestFlowOrderAndParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawYear(t)
		o.Authority = ""
		cases := drawHistories(t)
		f := countFlow(o, cases)
		again := countFlow(o, rapid.Permutation(cases).Draw(t, "order"))
		same := cmp.AllowUnexported(Held{})
		if diff := cmp.Diff(append(f.Trend(), f.Flow()), append(again.Trend(), again.Flow()), same); diff != "" {
			t.Errorf("in another order:\n%s", diff)
		}
		table := f.Flow()
		sum := map[string]int{}
		for i := range table.Authorities {
			row := &table.Authorities[i]
			only := o
			only.Authority = row.Authority
			if row.Authority != "" {
				if diff := cmp.Diff([]Flow{*row}, countFlow(only, cases).Flow().Authorities, same); diff != "" {
					t.Errorf("alone:\n%s", diff)
				}
			}
			for field, n := range byField(row) {
				sum[field] += n
			}
		}
		if sum["register_in_moved"] != sum["register_out_moved"] {
			t.Errorf("%d moved in and %d out", sum["register_in_moved"], sum["register_out_moved"])
		}
		sum["register_in_moved"], sum["register_out_moved"] = 0, 0
		if diff := cmp.Diff(byField(&table.All), sum); diff != "" && len(table.Authorities) > 0 {
			t.Errorf("over all (-) and the sum (+):\n%s", diff)
		}
	})
}
