package layout

import (
	"strings"

	"caseclock/deadline"
	"caseclock/report"
)

// every stands in a count's name for all authorities, or all timescales that
// are binding.
const every = "*"

// key is how the counts of one figure are named: with a field added, the name
// of one count.
type key struct {
	from, to deadline.Date
	scope    string // an authority's id, or every
	part     string // a chair or a team, with ": " before it
	rule     string // or every
	basis    report.Basis
}

// of names one count.
func (k key) of(field string) string {
	return strings.Join([]string{k.from.String() + "/" + k.to.String(), k.scope + k.part, k.rule, k.basis.String(), field}, "|")
}

func (k key) with(rule string, basis report.Basis) key {
	k.rule, k.basis = rule, basis
	return k
}
