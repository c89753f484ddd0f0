package draw

import (
	"strconv"
	"strings"

	"caseclock/report/document"
)

// pixels is a length in tenths of a pixel: whole numbers, so that each machine
// writes the same drawing.
type pixels int

func (t pixels) String() string {
	s := strconv.Itoa(int(t / 10))
	if t < 0 && t > -10 {
		s = "-0"
	}
	if d := max(t%10, -(t % 10)); d != 0 {
		s += "." + strconv.Itoa(int(d))
	}
	return s
}

// px is whole pixels.
func px(n int) pixels { return pixels(n * 10) }

// along is how far part of whole lies along a length in pixels.
func along(length, part, whole int) pixels { return pixels(part * length * 10 / whole) }

// plotView is a chart of a table's groups: a trend, or steps.
type plotView struct {
	ID, Title, Desc string
	Table           string // its id
	Height          int
	Kind            document.ChartKind
	Key             []keyView
	Grid            []gridView
	Target          *gridView
	Strokes         []strokeView
	Boxes           []boxView
	Marks           []markView
	Texts           []textView
}

type gridView struct {
	Y     pixels
	Label string
}

// strokeView is a piece of a line.
type strokeView struct {
	Class          string
	X1, Y1, X2, Y2 pixels
}

// markView is the mark of a point: what it is drawn by says of which series.
type markView struct {
	Class, Path string
}

type textView struct {
	Class string
	X, Y  pixels
	Lines []string
}

// Upright says whether the text is turned, to be read from below.
func (t textView) Upright() bool { return strings.HasSuffix(t.Class, "upright") }

// The drawing, in pixels: its width, the field within it, and a line of text.
const (
	plotWidth  = 720
	left       = 46
	right      = 622
	top        = 22
	bottom     = 260
	lineHeight = 17
)

// Width and the sides of the field, for the page.
func (plotView) Width() int   { return plotWidth }
func (plotView) Left() int    { return left }
func (plotView) Right() int   { return right }
func (plotView) Bottom() int  { return bottom }
func (plotView) Beside() int  { return right + 8 }
func (plotView) Numbers() int { return left - 8 }
func (plotView) Line() int    { return lineHeight }

// drawPlot draws the groups of a table beside one another, totals left out; nil
// where no number is there to draw.
func drawPlot(t *document.Table) *plotView {
	f := panel{table: t}
	for _, g := range t.Groups {
		if !g.Total && len(g.Lines) > 0 {
			f.groups = append(f.groups, g)
		}
	}
	f.tracks = tracks(t, f.groups)
	if !f.shows() {
		return nil
	}
	v := &plotView{ID: t.ID + "-chart", Table: t.ID, Title: t.Chart.Title, Kind: t.Chart.Kind, Desc: f.inWords()}
	f.axis(v)
	f.names(v)
	if t.Chart.Kind == document.Trend {
		f.trend(v)
	} else {
		f.steps(v)
	}
	return v
}

// track is one line or one run of columns: a column of the table, of the
// nth line of each group.
type track struct {
	column, line int
	name         string
}

func tracks(t *document.Table, groups []document.Group) []track {
	var ts []track
	most := 0
	for _, g := range groups {
		most = max(most, len(g.Lines))
	}
	for _, at := range series(t) {
		for l := range most {
			name := t.Columns[at+1].Head
			if most > 1 {
				name += lineName(t, groups, l)
			}
			ts = append(ts, track{at, l, name})
		}
	}
	return ts
}

// lineName is what the first texts of a line say, to tell it from the others
// of its group.
func lineName(t *document.Table, groups []document.Group, line int) string {
	for _, g := range groups {
		if line >= len(g.Lines) {
			continue
		}
		for i, c := range t.Columns[1:] {
			if c.Kind == document.Text && i < len(g.Lines[line]) {
				return ", " + g.Lines[line][i].Text
			}
		}
	}
	return ", line " + strconv.Itoa(line+1)
}
