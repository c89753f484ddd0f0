package draw

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"caseclock/report/document"
)

// barsOf makes a table of one line: what is counted, and its parts.
func barsOf(whole document.Cell, parts ...document.Cell) *document.Table {
	t := &document.Table{ID: "t", Columns: []document.Column{said("timescale", "Timescale"), {Key: "counted", Head: "Counted", Kind: document.Count}}, Chart: &document.Chart{Kind: document.Bars, Of: "counted"}}
	line := document.Line{whole}
	for i, p := range parts {
		key := "part" + strconv.Itoa(i)
		t.Columns = append(t.Columns, document.Column{Key: key, Head: "Part " + strconv.Itoa(i+1), Kind: document.Count})
		t.Chart.Series = append(t.Chart.Series, key)
		line = append(line, p)
	}
	t.Groups = []document.Group{{Head: "Plan", Lines: []document.Line{line}}}
	return t
}

func counts(ns ...int) []document.Cell {
	var cs []document.Cell
	for _, n := range ns {
		cs = append(cs, document.Cell{N: n})
	}
	return cs
}

var hiddenNumber = document.Cell{State: document.Hidden, N: 987654}

// The parts of a bar are its whole, in order and without a gap.
func TestBarsAreWhole(t *testing.T) {
	for _, parts := range [][]int{{1}, {2, 1}, {0, 3, 2, 2}, {998, 1, 0, 1}, {3, 3, 3, 3, 3, 3, 3}} {
		whole := 0
		for _, n := range parts {
			whole += n
		}
		at := pixels(0)
		for _, p := range drawBar(barsOf(document.Cell{N: whole}, counts(parts...)...), 0, 0).Parts {
			if p.X != at || p.W <= 0 {
				t.Errorf("%v: %s begins at %s, not %s, and is %s long", parts, p.Class, p.X, at, p.W)
			}
			at = p.X + p.W
		}
		if at != px(barLength) {
			t.Errorf("%v: %s long", parts, at)
		}
	}
}

// A bar of which something is hidden shows no more than the line does.
func TestBarsOfHiddenNumbers(t *testing.T) {
	forty := document.Cell{N: 40}
	for _, c := range []struct {
		name   string
		table  *document.Table
		hidden bool
		parts  string
	}{
		{"the whole hidden", barsOf(hiddenNumber, counts(30, 10)...), true, ""},
		{"one part hidden", barsOf(forty, document.Cell{N: 30}, hiddenNumber), true, ""},
		{"two parts hidden", barsOf(forty, hiddenNumber, document.Cell{N: 30}, hiddenNumber), false, "part-2 0 90, part-hidden 90 30"},
		{"all parts hidden", barsOf(forty, hiddenNumber, document.Cell{}, hiddenNumber), true, ""},
		{"nothing counted", barsOf(document.Cell{}, counts(0, 0)...), false, ""},
		{"no whole", barsOf(document.Cell{State: document.NotKnown}, counts(1, 2)...), false, ""},
		{"parts beyond the whole", barsOf(forty, counts(30, 30)...), false, "part-1 0 90, part-2 90 30"},
	} {
		b := drawBar(c.table, 0, 0)
		var parts []string
		for _, p := range b.Parts {
			parts = append(parts, p.Class+" "+p.X.String()+" "+p.W.String())
		}
		if got := strings.Join(parts, ", "); got != c.parts || b.Hidden != c.hidden {
			t.Errorf("%s: hidden %t, %q", c.name, b.Hidden, got)
		}
		if strings.Contains(b.Desc, "987") {
			t.Errorf("%s: says %q", c.name, b.Desc)
		}
	}
}

func trendOf(cells ...document.Cell) *document.Table {
	t := &document.Table{ID: "t", Columns: []document.Column{said("quarter", "Quarter"), {Key: "percent", Head: "In time %", Kind: document.Percent}},
		Chart: &document.Chart{Kind: document.Trend, Title: "In time", Series: []string{"percent"}, Target: 950}}
	for i, c := range cells {
		t.Groups = append(t.Groups, document.Group{Head: pageQuarters[i%8], Lines: []document.Line{{c}}, Partial: i == len(cells)-1})
	}
	return t
}

// A trend has its points at their heights, a gap that says so where a number is
// hidden, the target as a line with its name, and an open last point.
func TestTrend(t *testing.T) {
	none := document.Cell{State: document.NotApplicable}
	v := drawPlot(trendOf(document.Cell{N: 1000}, document.Cell{N: 500}, hiddenNumber, document.Cell{N: 0}, none, document.Cell{N: 950}, document.Cell{N: 905}))
	if v.Target == nil || v.Target.Label != "Target 95.0%" || v.Target.Y != px(top)+along(bottom-top, 50, 1000) {
		t.Errorf("the target is %+v", v.Target)
	}
	if len(v.Marks) != 5 || len(v.Strokes) != 2 {
		t.Errorf("%d points, %d strokes", len(v.Marks), len(v.Strokes))
	}
	if s := v.Strokes[0]; s.Y1 != px(top) || s.Y2 != px(top+bottom)/2 || s.X1 >= s.X2 {
		t.Errorf("the first stroke is %+v", s)
	}
	if s := v.Strokes[1]; s.Class != "track-1 open" {
		t.Errorf("the last stroke is %+v", s)
	}
	if m := v.Marks[4]; m.Class != "track-1 open" {
		t.Errorf("the last point is %+v", m)
	}
	if v.Grid[0] != (gridView{px(bottom), "0%"}) || v.Grid[4] != (gridView{px(top), "100%"}) {
		t.Errorf("the axis is %+v", v.Grid)
	}
	gaps := 0
	for _, x := range v.Texts {
		if x.Class == "gap" {
			gaps++
		}
	}
	if gaps != 1 {
		t.Errorf("%d gaps", gaps)
	}
	want := "Per cent, from 0 to 100; the target is 95.0. In time %: January to March 2025 100.0; April to June 2025 50.0; July to September 2025 hidden; October to December 2025 0.0; January to March 2026 nothing to show; April to June 2026 95.0; July to September 2026 (not over) 90.5."
	if v.Desc != want {
		t.Errorf("it says %q", v.Desc)
	}
}

// Of many periods every few have their name and number, the last always.
func TestTrendOfManyPeriods(t *testing.T) {
	var cells []document.Cell
	for range 31 {
		cells = append(cells, document.Cell{N: 900})
	}
	v, names := drawPlot(trendOf(cells...)), 0
	for _, x := range v.Texts {
		if x.Class == "name" {
			names++
		}
	}
	if last := v.Texts[names-1]; names != 8 || last.Lines[len(last.Lines)-1] != "(not over)" {
		t.Errorf("%d names, the last %q", names, last.Lines)
	}
}

// A name too long for its place is written short, and cut at last.
func TestNamesOfPeriods(t *testing.T) {
	for head, want := range map[string]string{"October to December 2026": "October to|December|2026", "23 November 2025 to 22 February 2026": "23 Nov|2025 to 22|Feb 2026",
		"2026Q1": "2026Q1", "": "", "a name that goes on and on and on and on and on": "a name|that goes|on and on|and on …"} {
		table := trendOf(make([]document.Cell, 8)...)
		table.Groups[0].Head = head
		if got := strings.Join(drawPlot(table).Texts[0].Lines, "|"); got != want {
			t.Errorf("%q is written %q", head, got)
		}
	}
}

// Steps stand on the axis as high as their numbers; the axis is round and not
// far above the greatest; no hidden number moves it.
func TestSteps(t *testing.T) {
	table := func(cells ...document.Cell) *document.Table {
		t := &document.Table{ID: "t", Columns: []document.Column{said("days", "Days late"), {Key: "n", Head: "Late", Kind: document.Count}}, Chart: &document.Chart{Kind: document.Steps, Series: []string{"n"}}}
		for _, c := range cells {
			t.Groups = append(t.Groups, document.Group{Head: "1 day", Lines: []document.Line{{c}}})
		}
		t.Groups = append(t.Groups, document.Group{Head: "All", Total: true, Lines: []document.Line{{{N: 5000}}}})
		return t
	}
	for greatest, top := range map[int]string{0: "1", 1: "1", 4: "4", 7: "8", 43: "50", 120: "150", 499: "500", 1204: "1,500"} {
		if v := drawPlot(table(document.Cell{N: greatest}, hiddenNumber)); v.Grid[len(v.Grid)-1].Label != top {
			t.Errorf("over %d the axis ends at %s", greatest, v.Grid[len(v.Grid)-1].Label)
		}
	}
	v := drawPlot(table(counts(50, 25, 0)...))
	if len(v.Boxes) != 2 || v.Boxes[0].H != px(bottom-top) || v.Boxes[1].H*2 != v.Boxes[0].H || v.Boxes[0].Y+v.Boxes[0].H != px(bottom) {
		t.Errorf("the columns are %+v", v.Boxes)
	}
	if drawPlot(table()) != nil {
		t.Error("nothing is drawn as something")
	}
}

// Every drawing has a title and a description, and stands with its table.
func TestDrawingsAreNamed(t *testing.T) {
	page := drawn(t, internalPage())
	count := func(pattern string) int { return len(regexp.MustCompile(pattern).FindAllString(page, -1)) }
	images, named := count(`<svg [^>]*role="img"`), count(`<svg [^>]*role="img" aria-labelledby="[^"]+-title" aria-describedby="[^"]+-desc"><title id="[^"]+">[^<]+</title><desc id="[^"]+">[^<]+</desc>`)
	if images < 100 || images != named {
		t.Errorf("%d drawings, %d named", images, named)
	}
	if others := count(`<svg `) - images; others != count(`<svg [^>]*aria-hidden="true"`) {
		t.Errorf("%d drawings are neither named nor hidden from readers", others)
	}
}
