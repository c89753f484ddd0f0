package layout

import (
	"maps"
	"slices"
	"strings"

	"caseclock/report"
)

// world is what the counts of a document are, by their names, and what every
// reader knows of how they hang together. It is written from the meaning of the
// names alone: nothing of it comes from the ledger.
type world struct {
	n         map[string]int
	relations []relation
	asked     map[string]bool // complements that are printed nowhere
	part      string
	hides     bool
}

func newWorld(m Material, hides bool) *world {
	w := &world{n: map[string]int{}, asked: map[string]bool{}, hides: hides}
	w.report(&m.Report)
	w.trend(&m.Report)
	w.flow(&m)
	w.grids(&m.Report)
	w.ties(&m)
	w.teams(&m.Report)
	w.queries(&m.Report)
	w.whatIf(&m)
	if s := m.Since; s != nil {
		w.part = ": as known later"
		w.report(&s.Now)
		w.part = ""
		for _, l := range s.Late {
			w.put(nameOf(s.Now.Options.Period(), l.Authority+": "+l.Entry.String()+" since "+s.Issue, l.Event.String(), "child", "n"), l.N)
		}
	}
	w.totals()
	w.meetings()
	return w
}

func nameOf(p report.Period, scope, rule, basis, field string) string {
	return p.From.String() + "/" + p.To.String() + "|" + scope + "|" + rule + "|" + basis + "|" + field
}

func (w *world) put(name string, n int) string {
	if was, ok := w.n[name]; ok && was != n {
		panic(name + " is two numbers")
	}
	w.n[name] = n
	return name
}

// relate says that the wholes are what the parts are, where it is so.
func (w *world) relate(atMost bool, wholes, parts []string) {
	r, sum := relation{atMost, map[string]int{}}, 0
	for i, names := range [][]string{parts, wholes} {
		for _, name := range names {
			n, ok := w.n[name]
			if !ok {
				return
			}
			r.coef[name] += 1 - 2*i
			sum += n * (1 - 2*i)
		}
	}
	maps.DeleteFunc(r.coef, func(_ string, c int) bool { return c == 0 })
	if len(r.coef) > 0 && (sum == 0 || atMost && sum < 0) {
		w.relations = append(w.relations, r)
	}
}

func (w *world) sum(whole string, parts ...string)  { w.relate(false, []string{whole}, parts) }
func (w *world) atMost(less string, more ...string) { w.relate(true, more, []string{less}) }

// rest is what is left of a whole beside a part; it must stay unknown too.
func (w *world) rest(part, whole string) {
	n, ok := w.n[part]
	m, also := w.n[whole]
	if ok && also && n <= m {
		name := w.put("rest of "+whole+" beside "+part, m-n)
		w.asked[name] = true
		w.sum(whole, part, name)
	}
}

// report is the figures of the period.
func (w *world) report(r *report.Report) {
	ids := r.Authorities()
	for _, id := range ids {
		w.figures(r, id, r.Of(id))
	}
	if len(ids) != 1 {
		w.figures(r, "*", r.Totals())
	}
}

func (w *world) figures(r *report.Report, scope string, figures []report.Figure) {
	binding := false
	for i := range figures {
		f := &figures[i]
		binding = binding || !f.WherePossible
		w.figure(r, scope+w.part, f, !w.hides)
	}
	for _, b := range report.Bases {
		f := report.Overall(figures, b)
		if binding || scope == "*" || len(r.Authorities()) == 1 {
			w.figure(r, scope+w.part, &f, true)
		}
	}
}

// figure is one figure's counts, and how they hang together.
func (w *world) figure(r *report.Report, scope string, f *report.Figure, detail bool) {
	rule := f.Rule
	if rule == "" {
		rule = "*"
	}
	at := func(field string) string { return nameOf(r.Options.Period(), scope, rule, f.Basis.String(), field) }
	w.counts(at, f.Counts)
	if f.Basis == report.Child {
		w.put(at("no_due_day_undated"), f.NoDueDay.Undated)
		w.put(at("no_due_day_unknown"), f.NoDueDay.Unknown)
		w.put(at("no_due_day_settled"), f.NoDueDay.Settled)
	}
	if detail {
		w.detail(at, r, f)
	}
}

func (w *world) counts(at func(string) string, c report.Counts) {
	due, counted, out := w.put(at("due"), c.Due), w.put(at("counted"), c.Met+c.MetLate+c.Overdue+c.EndedOverdue), w.put(at("out"), c.MetLate+c.Overdue+c.EndedOverdue)
	met, late, still := w.put(at("met"), c.Met), w.put(at("met_late"), c.MetLate), w.put(at("overdue"), c.Overdue)
	ended, unmet, pending := w.put(at("ended"), c.Ended), w.put(at("ended_overdue"), c.EndedOverdue), w.put(at("pending"), c.Pending)
	w.sum(due, counted, ended, pending)
	w.sum(counted, met, out)
	w.sum(out, late, still, unmet)
}

// detail is how late what is out of timescale is, and how far explained.
func (w *world) detail(at func(string) string, r *report.Report, f *report.Figure) {
	var bins, reasons []string
	for i, name := range []string{"late_1", "late_2_7", "late_8_14", "late_15_28", "late_over_28"} {
		bins = append(bins, w.put(at(name), f.Lateness()[i]))
	}
	w.sum(at("out"), bins...)
	if f.WherePossible {
		return
	}
	none := f.Out()
	for _, c := range r.Categories() {
		reasons = append(reasons, w.put(at("reason_"+c), f.Reasons[c]))
		none -= f.Reasons[c]
	}
	w.sum(at("out"), append(reasons, w.put(at("no_reason"), none))...)
	w.sum(at("out"), w.put(at("explained"), f.Out()-f.Unexplained), w.put(at("unexplained"), f.Unexplained))
	w.sum(at("out"), w.put(at("proposed_kept"), f.Proposed.Kept), w.put(at("proposed_missed"), f.Proposed.Missed),
		w.put(at("proposed_to_come"), f.Proposed.ToCome), w.put(at("proposed_none"), f.Proposed.None))
	w.rest(at("no_reason"), at("unexplained"))
	for name, n := range map[string]int{"proposed_repeated": f.Proposed.Repeated, "proposed_dates_missed": f.ProposedMissed,
		"in_advance": f.InAdvance, "agreed_in_advance": f.AgreedInAdvance} {
		w.put(at(name), n)
		w.rest(at(name), at("out"))
	}
	w.atMost(at("agreed_in_advance"), at("in_advance"))
	w.atMost(at("in_advance"), reasons...)
	w.atMost(at("proposed_dates_missed"), at("overdue"))
	w.atMost(at("proposed_dates_missed"), at("proposed_missed"))
	w.atMost(at("proposed_dates_missed"), at("unexplained"))
	w.atMost(at("proposed_to_come"), at("overdue"))
}

// trend is the figures of the periods before, and how they make up the period.
func (w *world) trend(r *report.Report) {
	type of struct{ scope, rule, basis string }
	periods := map[of][]report.Period{}
	add := func(p report.Period, scope, rule string, b report.Basis, c report.Counts) {
		if rule != "*" && b == report.Meeting && w.hides {
			return
		}
		at := func(field string) string { return nameOf(p, scope, rule, b.String(), field) }
		w.sum(w.put(at("counted"), c.Counted()), w.put(at("met"), c.Met), w.put(at("out"), c.Out()))
		k := of{scope, rule, b.String()}
		periods[k] = append(periods[k], p)
	}
	ids := r.Authorities()
	var rules []string
	for _, t := range r.Trend {
		if !t.WherePossible {
			rules = append(rules, t.Rule)
			add(t.Period, t.Authority, t.Rule, t.Basis, t.Counts)
		}
	}
	slices.Sort(rules)
	rules = slices.Compact(rules)
	for _, b := range report.Bases {
		for _, id := range ids {
			for _, t := range r.TrendOf(id, b) {
				add(t.Period, id, "*", b, t.Counts)
			}
		}
		if len(ids) == 1 {
			continue
		}
		for _, t := range r.TrendOverall(b) {
			add(t.Period, "*", "*", b, t.Counts)
		}
		for _, rule := range rules {
			for _, t := range r.TrendOfRule(rule, b) {
				add(t.Period, "*", rule, b, t.Counts)
			}
		}
	}
	for k, ps := range periods {
		for _, field := range []string{"counted", "met", "out"} {
			var parts []string
			for _, p := range inside(r.Options.Period(), ps) {
				parts = append(parts, nameOf(p, k.scope, k.rule, k.basis, field))
			}
			if len(parts) > 0 {
				w.sum(nameOf(r.Options.Period(), k.scope, k.rule, k.basis, field), parts...)
			}
		}
	}
}

// inside are the periods that together make up another, if they do.
func inside(whole report.Period, periods []report.Period) (in []report.Period) {
	next := whole.From
	for _, p := range periods {
		if p.From == next && p.To <= whole.To {
			in, next = append(in, p), p.To+1
		}
	}
	if next != whole.To+1 || len(in) < 2 {
		return nil
	}
	return in
}

// totals are those over authorities and over timescales that are binding.
func (w *world) totals() {
	over := map[string][]string{}
	rules := map[string][]string{}
	var names []string
	for name := range w.n {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p := strings.Split(name, "|")
		if len(p) != 5 {
			continue
		}
		scope, part, _ := strings.Cut(p[1], ": ")
		if part != "" {
			part = ": " + part
		}
		if scope != "*" {
			p[1] = "*" + part
			over[strings.Join(p, "|")] = append(over[strings.Join(p, "|")], name)
			p[1] = scope + part
		}
		if p[2] != "*" && p[2] != "flow" && p[2] != "notice-of-cpcc" {
			p[2] = "*"
			rules[strings.Join(p, "|")] = append(rules[strings.Join(p, "|")], name)
		}
	}
	for _, sums := range []map[string][]string{over, rules} {
		for whole, parts := range sums {
			w.sum(whole, parts...)
		}
	}
}

// meetings are no more than children.
func (w *world) meetings() {
	for name := range w.n {
		if strings.Contains(name, "|meeting|") && !strings.HasPrefix(name, "rest") {
			w.atMost(name, strings.Replace(name, "|meeting|", "|child|", 1))
		}
	}
}
