package layout

import (
	"slices"
	"strings"

	"caseclock/deadline"
	"caseclock/report"
	"caseclock/report/document"
)

// flowKey names the counts of the flow of one period.
func flowKey(scope string, p report.Period) key {
	return key{from: p.From, to: p.To, scope: scope, rule: "flow"}
}

// flowOf is the flow of one scope in one period.
func flowOf(t *report.FlowTable, scope string) *report.Flow {
	if scope == every {
		return &t.All
	}
	for i := range t.Authorities {
		if t.Authorities[i].Authority == scope {
			return &t.Authorities[i]
		}
	}
	return nil
}

// enterFlow enters the flow of the period: that what comes on and goes off the
// register makes the difference between its start and its end, that the time
// on the register is told of all who left and of all who are on it, and how the
// counts add up over authorities.
func (b *builder) enterFlow() {
	if b.Flow == nil {
		return
	}
	several := len(b.Report.Authorities()) != 1
	for _, t := range b.flows() {
		enter := b.enterFlowOf
		if b.p.For.Hides() && t.Period != b.Flow.Period {
			enter = b.enterRegisterOf
		}
		if several {
			enter(every, &t)
		}
		for _, f := range t.Authorities {
			enter(f.Authority, &t)
		}
		for _, id := range b.flowScopes() {
			if flowOf(&t, id) == nil { // nothing but zeros, which are printed
				b.enterMovement(flowKey(id, t.Period), &report.Register{})
			}
		}
		b.enterFlowTotals(&t)
		b.enterMoves(&t)
	}
	for _, scope := range append(b.flowScopes(), every) {
		b.enterChain(scope)
	}
}

// enterFlowTotals says that authorities add up.
func (b *builder) enterFlowTotals(t *report.FlowTable) {
	sum := func(field string) {
		var parts []string
		for _, f := range t.Authorities {
			parts = append(parts, flowKey(f.Authority, t.Period).of(field))
		}
		b.l.adds(flowKey(every, t.Period).of(field), parts...)
	}
	for _, n := range t.All.Numbers() {
		if !strings.HasSuffix(n.Field, "_moved") { // what moves between authorities moves nowhere over all
			sum(n.Field)
		}
	}
}

// flows are the flow of the period and of those of the trend, each once.
func (m *Material) flows() []report.FlowTable {
	if m.Flow == nil {
		return nil
	}
	tables := []report.FlowTable{*m.Flow}
	for _, t := range m.FlowTrend {
		if t.Period != m.Flow.Period {
			tables = append(tables, t)
		}
	}
	return tables
}

// enterRegisterOf enters what is told of a period of the trend where small
// numbers are hidden: the register at its end, and how many came on and off.
func (b *builder) enterRegisterOf(scope string, t *report.FlowTable) {
	of, r := flowKey(scope, t.Period), &flowOf(t, scope).Register
	b.enterMovement(of, r)
}

// enterMovement says that start and what came on are end and what came off.
func (b *builder) enterMovement(of key, r *report.Register) {
	b.l.keep(of.of("register_start"), r.Start)
	b.l.keep(of.of("register_end"), r.End)
	b.l.keep(of.of("register_in"), r.In.All())
	b.l.keep(of.of("register_out"), r.Out.All())
	b.l.balance(of.of("register_through"), []string{of.of("register_start"), of.of("register_in")}, []string{of.of("register_end"), of.of("register_out")})
}

func (b *builder) enterFlowOf(scope string, t *report.FlowTable) {
	of, f := flowKey(scope, t.Period), flowOf(t, scope)
	in, out, left, on := []string{}, []string{}, []string{}, []string{}
	for _, n := range f.Numbers() {
		id := of.of(n.Field)
		b.l.keep(id, n.N)
		switch {
		case strings.HasPrefix(n.Field, "register_in_"):
			in = append(in, id)
		case strings.HasPrefix(n.Field, "register_out_"):
			out = append(out, id)
		case strings.HasPrefix(n.Field, "left_"):
			left = append(left, id)
		case strings.HasPrefix(n.Field, "on_"):
			on = append(on, id)
		}
	}
	r := &f.Register
	b.enterMovement(of, r)
	b.l.keep(of.of("register_left"), r.Out.All()-r.Out.Moved)
	b.l.adds(of.of("register_in"), in...)
	b.l.adds(of.of("register_out"), out...)
	b.l.adds(of.of("register_out"), of.of("register_left"), of.of("register_out_moved"))
	b.l.adds(of.of("register_left"), left...)
	b.l.adds(of.of("register_end"), on...)
	for _, n := range f.Numbers() {
		if field, ok := strings.CutPrefix(n.Field, "meetings_"); ok {
			b.l.atMost(of.of(n.Field), of.of("children_"+field))
		}
		if scope == every && n.N == 0 { // in no line, as everybody sees
			b.l.print(of.of(n.Field))
		}
	}
	for _, k := range report.Considering {
		b.l.bound(of.of("register_in_"+k.String()), of.of("children_"+k.String()+"_registered"))
	}
	b.l.bound(of.of("register_out_review"), of.of("children_review_deregistered"))
	b.enterConversion(of, f)
}

// enterConversion enters how many of those considered were registered.
func (b *builder) enterConversion(of key, f *report.Flow) {
	registered, considered := f.Conversion()
	b.l.keep(of.of("registered"), registered)
	b.l.keep(of.of("considered"), considered)
	b.l.keep(of.of("not_registered"), considered-registered)
	b.l.adds(of.of("considered"), of.of("registered"), of.of("not_registered"))
	for field, outcome := range map[string]deadline.Outcome{"registered": deadline.Registered, "not_registered": deadline.NotRegistered} {
		var parts []string
		for _, k := range report.Considering {
			parts = append(parts, of.of("children_"+k.String()+"_"+outcome.String()))
		}
		b.l.adds(of.of(field), parts...)
	}
}

// flowTable is what came in: notifications, and conferences by kind and
// outcome.
func (k *block) flowTable() document.Table {
	t := document.Table{ID: "flow", Caption: "Notifications, and conferences by kind and outcome",
		Columns: append(heads(document.Text, "what", "What", "outcome", "Outcome"), heads(document.Count, "child", "By child", "meeting", "By meeting")...),
		Note:    "A meeting whose children had different outcomes is “mixed”. What is inquorate counts as not held."}
	f := k.flow()
	if f == nil {
		return t
	}
	of := flowKey(k.scope, k.Flow.Period)
	none := document.Cell{State: document.NotApplicable}
	if n := f.Notified; n.Child+n.Unborn > 0 {
		t.Groups = append(t.Groups, document.Group{Head: "Notifications of concern", Lines: []document.Line{
			{text("about a child"), k.l.count(of.of("notified_child"), n.Child), none},
			{text("about an unborn child"), k.l.count(of.of("notified_unborn"), n.Unborn), none}}})
	}
	for _, word := range deadline.Conferences() {
		c, _ := deadline.ParseConference(word)
		g := document.Group{Head: capital(strings.ReplaceAll(word, "-", " ")) + " conferences"}
		g.Head = strings.Replace(g.Head, "Pre birth", "Pre-birth", 1)
		for _, o := range []deadline.Outcome{deadline.Registered, deadline.NotRegistered, deadline.Continued, deadline.Retained, deadline.Deregistered, deadline.Inquorate} {
			id := word + "_" + o.String()
			g.Lines = k.heldLine(g.Lines, o.String(), id, f.Children.Outcome(c, o), f.Meetings.Outcome(c, o))
		}
		g.Lines = k.heldLine(g.Lines, "mixed", word+"_mixed", f.Children.Mixed(c), f.Meetings.Mixed(c))
		if len(g.Lines) > 0 {
			t.Groups = append(t.Groups, g)
		}
	}
	return t
}

func (k *block) heldLine(lines []document.Line, outcome, id string, children, meetings int) []document.Line {
	if children+meetings == 0 {
		return lines
	}
	of := flowKey(k.scope, k.Flow.Period)
	return append(lines, document.Line{text(strings.ReplaceAll(outcome, "-", " ")), k.l.count(of.of("children_"+id), children), k.l.count(of.of("meetings_"+id), meetings)})
}

func (k *block) flow() *report.Flow {
	if k.Flow == nil {
		return nil
	}
	return flowOf(k.Flow, k.scope)
}

// flowData is every count of the flow for machines, of the period and of those
// of the trend.
func (b *builder) flowData() document.Data {
	d := document.Data{ID: "flow", Title: "Notifications, conferences and the register, by authority and period", Columns: slices.Concat(
		heads(document.Text, "authority", "authority"), heads(document.Day, "from", "from", "to", "to"),
		heads(document.Text, "count", "count"), heads(document.Count, "n", "n"))}
	nameRows(d.Columns[:4])
	if b.Flow == nil {
		return d
	}
	tables := b.flows()
	if b.p.For.Hides() {
		tables = tables[:1]
	}
	for _, t := range tables {
		for _, f := range t.Authorities {
			of := flowKey(f.Authority, t.Period)
			for _, n := range f.Numbers() {
				d.Rows = append(d.Rows, document.Line{text(f.Authority), day(t.From), day(t.To), text(n.Field), b.l.count(of.of(n.Field), n.N)})
			}
		}
	}
	return d
}

// conversionTable is how many of the children considered were registered.
func (k *block) conversionTable() document.Table {
	t := document.Table{ID: "conversion", Caption: "From conference to registration, in children",
		Columns: append(heads(document.Text, "what", "What"), append(heads(document.Count, "considered", "Considered", "registered", "Registered"),
			heads(document.Percent, "percent_registered", "Registered %")...)...),
		Note: "Considered are children for whom an initial, continued initial, pre-birth or transfer conference was held and decided, each time."}
	f := k.flow()
	if f == nil {
		return t
	}
	registered, considered := f.Conversion()
	if considered == 0 {
		return t
	}
	of := flowKey(k.scope, k.Flow.Period)
	p, ok := f.PercentRegistered()
	k.l.print(of.of("not_registered"))
	t.Groups = []document.Group{{Head: "Children considered", Lines: []document.Line{{k.l.count(of.of("considered"), considered), k.l.count(of.of("registered"), registered),
		derived(int(p), ok, of.of("considered"), of.of("registered"), of.of("not_registered"))}}}}
	return t
}
