package intake

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"caseclock/deadline"
)

// made is a long file that is written as it is read.
type made struct {
	head string
	rows int
	row  func(n int) string
	n    int
	rest string
}

func (m *made) Read(p []byte) (int, error) {
	if m.head != "" {
		m.rest, m.head = m.head, ""
	}
	for m.rest == "" {
		if m.n == m.rows {
			return 0, io.EOF
		}
		m.n++
		m.rest = m.row(m.n)
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

func long(name string, rows int, head string, row func(int) string) File {
	return File{Name: name, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(&made{head: head, rows: rows, row: row}), nil
	}}
}

func anEvent(n int) string {
	return fmt.Sprintf(`{"id":"e%d","case":"CP-%d","event":"conference-held","on":"2026-01-20","conference":"initial","outcome":"registered"}`+"\n", n, n/13)
}

func aChild(n int) string {
	return fmt.Sprintf("CP-%d,FAL,,Not registered,N,,17/08/2026,%02d/08/2026,Not registered,,,,,Chair Two,lead-03\n", n, 1+n%28)
}

// heap is what is held now, in bytes.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// most watches what a run holds at any time.
type most struct{ before, above int64 }

func (m *most) look() { m.above = max(m.above, heap()-m.before) }

// However long the files, what is held is a little for each id or row key: not
// the rows.
func TestMemoryIsBounded(t *testing.T) {
	const rows, each, once = 30_000, 150, 3 << 20 // bytes a row: a key with its place, twice as the table grows; and buffers
	for name, run := range runs(t, rows) {
		m := most{before: heap()}
		if n := run(&m); n < rows {
			t.Fatalf("%s: %d rows read", name, n)
		}
		if m.above > rows*each+once {
			t.Errorf("%s: %d bytes held for %d rows; at most %d a row and %d", name, m.above, rows, each, once)
		}
	}
}

// runs are the ways of reading a long file; each looks at the memory a few
// times on the way.
func runs(t testing.TB, rows int) map[string]func(*most) int {
	mapping := sampleMapping(t, "children.mapping.yaml")
	return map[string]func(*most) int{
		"events": func(m *most) (n int) {
			r := NewReader(Options{})
			err := r.Read(long("a.jsonl", rows, "", anEvent), func(*deadline.Event, int) error {
				if n++; n%(rows/3) == 0 {
					m.look()
				}
				return nil
			})
			if err != nil || r.Faults() != nil {
				t.Fatal(err, r.Faults())
			}
			return n
		},
		"export": func(m *most) (n int) {
			im := Import{Mapping: mapping, Files: []File{long("x.csv", rows, childHeader, aChild)}, Today: day(t, "2026-09-03")}
			c, err := im.Check()
			if err != nil || c.Faults != nil {
				t.Fatal(err, c.Faults)
			}
			m.look()
			if _, err = c.Plan(func(Item) error {
				if n++; n%rows == 0 {
					m.look()
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			return n
		},
		"faults": func(m *most) (n int) {
			r := NewReader(Options{Faults: 100})
			err := r.Read(long("a.jsonl", rows, "", func(int) string { return "nonsense\n" }), nil)
			m.look()
			if err != nil || r.Faults().Total != rows {
				t.Fatal(err)
			}
			return rows
		},
	}
}

// BenchmarkMillionRows reads, or checks and plans, a million rows.
func BenchmarkMillionRows(b *testing.B) {
	const rows = 1_000_000
	for name, run := range runs(b, rows) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				m := most{before: heap()}
				run(&m)
				b.ReportMetric(float64(m.above)/1e6, "MB-held")
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/rows, "us/row")
		})
	}
}

func BenchmarkCollect(b *testing.B) {
	const rows = 200_000
	for b.Loop() {
		before := heap()
		got, err := Collect(Options{}, long("a.jsonl", rows, "", anEvent))
		if err != nil || got.Events != rows {
			b.Fatal(err)
		}
		b.ReportMetric(float64(heap()-before)/rows, "B-held/event")
		runtime.KeepAlive(got)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/rows, "us/event")
}
