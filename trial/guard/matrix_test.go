//go:build trial

package guard

import (
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"caseclock/trial"
	"caseclock/trial/twin"
)

// The tests that walk every route as every person: of the whole site, of its
// doors to cases, and of every method.
const walks = "^(TestEveryRouteAndRole|TestAnotherAuthoritysCase|TestWhoMayDoWhat|TestOtherMethods|TestNothingOfAnotherAuthority)$"

var asked = regexp.MustCompile(`asked (\d+) times`)

// walked runs them and counts the requests.
func walked(t *testing.T) (requests, failures int) {
	t.Helper()
	c := exec.Command("go", "test", "-count=1", "-v", "./web", "-run", walks)
	c.Dir = trial.Root(t)
	out, err := c.CombinedOutput()
	for _, m := range asked.FindAllSubmatch(out, -1) {
		n, _ := strconv.Atoi(string(m[1]))
		requests += n
	}
	failures = strings.Count(string(out), "--- FAIL")
	if err != nil {
		t.Logf("%s", out)
		failures = max(failures, 1)
	}
	if n := len(asked.FindAll(out, -1)); n != 5 {
		t.Fatalf("%d of 5 walks say how often they asked:\n%s", n, out)
	}
	return requests, failures
}

// noMatrix are programs in which somebody comes where they must not.
var noMatrix = []struct {
	name  string
	edits []twin.Edit
}{
	{"a route asks nobody's role", []twin.Edit{{File: "web/web.go", Old: "case !n.self && !x.Viewer.May(n.act):", New: "case false:"}}},
	{"a case is given to whoever knows its id", []twin.Edit{{File: "engine/desk.go", Old: "if !d.v.MayFor(access.SeeCases, part) {", New: "if false {"}}},
	{"the committee sees cases", []twin.Edit{{File: "access/role.go", Old: "Committee: {ReadReports: Authority,", New: "Committee: {SeeCases: Authority, ReadReports: Authority,"}}},
	{"lists forget the authority", []twin.Edit{{File: "engine/deskwork.go", Old: "return d.may(c, access.SeeCases)", New: "return true"}}},
	{"a token is not asked for what it may do", []twin.Edit{{File: "web/api/guard.go", Old: "if !known || !self && !x.viewer.May(act) {", New: "if !known || self && act == \"\" && false {"}}},
}

// Every route of the pages and of the API is asked for as every person of every
// role, for one authority, another and all, by every method.
func TestC2(t *testing.T) {
	run := trial.Begin(t, trial.Promise{ID: "C2",
		Says:  "Nobody sees or does, by any route, what their role and authority do not give them; another authority's case is answered as one that is not there.",
		Short: 1, Long: 1})
	requests, failures := walked(t)
	run.Count(requests, failures)
	run.Note("%d requests: every route and method of the pages and the API as every person; the full matrix in either tier", requests)
	run.Note("left out: how long a refusal takes; the opaque id of a case is 128 random bits, so none can be tried for")
	for _, w := range twin.Of(noMatrix) {
		noticed := 0
		if failed, _ := twin.Fails(t, w.edits, "./web", "-run", walks); failed {
			noticed = 1
		}
		run.Twin(w.name, 1, noticed, 1)
	}
}
