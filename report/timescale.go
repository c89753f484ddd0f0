package report

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"strings"

	"caseclock/deadline"
)

// timescale is a rule as the figures read it.
type timescale struct {
	rule          *deadline.Rule
	limit         string
	wherePossible bool
	conferences   []conferenceMeets // what meets it that is a conference; none: papers, notices, core groups
	paper         bool              // met by a record of decisions, a plan or minutes
	onDelivery    bool              // the limit hangs on the date of delivery
	counted       bool
	named         [8]byte  // for the digest: stands for rule, pack and its version
	tallies       []*tally // by the number of the authority; nil where there is none yet
}

// conferenceMeets is a conference that, held, meets a rule.
type conferenceMeets struct {
	kinds     []deadline.Conference // empty: all
	sameKind  bool                  // as the deadline's
	orInitial bool                  // and initial where that is pre-birth
}

var paperTriggers = []string{"decisions-circulated", "plan-circulated", "minutes-circulated"}

var conferenceTriggers = []string{"conference-held", "registers", "newly-registers", "deregisters"}

func newTimescale(r *deadline.Rule) *timescale {
	t := &timescale{rule: r, limit: r.Limit.String(), wherePossible: r.Force == deadline.WherePossible}
	t.onDelivery = r.Limit.Unit == deadline.WeeksOfPregnancy || r.Limit.Other != nil && r.Limit.Other.Unit == deadline.WeeksOfPregnancy
	id, version := packOf(r)
	sum := sha256.Sum256(appendText(appendText(appendText(nil, r.ID), id), version))
	copy(t.named[:], sum[:])
	for _, trigger := range r.MetBy {
		words, link, _ := strings.Cut(trigger.String(), ",")
		fields := strings.Fields(words)
		t.paper = t.paper || len(fields) > 0 && slices.Contains(paperTriggers, fields[0])
		if len(fields) == 0 || !slices.Contains(conferenceTriggers, fields[0]) {
			continue
		}
		m := conferenceMeets{sameKind: strings.Contains(link, "same-kind"), orInitial: strings.Contains(link, "initial for pre-birth")}
		for _, w := range fields[1:] {
			if k, err := deadline.ParseConference(w); err == nil {
				m.kinds = append(m.kinds, k)
			}
		}
		t.conferences = append(t.conferences, m)
	}
	return t
}

// metBy says whether a conference of this kind, when held, would meet a
// deadline whose own kind is the other.
func (t *timescale) metBy(kind, own deadline.Conference) bool {
	for _, m := range t.conferences {
		switch {
		case m.sameKind && (kind == own || m.orInitial && kind == deadline.Initial && own == deadline.PreBirth):
			return true
		case !m.sameKind && (len(m.kinds) == 0 || slices.Contains(m.kinds, kind)):
			return true
		}
	}
	return false
}

// packOf names the pack of a rule.
func packOf(r *deadline.Rule) (id, version string) {
	if p := r.Pack(); p != nil {
		return p.ID, p.Version
	}
	return "", ""
}

// compareTimescales orders rules as their packs do, then by all that a report
// prints of them.
func compareTimescales(a, b *deadline.Rule) int {
	pa, va := packOf(a)
	pb, vb := packOf(b)
	return cmp.Or(place(a)-place(b), strings.Compare(a.ID, b.ID), strings.Compare(pa, pb), strings.Compare(va, vb),
		strings.Compare(a.Limit.String(), b.Limit.String()), strings.Compare(string(a.Force), string(b.Force)),
		strings.Compare(a.Duty, b.Duty), strings.Compare(sources(a), sources(b)), strings.Compare(checked(a), checked(b)))
}

// place is where a rule stands in its pack.
func place(r *deadline.Rule) int {
	if r.Pack() == nil {
		return -1
	}
	return slices.IndexFunc(r.Pack().Rules, func(o deadline.Rule) bool { return o.ID == r.ID })
}

func sources(rule *deadline.Rule) string {
	var s []string
	for _, source := range rule.Sources {
		s = append(s, source.String())
	}
	return strings.Join(s, ", ")
}

func checked(rule *deadline.Rule) string { return rule.Checked.By + " " + rule.Checked.On.String() }
