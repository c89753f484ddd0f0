package layout

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sentenceCases are initial conferences, as invented tells them: none, one,
// two, several; in time, late, still out, ended, not due yet; brothers and
// sisters.
func sentenceCases() [][]string {
	most := func(n int, more ...string) []string { return append(times(n, "0"), more...) }
	return [][]string{
		nil, {"0"}, {"8"}, {"1"}, {"out"}, {"ended 8"}, {"pending"}, {"ended"}, {"pending", "ended", "ended"},
		{"0", "0"}, {"0", "8"}, {"8", "8"}, {"1", "1"}, {"1", "9"}, {"0", "0", "0"}, {"8", "8", "9"}, {"1", "1", "1"},
		{"out", "out"}, {"ended 2", "ended 2"}, {"out", "8", "ended 3"}, {"0", "pending"}, {"8", "pending", "ended"},
		most(9, "8"), most(9, "1"), most(9, "out"), most(9, "ended 4"), most(9, "1", "1"), most(9, "4", "8"),
		most(9, "1", "8", "out"), most(9, "4", "out", "out"), most(9, "pending"), most(9, "ended", "ended"),
		{"4×0"}, {"4×3"}, {"2×0", "2×0"}, {"2×3", "2×3"}, {"2×0", "2×0", "2×1"}, {"3×2", "2×out"}, {"3×0", "0", "0"},
		slices.Concat(times(8, "0"), times(5, "1"), times(6, "9")),
		slices.Concat(times(8, "0"), times(7, "1"), times(5, "out"), times(5, "ended 20")),
		slices.Concat(times(38, "0"), []string{"1", "1", "6", "9"}),
	}
}

// What is said of each, to everybody and to the committee, is in a file to be
// read.
func TestSentences(t *testing.T) {
	var b strings.Builder
	for _, words := range sentenceCases() {
		b.WriteString("# " + briefly(words) + "\n")
		for _, p := range []Publication{forInternal, forCommittee} {
			b.WriteString(string(p.For) + ":\n")
			for _, sentence := range said(t, p, words...) {
				b.WriteString("  " + sentence + "\n")
			}
		}
		b.WriteString("\n")
	}
	const path = "testdata/golden/sentences.txt"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// said is what is said of initial conferences, the point first.
func said(t *testing.T, p Publication, words ...string) (all []string) {
	s := inventedReport(t, p, words...).Sections[0]
	for _, point := range s.Points {
		all = append(all, point.Timescale+": "+point.Text)
	}
	return append(all, s.Summary...)
}

// briefly writes "38 of 0, 2 of 1".
func briefly(words []string) string {
	if len(words) == 0 {
		return "nothing"
	}
	var parts []string
	for len(words) > 0 {
		n := 1
		for n < len(words) && words[n] == words[0] {
			n++
		}
		parts = append(parts, thousands(n)+" of "+words[0])
		words = words[n:]
	}
	return strings.Join(parts, ", ")
}

// The example that the report was asked for with.
func TestAskedFor(t *testing.T) {
	point := said(t, forInternal, slices.Concat(times(38, "0"), []string{"1", "1", "6", "9"})...)[0]
	const want = "Initial case conference: 38 of 42 initial conferences were held within 21 calendar days (90.5%, target 95%). " +
		"By meeting it is the same. Of the 4 late, 2 were one day late; the longest was 9 days late."
	if point != want {
		t.Errorf("got  %s\nwant %s", point, want)
	}
}
