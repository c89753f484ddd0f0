package layout

import "caseclock/report"

// flowSentence says how the register changed, as far as that may be told.
func (k *block) flowSentence() string {
	f := k.flow()
	if f == nil {
		return ""
	}
	of, r := flowKey(k.scope, k.Flow.Period), &f.Register
	if r.Start+r.In.All()+r.End == 0 {
		return ""
	}
	if !k.l.shows(of.of("register_start"), of.of("register_end")) {
		return "How many children were on the register is hidden."
	}
	s := countOf(r.Start, "child was", "children were")
	if r.Start == 0 {
		s = "No child was"
	}
	s += " on the register at the start and " + orNone(r.End) + " at the end"
	if k.l.shows(of.of("register_in"), of.of("register_out")) {
		s += ": " + orNone(r.In.All()) + " came on it and " + orNone(r.Out.All()) + " came off it"
	}
	return join(s+".", k.conversionSentence(f, of))
}

func (k *block) conversionSentence(f *report.Flow, of key) string {
	registered, considered := f.Conversion()
	p, ok := f.PercentRegistered()
	if !ok || considered < 2 || !k.l.shows(of.of("considered"), of.of("registered"), of.of("not_registered")) {
		return ""
	}
	return thousands(registered) + " of " + thousands(considered) + " children considered at a conference were registered (" + p.String() + "%)."
}

// aheadSentence says what falls due next, and what of it is late already.
func (k *block) aheadSentence() string {
	g := k.aheadGrid()
	sum, rows := g.sum(k.scope, every, report.Child)
	of := k.gridKey(g, k.scope, every, report.Child)
	p := k.Report.Options.Ahead()
	if rows == 0 || !k.l.shows(of.of("due")) || sum[0] == 0 {
		return ""
	}
	s := countOf(sum[0], "deadline falls", "deadlines fall") + " due from " + p.From.Long() + " to " + p.To.Long()
	switch {
	case !k.l.shows(of.of("certain_late")):
	case sum[0] == 1:
		s += "; it is " + map[bool]string{true: "already certain to be late", false: "not certain to be late yet"}[sum[1] == 1]
	case sum[1] > 0:
		s += "; " + countOf(sum[1], "is", "are") + " already certain to be late"
	default:
		s += "; none of them is certain to be late yet"
	}
	return s + "."
}

// trendSentence sets the period beside the one before it.
func (k *block) trendSentence() string {
	overall, _ := k.trends(k.scope)
	n := len(k.Report.Options.Trend)
	if n < 2 || len(overall) < n {
		return ""
	}
	before, last := &overall[n-2], &overall[n-1]
	for _, t := range []*report.TrendFigure{before, last} {
		if of := trendKey(k.scope, t); !k.l.shows(of.of("met"), of.of("counted"), of.of("out")) {
			return ""
		}
	}
	was, ok1 := before.Percent()
	is, ok2 := last.Percent()
	if !ok1 || !ok2 || last.Partial {
		return ""
	}
	word := "the same as"
	switch {
	case is > was:
		word = "up from"
	case is < was:
		word = "down from"
	}
	if is == was {
		return "In " + last.Period.Name + " it was " + is.String() + "%, " + word + " in " + before.Period.Name + "."
	}
	return "In " + last.Period.Name + " it was " + is.String() + "%, " + word + " " + was.String() + "% in " + before.Period.Name + "."
}
