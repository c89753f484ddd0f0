package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"caseclock/deadline"
)

// model is a store as simple as can be.
type model struct {
	t     *testing.T
	dir   string
	c     *clock
	s     *Store
	cases map[string][]deadline.Event
	refs  []string
	keys  map[string]Write
	audit int
	rows  map[string]Row
	sent  map[string]Sending
	ids   int
	shelf map[string]Kept
}

func TestAgainstAModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := &model{t: t, dir: t.TempDir(), c: newClock(), cases: map[string][]deadline.Event{},
			keys: map[string]Write{}, rows: map[string]Row{}, sent: map[string]Sending{}, shelf: map[string]Kept{}}
		m.open()
		defer func() { m.s.Close() }()
		r.Repeat(map[string]func(*rapid.T){
			"append":  m.append,
			"import":  m.importing,
			"repeat":  m.repeat,
			"sending": m.sending,
			"look":    m.look,
			"shelve":  m.shelve,
			"sweep":   m.sweep,
			"scrub":   m.scrub,
			"clock":   func(r *rapid.T) { m.c.add(time.Duration(rapid.IntRange(-50, 100).Draw(r, "minutes")) * time.Minute) },
			"reopen":  func(r *rapid.T) { m.s.Close(); m.open() },
			"scan":    m.scan,
			"":        m.check,
		})
		m.end(r)
	})
}

func (m *model) open() {
	var err error
	m.s, err = Open(filepath.Join(m.dir, "caseclock.db"), Options{Now: m.c.now, Rand: &dice{n: uint64(m.c.now().UnixNano())}, Timeout: -1})
	if err != nil {
		m.t.Fatal(err)
	}
}

// draw makes an event of a case, sometimes one that undoes another.
func (m *model) draw(r *rapid.T, ref string, sofar []deadline.Event) deadline.Event {
	on := firstOf2026 + deadline.Date(rapid.IntRange(-400, 400).Draw(r, "on"))
	if rapid.IntRange(0, 30).Draw(r, "far") == 0 {
		on = deadline.Date(rapid.SampledFrom([]int{1721426, 2433282, 2433283, 2498818, 2498819, 5373484}).Draw(r, "far day"))
	}
	e := concern(ref, on)
	e.Source = rapid.SampledFrom([]string{"", "a.csv:1", "a.csv:99999999", "a.csv:007", "no line", ":3", "x:"}).Draw(r, "source")
	switch rapid.IntRange(0, 5).Draw(r, "kind") {
	case 0:
		e = assigned(ref, rapid.SampledFrom([]string{"stirling", "falkirk", "fife"}).Draw(r, "authority"), on)
	case 1:
		e = deadline.Event{Case: ref, Kind: deadline.ReasonRecorded, On: on, Rule: "minutes", Start: on - 3, Category: "other",
			Text: rapid.StringN(0, 40, 200).Draw(r, "text"), AgreedBy: "lead-1", Proposed: on + 9}
	case 2:
		e = deadline.Event{Case: ref, Kind: deadline.Closed, On: on, Cause: deadline.ProcessEnded}
	case 3:
		if len(sofar) > 0 {
			if to := rapid.SampledFrom(sofar).Draw(r, "target"); to.Kind != deadline.Withdrawn && to.ID != "" {
				e = withdrawal(ref, to.ID, on)
			}
		}
	case 4:
		if len(sofar) > 0 {
			if to := rapid.SampledFrom(sofar).Draw(r, "replaced"); to.Kind != deadline.Withdrawn && to.ID != "" {
				e.Replaces = to.ID
			}
		}
	}
	if rapid.Bool().Draw(r, "given") {
		m.ids++
		e.ID = fmt.Sprintf("given-%d", m.ids)
	}
	return e
}

func (m *model) write(r *rapid.T) Write {
	w := Write{Audit: Entry{By: rapid.SampledFrom([]string{"clerk-1", "clerk-2"}).Draw(r, "by"), Action: "record"}}
	sofar := map[string][]deadline.Event{}
	for range rapid.IntRange(1, 6).Draw(r, "events") {
		ref := refOf(rapid.IntRange(1, 8).Draw(r, "case"))
		e := m.draw(r, ref, append(slices.Clone(m.cases[ref]), sofar[ref]...))
		sofar[ref] = append(sofar[ref], e)
		w.Events = append(w.Events, e)
	}
	return w
}

func (m *model) kept(w Write, ids []string, at time.Time) {
	for i, e := range w.Events {
		if e.ID, e.Recorded = ids[i], at; m.cases[e.Case] == nil {
			m.refs = append(m.refs, e.Case)
		}
		m.cases[e.Case] = append(m.cases[e.Case], e)
	}
	m.audit++
}

func (m *model) append(r *rapid.T) {
	w := m.write(r)
	if rapid.Bool().Draw(r, "keyed") {
		w.Key = fmt.Sprintf("key-%d", len(m.keys))
		m.keys[w.Key] = w
	}
	out, err := m.s.Append(bg, w)
	if err != nil {
		r.Fatal(err)
	}
	m.kept(w, out.Events, out.Recorded)
}

func (m *model) repeat(r *rapid.T) {
	if len(m.keys) == 0 {
		return
	}
	w := m.keys[fmt.Sprintf("key-%d", rapid.IntRange(0, len(m.keys)-1).Draw(r, "key"))]
	if out, err := m.s.Append(bg, w); err != nil || !out.Repeated {
		r.Fatalf("%+v, %v", out, err)
	}
	w.Events = append(slices.Clone(w.Events), concern("CP-1", firstOf2026))
	if _, err := m.s.Append(bg, w); !errors.Is(err, ErrKeyReused) {
		r.Fatal(err)
	}
}

// importing brings a row with one new event in, and says it again.
func (m *model) importing(r *rapid.T) {
	ref, key := refOf(rapid.IntRange(1, 8).Draw(r, "case")), fmt.Sprintf("row-%d", rapid.IntRange(1, 5).Draw(r, "row"))
	row := Row{Source: "register", Key: key, Hash: [32]byte{byte(rapid.IntRange(1, 3).Draw(r, "hash"))}, Gone: rapid.Bool().Draw(r, "gone"),
		Events: []RowEvent{{Label: "concern"}}}
	old, known := m.rows[key]
	same := known && old.Hash == row.Hash && old.Gone == row.Gone
	cw := CaseWrite{Ref: ref, Events: []deadline.Event{concern(ref, firstOf2026)}, Rows: []Row{row}}
	for pass := range 2 {
		out, err := m.s.AppendMany(bg, Import{Key: "x", Audit: Entry{By: "clerk-1", Action: "import"}}, one(cw))
		if err != nil {
			r.Fatal(err)
		}
		if fresh := pass == 0 && !same; (out.Events == 1) != fresh || (out.Unchanged == 1) == fresh {
			r.Fatalf("pass %d, same %v: %+v", pass, same, out)
		} else if !fresh {
			continue
		}
		c, err := m.s.Case(ref)
		if err != nil {
			r.Fatal(err)
		}
		last := c.Events[len(c.Events)-1]
		m.kept(Write{Events: cw.Events}, []string{last.ID}, last.Recorded)
		row.Events = []RowEvent{{Label: "concern", ID: last.ID}}
		m.rows[key] = row
	}
}

func one(list ...CaseWrite) func(func(CaseWrite, error) bool) {
	return func(yield func(CaseWrite, error) bool) {
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func (m *model) sending(r *rapid.T) {
	id := fmt.Sprintf("mail-%d", rapid.IntRange(1, 5).Draw(r, "mail"))
	next := State(rapid.IntRange(1, 6).Draw(r, "state"))
	was, known := m.sent[id]
	x := was
	if !known {
		x = Sending{ID: id, Alerts: []string{"a-" + id, "a-all"}, Person: "chair-1", Message: []byte("To: chair\r\n"), MessageID: "<" + id + ">", Claimed: m.c.now()}
	} else {
		x.Attempts = append(slices.Clone(was.Attempts), Attempt{At: m.c.now(), Outcome: next.String(), Reply: "250 ok"})
	}
	x.State, x.Next = next, m.c.now().Add(time.Minute)
	if err := m.s.PutSendings(bg, Entry{}, SendingChange{was.State, x}); err != nil {
		r.Fatal(err)
	}
	if err := m.s.PutSendings(bg, Entry{}, SendingChange{next%6 + 1, x}); !errors.Is(err, ErrConflict) {
		r.Fatal(err)
	}
	m.sent[id] = x
}

func (m *model) look(r *rapid.T) {
	e := Entry{By: "auditor", Action: "look"}
	if len(m.refs) > 0 {
		e.Case, _ = m.s.CaseID(rapid.SampledFrom(m.refs).Draw(r, "case"))
	}
	if err := m.s.Record(bg, e); err != nil {
		r.Fatal(err)
	}
	m.audit++
}

func (m *model) check(r *rapid.T) {
	ref := refOf(rapid.IntRange(1, 8).Draw(r, "looked at"))
	got, err := m.s.Case(ref)
	if want := m.cases[ref]; want == nil {
		if !errors.Is(err, ErrNotFound) {
			r.Fatalf("a case that is not there: %v", err)
		}
	} else if err != nil {
		r.Fatal(err)
	} else if d := cmp.Diff(want, got.Events); d != "" {
		r.Fatal(d)
	}
}

func (m *model) scan(r *rapid.T) {
	seen := map[string][]deadline.Fact{}
	err := m.s.ScanParallel(bg, rapid.IntRange(1, 3).Draw(r, "workers"), func() func(int, CaseKey, *deadline.Case) error {
		var mu = make(chan bool, 1)
		return func(_ int, id CaseKey, c *deadline.Case) error {
			mu <- true
			defer func() { <-mu }()
			seen[c.Ref] = slices.Clone(c.Facts)
			return nil
		}
	}())
	if err != nil {
		r.Fatal(err)
	}
	want := map[string][]deadline.Fact{}
	for ref, events := range m.cases {
		want[ref] = deadline.NewCase(ref, events).Facts
	}
	if d := cmp.Diff(want, seen); d != "" {
		r.Fatal(d)
	}
}

// end looks at everything once.
func (m *model) end(r *rapid.T) {
	report, err := m.s.Verify(bg)
	if err != nil || report.Err() != nil {
		r.Fatal(err, report.Faults)
	}
	n := 0
	if err := m.s.Trail(bg, func(e Entry) error { n++; return nil }); err != nil || n != m.audit {
		r.Fatalf("%d entries, want %d: %v", n, m.audit, err)
	}
	for _, a := range []string{"stirling", "falkirk", "fife"} {
		m.checkAuthority(r, a)
	}
	m.checkShelf(r)
	for id, want := range m.sent {
		if got, err := m.s.Sending(id); err != nil || cmp.Diff(want, got) != "" {
			r.Fatal(err, cmp.Diff(want, got))
		}
	}
	if got, err := m.s.SendingsOf("a-all"); err != nil || len(got) != len(m.sent) {
		r.Fatalf("%d sendings of one alert, want %d: %v", len(got), len(m.sent), err)
	}
	for key, want := range m.rows {
		if got, err := m.s.Row("register", key); err != nil || cmp.Diff(want, got) != "" {
			r.Fatal(err, cmp.Diff(want, got))
		}
	}
}

func (m *model) checkAuthority(r *rapid.T, authority string) {
	var want, got []string
	for ref, events := range m.cases {
		if slices.ContainsFunc(events, func(e deadline.Event) bool { return e.Authority == authority }) {
			want = append(want, ref)
		}
	}
	err := m.s.ScanAuthority(bg, authority, func(_ CaseKey, c *deadline.Case) error {
		got = append(got, c.Ref)
		return nil
	})
	slices.Sort(want)
	slices.Sort(got)
	if err != nil || !slices.Equal(want, got) {
		r.Fatalf("%s: %v, want %v: %v", authority, got, want, err)
	}
}
