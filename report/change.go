package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Change is one count that differs between two reports of the same period:
// what is shown now beside what an earlier issue showed.
type Change struct {
	Authority     string `json:"authority"` // empty: none recorded, or over all
	Rule          string `json:"rule"`      // empty: the count is one of the flow
	Basis         Basis  `json:"basis"`     // of a timescale
	WherePossible bool   `json:"where_possible"`
	Field         string `json:"field"` // ChangeFields, or of a flow as Flow.Numbers names it
	Then          int    `json:"then"`
	Now           int    `json:"now"`
}

// ChangeFields are the counts of a timescale that are compared, in the order
// in which they are listed.
var ChangeFields = []string{"due", "met", "met_late", "overdue", "ended", "ended_overdue", "pending"}

func (c Counts) fields() [7]int {
	return [...]int{c.Due, c.Met, c.MetLate, c.Overdue, c.Ended, c.EndedOverdue, c.Pending}
}

// ComparesWith says what keeps two reports from being compared figure by
// figure: they must be of the same period, authorities and as-at day, and may
// differ in the instant whose knowledge they were made with alone. Only then is
// every difference due to what was recorded in between.
func (o Options) ComparesWith(before Options) error {
	differ := func(what string, then, now any) error {
		return fmt.Errorf("changes: %s is %v and was %v; accepted is a report that differs in what was known alone", what, now, then)
	}
	switch {
	case o.From != before.From || o.To != before.To:
		return differ("the period", fmt.Sprint(before.From, " to ", before.To), fmt.Sprint(o.From, " to ", o.To))
	case o.Authority != before.Authority:
		return differ("the authority", fmt.Sprintf("%q", before.Authority), fmt.Sprintf("%q", o.Authority))
	case o.AsAt != before.AsAt:
		return differ("the as-at day", before.AsAt, o.AsAt)
	case !maps.Equal(o.Since, before.Since):
		return differ("the day that counting began", before.Since, o.Since)
	}
	return nil
}

// Changes lists what differs between the figures of an earlier issue and those
// of now, by authority, timescale, basis and field: before is the report as
// known at the issue, now as known now (Options.ComparesWith). A timescale that
// one of them has no figure of counts as zero there.
func Changes(before, now Report) []Change { return changes(before.Figures, now.Figures) }

// TotalChanges is as Changes, over all authorities.
func TotalChanges(before, now Report) []Change { return changes(before.Totals(), now.Totals()) }

func changes(before, now []Figure) []Change {
	then := map[Change]*Figure{}
	for i := range before {
		then[changeOf(&before[i])] = &before[i]
	}
	var all []Change
	for i := range now {
		k := changeOf(&now[i])
		var was Counts
		if f := then[k]; f != nil {
			was = f.Counts
		}
		delete(then, k)
		all = k.differences(all, was, now[i].Counts)
	}
	for k, f := range then {
		all = k.differences(all, f.Counts, Counts{})
	}
	slices.SortStableFunc(all, Change.compare)
	return all
}

// changeOf is a change that names the figure and nothing of it.
func changeOf(f *Figure) Change {
	return Change{Authority: f.Authority, Rule: f.Rule, Basis: f.Basis, WherePossible: f.WherePossible}
}

func (c Change) differences(all []Change, then, now Counts) []Change {
	was, is := then.fields(), now.fields()
	for i, field := range ChangeFields {
		if was[i] != is[i] {
			c.Field, c.Then, c.Now = field, was[i], is[i]
			all = append(all, c)
		}
	}
	return all
}

// compare orders changes by what they are of; those of one figure stay in the
// order of their fields.
func (c Change) compare(o Change) int {
	return cmp.Or(cmp.Compare(c.Authority, o.Authority), cmp.Compare(c.Rule, o.Rule),
		int(c.Basis)-int(o.Basis), one(c.WherePossible)-one(o.WherePossible))
}

// FlowChanges lists what differs between two flows of the same period, by
// authority and then in the order of Flow.Numbers. The days on the register are
// compared by their bands.
func FlowChanges(before, now FlowTable) []Change {
	ids := map[string][2]Flow{}
	for i, t := range []FlowTable{before, now} {
		for _, f := range t.Authorities {
			pair := ids[f.Authority]
			pair[i] = f
			ids[f.Authority] = pair
		}
	}
	var all []Change
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		pair := ids[id]
		all = flowDifferences(all, id, &pair[0], &pair[1])
	}
	return all
}

// TotalFlowChanges is as FlowChanges, over all authorities.
func TotalFlowChanges(before, now FlowTable) []Change {
	return flowDifferences(nil, "", &before.All, &now.All)
}

func flowDifferences(all []Change, authority string, then, now *Flow) []Change {
	was := then.Numbers()
	for i, n := range now.Numbers() {
		if n.N != was[i].N {
			all = append(all, Change{Authority: authority, Field: n.Field, Then: was[i].N, Now: n.N})
		}
	}
	return all
}
