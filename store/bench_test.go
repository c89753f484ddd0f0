package store

import (
	"encoding/binary"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/sys/unix"

	"caseclock/deadline"
)

// Each benchmark measures the store and, in the same run on the same disk, bbolt
// alone with values of the same size. Only the ratio means anything.

func rawDB(b testing.TB) *bolt.DB {
	b.Helper()
	db, err := bolt.Open(filepath.Join(b.TempDir(), "raw.db"), 0o600, &bolt.Options{NoFreelistSync: true, FreelistType: bolt.FreelistMapType, InitialMmapSize: mapped})
	if err != nil {
		b.Fatal(err)
	}
	db.AllocSize = 1 << 20
	b.Cleanup(func() { db.Close() })
	if err := db.Update(func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("b")); return err }); err != nil {
		b.Fatal(err)
	}
	return db
}

func rawKey(n int) []byte { return binary.BigEndian.AppendUint64(nil, spread(uint64(n))) }

// inTurn runs two pieces of work in turns, so that a noisy machine is unfair to
// neither, and reports how long the first took by the second's time.
func inTurn(b *testing.B, rounds int, ours, raw func(n int)) {
	b.Helper()
	var a, z, cpuA, cpuZ time.Duration
	for n := range rounds {
		t, c := time.Now(), cpu()
		ours(n)
		a, cpuA = a+time.Since(t), cpuA+cpu()-c
		t, c = time.Now(), cpu()
		raw(n)
		z, cpuZ = z+time.Since(t), cpuZ+cpu()-c
	}
	b.ReportMetric(float64(z)/float64(a), "of-raw-speed")
	b.ReportMetric(float64(a)/float64(z), "times-raw-time")
	b.ReportMetric(float64(cpuA)/float64(max(cpuZ, 1)), "times-raw-cpu")
}

// cpu is the processor time that this process has used, which other processes
// disturb less than the time that passes.
func cpu() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// filled has cases of thirteen events each, and a raw store with as many values
// of the same size.
func filled(b *testing.B, cases int) (*Store, *bolt.DB) {
	b.Helper()
	s, _ := newTestStore(b)
	importAll(b, s, cases)
	db := rawDB(b)
	var value []byte
	s.view(func(r *reader) error {
		return r.walk(tCases, nil, func(_, stored []byte) error { value = append([]byte(nil), stored...); return nil })
	})
	rawLoad(b, db, cases, len(value))
	return s, db
}

func importAll(b testing.TB, s *Store, cases int) {
	b.Helper()
	_, err := s.AppendMany(bg, anImport, func(yield func(CaseWrite, error) bool) {
		for i := range cases {
			c := CaseWrite{Ref: refOf(i), Events: typicalCase("", "stirling", firstOf2026)}
			if i == 0 {
				continue
			}
			if cases*13 > wholeEvents { // ids, rows or one transaction: see AppendMany
				c.Rows = []Row{{Source: "s", Key: c.Ref, Events: make([]RowEvent, len(c.Events))}}
				for j := range c.Events {
					c.Rows[0].Events[j].New = j
				}
			}
			if !yield(c, nil) {
				return
			}
		}
	})
	if err != nil {
		b.Fatal(err)
	}
}

func rawLoad(b testing.TB, db *bolt.DB, n, size int) {
	for from := 0; from < n; from += batchCases {
		err := db.Update(func(tx *bolt.Tx) error {
			bucket := tx.Bucket([]byte("b"))
			bucket.FillPercent = 1
			for i := from; i < min(n, from+batchCases); i++ {
				if err := bucket.Put(binary.BigEndian.AppendUint64(nil, uint64(i)), make([]byte, size)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// A lone append of one event against a raw Update of one value.
func BenchmarkAppendAlone(b *testing.B) {
	s, db := filled(b, 5000)
	b.ResetTimer()
	inTurn(b, b.N, func(n int) {
		if _, err := s.Append(bg, Write{Events: []deadline.Event{concern(refOf(1+int(spread(uint64(n))%4999)), firstOf2026)}, Key: fmt.Sprint("k", n), Audit: Entry{By: "clerk-1", Action: "record"}}); err != nil {
			b.Fatal(err)
		}
	}, func(n int) {
		if err := db.Update(func(tx *bolt.Tx) error { return tx.Bucket([]byte("b")).Put(rawKey(n), make([]byte, 472)) }); err != nil {
			b.Fatal(err)
		}
	})
}

// Many writers at once against db.Batch with MaxBatchSize = writers.
func BenchmarkAppendTogether(b *testing.B) {
	for _, writers := range []int{64, 256} {
		b.Run(fmt.Sprint(writers), func(b *testing.B) {
			s, db := filled(b, 5000)
			db.MaxBatchSize = writers
			const each = 20
			atOnce := func(do func(i int)) {
				var wg sync.WaitGroup
				for w := range writers {
					wg.Go(func() {
						for i := range each {
							do(w*each + i)
						}
					})
				}
				wg.Wait()
			}
			b.ResetTimer()
			inTurn(b, b.N, func(n int) {
				atOnce(func(i int) {
					k := n*writers*each + i
					if _, err := s.Append(bg, Write{Events: []deadline.Event{concern(refOf(1+int(spread(uint64(k))%4999)), firstOf2026)}, Key: fmt.Sprint("k", k), Audit: Entry{By: "clerk-1", Action: "record"}}); err != nil {
						b.Error(err)
					}
				})
			}, func(n int) {
				atOnce(func(i int) {
					k := n*writers*each + i
					if err := db.Batch(func(tx *bolt.Tx) error { return tx.Bucket([]byte("b")).Put(rawKey(k), make([]byte, 472)) }); err != nil {
						b.Error(err)
					}
				})
			})
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*writers*each), "ns/append")
		})
	}
}

// A scan that hands every case's facts over, with and without the reckoning,
// against a raw scan that sums every byte.
func BenchmarkScan(b *testing.B) {
	const cases = 20000
	s, db := filled(b, cases)
	sum := 0
	raw := func(int) {
		db.View(func(tx *bolt.Tx) error {
			return tx.Bucket([]byte("b")).ForEach(func(_, v []byte) error {
				for _, c := range v {
					sum += int(c)
				}
				return nil
			})
		})
	}
	book := benchBook()
	moment := deadline.Moment{AsAt: firstOf2026 + 200}
	for _, how := range []struct {
		name string
		scan func() error
	}{
		{"facts", func() error {
			return s.Scan(bg, func(_ CaseKey, c *deadline.Case) error { sum += len(c.Facts); return nil })
		}},
		{"evaluate", func() error {
			var r deadline.Reckoner
			return s.Scan(bg, func(_ CaseKey, c *deadline.Case) error { sum += len(r.Evaluate(c, book, moment)); return nil })
		}},
		{"evaluate-2-workers", func() error {
			var r [2]deadline.Reckoner
			return s.ScanParallel(bg, 2, func(w int, _ CaseKey, c *deadline.Case) error { r[w].Evaluate(c, book, moment); return nil })
		}},
	} {
		b.Run(how.name, func(b *testing.B) {
			b.ReportAllocs()
			start := time.Now()
			inTurn(b, b.N, func(int) {
				if err := how.scan(); err != nil {
					b.Fatal(err)
				}
			}, raw)
			b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(b.N*cases), "ns/case-both")
		})
	}
}

// A sorted import against a raw sorted load; and the file's size against what
// the cases say.
func BenchmarkImport(b *testing.B) {
	const cases = 7000
	var used, said int64
	inTurn(b, b.N, func(int) {
		s, _ := newTestStore(b)
		importAll(b, s, cases)
		st, _ := s.Stats()
		used, said = st.UsedBytes, 0
		s.view(func(r *reader) error {
			return r.walk(tCases, nil, func(_, stored []byte) error { said += int64(len(stored)); return nil })
		})
		s.Close()
	}, func(int) {
		db := rawDB(b)
		rawLoad(b, db, cases, int(said/cases))
		db.Close()
	})
	b.ReportMetric(float64(said)/cases, "bytes/case")
	b.ReportMetric(float64(used)/float64(said), "file/payload")
}

// One case read in full by its reference, and one that is not there.
func BenchmarkLookUp(b *testing.B) {
	s, _ := filled(b, 20000)
	b.Run("case", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := s.Case(refOf(1 + i%19999)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("none", func(b *testing.B) {
		for b.Loop() {
			s.CaseID("CP-none")
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	s, _ := filled(b, 7000)
	for b.Loop() {
		if r, err := s.Verify(bg); err != nil || r.Err() != nil {
			b.Fatal(err, r.Err())
		}
	}
}

// benchBook has about as many rules as a council's pack.
func benchBook() *deadline.Rulebook {
	trigger := func(words ...string) (list []deadline.Trigger) {
		for _, w := range words {
			t, err := deadline.ParseTrigger(w)
			if err != nil {
				panic(err)
			}
			list = append(list, t)
		}
		return list
	}
	rule := func(id string, n int, unit deadline.Unit, repeat, starts, metBy string, falls ...string) deadline.Rule {
		return deadline.Rule{ID: id, Duty: id, Sources: []deadline.Source{{Document: "a test"}}, Force: deadline.Should, Repeat: repeat,
			Limit:  deadline.Limit{Span: deadline.Span{Number: n, Unit: unit}},
			Starts: trigger(starts), MetBy: trigger(metBy), FallsAway: trigger(falls...)}
	}
	p, err := deadline.Compile(deadline.Pack{ID: "bench", Title: "bench", Version: "1", Rules: []deadline.Rule{
		rule("initial-cpcc", 21, deadline.CalendarDays, "absorb", "concern-notified child", "conference-held initial", "closed", "registers"),
		rule("decisions-record", 1, deadline.CalendarDays, "each", "conference-held", "decisions-circulated, of that day"),
		rule("plan", 5, deadline.CalendarDays, "each", "conference-held registered retained", "plan-circulated, of that day"),
		rule("minutes", 15, deadline.CalendarDays, "each", "conference-held", "minutes-circulated, of that day"),
		rule("first-core-group", 15, deadline.CalendarDays, "absorb", "newly-registers", "core-group-held", "closed", "deregisters"),
		rule("first-review", 3, deadline.Months, "absorb", "newly-registers", "conference-held review", "closed", "deregisters"),
		rule("next-review", 6, deadline.Months, "absorb", "conference-held review retained", "conference-held review", "closed", "deregisters"),
		rule("core-group", 6, deadline.Weeks, "each", "core-group-held", "core-group-held", "closed", "deregisters"),
		rule("transfer-cpcc", 21, deadline.CalendarDays, "absorb", "transfer-notified in", "conference-held transfer", "closed", "registers"),
		rule("chair-notification", 3, deadline.CalendarDays, "each", "change-identified", "chair-notified"),
		rule("deregistration-core-group", 6, deadline.Weeks, "absorb", "conference-held review deregistered", "core-group-held", "registers"),
	}})
	if err != nil {
		panic(err)
	}
	return deadline.NewRulebook(deadline.Period{Pack: p, Calendar: deadline.NewCalendar("none", "1", nil, nil)})
}
