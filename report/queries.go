package report

import (
	"slices"
	"strings"

	"caseclock/deadline"
)

// QueryCount is how many queries of one code the records raise.
type QueryCount struct {
	Authority string            `json:"authority"` // responsible for the case on the as-at day: it can put the record right
	Code      string            `json:"code"`
	Severity  deadline.Severity `json:"severity"`
	InPeriod  int               `json:"in_period"` // about an event of the period
	All       int               `json:"all"`       // of any day, or about the case as a whole
}

type queryKey struct {
	authority, code string
	severity        deadline.Severity
}

func (f *Figures) addQueries(r *reading, qs []deadline.Query) {
	if len(qs) == 0 {
		return
	}
	authority := r.responsible()
	if !f.o.wants(authority) {
		return
	}
	for i := range qs {
		q := &qs[i]
		f.digest.query(q, authority)
		k := queryKey{authority, q.Code, q.Severity}
		if f.queries[k] == nil {
			k.authority, k.code = strings.Clone(authority), strings.Clone(q.Code)
			f.queries[k] = &QueryCount{Authority: k.authority, Code: k.code, Severity: q.Severity}
		}
		f.queries[k].All++
		f.queries[k].InPeriod += one(q.On != 0 && f.o.inPeriod(q.On))
	}
}

// severities in the order of how much they matter.
var severities = []deadline.Severity{deadline.Wrong, deadline.Missing, deadline.Odd}

func (q QueryCount) compare(o QueryCount) int {
	if c := strings.Compare(q.Authority, o.Authority); c != 0 {
		return c
	}
	if c := slices.Index(severities, q.Severity) - slices.Index(severities, o.Severity); c != 0 {
		return c
	}
	return strings.Compare(q.Code, o.Code)
}

// TotalQueries adds up over authorities.
func TotalQueries(qs []QueryCount) []QueryCount {
	var total []QueryCount
	for _, q := range qs {
		q.Authority = ""
		i := slices.IndexFunc(total, func(t QueryCount) bool { return t.Code == q.Code && t.Severity == q.Severity })
		if i < 0 {
			total = append(total, q)
			continue
		}
		total[i].InPeriod += q.InPeriod
		total[i].All += q.All
	}
	slices.SortFunc(total, QueryCount.compare)
	return total
}
