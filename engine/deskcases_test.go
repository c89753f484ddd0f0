package engine

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/store"

	"pgregory.net/rapid"
)

// plainCase is a case as one would list it by hand.
type plainCase struct {
	ref, authority, chair, lead string
	rows                        []Row
	queries                     int
}

func (b *bench) plainCases() []plainCase {
	b.t.Helper()
	all := map[string]*plainCase{}
	if err := b.Store().Scan(context.Background(), func(_ store.CaseKey, c *deadline.Case) error {
		all[c.Ref] = &plainCase{ref: c.Ref}
		return nil
	}); err != nil {
		b.t.Fatal(err)
	}
	for _, r := range b.rows(Ask{}) {
		all[r.Case].rows = append(all[r.Case].rows, r)
	}
	if err := b.Queries(context.Background(), Ask{}, func(q QueryRow) error {
		all[q.Case].queries++
		return nil
	}); err != nil {
		b.t.Fatal(err)
	}
	var list []plainCase
	for ref, c := range all {
		k, err := b.Store().Case(ref)
		if err != nil {
			b.t.Fatal(err)
		}
		who := responsibleFor(&k, deadline.Moment{AsAt: b.Today()})
		c.authority, c.chair, c.lead = who.Authority, who.Chair, who.Lead
		list = append(list, *c)
	}
	return list
}

func (c *plainCase) needs(r *Row) bool { return r.Breach && r.Counted && !r.Explained }

// stands says whether a case has the status asked for, under the rule.
func (c *plainCase) stands(status, rule string) bool {
	of, open, fits := false, false, false
	for i := range c.rows {
		r := &c.rows[i]
		if rule != "" && r.Rule != rule {
			continue
		}
		of, open = true, open || r.Status.Open()
		fits = fits || status == r.Status.String() || status == CaseOpen && r.Status.Open() || status == CaseUnexplained && c.needs(r)
	}
	switch status {
	case "":
		return rule == "" || of
	case CaseSettled:
		return !open && (rule == "" || of)
	}
	return fits
}

// next is the first due day of what is open and counted; late, the most days of
// what is open or unexplained.
func (c *plainCase) next() (next deadline.Date, late int32) {
	for i := range c.rows {
		r := &c.rows[i]
		if r.Status.Open() && r.Counted && r.Due != 0 && (next == 0 || r.Due < next) {
			next = r.Due
		}
		if r.Counted && r.Breach && (r.Status.Open() || !r.Explained) {
			late = max(late, r.DaysLate)
		}
	}
	return next, late
}

// Whatever is asked, in whatever order and by pages of whatever size, by whom:
// the pages together are the cases that one would pick and sort by hand.
func TestCasesAreThoseOnePicks(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.bringDemo(120)
	all := b.plainCases()
	chairs := map[string]bool{"": true, "nobody": true}
	for _, c := range all {
		chairs[c.chair] = true
	}
	rapid.Check(t, func(rt *rapid.T) {
		d := b.drawViewer(rt, sortedKeys(chairs))
		a := CasesAsk{Status: rapid.SampledFrom(append(CaseStatuses(), "", "", "")).Draw(rt, "status"),
			Rule:  rapid.SampledFrom([]string{"", "", "minutes", "first-review", "initial-cpcc", "core-group"}).Draw(rt, "rule"),
			Chair: rapid.SampledFrom(append(sortedKeys(chairs), "", "", "", "")).Draw(rt, "chair"), Authority: rapid.SampledFrom([]string{"", "", "stirling", "falkirk", "nowhere"}).Draw(rt, "authority"),
			Queried: rapid.IntRange(0, 3).Draw(rt, "queried") == 0, Sort: rapid.SampledFrom(Sorts).Draw(rt, "sort"), Size: rapid.IntRange(1, 60).Draw(rt, "size")}
		var want []string
		for _, c := range pick(all, d, a) {
			want = append(want, c.ref)
		}
		var got []string
		for a.Page = 1; ; a.Page++ {
			var p CasePage
			err := b.onBoard(context.Background(), func(on *board) error {
				p = d.cases(on, a)
				return nil
			})
			if err != nil || p.Total != len(want) || p.Pages != max(1, (len(want)+a.Size-1)/a.Size) {
				rt.Fatalf("%+v: %d in %d pages, want %d; %v", a, p.Total, p.Pages, len(want), err)
			}
			for _, l := range p.Lines {
				got = append(got, l.Reference)
			}
			if a.Page >= p.Pages {
				break
			}
		}
		if !slices.Equal(got, want) {
			rt.Fatalf("%+v: %v, want %v", a, got, want)
		}
	})
}

// pick filters and sorts by hand.
func pick(all []plainCase, d *Desk, a CasesAsk) []plainCase {
	var some []plainCase
	for _, c := range all {
		if d.v.MayFor(access.SeeCases, access.Part{Authority: c.authority, Chair: c.chair, Lead: c.lead}) && (a.Chair == "" || a.Chair == c.chair) &&
			(a.Authority == "" || a.Authority == c.authority) && (!a.Queried || c.queries > 0) && c.stands(a.Status, a.Rule) {
			some = append(some, c)
		}
	}
	slices.SortFunc(some, func(x, y plainCase) int {
		nx, lx := x.next()
		ny, ly := y.next()
		switch a.Sort {
		case ByNextDue:
			return cmp.Or(noneLast(nx, ny), strings.Compare(x.ref, y.ref))
		case ByDaysLate:
			return cmp.Or(cmp.Compare(ly, lx), strings.Compare(x.ref, y.ref))
		}
		return strings.Compare(x.ref, y.ref)
	})
	return some
}

// drawViewer makes somebody up, with one role or two.
func (b *bench) drawViewer(rt *rapid.T, ids []string) *Desk {
	v := &access.Viewer{ID: rapid.SampledFrom(append(ids, "coordinator-1")).Draw(rt, "who"), Door: "web"}
	for range rapid.IntRange(1, 2).Draw(rt, "grants") {
		roles := []access.Role{access.Chair, access.Lead, access.Coordinator, access.Auditor}
		v.Grants = append(v.Grants, access.Grant{Role: rapid.SampledFrom(roles).Draw(rt, "role"),
			Authorities: rapid.SampledFrom([][]string{nil, {"stirling"}, {"falkirk"}, {"stirling", "falkirk"}}).Draw(rt, "authorities")})
	}
	return b.Desk(v)
}

func sortedKeys(of map[string]bool) []string {
	var keys []string
	for k := range of {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// My work by pages, rules, chairs and days ahead is what one picks from the list
// of deadlines.
func TestWorkByPages(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.bringDemo(120)
	all := b.plainCases()
	chairs := map[string]bool{}
	for _, c := range all {
		chairs[c.chair] = true
	}
	rapid.Check(t, func(rt *rapid.T) {
		d := b.drawViewer(rt, sortedKeys(chairs))
		a := WorkAsk{Rule: rapid.SampledFrom([]string{"", "", "minutes", "next-review"}).Draw(rt, "rule"),
			Chair: rapid.SampledFrom(append(sortedKeys(chairs), "", "", "")).Draw(rt, "chair"), Authority: rapid.SampledFrom([]string{"", "stirling", "falkirk"}).Draw(rt, "authority"),
			Within: rapid.IntRange(1, 120).Draw(rt, "within"), Size: rapid.IntRange(1, 60).Draw(rt, "size")}
		a.Group = rapid.SampledFrom(Groups).Draw(rt, "group")
		want := workByHand(all, d, a)
		var got []string
		for a.Page = 1; ; a.Page++ {
			var w Work
			err := b.onBoard(context.Background(), func(on *board) error {
				w = d.work(on, a)
				return nil
			})
			if err != nil || len(w.Groups) != 1 || w.Groups[0].Count != len(want) {
				rt.Fatalf("%+v: %+v, want %d; %v", a, w.Groups, len(want), err)
			}
			for _, l := range w.Groups[0].Lines {
				got = append(got, l.Due.String()+" "+l.Reference+" "+l.DeadlineKey.String())
			}
			if a.Page >= w.Groups[0].Pages {
				break
			}
		}
		if !slices.Equal(got, want) {
			rt.Fatalf("%+v: %v, want %v", a, got, want)
		}
	})
}

func workByHand(all []plainCase, d *Desk, a WorkAsk) (lines []string) {
	for _, c := range pick(all, d, CasesAsk{Chair: a.Chair, Authority: a.Authority}) {
		for i := range c.rows {
			r := &c.rows[i]
			g := Group("")
			switch {
			case !r.Counted:
			case c.needs(r):
				g = NeedsReason
			case r.Status == deadline.Overdue:
				g = Out
			case r.Status == deadline.Pending && r.Due <= d.e.Today()+deadline.Date(a.Within):
				g = Coming
			}
			if g == a.Group && (a.Rule == "" || r.Rule == a.Rule) {
				lines = append(lines, r.Due.String()+" "+c.ref+" "+DeadlineKey{r.Rule, r.Start, r.Conference}.String())
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// A reference is found as written, or in other capitals where it is clear which
// of the viewer's own cases is meant: another's case of nearly the same
// reference makes no difference.
func TestFindInOtherCapitals(t *testing.T) {
	b := newBench(t, "2026-03-02")
	for _, c := range [][2]string{{"cp-1", "stirling"}, {"CP-1", "falkirk"}, {"cp-2", "stirling"}, {"Cp-2", "stirling"}} {
		b.record("case-assigned", c[0], "2026-02-01", "authority", c[1])
	}
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	for asked, want := range map[string]string{"cp-1": "cp-1", "CP-1": "cp-1", " Cp-1\n": "cp-1", "cp-2": "cp-2", "Cp-2": "Cp-2", "CP-2": "", "": "", "cp-9": ""} {
		id, err := d.Find(context.Background(), asked)
		wanted, _ := b.Store().CaseID(want)
		if id != wanted || (want == "") != errors.Is(err, ErrNotThere) {
			t.Errorf("%q finds %q, want %q; %v", asked, id, wanted, err)
		}
	}
}

// A case that cannot be evaluated is listed as in trouble to those whose it is,
// its page tells what happened, and the others go on.
func TestCaseInTrouble(t *testing.T) {
	b := newBench(t, "2026-03-02")
	ids := b.withSat()
	evaluating = func(c *deadline.Case) {
		if c.Ref == "CP-0001" {
			panic("broken on " + c.Ref)
		}
	}
	defer func() { evaluating = func(*deadline.Case) {} }()
	b.staleBoard()
	own, other := b.sit(access.Coordinator, "coordinator-1", "stirling"), b.sit(access.Coordinator, "coordinator-1", "falkirk")
	w, err := own.Work(context.Background(), WorkAsk{})
	o, err2 := other.Work(context.Background(), WorkAsk{})
	if err != nil || err2 != nil || w.Trouble != 1 || w.Groups[0].Count != 2 || o.Trouble != 0 || o.Groups[0].Count != 2 {
		t.Errorf("%+v, %v; %+v, %v", w, err, o, err2)
	}
	p, err := own.Cases(context.Background(), CasesAsk{})
	if err != nil || p.Total != 3 || !p.Lines[0].Trouble || p.Lines[0].Settled || p.Lines[1].Trouble {
		t.Errorf("%+v, %v", p, err)
	}
	f, err := own.Case(context.Background(), ids["CP-0001"])
	if err != nil || !f.Trouble || len(f.Timeline) != 2 || len(f.Deadlines) != 0 {
		t.Errorf("%+v, %v", f, err)
	}
	if strings.Contains(b.log.String(), "CP-0001") {
		t.Error("the log names the case by its reference")
	}
	evaluating = func(*deadline.Case) {}
	b.record("born", "CP-0001", "2026-03-01")
	if w, err := own.Work(context.Background(), WorkAsk{}); err != nil || w.Trouble != 0 || w.Groups[0].Count != 3 {
		t.Errorf("once it is repaired: %+v, %v", w, err)
	}
}

// A key is read as it is written.
func TestDeadlineKeys(t *testing.T) {
	for s, want := range map[string]DeadlineKey{
		"initial-cpcc.2026-02-01":   {Rule: "initial-cpcc", Start: mustDate("2026-02-01")},
		"minutes.2026-04-14.review": {"minutes", mustDate("2026-04-14"), deadline.Review},
	} {
		if k, err := ParseDeadlineKey(s); err != nil || k != want || k.String() != s {
			t.Errorf("%s: %+v, %v", s, k, err)
		}
	}
	for _, s := range []string{"", ".2026-02-01", "minutes", "minutes.2026-02-30", "minutes.2026-02-01.party", "minutes.2026-02-01.review.x"} {
		if k, err := ParseDeadlineKey(s); err == nil {
			t.Errorf("%q is read as %+v", s, k)
		}
	}
}

// What fell due before an authority began is in no group, and asks for nothing.
func TestWorkLeavesOutWhatIsNotCounted(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.reopen(func(s *Settings) {
		book, err := BuildBook([]AuthorityRules{{ID: "stirling", Since: date(t, "2026-03-01")}, {ID: "falkirk"}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.Book = book
	})
	b.withSat() // due 22 February
	d := b.sit(access.Coordinator, "coordinator-1", "stirling", "falkirk")
	w, err := d.Work(context.Background(), WorkAsk{})
	if err != nil || w.Groups[0].Count != 2 || w.Groups[1].Count+w.Groups[2].Count != 0 {
		t.Errorf("%+v, %v", w, err)
	}
	p, err := d.Cases(context.Background(), CasesAsk{Authority: "stirling"})
	if err != nil || p.Total != 3 || p.Lines[0].NeedReason != 0 || p.Lines[0].Next != nil || p.Lines[0].Open != 1 {
		t.Errorf("%+v, %v", p, err)
	}
}
