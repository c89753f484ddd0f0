package draw

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"caseclock/report/document"

	"github.com/google/go-cmp/cmp"
)

func drawn(t testing.TB, r document.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheSameDocumentGivesTheSamePage(t *testing.T) {
	for name := range pages() {
		if one, other := drawn(t, pages()[name]), drawn(t, pages()[name]); one != other {
			t.Errorf("%s differs from itself", name)
		}
	}
}

// A page is well-formed, to the letter of XML: what opens is closed.
func TestPagesAreWellFormed(t *testing.T) {
	for name, r := range pages() {
		d := xml.NewDecoder(strings.NewReader(drawn(t, r)))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
		}
	}
}

// No two things of a page have one id, and what is pointed at is there.
func TestPointersLeadSomewhere(t *testing.T) {
	for name, r := range pages() {
		page, seen := drawn(t, r), map[string]bool{}
		for _, id := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
			if seen[id[1]] {
				t.Errorf("%s: two things have the id %s", name, id[1])
			}
			seen[id[1]] = true
		}
		for _, to := range regexp.MustCompile(`(?:href="#|labelledby="|describedby="|[: ]url\(#)([^")]+)`).FindAllStringSubmatch(page, -1) {
			for _, id := range strings.Fields(to[1]) {
				if !seen[id] {
					t.Errorf("%s: nothing has the id %s", name, id)
				}
			}
		}
	}
}

// Every table has a caption and a scope on each of its heads, and headings go
// down one level at a time.
func TestTablesAndHeadings(t *testing.T) {
	for name, r := range pages() {
		page := drawn(t, r)
		count := func(pattern string) int { return len(regexp.MustCompile(pattern).FindAllString(page, -1)) }
		tables := 0
		for _, s := range r.Sections {
			tables += len(s.Tables)
		}
		if n := count(`<table[ >]`); n < tables || n != count(`<caption[ >]`) {
			t.Errorf("%s: %d tables of %d, %d captions", name, n, tables, count(`<caption[ >]`))
		}
		if heads, scoped := count(`<th[ >]`), count(`<th scope="(?:col|row|rowgroup)"`); heads != scoped {
			t.Errorf("%s: %d heads, %d with a scope", name, heads, scoped)
		}
		before := byte('0')
		for _, h := range regexp.MustCompile(`<h([1-6])[ >]`).FindAllStringSubmatch(page, -1) {
			if h[1][0] > before+1 || h[1] == "1" && before != '0' {
				t.Errorf("%s: a heading %s follows a heading %c", name, h[1], before)
			}
			before = h[1][0]
		}
		for _, part := range []string{"<header>", "<main id=\"report\"", "<footer>", `<html lang="en-GB">`, `<a class="skip" href="#report">`} {
			if count(regexp.QuoteMeta(part)) != 1 {
				t.Errorf("%s: %s stands there %d times", name, part, count(part))
			}
		}
		if several := len(r.Sections) > 1; several != (count(`<nav `) == 1) {
			t.Errorf("%s: %d navigations for %d parts", name, count(`<nav `), len(r.Sections))
		}
	}
}

// Every page says what it is, of what, as at when, and what it rests on, and
// for whom it is: at the top, at the end, and at the foot of each printed page.
func TestPagesSayWhatTheyAre(t *testing.T) {
	for name, r := range pages() {
		page, mark := drawn(t, r), r.Scope.For.Mark()
		wants := []string{`<p class="mark">` + mark, `<footer><p>` + mark, `@bottom-left { content: "` + mark + `"; }`, `"Page " counter(page) " of " counter(pages)`,
			"1 October 2026 to 31 December 2026", "22 November 2026, 17:00:00 UTC", "scotland-2021 (National guidance), version 3", "version 2026-1", "caseclock 0.3.0", "95.0% in time", r.Scope.Digest}
		if r.Scope.For.Hides() {
			wants = append(wants, "counts of 1 to 4 are hidden")
		}
		for _, want := range wants {
			if !strings.Contains(strings.ReplaceAll(page, "&#39;", "'"), want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
}

// No text of a document is taken for anything but text, and the page's policy
// forbids all but its own style sheet.
func TestHostileTextIsText(t *testing.T) {
	page := drawn(t, hostilePage())
	for _, bad := range []string{"<script", "<img", "<a href=\"http", "<a href=\"javascript", "ZgotmplZ", "@import", "<link", "<iframe", " style=\"", " onerror=\""} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, attack := range attacks {
		if escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "+", "&#43;").Replace(attack); !strings.Contains(page, escaped) {
			t.Errorf("the page does not say %q", attack)
		}
	}
	for name, r := range pages() {
		page := drawn(t, r)
		style := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindAllStringSubmatch(page, -1)
		if len(style) != 1 {
			t.Fatalf("%s has %d style sheets", name, len(style))
		}
		sum := sha256.Sum256([]byte(style[0][1]))
		want := `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-` + base64.StdEncoding.EncodeToString(sum[:]) + `&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"/>`
		if !strings.Contains(strings.ReplaceAll(page, "&#43;", "+"), want) {
			t.Errorf("%s does not say %s", name, want)
		}
	}
}

// The number of a hidden cell changes nothing of a page, even where a document
// still holds it.
func TestNothingOfHiddenNumbers(t *testing.T) {
	want := drawn(t, committeePage())
	for _, n := range []int{1, 4, 987654, -3} {
		r, hidden := committeePage(), 0
		for _, s := range r.Sections {
			for _, table := range s.Tables {
				for _, g := range table.Groups {
					for _, l := range g.Lines {
						for i := range l {
							if l[i].State == document.Hidden {
								l[i].N, l[i].Text, l[i].Date = n, "SECRET", day("1999-01-01")
								hidden++
							}
						}
					}
				}
			}
		}
		if got := drawn(t, r); got != want || hidden < 50 {
			t.Errorf("with %d in place of %d hidden numbers the page is another\n%s", n, hidden, cmp.Diff(want, got))
		}
	}
}

// What "hidden" means stands before the first table of each part that hides
// something, and nowhere else.
func TestHiddenIsExplained(t *testing.T) {
	explained := `<p class="explain"><span class="hidden">hidden</span> stands for a count of 1 to 4,`
	page := drawn(t, committeePage())
	if n := strings.Count(page, `class="explain"`); n != 1 || strings.Index(page, explained) > strings.Index(page, "<table") || !strings.Contains(page, explained) {
		t.Errorf("it is explained %d times", n)
	}
	if strings.Contains(drawn(t, internalPage()), "explain\"") {
		t.Error("an internal report explains what it does not hide")
	}
}
