package draw

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium is the browser to try the page in. Where everything is to be tested
// it must be there; elsewhere the test is left out without it.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, "no Chromium in PATH")
	return ""
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// axe is the script that looks for faults of accessibility.
func axe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(os.Getenv("AXE_CORE"))
	if err != nil {
		missing(t, "AXE_CORE is not the path of axe.min.js: "+err.Error())
	}
	return string(script)
}

// tab is a page open in a browser, and what went wrong on it.
type tab struct {
	*testing.T
	browser context.Context
	lock    sync.Mutex
	faults  []string
}

// profile is a folder for a browser, of which a process may write there when
// the browser itself has ended; t.TempDir would fail the test for it.
func profile(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "profile")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { discard(dir) })
	return dir
}

// open shows the page in a browser of its own.
func open(t *testing.T, page string) *tab {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(chromium(t)), chromedp.UserDataDir(profile(t)), chromedp.WSURLReadTimeout(time.Minute))
	for _, f := range []string{"disable-gpu", "disable-quic", "disable-background-networking", "disable-component-update", "disable-sync"} {
		options = append(options, chromedp.Flag(f, true))
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	browser, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	ctx, close := chromedp.NewContext(browser)
	t.Cleanup(close)
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	b := &tab{T: t, browser: ctx}
	b.listen("file://" + file)
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	call(b, runtime.Enable, cdp.Empty{})
	b.do(chromedp.Navigate("file://" + file))
	return b
}

// listen notes each request but that for the page, each script error, and each
// thing that the browser complains of.
func (b *tab) listen(page string) {
	err := chromedp.Listen(b.browser, func(event any) {
		fault := ""
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if e.Request.URL != page {
				fault = "asks for " + e.Request.URL
			}
		case *runtime.EventExceptionThrown:
			fault = "script: " + e.ExceptionDetails.Text
		case *log.EventEntryAdded:
			fault = "the browser says: " + e.Entry.Text
		}
		if fault != "" {
			b.lock.Lock()
			defer b.lock.Unlock()
			b.faults = append(b.faults, fault)
		}
	})
	if err != nil {
		b.Fatal(err)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.browser, steps...); err != nil {
		b.Fatal(err)
	}
}

func call[P, R any](b *tab, c cdp.Command[P, R], params P) {
	b.Helper()
	if _, err := chromedp.Call(b.browser, c, params); err != nil {
		b.Fatal(err)
	}
}

// size sets the size of the window, and how many dots one pixel has.
func (b *tab) size(width, height int64, scale float64) {
	b.Helper()
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: scale})
}

// eval evaluates a script, and waits for what it promises.
func eval[T any](b *tab, script string) T {
	b.Helper()
	v, err := chromedp.Run(b.browser, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatal(err)
	}
	return v
}
