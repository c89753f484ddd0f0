package browser

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take: it is there to end a test that hangs.
const patience = time.Minute

// tab is a tab of the browser with cookies of its own, and what went wrong in it.
type tab struct {
	*testing.T
	ctx    context.Context
	origin string   // of the site under test
	others []string // origins beside it that may be asked

	tried map[string]map[string]bool // what refusals are made of, by form

	lock   sync.Mutex
	came   *sync.Cond
	loads  int      // pages loaded so far
	forms  int      // forms posted so far
	asked  []string // addresses of pages, in order, redirects too
	status int64    // of the last page
	faults []string
}

// open gives a tab for a site, in which script is off: the pages have none.
func open(t *testing.T, origin string, others ...string) *tab {
	t.Helper()
	browser, err := chromium()
	if errors.Is(err, exec.ErrNotFound) {
		missing(t, "no Chromium in PATH")
	} else if err != nil {
		t.Fatal(err)
	}
	ctx, end := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	b := &tab{T: t, ctx: ctx, origin: origin, others: others, tried: map[string]map[string]bool{}}
	b.came = sync.NewCond(&b.lock)
	t.Cleanup(func() {
		end()
		for _, f := range b.faults {
			t.Error(f)
		}
	})
	if err := chromedp.Listen(ctx, b.note); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx); err != nil { // begins the tab, whose life is that of this context
		t.Fatal(err)
	}
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	call(b, runtime.Enable, cdp.Empty{})
	call(b, page.Enable, page.EnableParams{})
	b.script(false)
	b.size(1280, 900, 1)
	return b
}

// note keeps what the browser tells: pages loaded, and faults.
func (b *tab) note(event any) {
	b.lock.Lock()
	defer b.lock.Unlock()
	switch e := event.(type) {
	case *page.EventLoadEventFired:
		b.loads++
		b.came.Broadcast()
	case *network.EventRequestWillBeSent:
		if e.Request.Method == http.MethodPost {
			b.forms++
		}
		if e.Type == network.ResourceTypeDocument {
			b.asked = append(b.asked, e.Request.URL)
		}
		if !b.allowed(e.Request.URL) {
			b.faults = append(b.faults, "asks for "+e.Request.URL)
		}
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument {
			b.status = e.Response.Status
		} else if e.Response.Status >= 400 && e.Response.URL != b.origin+"/favicon.ico" {
			b.faults = append(b.faults, fmt.Sprintf("%s is answered %d", e.Response.URL, e.Response.Status))
		}
	case *runtime.EventExceptionThrown:
		b.faults = append(b.faults, "script: "+e.ExceptionDetails.Text)
	case *page.EventJavascriptDialogOpening:
		b.faults = append(b.faults, "a dialog says "+e.Message)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelVerbose || b.allowedBeside(e.Entry.URL) {
			return
		}
		if cleared := strings.HasPrefix(e.Entry.Text, "Clear-Site-Data header on"); cleared && e.Entry.Level == log.EntryLevelInfo {
			return // what signing out asks for
		}
		if !strings.HasPrefix(e.Entry.Text, "Failed to load resource: the server responded with a status of") {
			b.faults = append(b.faults, fmt.Sprintf("at %s the browser says: %s", e.Entry.URL, e.Entry.Text))
		}
	}
}

// allowed says whether an address belongs to the site, or to what may be asked
// beside it.
func (b *tab) allowed(address string) bool {
	return strings.HasPrefix(address, b.origin+"/") || b.allowedBeside(address) || strings.HasPrefix(address, "data:image/") || address == "about:blank"
}

// allowedBeside says whether an address belongs to what may be asked beside the
// site, whose own faults are not the site's.
func (b *tab) allowedBeside(address string) bool {
	return slices.ContainsFunc(b.others, func(o string) bool { return strings.HasPrefix(address, o+"/") })
}

// last is the latest address of a page that began like this.
func (b *tab) last(begins string) string {
	b.Helper()
	b.lock.Lock()
	defer b.lock.Unlock()
	for _, a := range slices.Backward(b.asked) {
		if strings.HasPrefix(a, begins) {
			return a
		}
	}
	b.Fatalf("nothing was asked of %s, only %q", begins, b.asked)
	return ""
}

// loading does what leads to another page, and waits until that is there.
func (b *tab) loading(act func()) {
	b.Helper()
	b.lock.Lock()
	before := b.loads
	b.lock.Unlock()
	act()
	late := time.AfterFunc(patience, func() {
		b.lock.Lock()
		defer b.lock.Unlock()
		b.loads = -1 << 40
		b.came.Broadcast()
	})
	defer late.Stop()
	b.lock.Lock()
	for b.loads == before {
		b.came.Wait()
	}
	gone := b.loads < 0
	b.lock.Unlock()
	if gone {
		b.Fatalf("no page came after %s", b.path())
	}
}

// visit shows a page by its path and gives its status.
func (b *tab) visit(path string) int64 {
	b.Helper()
	b.loading(func() {
		b.Helper()
		if !strings.HasPrefix(path, "http") {
			path = b.origin + path
		}
		if r, err := chromedp.Call(b.ctx, page.Navigate, page.NavigateParams{URL: path}); err != nil || r.ErrorText != "" {
			b.Fatalf("%s: %v %s", path, err, r.ErrorText)
		}
	})
	return b.answered()
}

// answered is the status of the page that is shown.
func (b *tab) answered() int64 {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.status
}

// counted is how many pages have been loaded and how many forms posted.
func (b *tab) counted() (loads, forms int) {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.loads, b.forms
}

func (b *tab) path() string {
	b.Helper()
	return eval[string](b, `location.pathname + location.search`)
}

func (b *tab) title() string {
	b.Helper()
	return eval[string](b, `document.title`)
}

// text is what a reader of the main part sees.
func (b *tab) text() string {
	b.Helper()
	return eval[string](b, `(document.querySelector('main') ?? document.body).innerText`)
}

// says fails the test where the page does not show a text.
func (b *tab) says(texts ...string) {
	b.Helper()
	for _, text := range texts {
		if !strings.Contains(b.text(), text) {
			b.Fatalf("%s, %q, does not say %q but\n%s", b.path(), b.title(), text, b.text())
		}
	}
}

// script lets scripts run, or not. What a test evaluates runs either way, but
// without timers.
func (b *tab) script(on bool) {
	b.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// size sets the size of the window in CSS pixels, and how many dots one has.
func (b *tab) size(width, height int64, scale float64) {
	b.Helper()
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: scale})
}

func call[P, R any](b *tab, c cdp.Command[P, R], params P) R {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	r, err := chromedp.Call(ctx, c, params)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// eval evaluates a script, and waits for what it promises.
func eval[T any](b *tab, script string) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%v: %.200s", err, script)
	}
	return v
}
