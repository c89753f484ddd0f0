package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/demo"
	"caseclock/engine"
	"caseclock/store"
	"caseclock/web/pagetest"

	"github.com/rs/zerolog"
)

// atOnce is how many people ask for pages at the same time.
const atOnce = 50

// BenchmarkPages asks for pages over 20,000 cases with 250,000 events, 50 at
// once, and reports the median and the 99th percentile, and both beside those
// of a static page of the same size after one durable entry of the audit trail.
func BenchmarkPages(b *testing.B) {
	cases := 20_000
	if testing.Short() {
		cases = 500
	}
	o := demo.Large(deadline.DayOf(pagetest.Now))
	o.Cases = min(o.Cases, cases)
	w := benchSite(b, o)
	id := w.caseOf(b, "coordinator-1")
	for _, p := range []struct{ name, as, path string }{
		{"work-chair", "chair-1", "/work"}, {"work-coordinator", "coordinator-1", "/work"},
		{"cases", "coordinator-1", "/cases"}, {"case", "coordinator-1", "/cases/" + id},
	} {
		b.Run(p.name, func(b *testing.B) { w.compare(b, p.as, p.path) })
	}
}

func benchSite(b *testing.B, o demo.Options) *walk {
	b.Helper()
	w := &walk{Site: pagetest.Over(b, o), rows: withoutDoor(b)}
	accounts, err := w.Engine.OpenAccounts(b.Context(), engine.AccountOptions{})
	if err != nil {
		b.Fatal(err)
	}
	w.handler, err = New(Options{Engine: w.Engine, Accounts: accounts, Door: latch{}, Now: w.now, Log: zerolog.Nop(), Product: "caseclock test"})
	if err != nil {
		b.Fatal(err)
	}
	return w
}

// caseOf is a case with many events that a person may see.
func (w *walk) caseOf(b *testing.B, as string) (id string) {
	b.Helper()
	most := 0
	err := w.Store.Scan(context.Background(), func(k store.CaseKey, c *deadline.Case) error {
		if n := len(c.Facts); n > most && n <= 20 {
			if _, err := w.Engine.Desk(pagetest.People[as]).Case(context.Background(), k.String()); err == nil {
				id, most = k.String(), n
			}
		}
		if most == 20 {
			return errEnough
		}
		return nil
	})
	if err != nil && err != errEnough || id == "" {
		b.Fatal(err, id)
	}
	return id
}

var errEnough = fmt.Errorf("enough")

// compare measures a page and, in turns with it, the static one.
func (w *walk) compare(b *testing.B, as, path string) {
	first := w.ask(as, http.MethodGet, path)
	if first.Code != http.StatusOK {
		b.Fatalf("%s: %d", path, first.Code)
	}
	body := first.Body.Bytes()
	static := http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		if err := w.Store.Record(context.Background(), store.Entry{By: as, Action: "look", Door: "web"}); err != nil {
			b.Error(err)
		}
		_, _ = rw.Write(body)
	})
	n := max(b.N, 4*atOnce)
	var page, plain []time.Duration
	for range 4 {
		plain = append(plain, crowd(n/4, as, path, static)...)
		page = append(page, crowd(n/4, as, path, w.handler)...)
	}
	m, p := at(page, 50), at(page, 99)
	b.ReportMetric(float64(m.Microseconds())/1000, "median-ms")
	b.ReportMetric(float64(p.Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(m)/float64(at(plain, 50)), "x-static-median")
	b.ReportMetric(float64(p)/float64(at(plain, 99)), "x-static-p99")
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(len(body)), "page-bytes")
}

// crowd asks n times, so many at once, and gives how long each answer took.
func crowd(n int, as, path string, h http.Handler) []time.Duration {
	took := make([]time.Duration, n)
	var next atomic.Int64
	var people sync.WaitGroup
	for range atOnce {
		people.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				r := httptest.NewRequest(http.MethodGet, path, strings.NewReader(""))
				r.Header.Set("As", as)
				began := time.Now()
				h.ServeHTTP(httptest.NewRecorder(), r)
				took[i] = time.Since(began)
			}
		})
	}
	people.Wait()
	return took
}

func at(took []time.Duration, percent int) time.Duration {
	slices.Sort(took)
	return took[(len(took)-1)*percent/100]
}
