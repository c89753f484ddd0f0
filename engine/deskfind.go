package engine

import (
	"context"
	"strings"

	"caseclock/access"
)

// Find gives the opaque id of the case with a reference: as written or, where
// only one of the viewer's cases fits, in capitals or not. Error: ErrNotThere
// where there is none or it is not theirs, which the audit trail tells alike
// and without the reference; ErrNotAllowed.
func (d *Desk) Find(ctx context.Context, reference string) (caseID string, err error) {
	if !d.v.May(access.SeeCases) {
		return "", ErrNotAllowed
	}
	reference = strings.TrimSpace(reference)
	err = d.e.onBoard(ctx, func(b *board) error {
		caseID = d.find(b, reference)
		return nil
	})
	if err != nil {
		return "", err
	}
	detail := "search"
	if caseID == "" {
		detail = "search: nothing"
	}
	if err := d.looked(ctx, "search", caseID, detail); err != nil {
		return "", err
	}
	if caseID == "" {
		return "", ErrNotThere
	}
	return caseID, nil
}

func (d *Desk) find(b *board, reference string) string {
	if c := b.byRef[reference]; c != nil && d.sees(c) {
		return c.id
	}
	found := ""
	for _, c := range b.folded[strings.ToLower(reference)] {
		switch {
		case !d.sees(c):
		case found != "":
			return "" // not clear which
		default:
			found = c.id
		}
	}
	return found
}
