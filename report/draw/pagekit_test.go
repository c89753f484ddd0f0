package draw

import (
	"fmt"
	"strings"
	"time"

	"caseclock/deadline"
	"caseclock/report/document"
)

// pages are the documents that the page is tried on.
func pages() map[string]document.Report {
	return map[string]document.Report{"internal": internalPage(), "committee": committeePage(), "nothing": nothingPage(), "hostile": hostilePage()}
}

var pageTimescales = []document.Point{
	{Timescale: "Initial case conference", Limit: "21 calendar days"}, {Timescale: "Pre-birth case conference", Limit: "28 weeks of pregnancy or 21 calendar days, whichever is later"},
	{Timescale: "Notice of the conference", Limit: "5 calendar days before"}, {Timescale: "Continued initial case conference", Limit: "the period agreed, 3 months at most"},
	{Timescale: "Decisions record", Limit: "1 calendar day"}, {Timescale: "Plan", Limit: "5 calendar days"}, {Timescale: "Minutes", Limit: "15 calendar days"},
	{Timescale: "First review", Limit: "3 months"}, {Timescale: "Later review", Limit: "6 months"}, {Timescale: "Review after a pre-birth conference", Limit: "3 months from the birth"},
	{Timescale: "First core group", Limit: "15 calendar days"}, {Timescale: "Later core group", Limit: "6 weeks"}, {Timescale: "Chair told of a change", Limit: "3 calendar days"},
	{Timescale: "Transfer case conference", Limit: "14 calendar days"}, {Timescale: "Notice of a transfer", Limit: "2 working days"}, {Timescale: "Reports to the family", Limit: "2 working days before"},
	{Timescale: "Pre-birth referral allocated", Limit: "5 working days"}}

var pageQuarters = []string{"January to March 2025", "April to June 2025", "July to September 2025", "October to December 2025",
	"January to March 2026", "April to June 2026", "July to September 2026", "October to December 2026"}

// ask makes numbers that look like some and are the same each time.
type ask uint32

func (a *ask) upTo(n int) int {
	*a = *a*1664525 + 1013904223
	return int(*a>>16) % n
}

func scopeOf(a document.Audience, threshold int) document.Scope {
	return document.Scope{For: a, From: day("2026-10-01"), To: day("2026-12-31"), AsAt: day("2026-11-22"), KnownAt: time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC),
		Threshold: threshold, Target: 950, Product: "caseclock 0.3.0", Digest: "sha256:e81ad8e25c68ccd2b280fc022bf8f58b119a7e0526f4876b909e545727a69c58", CasesSeen: 1204,
		Packs:     []document.Pack{{ID: "scotland-2021", Title: "National guidance", Version: "3", From: day("2021-09-02")}},
		Calendars: []document.Calendar{{Name: "Scotland's bank holidays", Version: "2026-1", Horizon: day("2028-12-31")}}}
}

func blankPage(a document.Audience, threshold int) document.Report {
	s := scopeOf(a, threshold)
	of := "none"
	if threshold > 0 {
		of = fmt.Sprintf("counts of 1 to %d are hidden", threshold-1)
	}
	return document.Report{Title: "Timescales of child protection case conferences", Scope: s,
		Heading: []document.Particular{{Name: "Authorities", Value: "Clydeside Council, Fife Council and Stirling Council"}, {Name: "Period", Value: s.From.Long() + " to " + s.To.Long()},
			{Name: "As at", Value: s.AsAt.Long()}, {Name: "As known at", Value: "22 November 2026, 17:00:00 UTC"}},
		Definitions: []document.Definition{
			{Term: "Timescale and deadline", Meaning: "A timescale is a limit that guidance or local procedure sets. A deadline is a timescale applied to one child: from the day its clock started to the last day in time, its due day. The limits are guidance, not statute, and protecting the child comes before any of them."},
			{Term: "In time", Meaning: "Done on or before the due day."},
			{Term: "Late", Meaning: "Done after the due day. It stays late for good; a later date never replaces the due day."},
			{Term: "By meeting", Meaning: "Deadlines of one timescale that belong to one meeting count once: a conference for four brothers and sisters is one."}},
		Particulars: []document.Particular{{Name: "Pack in force", Value: "scotland-2021 (National guidance), version 3, from 2 September 2021"}, {Name: "Calendar of working days", Value: "Scotland's bank holidays, version 2026-1, to 31 December 2028"},
			{Name: "Small numbers", Value: of}, {Name: "Target", Value: s.Target.String() + "% in time"}, {Name: "Made by", Value: s.Product}, {Name: "Digest of what was counted", Value: s.Digest}}}
}

func internalPage() document.Report {
	r := blankPage(document.Internal, 0)
	some := ask(7)
	for i, name := range []string{"All authorities", "Clydeside Council", "Fife Council", "Stirling Council"} {
		s := document.Section{ID: fmt.Sprintf("part-%d", i), Title: name, Summary: []string{
			"38 of 42 initial conferences were held within 21 days (90.5%, target 95%).",
			"Of the 4 late, 2 were one day late.",
			"1,612 deadlines fall due in this period, under 15 timescales: 3 are not yet due and 49 ended in time with nothing left to do, so 1,560 are counted.",
			"156 of those out of timescale are not explained yet. For 11 the proposed date has passed too. 35 delays were agreed in advance."}}
		for _, p := range pageTimescales {
			p.Text = fmt.Sprintf("%d of %d were met in time (%d.%d%%); by meeting, 45 of 70 (64.3%%). Out of timescale: 37 were met late, 4 are still out and 1 ended out of timescale. The median is 11 days late, the longest 58 days; 1 is late by one day.", 60+some.upTo(30), 100+some.upTo(20), 60+some.upTo(30), some.upTo(10))
			s.Points = append(s.Points, p)
		}
		s.Tables = []document.Table{keptPage(name, s.ID, &some), trendPage(name, s.ID, &some), howLatePage(name, s.ID, &some), reasonsPage(name, s.ID, &some)}
		r.Sections = append(r.Sections, s)
	}
	r.Sections[0].Tables = append(r.Sections[0].Tables, datesPage(&some))
	return r
}

func numbered(kind document.Kind, keysAndHeads ...string) []document.Column {
	var cs []document.Column
	for i := 0; i < len(keysAndHeads); i += 2 {
		cs = append(cs, document.Column{Key: keysAndHeads[i], Head: keysAndHeads[i+1], Kind: kind, Says: "How many, of those that fell due in the period."})
	}
	return cs
}

func said(key, head string) document.Column {
	return document.Column{Key: key, Head: head, Kind: document.Text}
}

func keptPage(of, id string, some *ask) document.Table {
	t := document.Table{ID: id + "-in-time", Name: "In time " + id, Caption: "How many were in time", Of: of, Note: "In time % is in time out of counted; “–” where nothing has fallen due.",
		Columns: append([]document.Column{said("timescale", "Timescale"), said("basis", "Counted by")}, numbered(document.Count, "due", "Due", "pending", "Not yet due", "ended", "Ended in time",
			"counted", "Counted", "met", "In time", "late", "Late", "out", "Still out", "ended_out", "Ended out")...),
		Chart: &document.Chart{Kind: document.Bars, Title: "In time, late, still out and ended out, of what is counted", Series: []string{"met", "late", "out", "ended_out"}, Of: "counted"}}
	t.Columns = append(t.Columns, document.Column{Key: "percent", Head: "In time %", Kind: document.Percent, Main: true, Says: "In time out of counted, in per cent."})
	line := func(basis string, upTo int) document.Line {
		met, late, out, ended := some.upTo(upTo), some.upTo(upTo/4), some.upTo(3), some.upTo(2)
		n := met + late + out + ended
		l := document.Line{{Text: basis}, {N: n + 3}, {N: 1}, {N: 2}, {N: n}, {N: met}, {N: late}, {N: out}, {N: ended}, {N: met * 1000 / max(n, 1)}}
		if n == 0 {
			l[9] = document.Cell{State: document.NotApplicable}
		}
		return l
	}
	for _, p := range pageTimescales {
		t.Groups = append(t.Groups, document.Group{Head: p.Timescale, Detail: p.Limit, Lines: []document.Line{line("child", 120), line("meeting", 80)}})
	}
	t.Groups = append(t.Groups, document.Group{Head: "All these timescales", Total: true, Lines: []document.Line{line("child", 2000), line("meeting", 1200)}})
	return t
}

func trendPage(of, id string, some *ask) document.Table {
	t := document.Table{ID: id + "-trend", Name: "Trend " + id, Caption: "Initial case conferences in time, quarter by quarter", Of: of, Note: "The last quarter is not over.",
		Columns: append([]document.Column{said("quarter", "Quarter"), said("basis", "Counted by")}, numbered(document.Count, "counted", "Counted", "met", "In time")...),
		Chart:   &document.Chart{Kind: document.Trend, Title: "Initial case conferences in time, per cent by quarter", Series: []string{"percent"}, Target: 950}}
	t.Columns = append(t.Columns, document.Column{Key: "percent", Head: "In time %", Kind: document.Percent, Main: true, Says: "In time out of counted, in per cent."})
	for i, q := range pageQuarters {
		g := document.Group{Head: q, Partial: i == len(pageQuarters)-1}
		for _, basis := range []string{"child", "meeting"} {
			n, late := 30+some.upTo(30), some.upTo(9)
			g.Lines = append(g.Lines, document.Line{{Text: basis}, {N: n}, {N: n - late}, {N: (n - late) * 1000 / n}})
		}
		t.Groups = append(t.Groups, g)
	}
	return t
}

func howLatePage(of, id string, some *ask) document.Table {
	t := document.Table{ID: id + "-how-late", Name: "How late " + id, Caption: "How late", Of: of,
		Columns: append([]document.Column{{Key: "days", Head: "Days late", Kind: document.Text}}, numbered(document.Count, "child", "By child", "meeting", "By meeting")...),
		Chart:   &document.Chart{Kind: document.Steps, Title: "Deadlines out of timescale by days late", Series: []string{"child", "meeting"}}}
	for _, d := range []string{"1 day", "2 to 7 days", "8 to 14 days", "15 to 28 days", "Over 28 days"} {
		n := 3 + some.upTo(30)*some.upTo(4)
		t.Groups = append(t.Groups, document.Group{Head: d, Lines: []document.Line{{{N: n}, {N: n * 2 / 3}}}})
	}
	t.Groups = append(t.Groups, document.Group{Head: "All", Total: true, Lines: []document.Line{{{N: 381}, {N: 292}}}})
	return t
}

func reasonsPage(of, id string, some *ask) document.Table {
	t := document.Table{ID: id + "-reasons", Name: "Reasons " + id, Caption: "Reasons recorded", Of: of,
		Columns: append([]document.Column{said("timescale", "Timescale"), said("reason", "Reason")}, numbered(document.Count, "child", "By child", "meeting", "By meeting")...)}
	for _, p := range pageTimescales[:5] {
		g := document.Group{Head: p.Timescale}
		for _, reason := range []string{"Key professional unavailable", "Report not ready", "Interpreter or advocate unavailable", "Awaiting police or prosecutor", "No reason recorded"}[:1+some.upTo(5)] {
			g.Lines = append(g.Lines, document.Line{{Text: reason}, {N: some.upTo(30)}, {N: some.upTo(20)}})
		}
		t.Groups = append(t.Groups, g)
	}
	return t
}

// datesPage has more columns than a page upright holds.
func datesPage(some *ask) document.Table {
	t := document.Table{ID: "ahead", Name: "Ahead", Caption: "What falls due in the next quarter", Of: "All authorities", Columns: append([]document.Column{said("timescale", "Timescale")},
		numbered(document.Count, "january", "January 2027", "february", "February 2027", "march", "March 2027", "certain", "Certain to be late", "explained", "Explained", "unexplained", "Unexplained", "agreed", "Agreed in advance", "undated", "Undated", "children", "Children", "meetings", "Meetings")...)}
	t.Columns = append(t.Columns, document.Column{Key: "first", Head: "First due day", Kind: document.Day}, document.Column{Key: "median", Head: "Median days late", Kind: document.Days}, document.Column{Key: "where", Head: "Where possible", Kind: document.YesNo})
	for _, p := range pageTimescales {
		l := document.Line{}
		for range 10 {
			l = append(l, document.Cell{N: some.upTo(60)})
		}
		l = append(l, document.Cell{Date: day("2027-01-04") + deadline.Date(some.upTo(80))}, document.Cell{N: some.upTo(30)}, document.Cell{N: some.upTo(2)})
		t.Groups = append(t.Groups, document.Group{Head: p.Timescale, Detail: p.Limit, Lines: []document.Line{l}})
	}
	return t
}

// committeePage hides what is small, and some more.
func committeePage() document.Report {
	r := blankPage(document.Committee, 5)
	r.Heading[0] = document.Particular{Name: "Authority", Value: "Stirling Council"}
	some := ask(21)
	s := document.Section{ID: "authority-1", Title: "Stirling Council", Summary: []string{
		"38 of 42 initial conferences were held within 21 days (90.5%, target 95%).", "How many of the 4 late were one day late is hidden.", "The records raise 123 queries, 28 of them about this period."}}
	s.Tables = []document.Table{keptPage(s.Title, s.ID, &some), trendPage(s.Title, s.ID, &some), howLatePage(s.Title, s.ID, &some), reasonsPage(s.Title, s.ID, &some), datesPage(&some)}
	s.Tables[4].Groups = s.Tables[4].Groups[:2] // short: its heads are turned
	for i := range s.Tables {
		hide(&s.Tables[i])
	}
	r.Sections = []document.Section{s}
	return r
}

// hide hides what is small in a table, and a per cent beside it.
func hide(t *document.Table) {
	for g := range t.Groups {
		for l, line := range t.Groups[g].Lines {
			small := t.Chart != nil && t.Chart.Kind == document.Trend && g*2+l == 5
			for i := range line {
				kind := t.Columns[i+1].Kind
				if kind == document.Count && line[i].N > 0 && line[i].N < 5 {
					line[i] = document.Cell{State: document.Hidden}
					small = small || i > 3
				}
				if kind == document.Percent && small {
					line[i] = document.Cell{State: document.Hidden}
				}
			}
		}
	}
}

func nothingPage() document.Report {
	r := blankPage(document.Publication, 5)
	r.Heading[0] = document.Particular{Name: "Authorities", Value: "none in the records"}
	r.Sections = []document.Section{{ID: "all", Title: "All authorities", Summary: []string{"No binding deadline falls due in this period, as the records stand on 22 November 2026.", "The records raise no queries."}}}
	return r
}

var attacks = []string{`<script>alert(1)</script>`, `"'><img src=x onerror=alert(1)>`, `=HYPERLINK("http://example.invalid","x")`, "{{.Title}}</style><style>*{display:none}", "]]>&amp;&#0;",
	strings.Repeat("Donaudampfschifffahrt", 9), "\u202eright to left\u202d", "מועצת סטירלינג", "javascript:alert(1)", "url(http://example.invalid/x)"}

// hostilePage has an attack for each text.
func hostilePage() document.Report {
	r := blankPage(document.Internal, 0)
	a := func(i int) string { return attacks[i%len(attacks)] }
	r.Title = a(0)
	some := ask(3)
	for i := range attacks {
		r.Heading = append(r.Heading, document.Particular{Name: a(i), Value: a(i + 1)})
		r.Particulars = append(r.Particulars, document.Particular{Name: a(i), Value: a(i + 2)})
		r.Definitions = append(r.Definitions, document.Definition{Term: a(i), Meaning: a(i + 3)})
	}
	for i := range 3 {
		s := document.Section{ID: fmt.Sprint("s", i), Title: a(i), Summary: []string{a(i + 1), a(i + 2)}, Points: []document.Point{{Timescale: a(i), Limit: a(i + 4), Text: a(i + 5)}}}
		s.Tables = []document.Table{keptPage(a(i), s.ID, &some), trendPage(a(i+1), s.ID, &some), howLatePage(a(i+2), s.ID, &some)}
		for j := range s.Tables {
			t := &s.Tables[j]
			t.Caption, t.Note, t.Chart.Title = a(i+j)+t.ID, a(i+j+1), a(i+j+2)
			for k := range t.Columns {
				t.Columns[k].Head, t.Columns[k].Says = a(i+j+k), a(k)
			}
			for g := range t.Groups {
				t.Groups[g].Head, t.Groups[g].Detail = a(g), a(g+i)
			}
		}
		r.Sections = append(r.Sections, s)
	}
	return r
}
