package layout

import (
	"strings"

	"caseclock/report"
)

// enterTies enters what a reader knows of counts in different tables: papers
// are owed for the conferences that were held, a plan for those that registered
// a child or kept one on, and a child comes on the register and off it by a
// conference that is counted too. Where the records say otherwise, nobody can
// rely on it, and the ledger leaves it out.
func (b *builder) enterTies() {
	if b.Flow == nil {
		return
	}
	g := b.papersGrid()
	for _, scope := range append(b.Report.Authorities(), every) {
		f := flowOf(b.Flow, scope)
		if f == nil {
			continue
		}
		for _, basis := range report.Bases {
			b.enterOwed(g, scope, basis, f)
		}
		of := flowKey(scope, b.Flow.Period)
		for _, k := range report.Considering {
			b.l.same(of.of("register_in_"+k.String()), of.of("children_"+k.String()+"_registered"))
		}
		b.l.same(of.of("register_out_review"), of.of("children_review_deregistered"))
	}
}

// enterOwed ties the papers owed to the conferences held.
func (b *builder) enterOwed(g *grid, scope string, basis report.Basis, f *report.Flow) {
	of := flowKey(scope, b.Flow.Period)
	var held, kept []string
	for _, n := range f.Numbers() {
		field, ok := strings.CutPrefix(n.Field, [...]string{"children_", "meetings_"}[basis])
		if !ok {
			continue
		}
		switch field[strings.LastIndexByte(field, '_')+1:] {
		case "inquorate":
		case "registered", "retained":
			held, kept = append(held, of.of(n.Field)), append(kept, of.of(n.Field))
		default:
			held = append(held, of.of(n.Field))
		}
	}
	owed := func(rule string) string { return b.gridKey(g, scope, rule, basis).of("owed") }
	b.l.same(owed("minutes"), owed("decisions-record"))
	b.l.adds(owed("minutes"), held...)
	b.l.adds(owed("decisions-record"), held...)
	b.l.adds(owed("plan"), kept...)
}
