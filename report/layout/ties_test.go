package layout

import (
	"strings"

	"caseclock/report"
)

// ties are what is told of one thing in two tables: minutes and a record of
// decisions are owed for each conference held, a plan for each that put a child
// on the register or kept one on it, and who came on the register by a
// conference was registered by one.
func (w *world) ties(m *Material) {
	if m.Flow == nil {
		return
	}
	for _, scope := range append(m.Report.Authorities(), "*") {
		at := func(field string) string { return flowName(m.Flow.Period, scope, field) }
		owed := func(rule string, b report.Basis) string {
			return nameOf(m.Report.Options.Period(), scope+": papers", rule, b.String(), "owed")
		}
		for b, of := range []string{"children_", "meetings_"} {
			var held, kept []string
			for _, n := range m.Flow.All.Numbers() {
				if !strings.HasPrefix(n.Field, of) || strings.HasSuffix(n.Field, "_inquorate") {
					continue
				}
				held = append(held, at(n.Field))
				if strings.HasSuffix(n.Field, "_registered") || strings.HasSuffix(n.Field, "_retained") {
					kept = append(kept, at(n.Field))
				}
			}
			w.sum(owed("minutes", report.Basis(b)), held...)
			w.sum(owed("decisions-record", report.Basis(b)), held...)
			w.sum(owed("plan", report.Basis(b)), kept...)
			w.sum(owed("minutes", report.Basis(b)), owed("decisions-record", report.Basis(b)))
		}
		for _, kind := range []string{"initial", "continued-initial", "pre-birth", "transfer"} {
			w.sum(at("register_in_"+kind), at("children_"+kind+"_registered"))
		}
		w.sum(at("register_out_review"), at("children_review_deregistered"))
	}
}
