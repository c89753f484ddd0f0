package layout

import (
	"slices"
	"strings"

	"caseclock/report"
)

// flow is what came in and the register, of the period and of those before.
func (w *world) flow(m *Material) {
	if m.Flow == nil {
		return
	}
	ids := map[string]bool{}
	for _, t := range append([]report.FlowTable{*m.Flow}, m.FlowTrend...) {
		for _, f := range t.Authorities {
			ids[f.Authority] = true
		}
	}
	several := len(m.Report.Authorities()) != 1
	for i, t := range append([]report.FlowTable{*m.Flow}, m.FlowTrend...) {
		flows := map[string]report.Flow{}
		for id := range ids {
			flows[id] = report.Flow{}
		}
		for _, f := range t.Authorities {
			flows[f.Authority] = f
		}
		if several {
			flows["*"] = t.All
		}
		for scope, f := range flows {
			w.register(t.Period, scope, &f.Register)
			if i == 0 || !w.hides {
				w.held(t.Period, scope, &f)
			}
		}
		w.moves(t.Period, ids)
	}
	for id := range ids {
		w.chain(m, id)
	}
	w.chain(m, "*")
}

func flowName(p report.Period, scope, field string) string {
	return nameOf(p, scope, "flow", "child", field)
}

// register is who was on it, came on it and went off it.
func (w *world) register(p report.Period, scope string, r *report.Register) {
	at := func(field string) string { return flowName(p, scope, field) }
	w.relate(false, []string{w.put(at("register_start"), r.Start), w.put(at("register_in"), r.In.All())},
		[]string{w.put(at("register_end"), r.End), w.put(at("register_out"), r.Out.All())})
}

// held is conferences and what they decided.
func (w *world) held(p report.Period, scope string, f *report.Flow) {
	at := func(field string) string { return flowName(p, scope, field) }
	kinds := map[string][]string{}
	for _, n := range f.Numbers() {
		name := w.put(at(n.Field), n.N)
		for _, of := range []string{"register_in_", "register_out_", "left_", "on_"} {
			if strings.HasPrefix(n.Field, of) {
				kinds[of] = append(kinds[of], name)
			}
		}
		for how, end := range map[string]string{"registered": "_registered", "not_registered": "_not-registered"} {
			if kind, ok := strings.CutSuffix(n.Field, end); ok && strings.HasPrefix(kind, "children_") && kind != "children_review" && kind != "children_none" {
				kinds[how] = append(kinds[how], name)
			}
		}
	}
	w.sum(at("register_in"), kinds["register_in_"]...)
	w.sum(at("register_out"), kinds["register_out_"]...)
	w.sum(at("register_out"), append(kinds["left_"], at("register_out_moved"))...)
	w.sum(at("register_end"), kinds["on_"]...)
	registered, considered := f.Conversion()
	w.sum(w.put(at("considered"), considered), w.put(at("registered"), registered), w.put(at("not_registered"), considered-registered))
	w.sum(at("registered"), kinds["registered"]...)
	w.sum(at("not_registered"), kinds["not_registered"]...)
	for _, n := range f.Numbers() {
		if how, ok := strings.CutPrefix(n.Field, "meetings_"); ok {
			w.atMost(at(n.Field), at("children_"+how))
		}
	}
	for _, kind := range []string{"initial", "continued-initial", "pre-birth", "transfer"} {
		w.atMost(at("register_in_"+kind), at("children_"+kind+"_registered"))
	}
	w.atMost(at("register_out_review"), at("children_review_deregistered"))
}

// moves are from one authority here to another: as many in as out.
func (w *world) moves(p report.Period, ids map[string]bool) {
	at := func(scope, field string) string { return flowName(p, scope, field) }
	in, out := []string{at("*", "register_out")}, []string{at("*", "register_in")}
	in2, moved := []string{at("*", "register_in")}, []string{}
	for id := range ids {
		in, out = append(in, at(id, "register_in")), append(out, at(id, "register_out"))
		moved = append(moved, at(id, "register_in"))
		in2 = append(in2, at(id, "register_in_moved"))
	}
	w.relate(false, in, out)
	w.relate(false, in2, moved)
	w.atMost(at("*", "register_in"), moved...)
}

// chain is that one period begins as the one before it ended, and that quarters
// make a year.
func (w *world) chain(m *Material, scope string) {
	whole := m.Flow.Period
	var periods []report.Period
	for i, t := range m.FlowTrend {
		periods = append(periods, t.Period)
		if i > 0 && m.FlowTrend[i-1].To+1 == t.From {
			w.sum(flowName(t.Period, scope, "register_start"), flowName(m.FlowTrend[i-1].Period, scope, "register_end"))
		}
		if t.To == whole.To {
			w.sum(flowName(t.Period, scope, "register_end"), flowName(whole, scope, "register_end"))
		}
		if t.From == whole.From {
			w.sum(flowName(t.Period, scope, "register_start"), flowName(whole, scope, "register_start"))
		}
	}
	in := inside(whole, periods)
	for _, field := range []string{"register_in", "register_out"} {
		var parts []string
		for _, p := range in {
			parts = append(parts, flowName(p, scope, field))
		}
		if len(parts) > 0 {
			w.sum(flowName(whole, scope, field), parts...)
		}
	}
}

// grids are what falls due next, papers, and what is provisional.
func (w *world) grids(r *report.Report) {
	scopes := []string{"*"}
	if ids := r.Authorities(); len(ids) == 1 {
		scopes = nil
	}
	add := func(authority, what, rule string, b report.Basis, fields map[string]int) {
		for _, scope := range append(scopes, authority) {
			for _, rule := range []string{rule, "*"} {
				for field, n := range fields {
					w.n[nameOf(r.Options.Period(), scope+": "+what, rule, b.String(), field)] += n
				}
			}
		}
	}
	for _, a := range r.Ahead {
		f := map[string]int{"due": a.Due, "certain_late": a.CertainLate, "still_out": a.Out}
		if !w.hides {
			f["late_by_proposal"], f["late_by_plan"], f["late_by_window"] = a.Proposed, a.Planned, a.TooEarly
		}
		add(a.Authority, "ahead", a.Rule, a.Basis, f)
	}
	for _, p := range r.Papers {
		if !p.WherePossible {
			add(p.Authority, "papers", p.Rule, p.Basis, map[string]int{"owed": p.Owed, "there": p.There, "missing": p.Overdue + p.NotYetDue + p.NoDueDay,
				"overdue": p.Overdue, "not_yet_due": p.NotYetDue, "no_due_day": p.NoDueDay, "ended": p.Ended})
		}
	}
	for _, p := range r.Provisional {
		add(p.Authority, "provisional", p.Rule, report.Child, map[string]int{"on_delivery": p.OnDelivery, "undated": p.Undated, "unknown": p.Unknown})
	}
	for _, name := range w.names() {
		w.gridRow(name)
	}
}

func (w *world) names() (names []string) {
	for name := range w.n {
		names = append(names, name)
	}
	return names
}

// gridRow is how a line of one of them hangs together, told from one of its
// names.
func (w *world) gridRow(name string) {
	if at, ok := strings.CutSuffix(name, "owed"); ok {
		w.sum(name, at+"there", at+"missing", at+"ended")
		w.sum(at+"missing", at+"overdue", at+"not_yet_due", at+"no_due_day")
		w.atMost(at+"overdue", strings.Replace(at, ": papers", ": ahead", 1)+"still_out")
	}
	if at, ok := strings.CutSuffix(name, "certain_late"); ok {
		w.rest(name, at+"due")
		w.atMost(strings.Replace(at, ": ahead", "", 1)+"overdue", at+"still_out")
		w.atMost(strings.Replace(at, ": ahead", "", 1)+"pending", at+"due")
	}
	if at, ok := strings.CutSuffix(name, "on_delivery"); ok {
		for _, how := range []string{"undated", "unknown"} {
			w.atMost(strings.Replace(at, ": provisional", "", 1)+"no_due_day_"+how, at+how)
		}
	}
}

// teams are the figures of each; by child they make up their authority's.
func (w *world) teams(r *report.Report) {
	if r.Options.By != report.ByTeam {
		return
	}
	whole := map[string][]string{}
	for i := range r.Parts {
		f := &r.Parts[i]
		rule := f.Rule
		if rule == "" {
			rule = "*"
		}
		at := func(field string) string {
			return nameOf(r.Options.Period(), f.Authority+": team "+f.Part, rule, f.Basis.String(), field)
		}
		w.counts(at, f.Counts)
		for _, field := range []string{"due", "met", "met_late", "overdue", "ended", "ended_overdue", "pending", "counted", "out"} {
			all := nameOf(r.Options.Period(), f.Authority, rule, f.Basis.String(), field)
			whole[all] = append(whole[all], at(field))
			w.atMost(at(field), all)
		}
	}
	for name, parts := range whole {
		w.sum(name, parts...)
		w.atMost(name, parts...)
	}
}

func (w *world) queries(r *report.Report) {
	add := func(scope string, q report.QueryCount) {
		at := func(field string) string {
			return nameOf(r.Options.Period(), scope, "query "+q.Code+" "+string(q.Severity), "child", field)
		}
		w.put(at("all"), q.All)
		w.put(at("in_period"), q.InPeriod)
		w.rest(at("in_period"), at("all"))
	}
	for _, q := range r.Queries {
		add(q.Authority, q)
	}
	if len(r.Authorities()) != 1 {
		for _, q := range report.TotalQueries(r.Queries) {
			add("*", q)
		}
	}
}

// whatIf is how the same would have stood under another rulebook.
func (w *world) whatIf(m *Material) {
	if m.WhatIf == nil {
		return
	}
	one := len(m.Report.Authorities()) == 1
	for _, r := range m.WhatIf.Rows {
		if !w.hides || one && w.compares(&r) {
			w.whatIfRow(&m.Report, r.Authority, &r)
		}
	}
	for _, r := range report.WhatIfTotals(m.WhatIf.Rows) {
		if !one && (!w.hides || w.compares(&r)) {
			w.whatIfRow(&m.Report, "*", &r)
		}
	}
}

// compares says whether a row is one that anything is printed of where small
// numbers are hidden.
func (w *world) compares(r *report.WhatIfRow) bool {
	return r.Basis == report.Child && !r.WherePossible && len(r.OtherLimits) > 0 && !slices.Equal(r.Limits, r.OtherLimits)
}

func (w *world) whatIfRow(r *report.Report, scope string, f *report.WhatIfRow) {
	here := func(field string) string {
		return nameOf(r.Options.Period(), scope, f.Rule, f.Basis.String(), field)
	}
	there := func(field string) string {
		return nameOf(r.Options.Period(), scope+": what if", f.Rule, f.Basis.String(), field)
	}
	w.counts(here, f.Here)
	c := f.There
	w.sum(w.put(there("counted"), c.Counted()), w.put(there("met"), c.Met), w.put(there("out"), c.Out()))
	w.put(there("become_in_time"), f.BecomeInTime)
	w.put(there("become_late"), f.BecomeLate)
	w.put(there("no_such"), c.NoSuch)
	w.put(there("due_there"), c.Due)
	w.put(there("no_due_day"), c.NoDueDay)
	w.sum(here("due"), there("due_there"), there("no_due_day"), there("no_such"))
	w.sum(there("due_there"), there("counted"), w.put(there("not_counted"), c.Ended+c.Pending))
	w.put(there("become_other"), f.BecomeNotYetDue+f.BecomeEnded)
	w.atMost(there("become_in_time"), here("out"))
	w.atMost(there("become_in_time"), there("met"))
	w.atMost(there("become_late"), there("out"))
	w.rest(there("become_in_time"), here("out"))
	w.rest(there("become_late"), there("out"))
	w.rest(there("no_such"), here("due"))
	// what is met there was met here, or became so; what was met here is met
	// there, or became late, or is not there
	w.atMost(there("met"), here("met"), there("become_in_time"))
	w.atMost(here("met"), there("met"), there("become_late"), there("no_such"), there("no_due_day"))
	w.atMost(there("out"), here("out"), there("become_late"))
	w.relate(true, []string{there("out"), there("become_in_time"), there("become_other"), there("no_such"), there("no_due_day")}, []string{here("out")})
	if len(f.OtherLimits) == 0 {
		w.sum(here("due"), there("no_such"))
	}
}
