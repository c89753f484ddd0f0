package notify

import (
	"context"
	"fmt"
)

// Try speaks to the relay as far as a greeting, TLS and signing in, sends
// nothing and takes its leave. It gives what the server called itself and how
// the line was secured; empty: it was not.
func (s *Sender) Try(ctx context.Context) (server, line string, err error) {
	c := conversation{sender: s, stage: StageConnect, attempt: Attempt{Host: s.address()}}
	defer c.end()
	defer context.AfterFunc(ctx, c.wire.cut)()
	if err := c.connect(ctx); err != nil {
		return "", "", fmt.Errorf("%s: %s", s.address(), short(err.Error()))
	}
	c.noteServer()
	if c.client.UpdateDeadline(quitLimit) == nil {
		_ = c.client.Quit()
	}
	return c.attempt.Server, c.attempt.TLS, nil
}
