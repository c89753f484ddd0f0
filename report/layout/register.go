package layout

import (
	"slices"

	"caseclock/report"
	"caseclock/report/document"
)

// registerTable is the Child Protection Register: who was on it, came on and
// went off.
func (k *block) registerTable() document.Table {
	t := document.Table{ID: "register", Caption: "The Child Protection Register, in children",
		Columns: append(heads(document.Text, "what", "What", "by", "By"), heads(document.Count, "children", "Children")...),
		Note:    "What was on it at the start, with those who came on it, less those who came off it, is what is on it at the end."}
	f := k.flow()
	if f == nil || f.Register.Start+f.Register.In.All()+f.Register.End == 0 {
		return t
	}
	of, r := flowKey(k.scope, k.Flow.Period), &f.Register
	line := func(by, field string, n int) document.Line {
		return document.Line{text(by), k.l.count(of.of(field), n)}
	}
	group := func(head string, total bool, lines ...document.Line) {
		t.Groups = append(t.Groups, document.Group{Head: head, Total: total, Lines: lines})
	}
	group("On the register at the end of "+k.Flow.Start.Long(), true, line("", "register_start", r.Start))
	group("Came on it", false, some(line("all", "register_in", r.In.All()), line("initial conference", "register_in_initial", r.In.Initial),
		line("continued initial conference", "register_in_continued-initial", r.In.ContinuedInitial), line("pre-birth conference", "register_in_pre-birth", r.In.PreBirth),
		line("transfer conference", "register_in_transfer", r.In.Transfer), line("brought in with the first records", "register_in_brought-in", r.In.BroughtIn),
		line("moved from another authority here", "register_in_moved", r.In.Moved), line("other", "register_in_other", r.In.Other))...)
	group("Came off it", false, some(line("all", "register_out", r.Out.All()), line("review", "register_out_review", r.Out.Review),
		line("moved away", "register_out_moved-away", r.Out.MovedAway), line("died", "register_out_died", r.Out.Died),
		line("pregnancy ended", "register_out_pregnancy-ended", r.Out.PregnancyEnded), line("process ended", "register_out_process-ended", r.Out.ProcessEnded),
		line("moved to another authority here", "register_out_moved", r.Out.Moved), line("other", "register_out_other", r.Out.Other))...)
	group("On the register at the end of "+k.Flow.End.Long(), true, line("", "register_end", r.End))
	return t
}

// some are the first line and of the others those that are not zero.
func some(all document.Line, lines ...document.Line) []document.Line {
	kept := []document.Line{all}
	for _, l := range lines {
		if l[1].N > 0 {
			kept = append(kept, l)
		}
	}
	return kept
}

var bandFields = []string{"under_6_months", "6_to_12_months", "1_to_2_years", "over_2_years"}

// stayTable is how long children were on the register.
func (k *block) stayTable() document.Table {
	t := document.Table{ID: "time-on-register", Caption: "Time on the register, in children", Columns: slices.Concat(heads(document.Text, "who", "Who"),
		heads(document.Count, "under_6_months", capital(report.StayBands[0]), "6_to_12_months", capital(report.StayBands[1]),
			"1_to_2_years", capital(report.StayBands[2]), "over_2_years", capital(report.StayBands[3])),
		heads(document.Days, "median_days", "Median days", "p90_days", "90% within", "longest_days", "Longest days"))}
	f := k.flow()
	if f == nil {
		return t
	}
	of := flowKey(k.scope, k.Flow.Period)
	for _, who := range []struct {
		head, field string
		of          *report.Stay
	}{{"Came off the register in the period", "left", &f.Register.Left}, {"On the register at the end", "on", &f.Register.On}} {
		if len(who.of.Days) == 0 {
			continue
		}
		var line document.Line
		var ids []string
		for i, band := range bandFields {
			id := of.of(who.field + "_" + band)
			ids = append(ids, id)
			line = append(line, k.l.count(id, who.of.Bands[i]))
		}
		median, _ := who.of.Days.Median()
		p90, _ := who.of.Days.Percentile(90)
		longest, _ := who.of.Days.Longest()
		line = append(line, derived(int(median), true, ids...), derived(2*p90, true, ids...), derived(2*longest, true, ids...))
		t.Groups = append(t.Groups, document.Group{Head: who.head, Lines: []document.Line{line}})
	}
	return t
}

// registerTrend is the register at the end of each period, and what came on and
// off it.
func (k *block) registerTrend() document.Table {
	t := document.Table{ID: "register-trend", Caption: "The register over the last periods, in children", Detail: "State", Columns: append(heads(document.Text, "period", "Period"),
		heads(document.Count, "came_on", "Came on", "came_off", "Came off", "at_end", "On it at the end")...),
		Chart: &document.Chart{Kind: document.Steps, Title: "On the register at the end of each period", Series: []string{"at_end"}}}
	some := false
	for i := range k.FlowTrend {
		p := &k.FlowTrend[i]
		f := flowOf(p, k.scope)
		if f == nil {
			f = &report.Flow{}
		}
		of, r := flowKey(k.scope, p.Period), &f.Register
		some = some || r.Start+r.In.All()+r.End > 0
		over := p.PartialOn(k.Report.Options.AsAt)
		t.Groups = append(t.Groups, document.Group{Head: p.Name, Partial: over, Detail: partial(over), Lines: []document.Line{{
			k.l.count(of.of("register_in"), r.In.All()), k.l.count(of.of("register_out"), r.Out.All()), k.l.count(of.of("register_end"), r.End)}}})
	}
	if !some {
		t.Groups = nil
	}
	return t
}
