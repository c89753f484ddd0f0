package browser

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// ending are what the package must end before it ends itself.
var ending struct {
	sync.Mutex
	steps []func()
}

// atEnd notes what is to be done when all tests are over, the last first.
func atEnd(step func()) {
	ending.Lock()
	defer ending.Unlock()
	ending.steps = append(ending.steps, step)
}

func TestMain(m *testing.M) {
	status := m.Run()
	slices.Reverse(ending.steps)
	for _, step := range ending.steps {
		step()
	}
	os.Exit(status)
}

// missing leaves a test out, or fails it where everything is to be tested.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// chromium starts one browser for all tests; each has a tab with cookies of its
// own there.
var chromium = sync.OnceValues(func() (context.Context, error) {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		return nil, exec.ErrNotFound
	}
	profile, err := os.MkdirTemp("", "profile")
	if err != nil {
		return nil, err
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.WSURLReadTimeout(time.Minute))
	for _, f := range []string{"disable-gpu", "disable-quic", "disable-component-update", "force-prefers-reduced-motion"} {
		options = append(options, chromedp.Flag(f, true))
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closed := chromedp.NewContext(allocator)
	atEnd(func() { closed(); end(); discard(profile) })
	return ctx, chromedp.Do(ctx)
})

// discard removes a profile, into which a process of the browser may still be
// writing.
func discard(dir string) {
	for range 50 {
		if os.RemoveAll(dir) == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}
