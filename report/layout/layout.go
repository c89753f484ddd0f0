package layout

import (
	"caseclock/report"
	"caseclock/report/document"
)

// Title is what the report is called.
const Title = "Timescales of child protection case conferences"

// Publication says for whom a document is made.
type Publication struct {
	For       document.Audience
	Threshold int                         // counts of 1 to one less are hidden where For hides
	Target    document.Tenths             // per cent in time
	Earlier   map[string]document.Printed // by name, what all issues that hid small numbers showed, or hid
}

// Material is what a document is made from. What is nil is left out.
type Material struct {
	Report    report.Report
	Flow      *report.FlowTable  // of the period
	FlowTrend []report.FlowTable // of the periods of the trend
	Since     *Since             // what changed since an earlier issue
	WhatIf    *WhatIf
}

// Document lays a report out. The same material gives the same document. The
// error is a fault of the figures: a sum that does not hold.
func Document(m Material, p Publication) (document.Report, error) {
	if p.For == document.Publication { // what is owed next, and doubts about records, are for those who can act on them
		m.Report.Ahead, m.Report.Provisional, m.Report.Queries = nil, nil, nil
	}
	b := &builder{Material: m, p: p, l: newLedger(p), digest: digestOf(&m)}
	b.enterAll()
	blocks := b.blocks()
	d := document.Report{Title: Title, Scope: b.scopeOf(), Heading: b.heading(), Definitions: Definitions(), Particulars: b.particulars(), Timescales: b.timescales()}
	for _, k := range blocks {
		d.Sections = append(d.Sections, document.Section{ID: k.id, Title: k.title, Tables: k.tables()})
	}
	since, whatIf := b.sinceSection(), b.whatIfSection()
	d.Data = b.data()
	if err := b.l.settle(); err != nil {
		return document.Report{}, err
	}
	for i, k := range blocks {
		d.Sections[i].Summary, d.Sections[i].Points = k.summary(), k.points()
	}
	if since != nil {
		since.Summary = b.sinceSummary()
		d.Sections = append(d.Sections, *since)
	}
	if whatIf != nil {
		whatIf.Summary = b.whatIfSummary()
		d.Sections = append(d.Sections, *whatIf)
	}
	d.Sections = append(d.Sections, b.restsOn())
	d.Scope.HiddenCells, d.Counts = b.l.veilAll(&d), b.l.counts()
	return d, nil
}

// enterAll enters every count, before any is printed.
func (b *builder) enterAll() {
	b.enterFigures()
	b.enterQueries()
	b.enterTrend()
	b.enterFlow()
	b.enterParts()
	b.enterGrid(b.aheadGrid(), aheadWithin)
	b.enterPapers()
	b.enterTies()
	b.enterGrid(b.provisionalGrid(), nil)
	b.enterStillOut()
	b.enterSince()
	b.enterWhatIf()
}

// restsOn is the timescales that were counted by.
func (b *builder) restsOn() document.Section {
	return document.Section{ID: "timescales", Title: "The timescales", Tables: []document.Table{b.timescaleTable()},
		Summary: []string{"These are the limits that the figures were counted by, with their sources."}}
}

// builder makes one document.
type builder struct {
	Material
	p    Publication
	l    *ledger
	part string // in the names of its counts

	digest string
}

// block is what a section is made from: all authorities together, or one.
type block struct {
	*builder
	id, title string
	number    int
	scope     string          // as in names: an authority's id, or every
	binding   []report.Figure // by timescale and basis; with something due
	where     []report.Figure // the same, to be kept where possible
	figures   []report.Figure // all of them
	queries   []report.QueryCount
}
