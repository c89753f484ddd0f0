package browser

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/page"
)

var screenshots = flag.Bool("screenshots", false, "rewrite the README's pictures of the pages, docs/*.png")

// heaviest is how many bytes a picture may have.
const heaviest = 150_000

// pictures are the pages that the README shows, each with who sees it and the
// way there.
var pictures = []struct {
	name, role string
	from       string // what stands at the top of the picture
	height     int64
	way        func(b *tab)
}{
	{"my-work", "chair", "body", 760, func(b *tab) { b.visit("/work") }},
	{"reason", "chair", "body", 900, func(b *tab) {
		b.visit("/work")
		b.follow("Give the reason")
	}},
	{"case", "coordinator", "#timeline", 1000, func(b *tab) {
		b.visit("/work")
		b.visit(eval[string](b, `document.querySelector('[aria-labelledby=coming] table th a').pathname`))
	}},
	{"ahead", "coordinator", "body", 1000, func(b *tab) { b.visit("/ahead") }},
	{"import", "coordinator", "body", 1100, func(b *tab) {
		b.visit("/imports")
		b.attach("Send a mapping", "../testdata/imports/children.mapping.yaml")
		b.attach("File to import", "../testdata/imports/faults/31-february.csv")
		b.follow("See what it would change")
	}},
	{"report-page", "committee", "body", 1000, func(b *tab) {
		b.visit("/reports")
		b.follow("Make the report")
	}},
	{"status", "admin", "body", 1000, func(b *tab) { b.visit("/status") }},
}

// The README's pictures can be made, and none is too heavy; with -screenshots
// they are.
func TestScreenshots(t *testing.T) {
	t.Parallel()
	if !*screenshots {
		t.Skip("made with -screenshots")
	}
	s := demonstration(t)
	tabs := map[string]*tab{}
	for _, p := range pictures {
		b := tabs[p.role]
		if b == nil {
			b = s.enter(t, p.role)
			tabs[p.role] = b
		}
		p.way(b)
		b.size(1100, p.height, 1)
		eval[bool](b, fmt.Sprintf(`document.activeElement.blur(), document.querySelector(%q).scrollIntoView(), true`, p.from))
		small := lean(t, call(b, page.CaptureScreenshot, page.CaptureScreenshotParams{}).Data)
		if len(small) > heaviest {
			t.Errorf("%s has %d bytes", p.name, len(small))
		}
		if err := os.WriteFile(filepath.Join("../docs", p.name+".png"), small, 0o644); err != nil {
			t.Fatal(err)
		}
		b.size(1280, 900, 1)
	}
}

// lean writes a picture with the 256 colours of which it has most, which is
// enough for a page and far lighter.
func lean(t *testing.T, content []byte) []byte {
	t.Helper()
	full, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	count := map[color.Color]int{}
	for y := range full.Bounds().Dy() {
		for x := range full.Bounds().Dx() {
			count[full.At(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.Color) int { return count[b] - count[a] })
	few := image.NewPaletted(full.Bounds(), colours[:min(256, len(colours))])
	draw.Draw(few, few.Bounds(), full, full.Bounds().Min, draw.Src)
	var small bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, few); err != nil {
		t.Fatal(err)
	}
	return small.Bytes()
}
