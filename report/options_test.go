package report

import (
	"strings"
	"testing"

	"caseclock/deadline"
)

func TestOptionsCheck(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{quarter, ""},
		{Options{To: quarter.To, AsAt: quarter.AsAt}, "a day is missing"},
		{Options{From: quarter.To, To: quarter.From, AsAt: quarter.AsAt}, "period: 2026-03-31 is after 2026-01-01"},
		{Options{From: quarter.From, To: quarter.To}, "as-at: missing"},
	} {
		err := c.o.Check()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: %v, want %q", c.o, err, c.want)
		}
	}
}

// What fell due before the authority's beginning is not counted, on the day
// itself it is.
func TestSince(t *testing.T) {
	o := quarter
	o.Since = map[string]deadline.Date{"falkirk": day("2026-02-10")}
	r := countRows(o, []row{
		{child: "CP-1", rule: "minutes", authority: "falkirk", due: "2026-02-09", meeting: "M1"},
		{child: "CP-2", rule: "minutes", authority: "falkirk", due: "2026-02-10", meeting: "M1"},
		{child: "CP-3", rule: "minutes", authority: "stirling", due: "2026-02-09"},
	})
	for authority, want := range map[string]int{"falkirk": 1, "stirling": 1} {
		for _, basis := range []Basis{Child, Meeting} {
			if got := find(t, r, authority, "minutes", basis).Due; got != want {
				t.Errorf("%s by %s: due %d, want %d", authority, basis, got, want)
			}
		}
	}
}

// The digest changes with anything that is counted, and with a case counted
// twice, and not with what lies outside.
func TestDigest(t *testing.T) {
	base := row{child: "CP-1", rule: "minutes", authority: "falkirk", due: "2026-02-09", met: "2026-02-10", meeting: "M1", reason: "other"}
	seen := map[string]string{}
	digest := func(rows ...row) string { return countRows(quarter, rows).Digest }
	for name, change := range map[string]func(*row){
		"same": func(*row) {}, "child": func(r *row) { r.child = "CP-2" }, "rule": func(r *row) { r.rule = "next-review" },
		"authority": func(r *row) { r.authority = "fife" }, "due": func(r *row) { r.due = "2026-02-08" }, "met": func(r *row) { r.met = "2026-02-11" },
		"meeting": func(r *row) { r.meeting = "M2" }, "category": func(r *row) { r.reason = "inquorate" }, "agreed": func(r *row) { r.reason = "other agreed" },
		"lapsed": func(r *row) { r.reason = "other lapsed" }, "no reason": func(r *row) { r.reason = "" },
	} {
		r := base
		change(&r)
		d := digest(r)
		if other, ok := seen[d]; ok {
			t.Errorf("%s and %s have one digest", name, other)
		}
		seen[d] = name
	}
	if _, ok := seen[digest(base, base)]; ok {
		t.Error("counted twice, the digest is the same")
	}
	other := base
	other.due = "2026-02-08"
	if digest(base, base) == digest(other, other) {
		t.Error("cases counted twice leave no trace of which they were")
	}
	o := quarter
	o.AsAt++
	if _, ok := seen[countRows(o, []row{base}).Digest]; ok {
		t.Error("as at another day, the digest is the same")
	}
	empty := New(quarter).Report(About{}).Digest
	f := New(quarter)
	c := deadline.NewCase("CP-9", nil)
	f.Add(&c, nil, nil)
	if f.Report(About{}).Digest != empty {
		t.Error("a case with nothing to count changes the digest")
	}
}
