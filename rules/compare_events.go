package rules

import (
	"cmp"
	"iter"
	"slices"

	"caseclock/deadline"
)

// Effect is what it would change, over real cases, to count them by pack B
// instead of pack A.
type Effect struct {
	Cases          int          `json:"cases"`
	DeadlinesA     int          `json:"deadlines_a"`
	DeadlinesB     int          `json:"deadlines_b"`
	BreachesA      int          `json:"breaches_a"`
	BreachesB      int          `json:"breaches_b"`
	BreachesAppear int          `json:"breaches_appear"` // out of timescale under B and not under A
	BreachesGo     int          `json:"breaches_go"`     // out of timescale under A and not under B
	Rules          []RuleEffect `json:"rules"`           // by rule, those alike included
	Moves          []Move       `json:"moves"`           // by case, in the order of the cases
}

// RuleEffect is the effect on the deadlines of one rule.
type RuleEffect struct {
	Rule           string `json:"rule"`
	DeadlinesA     int    `json:"deadlines_a"`
	DeadlinesB     int    `json:"deadlines_b"`
	Earlier        int    `json:"earlier"` // due days that move forward
	Later          int    `json:"later"`
	BreachesA      int    `json:"breaches_a"`
	BreachesB      int    `json:"breaches_b"`
	BreachesAppear int    `json:"breaches_appear"`
	BreachesGo     int    `json:"breaches_go"`
}

// Move is one deadline that differs: in its due day, in how it stands, or in
// being there at all (the empty side's status is empty).
type Move struct {
	Case       string              `json:"case"`
	Rule       string              `json:"rule"`
	Start      deadline.Date       `json:"start"`
	Conference deadline.Conference `json:"conference"`
	A          Side                `json:"a"`
	B          Side                `json:"b"`
}

// Side is how a deadline stands under one of the packs.
type Side struct {
	Due    deadline.Date `json:"due"`
	Status string        `json:"status"` // empty: the pack has no such deadline
	Breach bool          `json:"breach"`
}

// CompareEvents counts every case by both packs as at a moment, with working
// days by the calendar. Moves are kept up to the most asked for (none: all);
// the counts are always of all.
func CompareEvents(cases iter.Seq[*deadline.Case], a, b *Pack, calendar *deadline.Calendar, m deadline.Moment, most int) Effect {
	bookA := deadline.NewRulebook(deadline.Period{Pack: a.Pack, Calendar: calendar})
	bookB := deadline.NewRulebook(deadline.Period{Pack: b.Pack, Calendar: calendar})
	t := tally{most: most, rules: map[string]*RuleEffect{}}
	var first, second deadline.Reckoner
	for c := range cases {
		t.Cases++
		t.add(c.Ref, first.Evaluate(c, bookA, m), second.Evaluate(c, bookB, m))
	}
	for _, r := range t.rules {
		t.Rules = append(t.Rules, *r)
	}
	slices.SortFunc(t.Rules, func(x, y RuleEffect) int { return cmp.Compare(x.Rule, y.Rule) })
	return t.Effect
}

// tally gathers an effect case by case.
type tally struct {
	Effect
	most  int
	rules map[string]*RuleEffect
}

// pairKey names a deadline of a case under either pack: two of one rule never
// share start and kind.
type pairKey struct {
	rule  string
	start deadline.Date
	kind  deadline.Conference
}

func (t *tally) add(ref string, as, bs []deadline.Deadline) {
	under := map[pairKey]*deadline.Deadline{}
	for i := range bs {
		under[keyOf(&bs[i])] = &bs[i]
	}
	var moves []Move
	for i := range as {
		k := keyOf(&as[i])
		moves = t.pair(moves, ref, k, &as[i], under[k])
		delete(under, k)
	}
	for i := range bs {
		if k := keyOf(&bs[i]); under[k] != nil {
			moves = t.pair(moves, ref, k, nil, &bs[i])
		}
	}
	slices.SortFunc(moves, compareMoves)
	if t.most > 0 {
		moves = moves[:min(len(moves), max(0, t.most-len(t.Moves)))]
	}
	t.Moves = append(t.Moves, moves...)
}

func keyOf(d *deadline.Deadline) pairKey { return pairKey{d.Rule.ID, d.Start, d.Conference} }

func compareMoves(x, y Move) int {
	return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Conference, y.Conference))
}

// pair counts one deadline under both packs; either may be nil. Where the
// sides differ it is a move.
func (t *tally) pair(moves []Move, ref string, k pairKey, a, b *deadline.Deadline) []Move {
	r := t.rules[k.rule]
	if r == nil {
		r = &RuleEffect{Rule: k.rule}
		t.rules[k.rule] = r
	}
	sa, sb := sideOf(a), sideOf(b)
	count(sa, &t.DeadlinesA, &t.BreachesA, &r.DeadlinesA, &r.BreachesA)
	count(sb, &t.DeadlinesB, &t.BreachesB, &r.DeadlinesB, &r.BreachesB)
	if sb.Breach && !sa.Breach {
		t.BreachesAppear, r.BreachesAppear = t.BreachesAppear+1, r.BreachesAppear+1
	}
	if sa.Breach && !sb.Breach {
		t.BreachesGo, r.BreachesGo = t.BreachesGo+1, r.BreachesGo+1
	}
	if sa == sb {
		return moves
	}
	if sa.Due != 0 && sb.Due != 0 && sb.Due < sa.Due {
		r.Earlier++
	} else if sa.Due != 0 && sb.Due > sa.Due {
		r.Later++
	}
	return append(moves, Move{ref, k.rule, k.start, k.kind, sa, sb})
}

func sideOf(d *deadline.Deadline) Side {
	if d == nil {
		return Side{}
	}
	return Side{d.Due, d.Status.String(), d.Breach()}
}

// count adds a side that is there to the counts of deadlines and of breaches.
func count(s Side, deadlines, breaches, ruleDeadlines, ruleBreaches *int) {
	if s.Status == "" {
		return
	}
	*deadlines++
	*ruleDeadlines++
	if s.Breach {
		*breaches++
		*ruleBreaches++
	}
}
