package layout

import (
	"maps"
	"slices"

	"caseclock/report"
)

// flowScopes are the authorities that have any flow.
func (b *builder) flowScopes() []string {
	ids := map[string]bool{}
	for _, t := range b.flows() {
		for _, f := range t.Authorities {
			ids[f.Authority] = true
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

// enterMoves enters what moved from one authority here to another: over all it
// is neither in nor out, and it is as many in as out.
func (b *builder) enterMoves(t *report.FlowTable) {
	of := func(scope, field string) string { return flowKey(scope, t.Period).of(field) }
	if !b.l.has(of(every, "register_in")) {
		return
	}
	moved := -b.l.value(of(every, "register_in"))
	names := map[string][]string{}
	for _, id := range b.flowScopes() {
		moved += b.l.value(of(id, "register_in"))
		for _, field := range []string{"register_in", "register_out", "register_in_moved", "register_out_moved"} {
			if b.l.has(of(id, field)) {
				names[field] = append(names[field], of(id, field))
			}
		}
	}
	if moved < 0 {
		return
	}
	all := of(every, "register_moved")
	b.l.keep(all, moved)
	b.l.balance(of(every, "register_in with moved"), names["register_in"], []string{of(every, "register_in"), all})
	b.l.balance(of(every, "register_out with moved"), names["register_out"], []string{of(every, "register_out"), all})
	if moved == 0 { // as a reader may well guess
		b.l.adds(of(every, "register_in"), names["register_in"]...)
		b.l.adds(of(every, "register_out"), names["register_out"]...)
	}
	b.l.adds(all, names["register_in_moved"]...)
	b.l.adds(all, names["register_out_moved"]...)
}

// enterChain enters that a period begins with the register as the one before
// it ended, and that quarters make up their year.
func (b *builder) enterChain(scope string) {
	of := func(p report.Period, field string) string { return flowKey(scope, p).of(field) }
	whole := b.Flow.Period
	var in, out []string
	for i, t := range b.FlowTrend {
		if i > 0 && b.FlowTrend[i-1].To+1 == t.From {
			b.l.same(of(t.Period, "register_start"), of(b.FlowTrend[i-1].Period, "register_end"))
		}
		if t.From == whole.From {
			b.l.same(of(t.Period, "register_start"), of(whole, "register_start"))
		}
		if t.To == whole.To {
			b.l.same(of(t.Period, "register_end"), of(whole, "register_end"))
		}
	}
	for _, p := range b.periodsInside() {
		in, out = append(in, of(p, "register_in")), append(out, of(p, "register_out"))
	}
	if len(in) > 1 {
		b.l.adds(of(whole, "register_in"), in...)
		b.l.adds(of(whole, "register_out"), out...)
	}
}
