package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"caseclock/deadline"
)

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The first columns of the CSV are a contract.
func TestCSVBeginsAsPromised(t *testing.T) {
	const promised = "authority,rule,basis,due,met,met_late,overdue,ended,ended_overdue,pending,percent_in_time,median_days_late,longest_days_late,unexplained,"
	if got := written(t, sample().WriteCSV); !strings.HasPrefix(got, promised) {
		t.Errorf("it begins %q", got[:len(promised)])
	}
}

// hostile is a report whose every text is an attack.
func hostile() Report {
	f := New(quarter)
	for i, text := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", `<script>alert(1)</script>`, `"'><img src=x onerror=alert(1)>`} {
		c, d := deadlineOf(row{child: text, rule: "minutes", due: "2026-02-10", authority: text, meeting: text}, quarter.AsAt)
		d.Reason = &deadline.Reason{Category: "x-" + text, Text: text, Explains: true}
		rule := *d.Rule
		rule.ID, rule.Duty = fmt.Sprint(text, i), text
		rule.Sources = []deadline.Source{{Document: text}}
		d.Rule = &rule
		f.Add(&c, []deadline.Deadline{d}, []deadline.Query{{Code: text, Severity: deadline.Odd}})
	}
	return f.Report(About{Product: "=cmd", Authorities: []Authority{{"+1", "<b>"}}})
}

func TestCSVCellsAreNoFormulas(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(written(t, hostile().WriteCSV))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("%s: %q", rows[0][i], cell)
			}
		}
	}
}

func TestHTMLHoldsNoScript(t *testing.T) {
	page := strings.ToLower(written(t, hostile().WriteHTML))
	for _, bad := range []string{"<script", "<img", "javascript:", "zgotmplz", "http:", "https:", "@import", "src="} {
		if bad == "src=" {
			bad = " src=\""
		}
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
}

// No child's reference and no text of a reason leaves with the figures.
func TestNoChildInAnyForm(t *testing.T) {
	f := New(quarter)
	c, d := deadlineOf(row{child: "CANARY-0417", meeting: "CANARY-M1", rule: "minutes", due: "2026-02-10"}, quarter.AsAt)
	d.Reason = &deadline.Reason{Category: "other", Text: "CANARY text", By: "CANARY", AgreedBy: "CANARY", Explains: true}
	f.Add(&c, []deadline.Deadline{d}, []deadline.Query{{Case: c.Ref, Event: "CANARY-e1", Code: "odd", Severity: deadline.Odd, Text: "CANARY"}})
	r := f.Report(About{})
	for name, write := range forms {
		if strings.Contains(written(t, func(w io.Writer) error { return write(r, w) }), "CANARY") {
			t.Errorf("%s holds it", name)
		}
	}
}

// Every form says what it is, for when, and what it rests on.
func TestEveryFormIsMarked(t *testing.T) {
	r := sample()
	for name, wants := range map[string][]string{
		"csv":  {Mark, "2026-01-01,2026-03-31,2026-03-25,2026-03-26T09:30:00Z", "caseclock 0.2.0", r.Digest},
		"json": {Mark, `"from": "2026-01-01"`, `"to": "2026-03-31"`, `"as_at": "2026-03-25"`, `"known_at": "2026-03-26T09:30:00Z"`, "caseclock 0.2.0", r.Digest, "test-pack", "2026-1"},
		"html": {Mark, "1 January 2026 to 31 March 2026", "25 March 2026", "26 March 2026, 09:30:00 UTC", "caseclock 0.2.0", r.Digest, "test-pack", "version 2026-1",
			"Stirling Council", "1 February 2026, for Falkirk Council", "What the words mean", `@bottom-left { content: "` + Mark + `"`},
	} {
		got := written(t, func(w io.Writer) error { return forms[name](r, w) })
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
}

// Every table of the page has a caption and scopes, every drawing a title and
// a description, and no two things have one id.
func TestHTMLIsAccessible(t *testing.T) {
	page := written(t, sample().WriteHTML)
	count := func(pattern string) int { return len(regexp.MustCompile(pattern).FindAllString(page, -1)) }
	if tables, captions := count(`<table`), count(`<caption`); tables == 0 || tables != captions {
		t.Errorf("%d tables, %d captions", tables, captions)
	}
	if heads, scoped := count(`<th[ >]`), count(`<th scope="(col|row|rowgroup)"`); heads == 0 || heads != scoped {
		t.Errorf("%d heads, %d with a scope", heads, scoped)
	}
	if bars, titles, descs := count(`<svg class="bar"[^>]* role="img"`), count(`<title>[^<]+</title><desc>[^<]+`), count(`<desc>`); bars == 0 || bars != titles || bars != descs {
		t.Errorf("%d bars, %d titles, %d descriptions", bars, titles, descs)
	}
	seen := map[string]bool{}
	for _, id := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if seen[id[1]] {
			t.Errorf("two things have the id %s", id[1])
		}
		seen[id[1]] = true
	}
	for _, to := range regexp.MustCompile(`(?:href="#|labelledby="|url\(#)([^")]+)`).FindAllStringSubmatch(page, -1) {
		if !seen[to[1]] {
			t.Errorf("nothing has the id %s", to[1])
		}
	}
}

// The parts of a bar are its whole, in order and without a gap.
func TestBarsAreWhole(t *testing.T) {
	for _, c := range []Counts{{Met: 1}, {Met: 2, MetLate: 1}, {MetLate: 3, Overdue: 2, EndedOverdue: 2}, {Met: 998, Overdue: 1, EndedOverdue: 1}} {
		at := 0.0
		for _, p := range barOf(&Figure{Counts: c}).Parts {
			x, _ := strconv.ParseFloat(p.X, 64)
			w, _ := strconv.ParseFloat(p.W, 64)
			if d := x - at; d > .001 || d < -.001 || w < 0 {
				t.Errorf("%+v: %s begins at %v, not %v, and is %v long", c, p.Class, x, at, w)
			}
			at = x + w
		}
		if at != barWidth {
			t.Errorf("%+v: %v long", c, at)
		}
	}
}

// The JSON has the numbers of the CSV.
func TestJSONAgreesWithCSV(t *testing.T) {
	r := sample()
	rows, err := csv.NewReader(strings.NewReader(written(t, r.WriteCSV))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var j struct{ Figures []map[string]any }
	if err := json.Unmarshal([]byte(written(t, r.WriteJSON)), &j); err != nil {
		t.Fatal(err)
	}
	if len(j.Figures) != len(rows)-1 {
		t.Fatalf("%d figures, %d rows", len(j.Figures), len(rows)-1)
	}
	for i, f := range j.Figures {
		for c, name := range firstColumns {
			got := ""
			switch v := f[name].(type) {
			case float64:
				got = strconv.FormatFloat(v, 'f', -1, 64)
				if name == "percent_in_time" {
					got = strconv.FormatFloat(v, 'f', 1, 64)
				}
			case string:
				got = v
			}
			if got != rows[i+1][c] {
				t.Errorf("row %d, %s: %q in JSON, %q in CSV", i+1, name, got, rows[i+1][c])
			}
		}
	}
}

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
