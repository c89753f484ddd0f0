//go:build trial

package guard

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"caseclock/trial"
	"caseclock/trial/twin"
)

// Where things of a case and secrets can come to.
const (
	ownPages   = "pages and answers of those whose case it is"
	mailBody   = "bodies of mails"
	mailHead   = "headers and envelopes of mails"
	logs       = "the log, what the daemon prints and what it says at its death"
	metrics    = "metrics and health"
	process    = "the process's command line and environment"
	hooked     = "webhooks"
	addresses  = "addresses of pages, links and redirects, and headers of answers"
	errorPages = "answers to what failed or was refused"
	elsewhere  = "pages, lists and exports of another authority's people"
	published  = "reports for the committee and for publication, in every form"
	trailText  = "the audit trail as it is taken away"
	shown      = "the configuration as it is shown"
	temporary  = "temporary files and core dumps"
)

var places = []string{ownPages, mailBody, mailHead, logs, metrics, process, hooked, addresses, errorPages, elsewhere, published, trailText, shown, temporary}

// field is a text planted somewhere, and the places that it may come to.
type field struct {
	name, canary string
	may          []string
	unseen       bool // no page shows it, even to those whose case it is
}

// fields are every text of a case, of the people and of the secrets.
var fields = []field{
	{"a case's reference", "ZQREF1", []string{ownPages, mailBody}, false},
	{"a case's reference that panics", "ZQREF2", []string{ownPages, mailBody}, false},
	{"a reference that is not there", "ZQMISSING", nil, false},
	{"a family's reference", "zqfamily", []string{ownPages}, false},
	{"a meeting's reference", "zqmeeting", []string{ownPages}, true},
	{"a lead professional's id", "zqlead", []string{ownPages}, false},
	{"an event's id", "zqevent", []string{ownPages}, false},
	{"a source's name", "zqsource", []string{ownPages, trailText}, false},
	{"a reason's text", "zqreason", []string{ownPages}, false},
	{"a withdrawal's why", "zqwhy", []string{ownPages}, false},
	{"an imported file's name", "zqfile", []string{ownPages}, false},
	{"a value of a refused row", "zqrefused", []string{ownPages}, false},
	{"a value of a refused form", "zqtyped", []string{ownPages, errorPages}, false}, // given back to who typed it
	{"a value of a panic", "zqpanic", nil, false},
	{"a person's name", "Zqperson", []string{ownPages, shown, elsewhere, trailText}, false}, // of staff, not of a child
	{"a wrong password", "zqpassword", nil, false},
	{"a browser's header", "zqagent", nil, false},
	{"the mail server's password", "zqmailword", nil, false},
	{"a webhook's secret", "zqhooksecretzqhooksecret00", nil, false},
	{"the path of a webhook", "zqhookpath", nil, false},
	{"the path of the heartbeat", "zqbeatpath", nil, false},
	{"the council's client secret", "zqclientsecret", nil, false},
	{"a session's cookie", "", []string{}, false},
	{"an API token", "", []string{}, false},
	{"a calendar's address", "", []string{}, false},
	{"a person's own password", ownWords, nil, false},
}

// captures are what came to each place.
type captures struct {
	mu  sync.Mutex
	all map[string]*bytes.Buffer
}

func newCaptures() *captures {
	c := &captures{all: map[string]*bytes.Buffer{}}
	for _, p := range places {
		c.all[p] = &bytes.Buffer{}
	}
	return c
}

// keep notes what came to a place.
func (c *captures) keep(place string, what ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := c.all[place]
	if b == nil {
		panic(place)
	}
	for _, w := range what {
		switch w := w.(type) {
		case []byte:
			b.Write(w)
		default:
			fmt.Fprint(b, w)
		}
		b.WriteByte('\n')
	}
}

// length is how much came to a place.
func (c *captures) length(place string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all[place].Len()
}

// look counts the places that a field may not come to, and names those that it
// came to.
func (c *captures) look(f *field) (looked int, found []string) {
	for _, p := range places {
		if slices.Contains(f.may, p) {
			continue
		}
		looked++
		text := bytes.ToLower(c.all[p].Bytes())
		if i := bytes.Index(text, []byte(strings.ToLower(f.canary))); i >= 0 {
			found = append(found, fmt.Sprintf("%s came to %s: ...%s...", f.name, p, text[max(0, i-120):min(len(text), i+120)]))
		}
	}
	return looked, found
}

// searched runs every flow of a program and looks for every field in every place.
func searched(t *testing.T, program string) (looked int, found []string) {
	t.Helper()
	c := newCaptures()
	secrets := plant(t, program, c)
	all := slices.Clone(fields)
	for i := range all {
		if all[i].canary == "" {
			all[i].canary = secrets[all[i].name]
		}
		if len(all[i].canary) < 5 {
			t.Fatalf("%s was not planted: %v", all[i].name, slices.Collect(maps.Keys(secrets)))
		}
		n, hits := c.look(&all[i])
		looked, found = looked+n, append(found, hits...)
		for _, must := range all[i].may {
			if must == ownPages && !all[i].unseen && !bytes.Contains(bytes.ToLower(c.all[must].Bytes()), bytes.ToLower([]byte(all[i].canary))) {
				t.Errorf("%s is nowhere on the pages of those whose it is, so that it was not planted", all[i].name)
			}
		}
	}
	for _, p := range places {
		if p != temporary && p != process && c.all[p].Len() < 20 {
			t.Errorf("nothing came to %s", p)
		}
	}
	return looked, found
}

// panics are faults that the flows call up: a rule that panics with the case's
// reference, and pages and API that panic with what they were sent.
var panics = []twin.Edit{
	{File: "engine/evaluate.go", Old: "var evaluating = func(*deadline.Case) {}", New: "var evaluating = func(c *deadline.Case) {\n\tif c.Ref == \"ZQREF2\" {\n\t\tpanic(c.Ref)\n\t}\n}"},
	{File: "web/web.go", Old: "		defer s.caught(x)\n", New: "		defer s.caught(x)\n		if b := r.URL.Query().Get(\"boom\"); b != \"\" {\n			panic(b)\n		}\n"},
	{File: "web/api/guard.go", Old: "	defer x.caught()\n", New: "	defer x.caught()\n	if b := r.URL.Query().Get(\"boom\"); b != \"\" {\n		panic(errors.New(b))\n	}\n"},
}

// talkative are programs that let something out.
var talkative = []struct {
	name string
	edit twin.Edit
}{
	{"the log names the case that could not be reckoned", twin.Edit{File: "engine/story.go", Old: `Str("case", id).Str("panic"`, New: `Str("case", c.Ref).Str("panic"`}},
	{"the log has what a panic was about", twin.Edit{File: "web/web.go", Old: `fmt.Errorf("a panic of type %T", p)`, New: `fmt.Errorf("a panic of type %v", p)`}},
	{"an error of the API has the value", twin.Edit{File: "web/api/guard.go", Old: `fmt.Errorf("a panic of type %T", v)`, New: `fmt.Errorf("a panic of type %v", v)`}},
	{"a subject names what is told", twin.Edit{File: "notify/message.go", Old: "m.Subject(l.subject)", New: "m.Subject(l.subject + l.text)"}},
}

// A text of a case, of a person or of a secret, unique and planted in every field,
// comes nowhere but where it belongs.
func TestC1(t *testing.T) {
	run := trial.Begin(t, trial.Promise{ID: "C1",
		Says:  "No text of a case and no secret leaves by mail, log, metric, address, error, process, temporary file, webhook, report or another authority's page.",
		Short: 1, Long: 1})
	looked, found := searched(t, twin.Program(t, "", panics...))
	run.Count(looked, len(found))
	for _, f := range found {
		t.Error("C1: " + f)
	}
	run.Note("%d fields, each looked for in the places of %d where it may not come; a trial is a field and a place", len(fields), len(places))
	run.Note("left out: what a browser keeps (every answer is no-store, see docs/security.md), and the store's own file and its backups (the promise of sealing)")
	for _, w := range twin.Of(talkative) {
		_, found := searched(t, twin.Program(t, "", append(slices.Clone(panics), w.edit)...))
		run.Twin(w.name, 1, min(len(found), 1), 1)
	}
}
