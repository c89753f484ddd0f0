package intake

import (
	"iter"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"caseclock/deadline"

	"io"
)

// memory is a store as an import sees it: what was recorded, in order, and
// what each source said last.
type memory struct {
	events   []deadline.Event
	last     map[string]map[Key]Last
	finished map[string]bool
	byHand   map[string]Undone
}

func newMemory() *memory {
	return &memory{last: map[string]map[Key]Last{}, finished: map[string]bool{}, byHand: map[string]Undone{}}
}

func (m *memory) Imported(s string) (bool, error)   { return m.finished[s], nil }
func (m *memory) All(s string) iter.Seq2[Key, Last] { return maps.All(maps.Clone(m.last[s])) }
func (m *memory) Undone(id string) (Undone, error)  { return m.byHand[id], nil }

func (m *memory) Last(s string, k Key) (Last, bool, error) {
	l, ok := m.last[s][k]
	return l, ok, nil
}

func (m *memory) Event(id string) (deadline.Event, Undone, bool, error) {
	for _, e := range m.events {
		if e.ID == id {
			return e, m.byHand[id], true, nil
		}
	}
	return deadline.Event{}, Stands, false, nil
}

func (m *memory) frozen() *memory {
	c := &memory{events: append([]deadline.Event(nil), m.events...), last: map[string]map[Key]Last{}, finished: maps.Clone(m.finished), byHand: m.byHand}
	for s, l := range m.last {
		c.last[s] = maps.Clone(l)
	}
	return c
}

// run plans an import and does what the plan says; what the plan asks is
// answered as at the beginning.
func (m *memory) run(t testing.TB, im Import) (Summary, []Item) {
	t.Helper()
	im.Known = m.frozen()
	if im.Today == 0 {
		im.Today = day(t, "2026-09-03")
	}
	c, err := im.Check()
	if err != nil {
		t.Fatal(err)
	}
	if !c.Good() {
		t.Fatalf("refused:\n%v", c.Faults)
	}
	var items []Item
	sum, err := c.Plan(func(i Item) error {
		items = append(items, i)
		for _, e := range i.Events {
			if _, _, taken, _ := m.Event(e.ID); taken || e.ID == "" {
				t.Errorf("an id recorded twice, or none: %+v", e)
			}
			m.events = append(m.events, e)
		}
		if i.Remember {
			if m.last[im.source()] == nil {
				m.last[im.source()] = map[Key]Last{}
			}
			m.last[im.source()][i.Key] = i.Last
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	m.finished[sum.Source] = true
	return sum, items
}

func (m *memory) same(o *memory) bool {
	return reflect.DeepEqual(m.events, o.events) && reflect.DeepEqual(m.last, o.last)
}

func day(t testing.TB, s string) deadline.Date {
	t.Helper()
	d, err := deadline.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const samples = "../testdata/imports/"

// sample is a file of the examples.
func sample(t testing.TB, name string) File {
	t.Helper()
	path := filepath.Join(samples, name)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return File{Name: filepath.Base(name), Size: info.Size(), Open: func() (io.ReadCloser, error) { return os.Open(path) }}
}

func sampleMapping(t testing.TB, name string) *Mapping {
	t.Helper()
	b, err := os.ReadFile(samples + name)
	if err != nil {
		t.Fatal(err)
	}
	m, err := LoadMapping(name, b)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
