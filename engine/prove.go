package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"caseclock/store"
)

// HeadAsk asks for the head of the store's log.
type HeadAsk struct {
	Leaves bool  `json:"leaves"` // with the leaves, which tell records apart and say nothing of them
	From   int64 `json:"from"`   // the number of the first of them
}

// LogHead writes the head of the store's log. It tells nothing of any case and
// so is not put in the audit trail.
func LogHead(s *store.Store, q HeadAsk, to io.Writer) error {
	if q.Leaves {
		c, err := s.LogCopy(q.From)
		if err == nil {
			_, err = c.WriteTo(to)
		}
		return err
	}
	h, err := s.LogHead()
	if err == nil {
		_, err = io.WriteString(to, h.String())
	}
	return err
}

// ProveAsk asks for a proof of one record.
type ProveAsk struct {
	What   string `json:"what"`   // the number of an audit entry, or the id of an event
	Leaves int64  `json:"leaves"` // against the log with so many leaves; 0: with all
}

// Prove writes a proof of one audit entry or event for who has no store. It is
// a look at the record's case.
func (c *Console) Prove(ctx context.Context, q ProveAsk, to io.Writer) error {
	if err := c.lookedAtRecord(ctx, q.What); err != nil {
		return err
	}
	p, err := c.store.ProofOf(q.What, q.Leaves)
	if errors.Is(err, store.ErrNotFound) {
		return refuse("%q is neither the number of an audit entry nor the id of an event (of the log with this head): %w", q.What, err)
	}
	if err == nil {
		_, err = p.WriteTo(to)
	}
	return err
}

func (c *Console) lookedAtRecord(ctx context.Context, what string) error {
	if n, err := strconv.ParseUint(what, 10, 64); err == nil {
		return c.looked(ctx, "export", "", fmt.Sprintf("a proof of entry %d", n))
	}
	found, err := c.store.Event(what)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return c.looked(ctx, "export", found.CaseID, "a proof of an event")
}

// HeadFiles are the names of the heads that a daemon writes into a folder.
const HeadFiles = "caseclock-head-*.txt"
