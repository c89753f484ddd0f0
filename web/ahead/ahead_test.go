package ahead

import (
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"caseclock/web/pagetest"
)

var (
	weekLinks = regexp.MustCompile(`<a href="(/ahead/\d{4}-\d\d-\d\d[^"]*)">`)
	addresses = regexp.MustCompile(`(?:href|action)="([^"]*)"`)
)

var references = regexp.MustCompile(`<a href="/cases/[a-z0-9]+">([^<]+)</a>`)

// noReferenceInAddresses looks for the references that a page shows in its
// addresses.
func noReferenceInAddresses(t *testing.T, p pagetest.Answer) {
	t.Helper()
	at := strings.Join(append(addresses.FindAllString(p.Body, -1), p.Location), "\n")
	for _, m := range references.FindAllStringSubmatch(p.Body, -1) {
		if strings.Contains(at, m[1]) {
			t.Errorf("an address names the case %s", m[1])
		}
	}
}

// From the half year to a week to a case, with the last day to give notice; the
// weeks' lines add up to what the half year says.
func TestFromHalfYearToCase(t *testing.T) {
	s := pagetest.New(t, 200, Routes()...)
	all := s.Get("coordinator-1", "/ahead")
	total := regexp.MustCompile(`<p>(\d+) deadlines fall due`).FindStringSubmatch(all.Body)
	if all.Status != http.StatusOK || total == nil || !strings.Contains(all.Body, `role="img"`) || !strings.Contains(all.Body, `<desc id="chart-words">`) {
		t.Fatalf("%d\n%s", all.Status, all.Body)
	}
	want, _ := strconv.Atoi(total[1])
	seen, lines, notices := map[string]bool{}, 0, 0
	for _, m := range weekLinks.FindAllStringSubmatch(all.Body, -1) {
		if seen[m[1]] {
			continue
		}
		seen[m[1]] = true
		week := s.Get("coordinator-1", m[1])
		if week.Status != http.StatusOK {
			t.Fatalf("%s: %d", m[1], week.Status)
		}
		lines += len(regexp.MustCompile(`<a href="/cases/[a-z0-9]+">`).FindAllString(week.Body, -1))
		notices += len(regexp.MustCompile(`Last day to give notice">\d+ `).FindAllString(week.Body, -1))
		noReferenceInAddresses(t, week)
	}
	if len(seen) != 26 || lines != want || notices == 0 {
		t.Errorf("%d weeks, %d lines of %d, %d with a last day to give notice", len(seen), lines, want, notices)
	}
}

// The filters stand in the address and go along to the weeks; a chair has their
// own cases alone.
func TestAheadIsNarrowed(t *testing.T) {
	s := pagetest.New(t, 200, Routes()...)
	narrow := s.Get("coordinator-1", "/ahead?chair=chair-1&rule=next-review")
	if narrow.Status != http.StatusOK || !strings.Contains(narrow.Body, "?chair=chair-1&amp;rule=next-review") || !strings.Contains(narrow.Body, `<option value="chair-1" selected>`) ||
		!strings.Contains(narrow.Body, `href="/ahead.ics?chair=chair-1&amp;rule=next-review"`) {
		t.Errorf("%d\n%s", narrow.Status, narrow.Body)
	}
	file := s.Get("coordinator-1", "/ahead.ics?rule=next-review").Body
	if !strings.Contains(file, "next-review is due") || strings.Contains(file, "minutes is due") {
		t.Errorf("the file is not narrowed:\n%s", file)
	}
	wrong := s.Get("coordinator-1", "/ahead?rule=%22%3E%3Cimg+src=x+onerror=alert(1)%3E&chair=%22%3E%3Cimg+src=x%3E")
	if wrong.Status != http.StatusUnprocessableEntity || strings.Contains(wrong.Body, "<img") || !strings.Contains(wrong.Body, "<title>Error: ") {
		t.Errorf("%d\n%s", wrong.Status, wrong.Body)
	}
	own, council := s.Get("chair-1", "/ahead.ics").Body, s.Get("coordinator-1", "/ahead.ics").Body
	if n, m := strings.Count(own, "BEGIN:VEVENT"), strings.Count(council, "BEGIN:VEVENT"); n == 0 || n >= m {
		t.Errorf("a chair has %d of %d", n, m)
	}
	if foreign := s.Get("coordinator-1", "/ahead?authority=fife"); !strings.Contains(foreign.Body, "Nothing falls due") {
		t.Error("another council's deadlines are counted")
	}
	for _, path := range []string{"/ahead/2026-03-03", "/ahead/nonsense", "/ahead/2027-03-01"} {
		if a := s.Get("coordinator-1", path); a.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	if a := s.Get("admin-1", "/ahead"); a.Status != http.StatusForbidden {
		t.Errorf("an administrator looks ahead: %d", a.Status)
	}
}

// A calendar's address is shown once, works without signing in until it is
// revoked, and is then as one that never was.
func TestCalendarToFetch(t *testing.T) {
	s := pagetest.New(t, 100, Routes()...)
	if none := s.Get("chair-1", "/ahead/calendar"); none.Status != http.StatusOK || !strings.Contains(none.Body, "You have none.") {
		t.Fatalf("%d\n%s", none.Status, none.Body)
	}
	made := s.Post("chair-1", "/ahead/calendar", nil)
	found := regexp.MustCompile(`value="http://example.com(/calendar/[A-Za-z0-9_-]{43}\.ics)"`).FindStringSubmatch(html.UnescapeString(made.Body))
	if made.Status != http.StatusOK || found == nil {
		t.Fatalf("%d\n%s", made.Status, made.Body)
	}
	if again := s.Get("chair-1", "/ahead/calendar"); strings.Contains(again.Body, found[1]) || !strings.Contains(again.Body, "You have a calendar since") {
		t.Error("the address is shown again")
	}
	got := s.Get("", found[1])
	own := s.Get("chair-1", "/ahead.ics")
	if got.Status != http.StatusOK || got.Body != own.Body || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/calendar") || !strings.Contains(got.Body, "DTEND;VALUE=DATE") {
		t.Errorf("%d\n%s", got.Status, got.Body)
	}
	missing := s.Get("", "/calendar/"+strings.Repeat("a", 43)+".ics")
	if revoked := s.Post("chair-1", "/ahead/calendar/revoke", nil); revoked.Location != "/ahead/calendar?said=revoked" {
		t.Errorf("%d %s", revoked.Status, revoked.Location)
	}
	numbered := regexp.MustCompile(`<strong>[a-z0-9]{12}</strong>`)
	ended := s.Get("", found[1])
	if ended.Status != http.StatusNotFound || numbered.ReplaceAllString(ended.Body, "") != numbered.ReplaceAllString(missing.Body, "") {
		t.Errorf("revoked: %d\n%s", ended.Status, ended.Body)
	}
	if a := s.Get("", strings.TrimSuffix(found[1], ".ics")); a.Status != http.StatusNotFound {
		t.Errorf("without its ending: %d", a.Status)
	}
	for range 12 {
		ended = s.Get("", found[1])
	}
	if ended.Status != http.StatusTooManyRequests {
		t.Errorf("tried without end: %d", ended.Status)
	}
	s.Clock = s.Clock.Add(time.Hour)
	if other := s.Post("coordinator-2", "/ahead/calendar/revoke", nil); other.Status != http.StatusSeeOther {
		t.Errorf("revoking what one does not have: %d", other.Status)
	}
}

// The scale has at most seven lines, and bars stay below its top.
func TestScale(t *testing.T) {
	for top, want := range map[int]int{0: 1, 1: 1, 6: 1, 7: 2, 12: 2, 13: 5, 30: 5, 31: 10, 61: 20, 999: 200} {
		if got := stepOf(top); got != want {
			t.Errorf("up to %d: steps of %d, want %d", top, got, want)
		}
	}
}

// TestServe answers a browser, where PAGETEST_LISTEN says at which address.
func TestServe(t *testing.T) {
	pagetest.New(t, 300, Routes()...).Serve()
}
