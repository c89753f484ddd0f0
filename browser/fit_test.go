package browser

import (
	"strings"
)

// spills finds what is lost or cut on a narrow screen: a page that moves
// sideways, a control beyond the edge, a place that scrolls and cannot be
// reached by keyboard or has no name.
const spills = `(() => {
	const lost = [], wide = document.scrollingElement.scrollWidth;
	if (wide > innerWidth) lost.push('the page is ' + wide + ' wide');
	for (const e of document.querySelectorAll('a, button, input, select, textarea, h1, h2, h3, summary, label, p')) {
		const at = e.getBoundingClientRect();
		if (e.closest('.cc_scroll, .visually-hidden, .ds_skip-links') || !at.width || getComputedStyle(e).clipPath !== 'none') continue;
		if (at.left < -0.5 || at.right > innerWidth + 0.5) lost.push(e.outerHTML.slice(0, 120) + ' reaches from ' + at.left + ' to ' + at.right);
	}
	for (const e of document.querySelectorAll('body *')) {
		const s = getComputedStyle(e);
		if (e.scrollWidth <= e.clientWidth + 1 || !e.clientWidth || e.closest('.visually-hidden, .ds_skip-links, svg') || s.clipPath !== 'none') continue;
		if (/^(TEXTAREA|SELECT|INPUT)$/.test(e.tagName)) continue; // they scroll as one types
		if (s.overflowX === 'hidden' || s.overflowX === 'clip') lost.push('cut off: ' + e.outerHTML.slice(0, 120));
		if ((s.overflowX === 'auto' || s.overflowX === 'scroll') && !(e.tabIndex === 0 && e.getAttribute('role') && (e.getAttribute('aria-label') || e.getAttribute('aria-labelledby'))))
			lost.push('scrolls, without keyboard or name: ' + e.outerHTML.slice(0, 120));
	}
	return [...new Set(lost)].slice(0, 8);
})()`

// words are those that a page shows, whatever their order and their case.
const shownWords = `[...new Set(document.body.innerText.toLowerCase().split(/[^\p{L}\p{N}]+/u))]`

// fits fails the test where something is lost on a screen 320 pixels wide, or
// on one of 1280 enlarged to 200 %.
func (b *tab) fits(state string) {
	b.Helper()
	b.size(1280, 900, 1)
	wide := eval[[]string](b, shownWords)
	for _, s := range []struct {
		what          string
		width, height int64
		scale         float64
	}{{"320 pixels wide", 320, 640, 1}, {"enlarged to 200 %", 640, 400, 2}} {
		b.size(s.width, s.height, s.scale)
		if lost := eval[[]string](b, spills); len(lost) > 0 {
			b.Errorf("%s, %s: %s", state, s.what, strings.Join(lost, "; "))
		}
		narrow := map[string]bool{}
		for _, w := range eval[[]string](b, shownWords) {
			narrow[w] = true
		}
		for _, w := range wide {
			if !narrow[w] {
				b.Errorf("%s, %s: %q is lost", state, s.what, w)
			}
		}
	}
	b.size(1280, 900, 1)
}
