package browser

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// stops is how many times Tab may be pressed on the way to something.
const stops = 400

// focused tells of what has the focus: its name as a screen reader would say
// it, and what is wrong with how it is seen.
const focused = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return ['', ''];
	const by = id => document.getElementById(id)?.textContent ?? '';
	const name = e.getAttribute('aria-label') || (e.getAttribute('aria-labelledby') ?? '').split(' ').map(by).join(' ').trim() ||
		[...(e.labels ?? [])].map(l => l.textContent).join(' ') || e.textContent || e.value || '';
	const drawn = e.type === 'radio' || e.type === 'checkbox' ? [e, e.labels[0]] : [e];
	const marked = drawn.some(d => [null, '::before', '::after'].some(p => {
		const s = getComputedStyle(d, p);
		return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1 || s.boxShadow !== 'none';
	}));
	const at = drawn.at(-1).getBoundingClientRect();
	const seen = at.width > 0 && at.height > 0 && at.bottom > 0 && at.top < innerHeight && at.right > 0 && at.left < innerWidth;
	return [name.replace(/\s+/g, ' ').trim(), !marked ? 'is not marked' : !seen ? 'is out of sight' : ''];
})()`

// press presses keys one after the other.
func (b *tab) press(keys string) {
	b.Helper()
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent(keys)); err != nil {
		b.Fatal(err)
	}
}

// tabTo presses Tab until something whose name has this part has the focus, and
// fails where the focus is lost, or not to be seen, on the way.
func (b *tab) tabTo(name string) {
	b.Helper()
	var heard []string
	for range stops {
		b.press(kb.Tab)
		f := eval[[]string](b, focused)
		if f[1] != "" {
			b.Errorf("%s: the focus %s at %q", b.path(), f[1], f[0])
		}
		heard = append(heard, f[0])
		if strings.Contains(strings.ToLower(f[0]), strings.ToLower(name)) {
			return
		}
		if f[0] == "" && len(heard) > 1 && heard[len(heard)-2] == "" {
			break
		}
	}
	b.Fatalf("%s, %q: Tab never comes to %q; it comes to %q", b.path(), b.title(), name, heard)
}

// follow goes to something by Tab and presses Enter, which leads to another page.
func (b *tab) follow(name string) {
	b.Helper()
	b.tabTo(name)
	b.loading(func() { b.press(kb.Enter) })
}

// write goes to a field by Tab and types into it, over what is there.
func (b *tab) write(label, text string) {
	b.Helper()
	b.tabTo(label)
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent(kb.Delete), chromedp.KeyEvent(text)); err != nil {
		b.Fatal(err)
	}
}

// choose goes to a list by Tab and types the beginning of an entry's text.
func (b *tab) choose(label, text string) {
	b.Helper()
	b.tabTo(label)
	b.press(text)
	if got := eval[string](b, `document.activeElement.selectedOptions?.[0]?.text ?? 'no list'`); !strings.HasPrefix(got, text) {
		b.Fatalf("%s: typing %q into %q chose %q", b.path(), text, label, got)
	}
}

// named is a selector for what has a part of a name, where a test must ask
// whether it is there.
func (b *tab) offers(name string) bool {
	b.Helper()
	return eval[bool](b, fmt.Sprintf(`[...document.querySelectorAll('main a, main button')].some(e => e.textContent.replace(/\s+/g, ' ').includes(%q))`, name))
}
