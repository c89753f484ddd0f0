// Package status serves the page for IT: whether Caseclock works, what became of
// mail, and the configuration in force. It shows numbers and ids of people and
// rules, and no case.
package status

import (
	"embed"
	"fmt"
	"time"

	"caseclock/access"
	"caseclock/engine"
	"caseclock/web/page"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pages = page.Parse(pageFiles)

// Routes are the pages of the status.
func Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /status", Handle: show},
		{Pattern: "POST /status/mail/{id}", Handle: again},
		{Pattern: "POST /status/verify", Handle: verify},
	}
}

// view is what the page is made from.
type view struct {
	engine.Health
	Took, Beats, Size string
	Canaries          string // how often one is sent
	Verified          string // what was last found
	MayVerify         bool
	Rules             []ruleLine
	WellName          string
	Late              bool // no evaluation has finished for a while
	Bounces           bool // what comes back is read
	Events, Entries   int  // of the store
	name              func(id string) string
}

// NameOf is a person's name with their id.
func (v *view) NameOf(id string) string {
	if name := v.name(id); name != id {
		return name + " (" + id + ")"
	}
	return id
}

// ruleLine is how many deadlines are out of timescale under a rule.
type ruleLine struct {
	Rule  string
	Count int
}

// stale is after what time without a whole evaluation the page says so.
const stale = 15 * time.Minute

// show answers GET /status.
func show(x *page.Exchange) error { return showWith(x, nil) }

func showWith(x *page.Exchange, faults page.Faults) error {
	h, err := x.Desk.Health(x.R.Context())
	if err != nil {
		return err
	}
	v := &view{Health: h, Took: spanWords(h.Took), Size: sizeWords(h.Store.Stats.FileBytes), MayVerify: x.Viewer.Everywhere(access.MendMail),
		WellName: x.PersonName(h.Mail.WellTo), Bounces: x.Kit.Engine.Returned.Path != "", Late: x.Kit.Now().Sub(h.Evaluated) > stale,
		Events: int(h.Store.Stats.Events), Entries: int(h.Store.Stats.Entries), name: x.PersonName}
	if h.Mail.BeatEvery > 0 {
		v.Beats = h.Mail.BeatEvery.String()
	}
	if h.Mail.Canary != nil {
		v.Canaries = h.Mail.Canary.Every.String()
	}
	for _, id := range x.Kit.Engine.Book.RuleIDs() {
		if n := h.Found.BreachesByRule[id]; n > 0 {
			v.Rules = append(v.Rules, ruleLine{id, n})
		}
	}
	return x.Show(pages, "status.html", page.View{Title: "Status", Here: "/status", Faults: faults, Data: v})
}

// spanWords writes a span of time as people do.
func spanWords(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d milliseconds", d.Milliseconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.1f seconds", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// sizeWords writes a number of bytes.
func sizeWords(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d kB", (n+1023)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// again answers POST /status/mail/{id}: a message that was refused is tried
// again with the next evaluation.
func again(x *page.Exchange) error {
	var faults page.Faults
	err := x.Desk.TryAgain(x.R.Context(), x.R.PathValue("id"))
	if faults.Take(err) {
		return showWith(x, faults)
	}
	if err != nil {
		return err
	}
	return x.Say("/status", "again")
}

// verify answers POST /status/verify: every record of the store is read.
func verify(x *page.Exchange) error {
	if _, err := x.Desk.Verify(x.R.Context()); err != nil {
		return err
	}
	return x.Say("/status", "verified")
}
