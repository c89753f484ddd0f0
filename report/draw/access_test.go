package draw

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Every page passes axe's rules, those of AAA and of good practice among them,
// on a wide screen and on a telephone.
func TestAxeFindsNothing(t *testing.T) {
	script := axe(t)
	for name, r := range pages() {
		r.Sections = r.Sections[:min(len(r.Sections), 2)] // the others are like them
		t.Run(name, func(t *testing.T) {
			b := open(t, drawn(t, r))
			b.do(chromedp.Evaluate[chromedp.Void](script))
			for _, width := range []int64{1280, 360} {
				b.size(width, 800, 1)
				for _, v := range violations(b) {
					t.Errorf("%d wide: %s", width, v)
				}
			}
		})
	}
}

func violations(b *tab) []string {
	b.Helper()
	result := eval[string](b, `axe.run(document, {rules: Object.fromEntries(axe.getRules().map(r => [r.ruleId, {enabled: true}]))}).then(r => JSON.stringify(r))`)
	var of struct {
		Violations []struct {
			ID, Help string
			Nodes    []struct{ HTML, FailureSummary string }
		}
		Passes []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(result), &of); err != nil {
		b.Fatal(err)
	}
	if len(of.Passes) < 20 {
		b.Fatalf("axe tried %d rules", len(of.Passes))
	}
	var vs []string
	for _, v := range of.Violations {
		n := v.Nodes[0]
		vs = append(vs, fmt.Sprintf("%s: %s (%d places, such as %.200s: %s)", v.ID, v.Help, len(v.Nodes), n.HTML, n.FailureSummary))
	}
	return vs
}

// The page asks for nothing and the browser complains of nothing; what is wide
// scrolls in a place of its own, and the page never sideways: on a telephone,
// and on a screen enlarged to 400 %.
func TestPageInABrowser(t *testing.T) {
	for name, r := range pages() {
		t.Run(name, func(t *testing.T) {
			b := open(t, drawn(t, r))
			for _, s := range []struct {
				width, height int64
				scale         float64
			}{{1280, 800, 1}, {360, 740, 1}, {320, 256, 4}} {
				b.size(s.width, s.height, s.scale)
				if wide := eval[int64](b, `document.documentElement.scrollWidth`); wide > s.width {
					t.Errorf("at %d the page is %d wide", s.width, wide)
				}
				loose := eval[[]string](b, `[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth && !(e.tabIndex === 0 && e.getAttribute('role') && e.getAttribute('aria-labelledby').split(' ').every(id => document.getElementById(id).textContent))).map(e => e.outerHTML.slice(0, 200))`)
				if len(loose) > 0 {
					t.Errorf("at %d not reached by keyboard, or not named: %s", s.width, strings.Join(loose, "; "))
				}
			}
			b.lock.Lock()
			defer b.lock.Unlock()
			for _, f := range b.faults {
				t.Error(f)
			}
		})
	}
}

// In print nothing is wider than its page, no text is smaller than 8 points,
// and the mark stands on it.
func TestPrintFitsItsPage(t *testing.T) {
	for name, r := range pages() {
		t.Run(name, func(t *testing.T) {
			b := open(t, drawn(t, r))
			call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
			for _, s := range []struct {
				what        string
				millimetres float64
			}{{".figure:not(.wide), h1, h2, p, dl", 178}, {".figure.wide", 265}} {
				b.size(int64(s.millimetres*96/25.4), 1000, 1)
				wide := eval[[]string](b, fmt.Sprintf(`[...document.querySelectorAll('%s')].filter(e => e.scrollWidth > %v).map(e => e.scrollWidth + ' of %v: ' + e.textContent.slice(0, 90))`, s.what, s.millimetres*96/25.4+1, s.millimetres*96/25.4))
				if len(wide) > 0 {
					t.Errorf("wider than its page: %s", strings.Join(wide, "\n"))
				}
				if small := eval[[]string](b, smallText); len(small) > 0 {
					t.Errorf("smaller than 8 points: %s", strings.Join(small, "\n"))
				}
			}
		})
	}
}

// In a reader's own colours, dark here, drawings take them: ink is the colour of
// text, and paper that of the page.
func TestDrawingsInReadersColours(t *testing.T) {
	b := open(t, drawn(t, committeePage()))
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}, {Name: "prefers-color-scheme", Value: "dark"}}})
	colours := eval[[]string](b, `(() => {
		const of = (what, property) => getComputedStyle(document.querySelector(what))[property];
		return [of('body', 'color'), of('.part-1', 'fill'), of('.lines', 'stroke'), of('.frame', 'stroke'), of('.stroke', 'stroke'), of('.plot text', 'fill'), of('body', 'backgroundColor'), of('.part-2', 'fill'), of('.mark-of.open', 'fill')];
	})()`)
	ink, paper := colours[0], colours[6]
	if ink == paper {
		t.Errorf("text and page are both %s", ink)
	}
	for i, c := range colours {
		if i < 6 && c != ink || i >= 6 && c != paper {
			t.Errorf("colours %v: the one at %d is neither", colours, i)
		}
	}
}

// smallText finds texts that are smaller than 8 points, drawings' too.
const smallText = `(() => {
	const small = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const e = walk.currentNode.parentElement;
		if (!walk.currentNode.data.trim() || e.closest('title, desc') || !e.getClientRects().length) continue;
		const scale = e.getScreenCTM ? Math.abs(e.ownerSVGElement.getScreenCTM().a) : 1;
		const points = parseFloat(getComputedStyle(e).fontSize) * scale * 72 / 96;
		if (points < 7.99) small.push(points.toFixed(2) + ': ' + walk.currentNode.data.slice(0, 40));
	}
	return [...new Set(small)];
})()`
