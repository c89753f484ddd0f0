package api_test

import (
	"encoding/base64"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// Whatever stands in the query of a list, the answer is one that the description
// has, and no fault of ours.
func FuzzQuery(f *testing.F) {
	s := open(f, 12)
	cursor := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	for _, q := range []string{"", "limit=1", "limit=0&limit=x", "as_at=2026-02-31", "authority=stirling&chair=chair-1", "cursor=" + cursor(`{"o":"deadlines","c":"x","n":3}`),
		"cursor=" + cursor(`{"o":"cases","c":"`+strings.Repeat("z", 200)+`","k":"%","n":-9223372036854775808}`), "cursor=%ff", "unexplained=perhaps"} {
		f.Add(uint8(0), q)
		f.Add(uint8(1), q)
	}
	lists := []string{"cases", "deadlines", "breaches", "queries", "trail"}
	f.Fuzz(func(t *testing.T, list uint8, query string) {
		s := s.within(t)
		r := httptest.NewRequest("GET", "/api/v1/"+lists[int(list)%len(lists)], nil)
		r.URL.RawQuery = query
		r.Header.Set("Authorization", "Bearer coordinator-1")
		ours(t, s, s.do(r))
	})
}

// Whatever is sent as the body of a change, it is recorded or refused, and what is
// refused leaves the case as it was.
func FuzzBody(f *testing.F) {
	s := open(f, 0)
	id, _ := s.begun("CP-9001")
	for _, b := range []string{coreGroup, `{}`, `[]`, `null`, `{"event":"core-group-held","event":"closed","on":"2026-02-27"}`, `{"event":"core-group-held","on":"2026-02-27","by":"x"}`,
		`{"deadlines":["initial-cpcc.2026-01-05"],"category":"late-referral","proposed":"2026-03-20"}`, `{"on":1e999}`, "\xef\xbb\xbf{}", strings.Repeat("[", 2000)} {
		f.Add(uint8(0), b)
		f.Add(uint8(1), b)
		f.Add(uint8(2), b)
	}
	paths := []string{"events", "reasons", "events/" + url.PathEscape(id) + "/withdrawal"}
	f.Fuzz(func(t *testing.T, path uint8, body string) {
		s := s.within(t)
		before := s.etag(id)
		a := s.send("coordinator-1", "POST", "/api/v1/cases/"+id+"/"+paths[int(path)%len(paths)], body, "If-Match", before)
		ours(t, s, a)
		if after := s.etag(id); (after != before) != (a.StatusCode == 201) {
			t.Errorf("%d, and the version went from %s to %s: %s", a.StatusCode, before, after, a.body)
		}
	})
}

// within is the site as one run of a target uses it.
func (s *site) within(t *testing.T) *site { return &site{s.Site, t, s.api, s.log} }

// ours fails where an answer is a fault of ours.
func ours(t *testing.T, s *site, a answer) {
	t.Helper()
	if a.StatusCode >= 500 {
		t.Errorf("%d %s\n%s", a.StatusCode, a.body, s.log)
	}
	s.log.Reset()
}
