//go:build trial

package mail

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/trial"
	"caseclock/trial/twin"
)

// sending is a message as caseclock case tells of it.
type sending struct {
	MessageID string    `json:"message_id"`
	Person    string    `json:"person"`
	State     string    `json:"state"`
	Reply     string    `json:"reply"`
	Tried     time.Time `json:"tried"`
	Server    string    `json:"server"`
	TLS       string    `json:"tls"`
	Attempts  int       `json:"attempts"`
}

// join holds our ledger of a case against what the sink wrote down: each
// sending is there under its id, to whom it says, and each that is there is a
// sending that was accepted, with its proof.
func (c *council) join(ref string, copies map[string][]dump) error {
	sendings, err := c.story(ref)
	if err != nil {
		return err
	}
	if len(sendings) != len(copies) {
		return fmt.Errorf("%s: the ledger has %d sendings, the sink messages to %d people", ref, len(sendings), len(copies))
	}
	for _, s := range sendings {
		list := copies[s.Person+"@council.example"]
		switch {
		case len(list) == 0 || list[0].id != s.MessageID:
			return fmt.Errorf("%s: the ledger's message %s to %s is not in the dump under its id", ref, s.MessageID, s.Person)
		case s.State != "sent" || !strings.HasPrefix(s.Reply, "2.0.0 Ok") && s.Reply != "Ok":
			return fmt.Errorf("%s: the sink has the message to %s, and the ledger says %s, with the reply %q", ref, s.Person, s.State, s.Reply)
		case s.Server != "mx.example" || !strings.HasPrefix(s.TLS, "TLS 1.3 ") || s.Attempts < 1 || time.Since(s.Tried).Abs() > time.Hour:
			return fmt.Errorf("%s: the proof of the message to %s is not whole: %+v", ref, s.Person, s)
		}
	}
	return nil
}

// story are the messages about a case, as the ledger has them.
func (c *council) story(ref string) ([]sending, error) {
	out, err := c.site.Command("case", ref, "--format", "json").Output()
	if err != nil {
		return nil, fmt.Errorf("the ledger of %s: %w", ref, err)
	}
	var story struct{ Sendings []sending }
	err = json.Unmarshal(out, &story)
	return story.Sendings, err
}

// TestN4 holds our ledger against the dump of a mail server that is not ours,
// for every message of a daemon that is killed while it sends.
func TestN4(t *testing.T) {
	needSink(t)
	run := trial.Begin(t, trial.Promise{ID: "N4", Says: "each message that a mail server accepted has its proof in the ledger (the server's reply, its name, the time, the TLS version), one to one with what the server wrote down",
		Short: 7 * 3, Long: 7 * 40})
	kills, mails := crashes(t, run, twin.Program(t, "", deadly...), run.Trials())
	faults := 0
	for _, k := range kills {
		if k.err != nil {
			faults++
			t.Error(k.err)
		}
	}
	run.Count(mails+faults, faults)
	run.Note("a trial is a message; smtp-sink speaks no TLS and names no queue id, so a front of the trial's adds STARTTLS before it; a real Postfix's queue id is joined in notify's own tests")
	for _, b := range twin.Of(brokenProof) {
		kills, _ := crashes(t, run, twin.Program(t, "", append(slices.Clone(deadly), b.edit)...), len(points))
		noticed := 0
		for _, k := range kills {
			if k.err != nil {
				noticed++
			}
		}
		run.Twin(b.name, len(points), noticed, b.must)
	}
}

// brokenProof are the twins of N4; the short tier tries the first.
var brokenProof = []broken{
	{name: "the server's reply is thrown away", must: 7, edit: twin.Edit{File: "notify/conversation.go", Old: "c.reply = dc.ServerResponse()", New: "_ = dc"}},
	{name: "the TLS version is not kept", must: 7, edit: twin.Edit{File: "notify/conversation.go", Old: "c.attempt.TLS = tls.VersionName(state.Version) + \" \" + tls.CipherSuiteName(state.CipherSuite)", New: "_ = tls.VersionName(state.Version)"}},
}
