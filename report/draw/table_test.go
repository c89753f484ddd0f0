package draw

import (
	"strings"
	"testing"

	"caseclock/report/document"
)

// A table lies as it fits on a printed page: upright, with its heads turned
// where it has few lines, or on its side.
func TestLayout(t *testing.T) {
	some := ask(1)
	table := func(columns, lines int) *document.Table {
		t := datesPage(&some)
		t.Columns, t.Groups = t.Columns[:columns], t.Groups[:lines]
		return &t
	}
	for _, c := range []struct {
		columns, lines int
		want           string
	}{{6, 17, "figure"}, {6, 3, "figure whole"}, {13, 3, "figure whole turned"}, {13, 6, "figure whole turned"}, {13, 7, "figure whole wide"}, {13, 17, "figure wide"}} {
		if got := drawTable(table(c.columns, c.lines)).Class(); got != c.want {
			t.Errorf("%d columns, %d lines: %s", c.columns, c.lines, got)
		}
	}
}

// A document that is not all there is drawn as far as it is.
func TestTablesOfLittle(t *testing.T) {
	columns := []document.Column{said("a", "A"), {Key: "n", Head: "N", Kind: document.Count}, {Key: "m", Head: "M", Kind: document.Count}}
	for name, of := range map[string]document.Table{
		"no columns":         {ID: "t"},
		"no groups":          {ID: "t", Columns: columns},
		"a group of none":    {ID: "t", Columns: columns, Groups: []document.Group{{Head: "none"}}},
		"a short line":       {ID: "t", Columns: columns, Groups: []document.Group{{Head: "one", Lines: []document.Line{{{N: 41}}}}}},
		"a long line":        {ID: "t", Columns: columns, Groups: []document.Group{{Head: "one", Lines: []document.Line{{{N: 41}, {N: 2}, {N: 3}, {N: 4}}}}}},
		"bars of nothing":    {ID: "t", Columns: columns, Chart: &document.Chart{Kind: document.Bars, Series: []string{"x"}, Of: "y"}, Groups: []document.Group{{Head: "one", Lines: []document.Line{{{N: 41}}}}}},
		"a trend of none":    {ID: "t", Columns: columns, Chart: &document.Chart{Kind: document.Trend, Series: []string{"x"}}, Groups: []document.Group{{Head: "one", Lines: []document.Line{{{N: 41}}}}}},
		"a chart unheard of": {ID: "t", Columns: columns, Chart: &document.Chart{Kind: "pie", Series: []string{"n"}}, Groups: []document.Group{{Head: "one", Lines: []document.Line{{{N: 41}, {N: 2}}}}}},
	} {
		r := blankPage(document.Internal, 0)
		r.Sections = []document.Section{{ID: "s", Tables: []document.Table{of}}}
		page := drawn(t, r)
		if some := len(of.Groups) > 0 && len(of.Groups[0].Lines) > 0; some == strings.Contains(page, "Nothing to show.") || some != strings.Contains(page, ">41<") {
			t.Errorf("%s: %s", name, page[strings.Index(page, "<main"):])
		}
	}
}
