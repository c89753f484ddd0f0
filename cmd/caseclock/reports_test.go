package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// quarterly adds the quarter's report to a site's configuration.
func (p *site) quarterly() {
	p.configure("schedule:", `reports: [{id: quarter, period: quarter, to: [cpc-1, cpc-2]}]
schedule:`)
	p.configure("people:", `people:
  - {id: cpc-1, name: CPC One, email: cpc1@council.example, role: committee}
  - {id: cpc-2, name: CPC Two, email: cpc2@council.example, role: committee}`)
}

// told are the mails about a report, by whom they are for.
func (p *postbox) told() (to []string) {
	for _, m := range p.mail() {
		if !strings.Contains(m, "Subject: Caseclock: a report has been made") {
			continue
		}
		for _, line := range strings.Split(m, "\r\n") {
			if who, is := strings.CutPrefix(line, "To: "); is {
				to = append(to, who)
			}
		}
	}
	slices.Sort(to)
	return slices.Compact(to)
}

// The daemon makes the quarter's report on its day and tells the committee's
// people; killed while it tells them, it makes no second one, and every message
// that comes again is the same. Commands read it through the daemon as on the
// file.
func TestTheDaemonIssuesTheQuartersReport(t *testing.T) {
	box := newPostbox(t)
	p := newSite(t, box.port)
	p.quarterly()
	p.now = "2026-02-10T09:00:00Z"
	p.run("import", "--mapping", exports("conferences.mapping.yaml"), exports("conferences.csv"))
	d := p.serve()
	await(t, "the first wake is over", p.ready)
	d.term()
	if len(box.told()) > 0 || !strings.Contains(p.run("reports", "list"), "none") {
		t.Fatal("a report was made in February")
	}

	p.now = "2026-04-15T09:00:00Z"
	reached := make(chan struct{}, 8)
	hold := make(chan struct{})
	box.mu.Lock()
	box.hold = func() { reached <- struct{}{}; <-hold }
	box.mu.Unlock()
	d = p.serve()
	for len(box.told()) == 0 { // the digests come first
		<-reached
		if len(box.told()) == 0 {
			hold <- struct{}{}
		}
	}
	d.kill() // the message is there and was not answered
	close(hold)
	box.mu.Lock()
	box.hold = nil
	box.mu.Unlock()
	held := box.mail()[len(box.mail())-1]
	p.now = "2026-04-15T10:00:00Z"
	d = p.serve()
	await(t, "both are told", func() bool { return len(box.told()) == 2 })
	await(t, "the wake is over", p.ready)

	reads := [][]string{{"reports", "list"}, {"reports", "list", "--format", "csv"}, {"reports", "show", "quarter-2026Q1"},
		{"reports", "show", "quarter-2026Q1", "--format", "html"}, {"reports", "show", "quarter-2026Q1", "--format", "xlsx"}, {"reports", "again", "quarter-2026Q1"}}
	var through []string
	for _, args := range reads {
		through = append(through, p.run(args...))
	}
	if list := through[1]; strings.Count(list, "\n") != 2 || !strings.Contains(list, "\nquarter-2026Q1,quarter,,2026-01-01,2026-03-31,2026-04-15,2026-04-15,") {
		t.Errorf("issued:\n%s", list)
	}
	if !strings.Contains(through[5], "every form is the same, byte for byte") {
		t.Errorf("again: %s", through[5])
	}
	p.run("reports", "show", "quarter-2026Q1", "--out", "out")
	if page, err := os.ReadFile(filepath.Join(p.dir, "out", "report.html")); err != nil || string(page) != through[3] {
		t.Errorf("written to a directory the page is another: %v", err)
	}
	d.term()
	for i, args := range reads {
		if got := p.run(args...); got != through[i] {
			t.Errorf("caseclock %s on the file:\n%.300s\nthrough the daemon:\n%.300s", strings.Join(args, " "), got, through[i])
		}
	}
	again := 0
	for _, m := range box.mail() {
		if m == held {
			again++
		}
		if strings.Contains(m, "a report has been made") && (strings.Contains(m, "CP-") || strings.Contains(m, "<table")) {
			t.Errorf("a mail about a report says too much:\n%s", m)
		}
	}
	if again != 2 {
		t.Errorf("the message that was held came %d times the same", again)
	}
	if strings.Contains(d.log.String(), "CP-0") {
		t.Errorf("the log names a case: %s", d.log)
	}
	p.run("verify")
}
