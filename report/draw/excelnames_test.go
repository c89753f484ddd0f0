package draw

import (
	"strings"
	"testing"
	"unicode/utf16"

	"caseclock/report/document"
)

func TestSheetNamesAreAllowedAndUnique(t *testing.T) {
	take := newTakenNames(sheetName)
	seen := map[string]bool{}
	for range 3 {
		for _, s := range append(hostileTexts, strings.Repeat("🙂", 40), "a/b", "a b", "A B", " 'x' ", "x'", strings.Repeat("x", 29)+"''''") {
			got := take.take(s)
			if n := len(utf16.Encode([]rune(got))); n < 1 || n > 31 || strings.ContainsAny(got, `[]:*?/\`) || strings.Trim(got, "' ") != got || strings.EqualFold(got, "history") {
				t.Errorf("%q makes the name %q", s, got)
			}
			if key := strings.ToLower(got); seen[key] {
				t.Errorf("%q is given twice", got)
			} else {
				seen[key] = true
			}
		}
	}
}

// Two columns headed alike are told apart, without regard to capitals.
func TestExcelHeadsAreUnique(t *testing.T) {
	r := nothing()
	r.Sections[0].Tables = []document.Table{{ID: "t", Name: "T", Caption: "C",
		Columns: []document.Column{{Head: "Due", Kind: document.Text}, {Head: "due", Kind: document.Count}, {Head: "", Kind: document.Days}, {Head: "Due", Kind: document.Percent}},
		Groups:  []document.Group{{Head: "G", Lines: []document.Line{{count(1), {N: 2}, {N: 905}}}}}}}
	rows := raw(t, bookOf(t, r), "T")
	if got := strings.Join(rows[len(rows)-2], "|"); got != "Due|due 2|(days)|Due (%)" {
		t.Errorf("the heads are %s", got)
	}
}
