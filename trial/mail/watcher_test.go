//go:build trial

package mail

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// watcher is who waits outside the daemon for its sign of life: it alarms when none
// has come for the interval and the grace.
type watcher struct {
	url   string
	alarm chan time.Time // the first alarm that nobody has seen yet
	patience
	heard chan struct{}

	mu   sync.Mutex
	beat time.Time // the last; zero: none came
}

// patience is what a watcher is told of the daemon.
type patience struct{ interval, grace time.Duration }

func newWatcher(t *testing.T, p patience) *watcher {
	w := &watcher{alarm: make(chan time.Time, 1), patience: p, heard: make(chan struct{}, 100)}
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		w.mu.Lock()
		w.beat = time.Now()
		w.mu.Unlock()
		w.heard <- struct{}{}
	}))
	w.url = server.URL + "/alive"
	end := make(chan struct{})
	go w.wait(end)
	t.Cleanup(func() { close(end); server.Close() })
	return w
}

// wait alarms from the first sign of life on.
func (w *watcher) wait(end chan struct{}) {
	var late <-chan time.Time
	for {
		select {
		case <-end:
			return
		case <-w.heard:
			late = time.After(w.interval + w.grace)
		case at := <-late:
			select {
			case w.alarm <- at:
			default:
			}
		}
	}
}

// last is when the last sign of life came.
func (w *watcher) last() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.beat
}

// hears waits for the first sign of life.
func (w *watcher) hears(within time.Duration) error {
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if !w.last().IsZero() {
			return nil
		}
	}
	return fmt.Errorf("no sign of life within %s of the start", within)
}

// alarmed says whether there was an alarm by now.
func (w *watcher) alarmed() bool { return len(w.alarm) > 0 }
