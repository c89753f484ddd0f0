package engine

import (
	"context"
	"sort"
	"sync"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/demo"
	"caseclock/store"
)

// large is an engine on a store of about 20,000 cases with 250,000 events.
func large(b *testing.B) *bench {
	b.Helper()
	k := newBench(b, "2026-03-02")
	k.reopen(func(s *Settings) {
		var all []AuthorityRules
		for _, a := range demo.Authorities() {
			r := AuthorityRules{ID: a.ID, Name: a.ID}
			for _, p := range a.Packs {
				r.Rules = append(r.Rules, PackFrom{Pack: p.Pack, From: p.From})
			}
			all = append(all, r)
		}
		book, err := BuildBook(all, nil)
		if err != nil {
			b.Fatal(err)
		}
		s.Book = book
	})
	k.bringEvents(demo.Generate(demo.Large(k.Today() - 1)))
	return k
}

// BenchmarkDesk gives lists and cases of a large store, each look in the audit
// trail on the disk before the answer, beside one write to the audit trail alone
// in the same run.
func BenchmarkDesk(b *testing.B) {
	k := large(b)
	bg := context.Background()
	keeper := k.sit(access.Coordinator, "coordinator-1", demo.Authorities()[0].ID)
	auditor := k.sit(access.Auditor, "auditor-1")
	first, err := keeper.Work(bg, WorkAsk{})
	if err != nil {
		b.Fatal(err)
	}
	line := first.Groups[0].Lines[0]
	chair := k.sit(access.Chair, line.Chair)
	for _, c := range []struct {
		name string
		do   func() error
	}{
		{"Work/chair", func() error { return second(chair.Work(bg, WorkAsk{})) }},
		{"Work/coordinator", func() error { return second(keeper.Work(bg, WorkAsk{})) }},
		{"Work/auditor", func() error { return second(auditor.Work(bg, WorkAsk{})) }},
		{"Cases/coordinator", func() error { return second(keeper.Cases(bg, CasesAsk{Sort: ByDaysLate})) }},
		{"Cases/auditor", func() error {
			return second(auditor.Cases(bg, CasesAsk{Sort: ByNextDue, Status: "met-late", Rule: "minutes", Page: 3}))
		}},
		{"Case", func() error { return second(keeper.Case(bg, line.CaseID)) }},
		{"Find", func() error { return second(keeper.Find(bg, line.Reference)) }},
		{"ReasonForm", func() error { return second(chair.ReasonForm(bg, line.CaseID, line.DeadlineKey)) }},
	} {
		b.Run(c.name, func(b *testing.B) { k.beside(b, c.do) })
	}
	b.Run("board", func(b *testing.B) {
		for b.Loop() {
			k.staleBoard()
			if err := k.wakeBoard(bg); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("touch", func(b *testing.B) {
		for b.Loop() {
			k.touch(line.CaseID)
		}
	})
}

// beside runs a look and one write to the audit trail in turns.
func (k *bench) beside(b *testing.B, look func() error) {
	var ours, writes time.Duration
	n := 0
	for b.Loop() {
		t := time.Now()
		if err := look(); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(t)
		t = time.Now()
		if err := k.Store().Record(context.Background(), store.Entry{By: "coordinator-1", Action: "look", Door: "web"}); err != nil {
			b.Fatal(err)
		}
		writes += time.Since(t)
		n++
	}
	b.ReportMetric(float64(ours)/float64(writes), "times-one-write")
	b.ReportMetric(float64(ours.Microseconds())/float64(n), "µs-look")
}

// BenchmarkDeskTogether is fifty people at once, with the middle and the slowest
// of a hundred.
func BenchmarkDeskTogether(b *testing.B) {
	k := large(b)
	keeper := k.sit(access.Coordinator, "coordinator-1", demo.Authorities()[0].ID)
	const people = 50
	together := func(do func() error) (all []time.Duration) {
		var wg sync.WaitGroup
		took := make([][]time.Duration, people)
		for i := range people {
			wg.Go(func() {
				for range 4 {
					t := time.Now()
					if err := do(); err != nil {
						b.Error(err)
					}
					took[i] = append(took[i], time.Since(t))
				}
			})
		}
		wg.Wait()
		for _, t := range took {
			all = append(all, t...)
		}
		return all
	}
	var ours, writes []time.Duration
	for b.Loop() {
		ours = append(ours, together(func() error { return second(keeper.Work(context.Background(), WorkAsk{})) })...)
		writes = append(writes, together(func() error {
			return k.Store().Record(context.Background(), store.Entry{By: "coordinator-1", Action: "look", Door: "web"})
		})...)
	}
	at := func(all []time.Duration, part float64) float64 {
		sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
		return float64(all[int(part*float64(len(all)-1))].Microseconds())
	}
	b.ReportMetric(at(ours, 0.5), "µs-median")
	b.ReportMetric(at(ours, 0.99), "µs-p99")
	b.ReportMetric(at(ours, 0.5)/at(writes, 0.5), "times-one-write")
}
