package browser

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// strange is a text that would be more than text where a page let it.
const strange = `"><img src=x onerror=alert(1)></textarea></title><script>alert(2)</script>{{7*7}}'=1+1`

// kept are the forms that are not sent: they would end the test's own session.
var kept = []string{"/sign-out"}

// filled fills a form's text fields, and says what kind of form it is; empty
// where it has none. The fields for days get the text too, or a day where the
// form is to be accepted.
const filled = `(f => {
	const texts = [...f.querySelectorAll('input, textarea')].filter(e => /^(text|search|password|email|textarea)$/.test(e.type));
	if (!texts.length) return '';
	for (const d of document.querySelectorAll('details')) d.open = true;
	for (const e of texts) {
		const day = e.classList.contains('ds_input--fixed-10');
		e.value = %[2]t && day ? (e.name === 'proposed' || e.name === 'until' || e.name === 'next' || e.name === 'planned' ? '28/9/2026' : '1/9/2026') : %[3]q;
	}
	for (const e of f.querySelectorAll('select')) if (%[2]t && e.selectedIndex === 0) e.selectedIndex = 1;
	return f.method + ' ' + new URL(f.action).pathname;
})(document.forms[%[1]d])`

// turned finds what a strange text became, if not text.
const turned = `[...document.querySelectorAll('img, script, [onerror]')].map(e => e.outerHTML.slice(0, 100))`

// Whatever is typed into any field of any form is shown as text: with script on,
// nothing of it runs, and the browser refuses nothing, since there is nothing to
// refuse. Each page that says what is wrong passes axe's rules, fits a narrow
// screen, begins its title with "Error:" and leads to its fields.
func TestStrangeTextInEveryField(t *testing.T) {
	script := axe(t)
	s := demonstration(t)
	_, mux := routes(t)
	done, first, second := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, role := range []string{"coordinator", "manager", "auditor", "admin"} {
		t.Run(role, func(t *testing.T) {
			b := s.enter(t, role)
			b.script(true)
			var pages []string
			b.walk(mux, first, func(string) { pages = append(pages, b.path()) }, func(string) {})
			for _, path := range pages {
				b.fillForms(mux, path, script, done)
			}
			b.visit("/")
			b.script(true)
			b.walk(mux, second, func(kind string) { b.plain(kind) }, func(string) {})
		})
	}
	if len(done) < 24 {
		t.Errorf("only %d forms were tried: %v", len(done), done)
	}
}

// plain fails the test where a page made something of a strange text.
func (b *tab) plain(where string) {
	b.Helper()
	if found := eval[[]string](b, turned); len(found) > 0 {
		b.Errorf("%s: the text became %s", where, strings.Join(found, " and "))
	}
}

// fillForms fills and sends each form of a page that was not tried before: once
// with strange texts alone, and once with days where days belong, so that some
// of it is recorded.
func (b *tab) fillForms(mux *http.ServeMux, path, script string, done map[string]bool) {
	b.Helper()
	for form := 0; ; form++ {
		for _, likely := range []bool{false, true} {
			b.visit(path)
			if form >= eval[int](b, `document.forms.length`) {
				return
			}
			at := eval[string](b, fmt.Sprintf(filled, form, likely, strange))
			if at == "" {
				break
			}
			method, action, _ := strings.Cut(at, " ")
			kind := fmt.Sprintf("%s %d %t", kind(mux, strings.ToUpper(method), action)+query(path), form, likely)
			if done[kind] || slices.Contains(kept, action) {
				continue
			}
			done[kind] = true
			b.script(true)
			b.submit(form)
			b.plain(kind)
			b.refusal(script, kind, likely)
		}
	}
}

// query is what of an address chooses the form.
func query(path string) string {
	_, q, _ := strings.Cut(path, "?kind=")
	return " " + q
}

// refusal looks at a page that says what is wrong with a form.
func (b *tab) refusal(script, kind string, likely bool) {
	b.Helper()
	status := b.answered()
	if status >= 500 || status == http.StatusBadRequest {
		b.Errorf("%s is answered %d", kind, status)
	}
	if status != http.StatusUnprocessableEntity {
		return
	}
	if !strings.HasPrefix(b.title(), "Error: ") {
		b.Errorf("%s: the title is %q", kind, b.title())
	}
	if dead := eval[[]string](b, `[...document.querySelectorAll('#summary a')].map(a => a.hash).filter(h => !document.querySelector(h)?.matches('input, select, textarea, fieldset, [tabindex], .ds_field-group'))`); len(dead) > 0 {
		b.Errorf("%s: the summary leads to no field by %v", kind, dead)
	}
	if !likely && news(b.tried, strings.Join(strings.Fields(kind)[:2], " "), eval[[]string](b, shape)) {
		b.accessible(script, kind+", refused")
		b.fits(kind + ", refused")
	}
}
