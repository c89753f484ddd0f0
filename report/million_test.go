package report_test

import (
	"flag"
	"fmt"
	"runtime"
	"testing"

	"caseclock/deadline"
	"caseclock/demo"
	"caseclock/report"
)

var million = flag.Bool("million", false, "count a million cases that are invented on the fly, and say what memory the counting takes")

// TestMillion counts a million cases in a year with eight quarters beside it,
// 2,000 at a time, holding no more of them than that. It says how much the
// counting keeps.
func TestMillion(t *testing.T) {
	batches := 5
	if *million {
		batches = 500
	}
	f, book := report.New(yearOptions()), bookOf(t)
	var r deadline.Reckoner
	start, cases, events, deadlines := heap(), 0, 0, 0
	for seed := range batches {
		o := demo.Large(asAt)
		o.Seed, o.Cases = uint64(seed+1), 2000
		for _, c := range casesOf(demo.Generate(o)) {
			rename(&c, seed)
			ds, qs := r.Look(&c, book, deadline.Moment{AsAt: asAt})
			f.Add(&c, ds, qs)
			cases, events, deadlines = cases+1, events+len(c.Facts), deadlines+len(ds)
		}
	}
	kept := heap() - start
	n := f.Report(report.About{})
	t.Logf("%d cases, %d events, %d deadlines: %d bytes kept, %.0f a case; %d cases in the report",
		cases, events, deadlines, kept, float64(kept)/float64(cases), n.Cases)
	if most := 400 * cases; kept > most {
		t.Errorf("%d bytes kept of %d cases; at most %d are wanted", kept, cases, most)
	}
	if n.Cases != cases {
		t.Errorf("%d cases in the report, not %d", n.Cases, cases)
	}
}

// rename keeps the cases and meetings of one batch apart from another's.
func rename(c *deadline.Case, batch int) {
	c.Ref = fmt.Sprintf("%d-%s", batch, c.Ref)
	for i := range c.Events {
		if e := &c.Events[i]; e.Meeting != "" {
			e.Meeting = fmt.Sprintf("%d-%s", batch, e.Meeting)
		}
	}
}

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
