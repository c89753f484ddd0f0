package doctor

import (
	"context"
	"time"
)

// Canary is the mail that shows whether mail gets out.
type Canary struct {
	To       string    // empty: none is sent
	Taken    time.Time // when a server last took a message to its end; zero: never
	Reply    string    // the server's own words to the last canary
	Unproven string    // why nothing shows that mail gets out; empty: something does
}

// canary looks whether it would be noticed that a server takes recipients and
// refuses every message.
func (p *Patient) canary(context.Context) []Finding {
	const about = "canary mail"
	c := p.Mail.Canary
	switch {
	case p.Mail.Host == "":
		return nil
	case c.To == "":
		return bad(Look, about, "set mail.canary_to to a mailbox that may throw away what comes",
			"none is sent, so that a mail server which takes recipients and then refuses every message is not noticed until an alert is owed")
	case p.Daemon == nil:
		return good(about, "an address is configured; no daemon runs that could send")
	case c.Unproven != "":
		return bad(Wrong, about, "look at the relay's log, and whether the mailbox mail.canary_to is there; the page Status has the server's words", "%s", c.Unproven)
	case c.Reply == "":
		return good(about, "a message was accepted to its end %s", when(c.Taken))
	}
	return good(about, "a message was accepted to its end %s; the server said to the last canary: %s", when(c.Taken), c.Reply)
}
