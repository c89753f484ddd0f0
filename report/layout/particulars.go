package layout

import (
	"strconv"
	"strings"

	"caseclock/deadline"
	"caseclock/report"
	"caseclock/report/document"
)

// scopeOf is what the report covers, for machines.
func (b *builder) scopeOf() document.Scope {
	o, a := b.Report.Options, b.Report.About
	s := document.Scope{For: b.p.For, Authority: o.Authority, From: o.From, To: o.To, AsAt: o.AsAt, KnownAt: o.KnownAt,
		Threshold: b.threshold(), Target: b.p.Target, Product: a.Product, CasesSeen: b.Report.Cases, Digest: b.digest}
	for _, id := range b.Report.Authorities() {
		if d := o.Since[id]; d != 0 {
			if s.Since == nil {
				s.Since = document.Since{}
			}
			s.Since[id] = d
		}
	}
	for _, p := range a.Packs {
		s.Packs = append(s.Packs, document.Pack(p))
	}
	for _, c := range a.Calendars {
		s.Calendars = append(s.Calendars, document.Calendar(c))
	}
	return s
}

// threshold is 0 where nothing is hidden.
func (b *builder) threshold() int {
	if b.p.For.Hides() {
		return b.p.Threshold
	}
	return 0
}

// heading is what stands under the title.
func (b *builder) heading() []document.Particular {
	r := &b.Report
	var names []string
	for _, id := range r.Authorities() {
		names = append(names, strings.Replace(r.Name(id), report.Unassigned, "cases with none recorded", 1))
	}
	h := []document.Particular{
		{Name: agree(len(names), "Authority", "Authorities"), Value: orText(list(names), "none in the records")},
		{Name: "Period", Value: report.PeriodOf(r.Options.From, r.Options.To).Name},
		{Name: "As at", Value: r.Options.AsAt.Long()},
		{Name: "As known at", Value: knownAt(r.Options)},
		{Name: "Target", Value: targetWords(b.p.Target) + " in time"},
	}
	if t := b.threshold(); t > 0 {
		h = append(h, document.Particular{Name: "Small numbers", Value: "counts under " + strconv.Itoa(t) + " are hidden, and others that would give them away"})
	}
	return h
}

func knownAt(o report.Options) string {
	if o.KnownAt.IsZero() {
		return "everything recorded when the report was made"
	}
	return o.KnownAt.UTC().Format("2 January 2006, 15:04:05") + " UTC"
}

// particulars are what the figures rest on: packs, calendars, product, digest.
func (b *builder) particulars() []document.Particular {
	r := &b.Report
	var ps []document.Particular
	add := func(name, value string) { ps = append(ps, document.Particular{Name: name, Value: value}) }
	for _, p := range r.About.Packs {
		v := p.ID + " (" + p.Title + "), version " + p.Version
		if p.From != 0 {
			v += ", from " + p.From.Long()
		}
		if p.Authority != "" {
			v += ", for " + r.Name(p.Authority)
		}
		add("Pack in force", v)
	}
	for _, c := range r.About.Calendars {
		v := c.Name + ", version " + c.Version
		if c.Horizon != 0 {
			v += ", to " + c.Horizon.Long()
		}
		add("Calendar of working days", v)
	}
	for _, id := range r.Authorities() {
		if d := r.Options.Since[id]; d > r.Options.From {
			add("Counted from", d.Long()+", for "+r.Name(id)+": what fell due before is not counted")
		}
	}
	add("Cases looked at", b.scopeOf().CasesWords())
	add("Made by", orText(r.About.Product, "caseclock"))
	add("Digest of what was counted", b.digest)
	return ps
}

// timescales are the limits that were counted by.
func (b *builder) timescales() []document.Timescale {
	var ts []document.Timescale
	for _, rule := range b.Report.Timescales {
		t := document.Timescale{Rule: rule.ID, Duty: rule.Duty, Limit: rule.Limit.String(), Force: rule.Force, Source: rule.Sources, Checked: rule.Checked}
		if p := rule.Pack(); p != nil {
			t.Pack, t.Version = p.ID, p.Version
		}
		ts = append(ts, t)
	}
	return ts
}

// timescaleTable is the same for people.
func (b *builder) timescaleTable() document.Table {
	t := document.Table{ID: "timescales", Name: "Timescales", Caption: "The timescales counted", Of: "What the figures rest on", Detail: "What is owed",
		Note: "Limits are guidance and local procedure, not statute.",
		Columns: heads(document.Text, "timescale", "Timescale", "limit", "Limit", "force", "Force", "source", "Source",
			"pack", "Pack", "checked", "Checked by a practitioner")}
	for _, x := range b.timescales() {
		t.Groups = append(t.Groups, document.Group{Head: deadline.RuleName(x.Rule), Detail: x.Duty, Lines: []document.Line{{
			text(x.Limit), text(string(x.Force)), text(sources(x.Source)), text(strings.TrimSpace(x.Pack + " " + x.Version)), text(checked(x.Checked))}}})
	}
	return t
}

func sources(of []deadline.Source) string {
	var s []string
	for _, source := range of {
		s = append(s, source.String())
	}
	return strings.Join(s, ", ")
}

func checked(c deadline.Checked) string {
	if c.By == "" {
		return "not yet"
	}
	return c.By + ", " + c.On.Long()
}

func orText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
