package web

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/store"
	"caseclock/web/pagetest"
)

var update = flag.Bool("update", false, "write testdata/who-may.txt anew; read the diff")

// methods are all that a request can come with.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	http.MethodOptions, http.MethodTrace, http.MethodConnect, "PROPFIND"}

// ofChair is the case of a chair with the first reference.
func (w *walk) ofChair(t *testing.T, chair string) string {
	t.Helper()
	p, err := w.Engine.Desk(pagetest.People[chair]).Cases(context.Background(), engine.CasesAsk{})
	if err != nil || len(p.Lines) == 0 {
		t.Fatal(p, err)
	}
	slices.SortFunc(p.Lines, func(a, b engine.CaseLine) int { return strings.Compare(a.Reference, b.Reference) })
	return p.Lines[0].CaseID
}

// Who is let in where is written down, person by person, for a case of Stirling's
// first chair: nobody is let in anywhere by a change of one table alone.
func TestWhoMayDoWhat(t *testing.T) {
	w := newWalk(t)
	defer w.tell(t)
	id := w.ofChair(t, "chair-1")
	var b strings.Builder
	for _, pattern := range slices.Sorted(maps.Keys(w.rows)) {
		method, path := address(pattern, id)
		in := map[string][]string{}
		for _, as := range slices.Sorted(maps.Keys(pagetest.People)) {
			what := standing(w.ask(as, method, path).Code)
			in[what] = append(in[what], as)
		}
		fmt.Fprintln(&b, pattern)
		for _, what := range slices.Sorted(maps.Keys(in)) {
			fmt.Fprintf(&b, "  %s: %s\n", what, strings.Join(in[what], " "))
		}
	}
	golden := filepath.Join("testdata", "who-may.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		t.Errorf("who may do what is not as %s has it; go test ./web -run TestWhoMayDoWhat -update, and read the diff:\n%s", golden, firstDifference(got, string(want)))
	}
}

// standing is what a status says of who asked.
func standing(code int) string {
	switch code {
	case http.StatusForbidden, http.StatusUnauthorized:
		return "refused"
	case http.StatusNotFound:
		return "not there"
	}
	return "let in"
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	pattern := ""
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("%s\n got %s\nwant %s", pattern, g[i], w[i])
		}
		if !strings.HasPrefix(g[i], " ") {
			pattern = g[i]
		}
	}
	return "one is longer"
}

// A method that a path has no row for is answered by nothing of the path, to
// everybody.
func TestOtherMethods(t *testing.T) {
	w := newWalk(t)
	defer w.tell(t)
	paths := map[string]string{}
	for pattern := range w.rows {
		_, path := address(pattern, w.cases["stirling"][0])
		_, bare, _ := strings.Cut(pattern, " ")
		paths[bare] = path
	}
	for _, bare := range slices.Sorted(maps.Keys(paths)) {
		for _, method := range methods {
			_, known := w.rows[method+" "+bare]
			_, get := w.rows["GET "+bare]
			if known || method == http.MethodHead && get || overlaps(w.rows, method, paths[bare]) {
				continue
			}
			for _, as := range []string{"", "coordinator-1", "admin-1"} {
				rec := w.ask(as, method, paths[bare])
				if rec.Code < 300 || rec.Code >= 500 {
					t.Errorf("%s %s as %q: %d", method, bare, as, rec.Code)
				}
			}
		}
	}
}

// overlaps says whether another row than a path's own answers it: /people/{id}
// has the address of /people/new, say.
func overlaps(rows map[string]need, method, path string) bool {
	mux := http.NewServeMux()
	for pattern := range rows {
		mux.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
	}
	r, err := http.NewRequest(method, path, nil)
	if err != nil {
		return false
	}
	_, pattern := mux.Handler(r)
	return pattern != ""
}

// Nothing that anybody is shown, by any address, names a case or the opaque id
// of a case that is not theirs to see.
func TestNothingOfAnotherAuthority(t *testing.T) {
	w := newWalk(t)
	defer w.tell(t)
	seen := 0
	for as, v := range pagetest.People {
		theirs, others := w.parted(t, v)
		for _, pattern := range slices.Sorted(maps.Keys(w.rows)) {
			if !strings.HasPrefix(pattern, "GET ") && !strings.Contains(pattern, "search") {
				continue
			}
			method, path := address(pattern, w.cases["stirling"][0])
			body := w.ask(as, method, path).Body.String()
			for _, secret := range others {
				if strings.Contains(strings.ReplaceAll(body, w.cases["stirling"][0], ""), secret) {
					t.Errorf("%s as %s names %s, which is not theirs", pattern, as, secret)
				}
			}
			for _, known := range theirs {
				if strings.Contains(body, known) {
					seen++
					break
				}
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d answers name a case at all", seen)
	}
}

// parted gives the references and opaque ids of the cases that somebody may see,
// and those of all others.
func (w *walk) parted(t *testing.T, v *access.Viewer) (theirs, others []string) {
	t.Helper()
	err := w.Store.Scan(context.Background(), func(key store.CaseKey, c *deadline.Case) error {
		part := access.Part{}
		for i := range c.Facts {
			e := c.Event(int32(i))
			if e.Kind == deadline.CaseAssigned && e.On <= w.Engine.Today() {
				part = access.Part{Authority: e.Authority, Chair: e.Chair, Lead: e.Lead}
			}
		}
		if v.MayFor(access.SeeCases, part) {
			theirs = append(theirs, c.Ref, key.String())
		} else {
			others = append(others, c.Ref, key.String())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return theirs, others
}
