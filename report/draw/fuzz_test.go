package draw

import (
	"encoding/json"
	"strings"
	"testing"

	"caseclock/deadline"
	"caseclock/report/document"
)

// textual is a report with two texts in every place that takes one.
func textual(a, b string) document.Report {
	table := func(name string) document.Table {
		return document.Table{ID: name, Name: name, Caption: a, Of: b, Note: a, Detail: "x" + b,
			Columns: []document.Column{{Key: "a", Head: a, Says: b, Kind: document.Text}, {Key: "b", Head: b, Says: a, Kind: document.Text}},
			Groups:  []document.Group{{Head: a, Detail: b, Lines: []document.Line{{words(b)}, {words(a)}}}}}
	}
	return document.Report{Title: a, Scope: document.Scope{For: document.Committee, Authority: b, From: day("2026-01-01"), To: day("2026-03-31"), AsAt: day("2026-04-15"), Product: a, Digest: b},
		Heading: []document.Particular{{Name: a, Value: b}}, Particulars: []document.Particular{{Name: b, Value: a}},
		Definitions: []document.Definition{{Term: a, Meaning: b}},
		Timescales:  []document.Timescale{{Rule: a, Duty: b, Source: []deadline.Source{{Document: a, Note: b}}}},
		Sections:    []document.Section{{ID: "s", Title: b, Summary: []string{a, b}, Tables: []document.Table{table(a), table(b), table(a)}}},
		Data: []document.Data{{ID: "texts", Title: a, Columns: []document.Column{{Key: "a", Head: a, Says: b, Kind: document.Text}, {Key: "b", Head: b, Kind: document.Text}},
			Rows: []document.Line{{words(a), words(b)}, {words(b), words(a)}}}}}
}

// Any texts are read back from the files as they were, but for what no
// spreadsheet or file of rows can hold, and the apostrophes that guard.
func FuzzTexts(f *testing.F) {
	for i, s := range hostileTexts {
		f.Add(s, hostileTexts[(i*7+3)%len(hostileTexts)])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 5000 {
			t.Skip()
		}
		r := textual(a, b)
		readBackRows(t, r, a, b)
		readBackJSON(t, r, a, b)
		readBackSheets(t, r, a, b)
	})
}

func readBackRows(t *testing.T, r document.Report, a, b string) {
	rows := rowsOf(t, r, "texts")
	for y, want := range [][2]string{{a, b}, {b, a}} {
		for x, text := range want {
			got := rows[y+1][x]
			if want := clean(text); got != want && got != guard+want {
				t.Errorf("CSV: %q is read back as %q", text, got)
			}
			if got != "" && strings.ContainsRune("=+-@\t\r", rune(got[0])) {
				t.Errorf("CSV: %q is a formula", got)
			}
		}
	}
	if m := metadataOf(t, r); m.Title != string([]rune(a)) {
		t.Errorf("CSVW: %q is read back as %q", a, m.Title)
	}
}

func readBackJSON(t *testing.T, r document.Report, a, b string) {
	var j struct {
		Title   string
		Summary []struct{ Sentences []string }
		Data    struct {
			Texts struct{ Rows []map[string]string }
		}
	}
	if err := json.Unmarshal(jsonOf(t, r), &j); err != nil {
		t.Fatal(err)
	}
	a, b = string([]rune(a)), string([]rune(b))
	if j.Title != a || j.Summary[0].Sentences[1] != b || j.Data.Texts.Rows[0]["a"] != a || j.Data.Texts.Rows[1]["a"] != b {
		t.Errorf("JSON: %q and %q are read back as %v", a, b, j)
	}
}

func readBackSheets(t *testing.T, r document.Report, a, b string) {
	f := bookOf(t, r)
	sheets := f.GetSheetList()
	seen := map[string]bool{}
	for _, s := range sheets {
		if key := strings.ToLower(s); seen[key] {
			t.Errorf("Excel: two worksheets are named %q", s)
		} else {
			seen[key] = true
		}
	}
	if len(sheets) != 7 {
		t.Fatalf("Excel: the worksheets are %q", sheets)
	}
	for _, sheet := range sheets[4:] {
		rows := raw(t, f, sheet)
		last := rows[len(rows)-2:]
		for _, pair := range [][2]string{{last[0][0], a}, {last[0][1], b}, {last[0][2], b}, {last[1][2], a}} {
			if want := orElse(cellText(pair[1]), notApplicable); pair[0] != want {
				t.Errorf("Excel: %s: %q is read back as %q", sheet, pair[1], pair[0])
			}
		}
	}
}
