package seal_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"caseclock/deadline"
	"caseclock/store"
)

// A scan of a sealed store, which opens each case and its secret, against opening
// as many values of that size and nothing else.
func BenchmarkSealedScan(b *testing.B) {
	const cases = 5000
	k := keys(master(b))
	s := open(b, filepath.Join(b.TempDir(), "caseclock.db"), k)
	_, err := s.AppendMany(bg, store.Import{Key: "bench"}, func(yield func(store.CaseWrite, error) bool) {
		for i := range cases {
			if !yield(store.CaseWrite{Ref: refOf(i), Events: history(), Rows: rows(i)}, nil) {
				return
			}
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	_, ring, err := k.New([16]byte{1})
	if err != nil {
		b.Fatal(err)
	}
	sealed := make([][]byte, cases)
	for i := range sealed {
		if sealed[i], err = ring.Seal(nil, make([]byte, 470), []byte("id of twenty-one byte")); err != nil {
			b.Fatal(err)
		}
	}
	var ours, raw time.Duration
	n := 0
	for b.Loop() {
		at := cpu(b)
		if err := s.Scan(bg, func(_ store.CaseKey, c *deadline.Case) error { n += len(c.Facts); return nil }); err != nil {
			b.Fatal(err)
		}
		between := cpu(b)
		for _, v := range sealed {
			plain, err := ring.Open(nil, v, []byte("id of twenty-one byte"))
			if err != nil {
				b.Fatal(err)
			}
			n += len(plain)
		}
		ours, raw = ours+between-at, raw+cpu(b)-between
	}
	b.ReportMetric(float64(ours)/float64(max(raw, 1)), "times-opening-alone")
	b.ReportMetric(float64(ours)/float64(b.N*cases), "cpu-ns/case")
}

// history is what a case of some thirteen events holds.
func history() (events []deadline.Event) {
	const first = deadline.Date(2461042)
	events = append(events, deadline.Event{Kind: deadline.CaseAssigned, On: first, Authority: "stirling", Chair: "chair-1"})
	for i := range deadline.Date(12) {
		events = append(events, deadline.Event{Kind: deadline.CoreGroupHeld, On: first + 10*i, By: "clerk-1", Source: "export.csv:12", Family: "a family's reference"})
	}
	return events
}

func rows(i int) []store.Row {
	r := store.Row{Source: "s", Key: fmt.Sprint(i)}
	for n := range 13 {
		r.Events = append(r.Events, store.RowEvent{Label: fmt.Sprint(n), New: n})
	}
	return []store.Row{r}
}

// cpu is the processor time that this process has used.
func cpu(b *testing.B) time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
