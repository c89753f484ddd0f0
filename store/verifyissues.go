package store

import (
	"bytes"
	"errors"
	"fmt"
)

// issues holds every issued report against the sums of its forms, and against
// the audit entry that it came with.
func (v *verifier) issues() error {
	n, forms := uint64(0), uint64(0)
	ids := map[string]bool{}
	err := v.each(tIssues, func(key, plain []byte) error {
		if n++; !bytes.Equal(key, seqKey(n)) {
			return tIssues.damage(key, "one before it is missing")
		}
		x, err := unpackIssue(key, plain)
		if err != nil {
			return err
		}
		v.issueLeaf(n, plain)
		forms += uint64(1 + len(x.Files))
		if ids[x.ID] {
			return tIssues.damage(key, "another has its id")
		}
		ids[x.ID] = true
		if err := v.r.fill(&x); err != nil {
			return err
		}
		return v.issueEntry(&x)
	})
	if errors.Is(err, errNotYet) {
		return nil
	}
	v.heldForms = forms
	return err
}

// issueEntry holds a report against what the audit trail says of it.
func (v *verifier) issueEntry(x *Issue) error {
	e, err := v.r.entry(x.Audit)
	if err != nil {
		return err
	}
	if e.Action != "issue" || e.Detail != fmt.Sprintf("%s %x", x.ID, x.Content) {
		return tIssues.damage(seqKey(x.Number), "the audit entry that it came with says otherwise")
	}
	return nil
}

// forms looks for forms of no report; those of reports have been read.
func (v *verifier) forms() error {
	err := v.each(tForms, func(_, _ []byte) error { return nil })
	if errors.Is(err, errNotYet) {
		return nil
	}
	if n := v.counts[tForms.number]; err == nil && n != v.heldForms {
		v.fault("forms", fmt.Errorf("%d forms, and the reports have %d", n, v.heldForms))
	}
	return err
}
