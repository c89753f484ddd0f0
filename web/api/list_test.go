package api_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"caseclock/engine"
	"caseclock/store"
	"caseclock/web/pagetest"
)

// forgetAnswers is a crash before answers were kept.
func (s *site) forgetAnswers() {
	s.t.Helper()
	var all []store.ShelfChange
	err := s.Store.Shelf(context.Background(), store.Answers, func(k store.Kept) error {
		all = append(all, store.ShelfChange{Shelf: store.Answers, Kept: k, Remove: true, If: store.Whatever})
		return nil
	})
	if err == nil {
		err = s.Store.Shelve(context.Background(), store.Entry{}, all...)
	}
	if err != nil || len(all) == 0 {
		s.t.Fatal(len(all), err)
	}
}

// pages reads a list page by page; each is called between two of them.
func (s *site) pages(as, path, list string, limit int, each func(n int)) (all []map[string]any) {
	s.t.Helper()
	cursor := ""
	for n := 1; ; n++ {
		at := fmt.Sprintf("%s%slimit=%d", path, map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")], limit)
		if cursor != "" {
			at += "&cursor=" + cursor
		}
		a := s.send(as, "GET", at, nil)
		var page map[string]any
		if a.json(s.t, &page); a.StatusCode != 200 {
			s.t.Fatalf("%s: %s", at, a.body)
		}
		for _, x := range page[list].([]any) {
			all = append(all, x.(map[string]any))
		}
		if page["next"] == nil {
			return all
		}
		cursor = page["next"].(string)
		if plain, err := base64.RawURLEncoding.DecodeString(cursor); err != nil || strings.Contains(string(plain), "CP-") {
			s.t.Errorf("cursor %s: %v", plain, err)
		}
		s.Clock = s.Clock.Add(1e9) // what a token may send at once comes back
		if each != nil {
			each(n)
		}
	}
}

func ids(all []map[string]any, fields ...string) (out []string) {
	for _, x := range all {
		var parts []string
		for _, f := range fields {
			parts = append(parts, fmt.Sprint(x[f]))
		}
		out = append(out, strings.Join(parts, " "))
	}
	return out
}

// A list read in pages is the list read at once, whatever the size of a page.
func TestPagesMakeTheList(t *testing.T) {
	s := open(t, 25)
	for _, row := range []struct {
		path, list string
		fields     []string
	}{
		{"/api/v1/cases", "cases", []string{"case_id"}},
		{"/api/v1/cases?status=unexplained", "cases", []string{"case_id"}},
		{"/api/v1/deadlines", "deadlines", []string{"case_id", "key"}},
		{"/api/v1/deadlines?status=overdue,met-late", "deadlines", []string{"case_id", "key"}},
		{"/api/v1/deadlines?as_at=2025-12-01", "deadlines", []string{"case_id", "key"}},
		{"/api/v1/breaches", "deadlines", []string{"case_id", "key"}},
		{"/api/v1/breaches?unexplained=true", "deadlines", []string{"case_id", "key"}},
		{"/api/v1/queries", "queries", []string{"case_id", "code", "event"}},
	} {
		whole := ids(s.pages("coordinator-1", row.path, row.list, 500, nil), row.fields...)
		if len(whole) < 2 {
			t.Fatalf("%s: %d", row.path, len(whole))
		}
		if len(whole) <= 500 {
			for _, limit := range []int{1 + len(whole)/40, 7} {
				if got := ids(s.pages("coordinator-1", row.path, row.list, limit, nil), row.fields...); !slices.Equal(got, whole) {
					t.Errorf("%s in pages of %d: %d, not %d", row.path, limit, len(got), len(whole))
				}
			}
		}
		if sorted := slices.Clone(whole); row.path == "/api/v1/cases" && !slices.IsSorted(sorted) {
			t.Errorf("%s: %v", row.path, sorted)
		}
	}
}

// The list of breaches is the engine's own.
func TestBreachesAreTheEngines(t *testing.T) {
	s := open(t, 40)
	var want []string
	err := s.Engine.Deadlines(context.Background(), engine.Ask{Unexplained: true}, func(r engine.Row) error {
		if id, err := s.Store.CaseID(r.Case); err == nil && slices.Contains(s.casesOf("coordinator-1"), id) {
			want = append(want, id+" "+engine.DeadlineKey{Rule: r.Rule, Start: r.Start, Conference: r.Conference}.String())
		}
		s.Clock = s.Clock.Add(1e9)
		return nil
	})
	got := ids(s.pages("coordinator-1", "/api/v1/breaches?unexplained=true", "deadlines", 500, nil), "case_id", "key")
	slices.Sort(want)
	slices.Sort(got)
	if err != nil || !slices.Equal(got, want) || len(got) == 0 {
		t.Errorf("%v\n%v\n%v", err, got, want)
	}
}

// What is recorded while a list is read neither drops nor doubles what was there.
func TestPagesAreStableUnderInserts(t *testing.T) {
	s := open(t, 20)
	before := ids(s.pages("coordinator-1", "/api/v1/deadlines", "deadlines", 500, nil), "case_id", "key")
	got := ids(s.pages("coordinator-1", "/api/v1/deadlines", "deadlines", 11, func(n int) {
		if n%3 == 0 {
			s.begun(fmt.Sprintf("CP-A%02d", n), map[string]any{"event": "conference-held", "on": "2026-01-20", "conference": "initial", "outcome": "registered"})
		}
	}), "case_id", "key")
	for _, x := range before {
		n := 0
		for _, y := range got {
			if x == y {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s comes %d times", x, n)
		}
	}
}

// A cursor of another list is refused, and one with an id that there is not says
// nothing of what there is.
func TestCursors(t *testing.T) {
	s := open(t, 20)
	var page struct{ Next string }
	s.send("coordinator-1", "GET", "/api/v1/cases?limit=1", nil).json(t, &page)
	if a := s.send("coordinator-1", "GET", "/api/v1/deadlines?limit=1&cursor="+page.Next, nil); a.StatusCode != 422 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	theirs := s.casesOf("coordinator-2")[0]
	for _, id := range []string{theirs, theirs[:31] + "2"} {
		made := base64.RawURLEncoding.EncodeToString([]byte(`{"o":"cases","c":"` + id + `"}`))
		if a := s.send("coordinator-1", "GET", "/api/v1/cases?limit=1&cursor="+made, nil); a.StatusCode != 200 {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	}
}

// Another authority's case is answered as one that there is not, to the byte and
// the header, by every operation that names one.
func TestAnothersIsNone(t *testing.T) {
	s := open(t, 20)
	theirs, none := s.casesOf("coordinator-2")[0], "aabqaaaaaaam4aghjzm43yjpns7ch2js"
	body := map[string]string{"events": coreGroup, "reasons": `{"deadlines":["initial-cpcc.2026-01-05"],"category":"late-referral","proposed":"2026-03-20"}`, "withdrawal": `{"why":"x"}`}
	paths := []string{"GET /api/v1/deadlines?case_id={id}", "GET /api/v1/breaches?case_id={id}", "GET /api/v1/queries?case_id={id}", "GET /api/v1/trail?case_id={id}"}
	for _, op := range s.api.Operations() {
		if strings.Contains(op, "/cases/{id}") {
			paths = append(paths, op)
		}
	}
	if len(paths) < 8 {
		t.Fatal(paths)
	}
	for _, as := range []string{"coordinator-1", "auditor-1", "chair-1", "committee-1"} {
		for _, op := range paths {
			method, path, _ := strings.Cut(op, " ")
			path = strings.NewReplacer("{deadline}", "minutes.2026-01-01.review", "{event}", "ev-000345").Replace(path)
			var got []answer
			for _, id := range []string{theirs, none} {
				at := strings.ReplaceAll(path, "{id}", id)
				var content any
				if method == http.MethodPost {
					content = body[at[strings.LastIndex(at, "/")+1:]]
				}
				got = append(got, s.send(as, method, at, content, "If-Match", "*"))
			}
			if got[0].StatusCode != got[1].StatusCode || got[0].StatusCode < 403 || string(got[0].body) != string(got[1].body) || fmt.Sprint(got[0].Header) != fmt.Sprint(got[1].Header) {
				t.Errorf("%s as %s: %d %v %s, and %d %v %s", op, as, got[0].StatusCode, got[0].Header, got[0].body, got[1].StatusCode, got[1].Header, got[1].body)
			}
		}
	}
	var found [2]answer
	for i, ref := range []string{s.reference(theirs), "CP-none"} {
		found[i] = s.send("coordinator-1", "POST", "/api/v1/cases/search", map[string]any{"case": ref})
	}
	if found[0].StatusCode != 404 || string(found[0].body) != string(found[1].body) {
		t.Errorf("search: %s, and %s", found[0].body, found[1].body)
	}
}

func (s *site) reference(id string) string {
	s.t.Helper()
	c, err := s.Store.CaseByID(id)
	if err != nil {
		s.t.Fatal(err)
	}
	return c.Ref
}

// Nobody sees in a list what is not theirs, and nothing else than what the
// engine has for them.
func TestListsAreTheirOwn(t *testing.T) {
	s := open(t, 15)
	for id, v := range pagetest.People {
		looked := map[string]error{}
		for _, path := range []string{"/api/v1/cases?limit=500", "/api/v1/deadlines?limit=500", "/api/v1/queries?limit=500"} {
			a := s.send(id, "GET", path, nil)
			if a.StatusCode == 403 {
				continue
			}
			var page map[string]any
			a.json(t, &page)
			for _, list := range []string{"cases", "deadlines", "queries"} {
				rows, _ := page[list].([]any)
				for _, x := range rows {
					c := x.(map[string]any)["case_id"].(string)
					if _, known := looked[c]; !known {
						_, looked[c] = s.Engine.Desk(v).Case(context.Background(), c)
					}
					if looked[c] != nil {
						t.Fatalf("%s sees %s in %s: %v", id, c, path, looked[c])
					}
				}
			}
		}
	}
}

// Every look and change is in the audit trail, by the person, through the API
// and with the token's id, and the trail comes in pages itself.
func TestTrail(t *testing.T) {
	s := open(t, 10)
	id := s.caseOf("coordinator-1")
	s.send("coordinator-1", "GET", "/api/v1/cases/"+id, nil)
	s.send("coordinator-1", "GET", "/api/v1/deadlines", nil)
	s.send("coordinator-1", "POST", "/api/v1/cases/"+id+"/events", coreGroup, "If-Match", "*")
	all := s.pages("auditor-all", "/api/v1/trail", "entries", 3, nil)
	var said []string
	for _, e := range all {
		if e["by"] == "coordinator-1" && e["door"] == "api" {
			if !strings.Contains(fmt.Sprint(e["detail"]), "token-of-coordinator-1") {
				t.Errorf("%v", e)
			}
			said = append(said, fmt.Sprint(e["action"]))
		}
	}
	if got := strings.Join(said, " "); got != "look look look record" {
		t.Error(got)
	}
	seqs := ids(all, "seq")
	if len(seqs) != len(slices.Compact(slices.Clone(seqs))) {
		t.Error(seqs)
	}
	of := s.pages("auditor-all", "/api/v1/trail?case_id="+id, "entries", 1, nil)
	if len(of) < 2 || of[0]["case_id"] == nil && of[0]["events"] == 0.0 {
		t.Error(of)
	}
	if a := s.send("auditor-all", "GET", "/api/v1/trail?case_id="+id+"&person=chair-1", nil); a.StatusCode != 422 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}
