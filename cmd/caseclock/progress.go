package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a long run has come, on a terminal and nowhere else.
type progress struct {
	bar  *progressbar.ProgressBar
	what string
}

// newProgress begins a bar of bytes on w, with rate and time left. total may
// be 0 where it is not known.
func newProgress(w io.Writer, what string, total int64) *progress {
	p := &progress{what: what}
	if !terminal(w) {
		return p
	}
	if total <= 0 {
		total = -1
	}
	p.bar = progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(w), progressbar.OptionShowBytes(true), progressbar.OptionSetWidth(30),
		progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetDescription(what), progressbar.OptionClearOnFinish(),
		progressbar.OptionEnableColorCodes(false))
	return p
}

// at says how many bytes and rows have been dealt with.
func (p *progress) at(bytes int64, rows int) {
	if p.bar == nil {
		return
	}
	p.bar.Describe(fmt.Sprintf("%s, %d rows", p.what, rows))
	_ = p.bar.Set64(bytes)
}

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

// terminal says whether somebody looks at w.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// counter shows how many of something were dealt with, where the number of all
// is not known, on a terminal and nowhere else.
type counter struct{ bar *progressbar.ProgressBar }

func newCounter(w io.Writer, what string) *counter {
	c := &counter{}
	if terminal(w) {
		c.bar = progressbar.NewOptions64(-1, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
			progressbar.OptionShowIts(), progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(), progressbar.OptionEnableColorCodes(false))
	}
	return c
}

// at says how many were dealt with.
func (c *counter) at(n int) {
	if c.bar != nil {
		_ = c.bar.Set(n)
	}
}

// end takes it away.
func (c *counter) end() {
	if c.bar != nil {
		_ = c.bar.Finish()
	}
}
