package layout

import (
	"slices"
	"strings"
	"testing"

	"caseclock/report/document"
)

// An issue is a document with the material it was made from.
type issue struct {
	m Material
	p Publication
	d document.Report
	w *world
}

func issueOf(t testing.TB, m Material, p Publication) issue {
	t.Helper()
	seen := m
	if p.For == document.Publication {
		seen.Report.Ahead, seen.Report.Provisional, seen.Report.Queries = nil, nil, nil
	}
	return issue{m, p, mustDocument(t, m, p), newWorld(seen, true)}
}

// reader is what somebody has read.
type reader struct {
	truth     map[string]int
	can       map[string]interval
	relations []relation
	ask       map[string]bool
}

// far is how far above the truth a reader may think a count to lie.
func far(n int) int { return 4*n + 30 }

// cellsOf goes over all cells of the tables and of the data.
func cellsOf(d *document.Report, do func(c document.Column, cell document.Cell)) {
	each(d, func(_ *document.Table, c document.Column, cell document.Cell) { do(c, cell) })
	for _, x := range d.Data {
		for _, row := range x.Rows {
			for i, cell := range row {
				do(x.Columns[i], cell)
			}
		}
	}
}

// read adds what an issue shows, its counts named with a prefix. What an
// issue does not show may be told from another one: public says what.
func (r *reader) read(t testing.TB, is *issue, prefix string, blind bool) {
	t.Helper()
	w := is.w
	for name, n := range w.n {
		r.truth[prefix+name] = n
		r.can[prefix+name] = interval{0, far(n)}
		small := n > 0 && n < is.p.Threshold
		if small && (w.asked[name] || strings.HasSuffix(name, "|out")) {
			r.ask[prefix+name] = true
		}
		if n == 0 && w.absent(name) && !blind {
			r.can[prefix+name] = interval{0, 0}
		}
	}
	for _, rel := range w.relations {
		coef := map[string]int{}
		for name, c := range rel.coef {
			coef[prefix+name] = c
		}
		r.relations = append(r.relations, relation{rel.atMost, coef})
	}
	if !blind {
		r.cells(t, is, prefix)
	}
}

func (r *reader) cells(t testing.TB, is *issue, prefix string) {
	t.Helper()
	shown := map[string]bool{}
	cellsOf(&is.d, func(c document.Column, cell document.Cell) {
		if c.Kind != document.Count || cell.ID == "" {
			if cell.State == document.Hidden && (cell.N != 0 || cell.Text != "") {
				t.Errorf("a hidden cell under %q holds %+v", c.Head, cell)
			}
			none := cell.State == document.NotApplicable && is.w.none(cell.Of)
			for _, id := range cell.Of {
				if cell.State == document.Shown || none {
					shown[id] = true
					r.know(t, is, prefix, id)
				}
			}
			return
		}
		n, ok := is.w.n[cell.ID]
		switch {
		case !ok:
			t.Errorf("nothing is known of %s", cell.ID)
		case cell.State == document.Shown:
			if cell.N != n {
				t.Errorf("%s is %d, and the document says %d", cell.ID, n, cell.N)
			}
			shown[cell.ID] = true
			r.know(t, is, prefix, cell.ID)
		case cell.N != 0:
			t.Errorf("%s is %s and holds %d", cell.ID, cell.State, cell.N)
		case cell.State == document.Hidden:
			if e, ok := is.p.Earlier[cell.ID]; !ok || e.State != document.Shown || e.N != n {
				r.ask[prefix+cell.ID] = true
			}
			r.can[prefix+cell.ID] = interval{1, far(n)}
		case cell.State == document.NotKnown && n > 0:
			if e, ok := is.p.Earlier[cell.ID]; !ok || e.State != document.Shown || e.N != n {
				r.ask[prefix+cell.ID] = true
			}
		}
	})
	cellsOf(&is.d, func(c document.Column, cell document.Cell) {
		if shown[cell.ID] && cell.State != document.Shown {
			t.Errorf("%s is shown in one place and %s in another", cell.ID, cell.State)
		}
	})
}

// none says whether counts are all 0, so that no per cent applies.
func (w *world) none(ids []string) bool {
	for _, id := range ids {
		if n, ok := w.n[id]; !ok || n != 0 {
			return false
		}
	}
	return true
}

// know is what is shown, and must be no small count.
func (r *reader) know(t testing.TB, is *issue, prefix, id string) {
	t.Helper()
	n, ok := is.w.n[id]
	if !ok {
		t.Errorf("a per cent or a median is of %s, of which nothing is known", id)
	}
	if n > 0 && n < is.p.Threshold {
		t.Errorf("%s is %d, and can be read", id, n)
	}
	r.truth[prefix+id], r.can[prefix+id] = n, interval{n, n}
}

// absent says whether a count that is nothing has no line: the tables leave
// such lines out, so that everybody knows.
func (w *world) absent(name string) bool {
	p := strings.Split(name, "|")
	if len(p) != 5 {
		return false
	}
	return p[2] == "*" && strings.HasPrefix(p[4], "reason_") ||
		p[1] == "*" && p[2] == "flow" && (strings.HasSuffix(p[4], "_moved") || strings.HasPrefix(p[4], "children_") || strings.HasPrefix(p[4], "meetings_"))
}

// readerOf reads one issue.
func readerOf(t testing.TB, is *issue) *reader {
	r := &reader{map[string]int{}, map[string]interval{}, nil, map[string]bool{}}
	r.read(t, is, "", false)
	for id, e := range is.p.Earlier {
		if n, ok := is.w.n[id]; ok && e.State == document.Shown && e.N == n {
			r.can[id] = interval{n, n}
			delete(r.ask, id)
		}
	}
	return r
}

// readerOfBoth reads an issue and the one before it, and knows which counts
// have not changed.
func readerOfBoth(t testing.TB, was, is *issue, blind bool) *reader {
	r := &reader{map[string]int{}, map[string]interval{}, nil, map[string]bool{}}
	r.read(t, was, "then ", false)
	r.read(t, is, "", blind)
	for name, n := range is.w.n {
		old := strings.Replace(name, ": as known later", "", 1)
		if m, ok := was.w.n[old]; ok && m == n {
			r.relations = append(r.relations, relation{coef: map[string]int{name: 1, "then " + old: -1}})
		}
	}
	return r
}

// attack is what can be worked out.
func (r *reader) attack() (pins, unsure []string) {
	var ask []string
	for name := range r.ask {
		ask = append(ask, name)
	}
	slices.Sort(ask)
	return newAttacker(r.truth, r.can, r.relations).pinned(ask)
}
