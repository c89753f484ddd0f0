package browser

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// routes are the patterns of all that is served, as web's table has them, so
// that a page which no test looks at is noticed.
func routes(t *testing.T) (patterns []string, mux *http.ServeMux) {
	t.Helper()
	text, err := os.ReadFile("../web/table.go")
	if err != nil {
		t.Fatal(err)
	}
	mux = http.NewServeMux()
	for _, m := range regexp.MustCompile(`(?m)^\s*"((?:GET|POST) /[^"]*)":`).FindAllStringSubmatch(string(text), -1) {
		patterns = append(patterns, m[1])
		mux.HandleFunc(m[1], http.NotFound)
	}
	if len(patterns) < 10 {
		t.Fatalf("web's table has %d rows; has it moved?", len(patterns))
	}
	return patterns, mux
}

// kind is what a path is one of: the pattern of its route, and the names in its
// query.
func kind(mux *http.ServeMux, method, path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	_, pattern := mux.Handler(&http.Request{Method: method, URL: u, Host: u.Host})
	var names []string
	for name, values := range u.Query() {
		if name == "kind" || name == "group" || name == "sort" {
			name += "=" + strings.Join(values, ",")
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.TrimSuffix(pattern+" ?"+strings.Join(names, "&"), " ?")
}

// links are where a page leads to, on this site, each address once.
const links = `[...new Set([...document.querySelectorAll('a[href]')].map(a => { const u = new URL(a.href); return u.origin === location.origin && u.pathname + u.search; }).filter(Boolean))]`

// searches are the addresses that the page's forms lead to which only ask for
// another page, sent as they are.
const searches = `[...document.forms].filter(f => f.method === 'get').map(f => new URL(f.action).pathname + '?' + new URLSearchParams([...new FormData(f)].filter(([, v]) => v)))`

// fetch asks for a path as the person in the tab would, without the browser, and
// gives the status and whether a page is shown rather than a file taken away.
func (b *tab) fetch(path string) (status int, shown bool) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, b.origin+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range call(b, network.GetCookies, network.GetCookiesParams{URLs: []string{b.origin + "/"}}).Cookies {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		b.Fatal(err)
	}
	defer a.Body.Close()
	_, _ = io.Copy(io.Discard, a.Body)
	return a.StatusCode, strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") && !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment")
}

// walk shows each kind of page that a person comes to by links alone, from the
// page that they begin with, and calls see there; files is called for each kind
// of file to take away. A kind that was seen is passed over. A link that leads to
// nothing fails the test.
func (b *tab) walk(mux *http.ServeMux, seen map[string]bool, see, files func(kind string)) {
	b.Helper()
	asked := map[string]bool{}
	for waiting := []string{b.path()}; len(waiting) > 0; {
		path := waiting[0]
		waiting = waiting[1:]
		k := kind(mux, http.MethodGet, path)
		if seen[k] {
			continue
		}
		seen[k] = true
		if status, shown := b.fetch(path); !shown && status == http.StatusOK {
			files(k)
			continue
		}
		if status := b.visit(path); status != http.StatusOK && !(asked[path] && status == http.StatusUnprocessableEntity) {
			b.Errorf("a link leads to %s, which is answered %d", path, status)
			continue
		}
		waiting = append(waiting, eval[[]string](b, links)...)
		for _, path := range eval[[]string](b, searches) {
			waiting, asked[path] = append(waiting, path), true
		}
		see(k)
	}
}

// shape is what a page is made of: each kind of element with its classes. A page
// of which all was on another is not tried again.
const shape = `[...new Set([...document.querySelectorAll('body *')].map(e => [e.tagName, e.getAttribute('class'), e.type, e.getAttribute('role')].join(' ')))]`

// unfold opens everything that is folded away, and says whether there was any.
const unfold = `[...document.querySelectorAll('details:not([open])')].map(d => d.open = true).length > 0`

// submit sends a form of the page by its place among all of them.
func (b *tab) submit(form int) {
	b.Helper()
	b.loading(func() {
		b.Helper()
		if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`(f => { const go = f.querySelector('button:not([type=button]), input[type=submit]'); go ? go.click() : f.submit(); return true; })(document.forms[`+strconv.Itoa(form)+`])`)); err != nil {
			b.Fatal(err)
		}
	})
}
