package draw

import "strings"

// boxView is a column, or a stretch of a bar: filled, and with lines over it by
// which it is told from others without its shade.
type boxView struct {
	Class      string
	X, Y, W, H pixels
}

// hatches are the lines over a box, by its class. They are drawn line by line:
// as a pattern each would be a picture of its own in a PDF.
var hatches = map[string]func(boxView, *strings.Builder){
	"part-2":      func(b boxView, to *strings.Builder) { b.slant(to, 60) },
	"part-3":      func(b boxView, to *strings.Builder) { b.upright(to, 40) },
	"part-4":      func(b boxView, to *strings.Builder) { b.level(to, 35, 50) },
	"part-5":      func(b boxView, to *strings.Builder) { b.upright(to, 50); b.level(to, 30, 50) },
	"part-hidden": func(b boxView, to *strings.Builder) { b.level(to, 55, 120) },
}

// Lines is the outline of the lines over the box; empty where it has none.
func (b boxView) Lines() string {
	var to strings.Builder
	if draw := hatches[b.Class]; draw != nil {
		draw(b, &to)
	}
	return to.String()
}

func line(to *strings.Builder, x1, y1, x2, y2 pixels) {
	to.WriteString("M" + x1.String() + " " + y1.String() + "L" + x2.String() + " " + y2.String())
}

// slant draws lines that rise to the right, cut at the sides of the box: of
// each point, the ways from the left and from the head add up to the same.
func (b boxView) slant(to *strings.Builder, step pixels) {
	for sum := step / 2; sum < b.W+b.H; sum += step {
		from, end := max(sum-b.H, 0), min(sum, b.W)
		line(to, b.X+from, b.Y+sum-from, b.X+end, b.Y+sum-end)
	}
}

func (b boxView) upright(to *strings.Builder, step pixels) {
	for at := step / 2; at < b.W; at += step {
		line(to, b.X+at, b.Y, b.X+at, b.Y+b.H)
	}
}

func (b boxView) level(to *strings.Builder, first, step pixels) {
	for at := first; at < b.H; at += step {
		line(to, b.X+10, b.Y+at, b.X+b.W, b.Y+at)
	}
}
