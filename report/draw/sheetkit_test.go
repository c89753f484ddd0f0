package draw

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"caseclock/deadline"
	"caseclock/report/document"
)

func day(s string) deadline.Date {
	d, err := deadline.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func count(n int) document.Cell    { return document.Cell{N: n} }
func words(s string) document.Cell { return document.Cell{Text: s} }
func on(s string) document.Cell    { return document.Cell{Date: day(s)} }

var (
	hiddenCell = document.Cell{State: document.Hidden}
	noneCell   = document.Cell{State: document.NotApplicable}
	unknown    = document.Cell{State: document.NotKnown}
)

// timescales are those of the national guidance, near enough for a sample.
var timescales = []string{
	"Notification to referral discussion", "Initial conference", "Papers to the family", "Papers to the chair",
	"Conference for a child to be born", "First core group", "Child protection plan", "First review conference",
	"Second review conference", "Later review conferences", "Record of the conference", "Decisions to those invited",
	"Transfer conference", "Notice of a transfer", "Core group after the first", "Assessment for the conference",
	"Dissent to a decision",
}

// rich has three authorities, 17 timescales, every kind of cell in every state.
func rich() document.Report {
	r := document.Report{
		Title: "Timescales of child protection case conferences",
		Scope: document.Scope{For: document.Committee, From: day("2026-01-01"), To: day("2026-03-31"), AsAt: day("2026-04-15"),
			KnownAt: time.Date(2026, 4, 16, 9, 30, 0, 0, time.UTC), Since: document.Since{"falkirk": day("2026-02-01")},
			Threshold: 5, Target: 950, Product: "caseclock 0.3.0", CasesSeen: 1204, HiddenCells: 102,
			Digest:    "sha256:e81ad8e25c68ccd2b280fc022bf8f58b119a7e0526f4876b909e545727a69c58",
			Packs:     []document.Pack{{Authority: "stirling", ID: "national-2021", Title: "National guidance", Version: "7", From: day("2021-09-02")}, {ID: "national-2021", Title: "National guidance", Version: "6"}},
			Calendars: []document.Calendar{{Name: "Scotland's bank holidays", Version: "2026-1", Horizon: day("2028-12-31")}}},
		Heading: []document.Particular{{Name: "Reporting on", Value: "Falkirk, Stirling and Clackmannanshire"}},
		Definitions: []document.Definition{
			{Term: "In time", Meaning: "Done on or before the due day."},
			{Term: "Late", Meaning: "Done after the due day. It stays late for good; a later date never replaces the due day."}},
		Timescales: []document.Timescale{{Rule: "initial-cpcc", Pack: "national-2021", Version: "7", Duty: "Hold the initial conference.", Limit: "28 calendar days",
			Force: deadline.Should, Source: []deadline.Source{{Document: "National guidance", Paragraph: "3.65"}}, Checked: deadline.Checked{By: "A. Coordinator", On: day("2026-01-12")}}},
		Data: []document.Data{richFigures(), richTotals(), richQueries(), richRegister()},
	}
	for i, authority := range []string{"Clackmannanshire", "Falkirk", "Stirling"} {
		r.Sections = append(r.Sections, document.Section{ID: fmt.Sprint("part", i), Title: authority,
			Summary: []string{"38 of 42 initial conferences were held within 28 days (90.5%, target 95%).", "Of the 4 late, 2 were one day late."},
			Points:  []document.Point{{Timescale: "Initial conference", Limit: "28 calendar days", Text: "38 of 42 in time."}},
			Tables:  []document.Table{keptTable(i, authority), aheadTable(i, authority)}})
	}
	return r
}

var keptColumns = []document.Column{
	{Key: "timescale", Head: "Timescale", Says: "The timescale.", Kind: document.Text},
	{Key: "basis", Head: "Counted by", Says: "By child or by meeting.", Kind: document.Text},
	{Key: "due", Head: "Due", Says: "Deadlines whose due day lies in the period.", Kind: document.Count, Main: true},
	{Key: "met", Head: "In time", Says: "Done on or before the due day.", Kind: document.Count},
	{Key: "percent", Head: "In time", Says: "In time out of counted, in per cent.", Kind: document.Percent},
	{Key: "median", Head: "Median late", Says: "The median lateness, in days.", Kind: document.Days},
	{Key: "longest", Head: "Longest, days", Says: "The longest lateness, in days.", Kind: document.Days},
	{Key: "first", Head: "First due day", Says: "The first due day of the period.", Kind: document.Day},
	{Key: "possible", Head: "Where possible", Says: "Whether it is to be kept where possible.", Kind: document.YesNo},
}

func keptTable(i int, authority string) document.Table {
	t := document.Table{ID: fmt.Sprintf("kept-%d", i), Name: "Timescales " + authority, Caption: "Timescales kept, by child and by meeting", Of: authority,
		Note: "What is not yet due is not counted. A conference for brothers and sisters is one meeting.", Columns: keptColumns, Detail: "Limit",
		Chart: &document.Chart{Kind: document.Bars, Title: "In time, of those due", Series: []string{"met"}, Of: "due"}}
	for n, scale := range timescales {
		due := 1100*(17-n)/(i+1) + n
		g := document.Group{Head: scale, Detail: "28 calendar days", Lines: []document.Line{
			{words("child"), count(due), count(due - 7), {N: 905 + n}, {N: 7 + 2*n}, {N: 32}, on("2026-01-05"), count(n % 2)},
			{words("meeting"), hiddenCell, hiddenCell, hiddenCell, hiddenCell, noneCell, unknown, count(0)}}}
		t.Groups = append(t.Groups, g)
	}
	t.Groups = append(t.Groups, document.Group{Head: "All timescales", Total: true, Lines: []document.Line{
		{words("child"), count(0), count(0), noneCell, noneCell, noneCell, {}, count(0)}}})
	return t
}

func aheadTable(i int, authority string) document.Table {
	return document.Table{ID: fmt.Sprintf("ahead-%d", i), Name: "Ahead", Caption: "What falls due next, and what is already certain to be late", Of: authority,
		Columns: []document.Column{
			{Key: "timescale", Head: "Timescale", Says: "The timescale.", Kind: document.Text},
			{Key: "due", Head: "Due", Says: "Deadlines that fall due in the next quarter.", Kind: document.Count}},
		Groups: []document.Group{{Head: "Initial conference", Lines: []document.Line{{count(12)}}}}}
}

// The columns of the figures, as the first form of the report had them: those
// of the rows that the JSON does not repeat after the day counts.
const (
	countKeys  = "due met met_late overdue ended ended_overdue pending"
	countKeys2 = "no_reason proposed_dates_missed agreed_in_advance"
	reasonKeys = "parent-unable-to-attend inquorate school-holiday"
)

func columns(kind document.Kind, in, keys string) []document.Column {
	var cs []document.Column
	for key := range strings.FieldsSeq(keys) {
		head := strings.ReplaceAll(key, "_", " ")
		cs = append(cs, document.Column{Key: key, Head: strings.ToUpper(head[:1]) + head[1:], Says: "What is " + head + ".", Kind: kind, In: in})
	}
	return cs
}

func figureColumns() []document.Column {
	named := columns(document.Text, "", "authority rule basis")
	for i := range named {
		named[i].Names = true
	}
	common := append(columns(document.Day, "", "from to as_at"), columns(document.Text, "", "known_at mark product digest")...)
	for i := range common {
		common[i].Common = true
	}
	return slices.Concat(named, columns(document.Count, "", countKeys), columns(document.Percent, "", "percent_in_time"),
		columns(document.Days, "", "median_days_late longest_days_late"), columns(document.Count, "", "unexplained"),
		columns(document.YesNo, "", "where_possible"), columns(document.Text, "", "limit"), columns(document.Count, "", countKeys2),
		columns(document.Count, "no_due_day", "undated unknown settled"), common, columns(document.Count, "reason", reasonKeys),
		columns(document.Day, "", "first_due"))
}

func richFigures() document.Data {
	d := document.Data{ID: "figures", Title: "Figures by authority, timescale and basis", Columns: figureColumns()}
	common := document.Line{on("2026-01-01"), on("2026-03-31"), on("2026-04-15"), words("2026-04-16T09:30:00Z"),
		words(document.Committee.Mark()), words("caseclock 0.3.0"), words("sha256:e81a")}
	for i, authority := range []string{"", "falkirk", "stirling"} {
		for n := range timescales {
			rule := fmt.Sprintf("timescale-%02d", n+1)
			due := 1100*i + n
			child := document.Line{words(authority), words(rule), words("child"), count(due), count(due), count(0), count(0), count(0), count(0), count(0),
				{N: 1000 - 7*n}, {N: 7 + n}, {N: 32}, count(0), count(n % 2), words("28 calendar days"), count(0), count(0), count(0), count(0), count(1), count(0)}
			meeting := document.Line{words(authority), words(rule), words("meeting"), hiddenCell, hiddenCell, count(0), count(0), count(0), count(0), count(0),
				hiddenCell, hiddenCell, noneCell, count(0), count(n % 2), words("28 calendar days"), count(0), count(0), count(0), noneCell, noneCell, noneCell}
			d.Rows = append(d.Rows,
				slices.Concat(child, common, document.Line{count(0), count(0), count(12), on("2026-01-05")}),
				slices.Concat(meeting, common, document.Line{hiddenCell, count(0), count(7), unknown}))
		}
	}
	return d
}

func richTotals() document.Data {
	d := document.Data{ID: "totals", Title: "Totals over the authorities", Columns: slices.Concat(figureColumns()[1:22], columns(document.Count, "reason", reasonKeys))}
	for _, row := range richFigures().Rows[:2] {
		d.Rows = append(d.Rows, slices.Concat(row[1:22], row[29:32]))
	}
	d.Rows[1][0] = noneCell // all timescales
	return d
}

func richQueries() document.Data {
	return document.Data{ID: "queries", Title: "Queries by code",
		Columns: slices.Concat(columns(document.Text, "", "authority code severity"), columns(document.Count, "", "in_period all")),
		Rows:    []document.Line{{words(""), words("paper-for-no-conference"), words("wrong"), hiddenCell, count(14)}}}
}

func richRegister() document.Data {
	return document.Data{ID: "register", Title: "On the register",
		Columns: []document.Column{
			{Key: "authority", Head: "Authority", Says: "The id of the authority.", Kind: document.Text, Names: true},
			{Key: "start", Head: "At start", Says: "Children on the register at the start.", Kind: document.Count},
			{Key: "change", Head: "Change", Says: "More, or fewer, than at the start.", Kind: document.Count},
			{Key: "median_days", Head: "Median days", Says: "The change of the median stay, in days.", Kind: document.Days}},
		Rows: []document.Line{{words("falkirk"), count(61), count(-3), {N: -7}}, {words("stirling"), hiddenCell, unknown, noneCell}}}
}

// brief is enough of the rich report to be read line by line.
func brief() document.Report {
	r := rich()
	r.Sections = r.Sections[:1]
	kept := &r.Sections[0].Tables[0]
	kept.Groups = append(kept.Groups[:2], kept.Groups[len(kept.Groups)-1])
	for i := range r.Data {
		r.Data[i].Rows = r.Data[i].Rows[:min(4, len(r.Data[i].Rows))]
	}
	return r
}

// nothing is a report of a period in which nothing was due.
func nothing() document.Report {
	return document.Report{Title: "Timescales of child protection case conferences",
		Scope: document.Scope{For: document.Internal, From: day("2026-01-01"), To: day("2026-03-31"), AsAt: day("2026-04-15"), Target: 950,
			Digest: "sha256:cce929272bae10ad229f63c295aa894f6631f40f2e8e73bcb023615c1ec4ad9b"},
		Sections: []document.Section{{ID: "all", Title: "All authorities", Summary: []string{"No binding deadline falls due in this period."}}},
		Data:     []document.Data{{ID: "figures", Title: "Figures", Columns: richFigures().Columns}}}
}

// hostileTexts are such as a case system, or somebody with a grudge, may have
// put into a name.
var hostileTexts = []string{
	`=cmd|' /C calc'!A0`, "+1+1", "-2", "@SUM(A1)", "\tTab", "\rCR", "line\nand line", "two\r\nlines", `"quoted", and comma`,
	"<script>alert(1)</script>", "]]>&amp;", "\x00\x01\x1f", "\xff\xfe", "_x000D_", "_x005F_x000D_", "[c]", "[x]", "[z]", "", " ends ", "yes", "2026-01-01", "007",
	"'", "''", "a'b", "History", "history", "Cover", "Contents", "[]:*?/\\", "A1", "R1C1", "true", "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂", "ﬀ", "İi", "ß", "\u202Eright to left", "\uFFFE\uFFFF",
	"A name that is a good deal longer than any tab may be", "A name that is a good deal longer than any tab may have",
}

// hostile has such texts in every place that takes a text.
func hostile() document.Report {
	r := document.Report{Title: hostileTexts[0], Scope: document.Scope{For: document.Publication, Authority: hostileTexts[1],
		From: day("2026-01-01"), To: day("2026-03-31"), AsAt: day("2026-04-15"), Threshold: 5, Product: "\x00=caseclock", Digest: "\x00"}}
	for i, s := range hostileTexts {
		r.Heading = append(r.Heading, document.Particular{Name: s, Value: s})
		r.Definitions = append(r.Definitions, document.Definition{Term: s, Meaning: s})
		r.Sections = append(r.Sections, document.Section{ID: fmt.Sprint("s", i), Title: s, Summary: []string{s},
			Points: []document.Point{{Timescale: s, Limit: s, Text: s}},
			Tables: []document.Table{{ID: fmt.Sprint("t", i), Name: s, Caption: s, Of: s, Note: s,
				Columns: []document.Column{{Key: "a", Head: s, Kind: document.Text}, {Key: "b", Head: s, Says: s, Kind: document.Text}, {Key: "n", Head: s, Kind: document.Percent}},
				Groups:  []document.Group{{Head: s, Detail: s, Lines: []document.Line{{words(s), count(-1)}, {hiddenCell, {State: "new"}}}}}}}})
	}
	d := document.Data{ID: "texts", Title: hostileTexts[0], Columns: []document.Column{
		{Key: "n", Head: "=1", Says: hostileTexts[0], Kind: document.Count, Names: true},
		{Key: "=our-own", Head: "Text", Kind: document.Text}, {Key: "=our-own", In: "reason", Head: "Text", Kind: document.Count}}}
	for i, s := range hostileTexts {
		d.Rows = append(d.Rows, document.Line{count(i), words(s), count(i)})
	}
	r.Data = append(r.Data, d)
	return r
}

func samples() map[string]document.Report {
	return map[string]document.Report{"rich": rich(), "nothing": nothing(), "hostile": hostile()}
}
