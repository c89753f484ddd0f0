package engine

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"caseclock/intake"
	"caseclock/store"
)

// atConsole are the questions of commands: what each is asked and what of the
// answer came.
func atConsole(b *bench) map[string]func(*Console) (string, error) {
	bg := context.Background()
	var got bytes.Buffer
	answer := func(err error) (string, error) { defer got.Reset(); return got.String(), err }
	row := func(Row) error { got.WriteString("a row"); return nil }
	event := b.firstEvent()
	quarter := ReportAsk{From: mustDate("2026-01-01"), To: mustDate("2026-03-31")}
	events := intake.File{Name: "none.jsonl", Open: openNothing}
	return map[string]func(*Console) (string, error){
		"story":     func(c *Console) (string, error) { s, err := c.Story(bg, Ask{Case: "CP-0001"}); return s.Case, err },
		"deadlines": func(c *Console) (string, error) { return answer(c.Deadlines(bg, Ask{}, row)) },
		"deadlines of a case": func(c *Console) (string, error) {
			return answer(c.Deadlines(bg, Ask{Case: "CP-0001"}, row))
		},
		"queries": func(c *Console) (string, error) {
			return answer(c.Queries(bg, Ask{}, func(QueryRow) error { got.WriteString("a row"); return nil }))
		},
		"explain": func(c *Console) (string, error) {
			all, err := c.Explain(bg, Explaining{Which: Which{Case: "CP-0001", Rule: "initial-cpcc"}})
			return strings.Repeat("explained", len(all)), err
		},
		"report": func(c *Console) (string, error) { r, err := c.Document(bg, quarter); return r.Title, err },
		"issues": func(c *Console) (string, error) {
			return answer(c.Issues(bg, func(Issue) error { got.WriteString("a row"); return nil }))
		},
		"issued":      func(c *Console) (string, error) { x, err := c.Issued(bg, b.issuedID()); return x.ID, err },
		"issued-file": func(c *Console) (string, error) { return answer(c.IssuedFile(bg, b.issuedID(), "report.json", &got)) },
		"again":       func(c *Console) (string, error) { d, err := c.Again(bg, b.issuedID()); return d.Product, err },
		"import": func(c *Console) (string, error) {
			_, err := c.Import(bg, Who{}, ImportAsk{DryRun: true}, []intake.File{events}, func(ImportNews) error { return nil })
			return "", err
		},
		"backup": func(c *Console) (string, error) { return answer(c.Backup(bg, &got)) },
		"prove":  func(c *Console) (string, error) { return answer(c.Prove(bg, ProveAsk{What: event}, &got)) },
	}
}

func openNothing() (io.ReadCloser, error) { return os.Open(os.DevNull) }

// firstEvent is the id of an event of a case.
func (b *bench) firstEvent() string {
	c, err := b.Store().Case("CP-0001")
	if err != nil {
		b.t.Fatal(err)
	}
	return c.Events[0].ID
}

func (b *bench) issuedID() string { return "committee-2026Q1" }

// withIssued is a bench with cases and an issued report.
func withIssued(t *testing.T) *bench {
	b := newBench(t, "2026-04-20")
	b.withSat()
	x, err := b.Issue(context.Background(), Who{By: "coordinator-1"}, ReportAsk{From: mustDate("2026-01-01"), To: mustDate("2026-03-31"), For: "committee"})
	if err != nil || x.ID != b.issuedID() {
		t.Fatal(x.ID, err)
	}
	return b
}

// Every look by a command is in the audit trail when the answer is there, put
// down to the account at the machine, and names no reference.
func TestEveryLookOfACommandIsInTheTrail(t *testing.T) {
	b := withIssued(t)
	c := b.Console(Who{Peer: "alice (uid 1000)", Door: "socket"})
	for name, ask := range atConsole(b) {
		before := len(b.trail())
		if _, err := ask(c); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		trail := b.trail()
		if len(trail) != before+1 {
			t.Errorf("%s: %d entries", name, len(trail)-before)
			continue
		}
		e := trail[before]
		ofCase := name == "story" || name == "prove" || name == "explain" || name == "deadlines of a case"
		if e.By != "alice (uid 1000)" || e.Door != "socket" || (e.Case != "") != ofCase || strings.Contains(e.Detail, "CP-") {
			t.Errorf("%s: %+v", name, e)
		}
	}
	if _, err := c.Story(context.Background(), Ask{Case: "CP-9999"}); err == nil {
		t.Error("a case that is not there is told")
	}
	if trail := b.trail(); trail[len(trail)-1].Detail != "search: nothing" {
		t.Errorf("a search for nothing: %+v", trail[len(trail)-1])
	}
}

// Where the look cannot be kept, a command is answered nothing.
func TestNoAnswerToACommandWithoutTheTrail(t *testing.T) {
	b := withIssued(t)
	if err := errors.Join(os.Rename(b.path, b.path+".away"), os.WriteFile(b.path, []byte("something else"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for name, ask := range atConsole(b) {
		if got, err := ask(b.Console(Who{Peer: "alice"})); !errors.Is(err, store.ErrStopped) || got != "" {
			t.Errorf("%s: %v with an answer of %q", name, err, got)
		}
	}
}

// notLooks are the use cases of the socket that show no case: what they change
// has its own entry, or there is none to see.
var notLooks = []string{"record", "withdraw", "reason", "issue", "verify", "head", "account", "accounts", "token", "token-revoke", "tokens", "keys", "change-keys", "health"}

// Every use case of the socket is a look that is tried above, or known to be none.
func TestEveryUseOfTheSocketIsKnown(t *testing.T) {
	b := newBench(t, "2026-04-20")
	b.withSat()
	tried := atConsole(b)
	for _, file := range []string{"socket.go", "socketissued.go", "accountsocket.go", "keys.go"} {
		source, err := os.ReadFile(filepath.Join(".", file))
		if err != nil {
			t.Fatal(err)
		}
		uses := regexp.MustCompile(`answer\("([a-z-]+)"`).FindAllStringSubmatch(string(source), -1)
		for _, u := range uses {
			if _, look := tried[u[1]]; !look && !slices.Contains(notLooks, u[1]) {
				t.Errorf("%s: the use case %q is no look that is tried, and not known to be none", file, u[1])
			}
		}
		if len(uses) == 0 {
			t.Errorf("%s answers nothing", file)
		}
	}
}
