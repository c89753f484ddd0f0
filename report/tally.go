package report

import "slices"

// group is what is counted together.
type group struct {
	authority, rule string
	wherePossible   bool
}

// tally is the figures of a group as they grow.
type tally struct {
	group
	number uint16
	whole  part // by meeting: those that are not shared
	parts  map[word]*part
	trend  []both // by period of Options.Trend
	ahead  [2]AheadFigure
	papers [2]PaperFigure
	before []key // of the meetings of deadlines that fell due before all periods
}

// part is the figures of a group, or of one chair or team in it.
type part struct{ child, meeting Figure }

// both are counts by child and by meeting.
type both [2]Counts

// addBefore keeps that a deadline of a meeting fell due before all periods.
func (y *tally) addBefore(k key, ref string) {
	if ref != "" && (len(y.before) == 0 || y.before[len(y.before)-1] != k) {
		y.before = append(y.before, k)
	}
}

// addTrend counts a deadline, or a meeting, in each period of the trend that it
// falls due in.
func (y *tally) addTrend(periods []Period, b Basis, s *standing) {
	for i := range periods {
		if periods[i].Contains(s.due) {
			y.trend[i][b].count(s.status)
		}
	}
}

// countedBy keeps that a deadline of the timescale was counted.
func (y *tally) countedBy(t *timescale) {
	t.counted = true
	if !y.whole.child.limits[t.limit] {
		y.whole.child.limits[t.limit], y.whole.meeting.limits[t.limit] = true, true
	}
}

func (y *tally) part(whom word, ws *words) *part {
	p := y.parts[whom]
	if p == nil {
		n := y.group.part(ws.text(whom))
		p = &n
		y.parts[whom] = p
	}
	return p
}

func (g group) part(name string) part {
	of := func(b Basis) Figure {
		return Figure{Authority: g.authority, Part: name, Rule: g.rule, Basis: b, WherePossible: g.wherePossible, limits: map[string]bool{}}
	}
	return part{of(Child), of(Meeting)}
}

// copied is the part's figures so far; what grows later does not change them.
func (p *part) copied() *part {
	return &part{*total(p.child, []*Figure{&p.child}), *total(p.meeting, []*Figure{&p.meeting})}
}

// copied is the tally so far; what grows later does not change it.
func (y *tally) copied() *tally {
	c := *y
	c.whole, c.parts, c.trend = *y.whole.copied(), map[word]*part{}, slices.Clone(y.trend)
	for whom, p := range y.parts {
		c.parts[whom] = p.copied()
	}
	return &c
}
