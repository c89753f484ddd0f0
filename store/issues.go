package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"
)

// KeepIssue keeps a report as it was issued, with an audit entry, and gives it
// back as it is kept; it is on the disk then. What is the same as one that is
// kept already is not kept again, and that one is given:
//
// A schedule issues once for a series and a period. A person's issue is the
// same where the last one of its series and period has its digest, as-at,
// authority, product and readers; any other is a further issue, with the next
// number behind its id.
//
// KnownAt may not lie in the future. Whatever is recorded after an issue was
// kept has a later instant, so that as known at KnownAt nothing is added.
func (s *Store) KeepIssue(ctx context.Context, e Entry, x Issue) (kept Issue, isNew bool, err error) {
	e.Action, e.Events = "issue", 0
	if err := cmp.Or(e.check(), x.check()); err != nil {
		return x, false, err
	}
	forms, err := x.forms()
	if err != nil {
		return x, false, err
	}
	err = s.write(ctx, func(w *writer) error {
		kept, isNew = x, true
		all, err := w.issues()
		if err != nil {
			return err
		}
		if same := sameIssue(all, &x); same != nil {
			kept, isNew = *same, false
			return nil
		}
		return w.putIssue(e, all, &kept, forms)
	})
	return kept, isNew, err
}

// longestAhead is by how much KnownAt may lie before the store's own clock:
// two readings of one clock that was set back a little.
const longestAhead = time.Minute

func (x *Issue) check() error {
	switch {
	case x.ID == "" || x.Series == "" || len(x.ID) > longestName+longestWord:
		return fmt.Errorf("an issued report without an id or a series %w", ErrNotKept)
	case x.From == 0 || x.To < x.From:
		return fmt.Errorf("an issued report without a period %w", ErrNotKept)
	case x.KnownAt.IsZero():
		return fmt.Errorf("an issued report that does not say as known when %w", ErrNotKept)
	}
	for i := range x.Files {
		if x.Files[i].Name == "" {
			return fmt.Errorf("a form without a name %w", ErrNotKept)
		}
	}
	return nil
}

// sameIssue finds the one that makes a further one needless, or nil.
func sameIssue(all []Issue, x *Issue) *Issue {
	var last *Issue
	for i := range all {
		o := &all[i]
		if o.Series != x.Series || o.From != x.From || o.To != x.To {
			continue
		}
		if x.Planned != 0 && o.Planned != 0 {
			return o
		}
		last = o
	}
	if last == nil || x.Planned != 0 || last.Digest != x.Digest || last.AsAt != x.AsAt ||
		last.Authority != x.Authority || last.For != x.For || last.Product != x.Product || !bytes.Equal(last.Facts, x.Facts) {
		return nil
	}
	return last
}

func (w *writer) putIssue(e Entry, all []Issue, x *Issue, forms [][]byte) error {
	known := x.KnownAt.UnixNano()
	if known > w.now+int64(longestAhead) {
		return fmt.Errorf("an issued report as known at %s %w: that lies in the future", x.KnownAt.UTC().Format(time.RFC3339), ErrNotKept)
	}
	w.now = max(w.now, known+1)
	x.Number, x.IssuedAt, x.ID = uint64(len(all))+1, w.instant(), freeID(all, x.ID)
	x.Content = x.content()
	e.Detail = fmt.Sprintf("%s %x", x.ID, x.Content)
	var err error
	if x.Audit, err = w.enter(e); err != nil {
		return err
	}
	for i, f := range forms {
		if err := w.put(tForms, formKey(x.Number, i), f); err != nil {
			return err
		}
	}
	plain := x.pack()
	if err := w.put(tIssues, seqKey(x.Number), plain); err != nil {
		return err
	}
	return w.addLeaf(leafID{kind: leafIssue, number: x.Number}, plain)
}

// freeID puts a number behind an id that is taken.
func freeID(all []Issue, id string) string {
	taken := map[string]bool{}
	for i := range all {
		taken[all[i].ID] = true
	}
	free := id
	for n := 2; taken[free]; n++ {
		free = fmt.Sprintf("%s-%d", id, n)
	}
	return free
}

// errNotYet: the store is of a schema before the table, and nothing was ever
// kept in it.
var errNotYet = errors.New("the store has no such table yet")

// issues reads them all, in the order in which they were issued, without their
// forms.
func (r *reader) issues() ([]Issue, error) {
	var all []Issue
	err := r.walk(tIssues, nil, func(key, stored []byte) error {
		plain, err := r.open(tIssues, nil, key, stored)
		if err != nil {
			return err
		}
		x, err := unpackIssue(key, plain)
		all = append(all, x)
		return err
	})
	if errors.Is(err, errNotYet) {
		return nil, nil
	}
	return all, err
}

// Issues gives every issued report in the order in which they were issued,
// without counts and without the bytes of files.
func (s *Store) Issues() ([]Issue, error) {
	var all []Issue
	err := s.view(func(r *reader) (err error) {
		all, err = r.issues()
		return err
	})
	return all, err
}

// Issue gives one whole, by its id; ErrNotFound where there is none.
func (s *Store) Issue(id string) (Issue, error) {
	var x Issue
	err := s.view(func(r *reader) error {
		all, err := r.issues()
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].ID == id {
				x = all[i]
				return r.fill(&x)
			}
		}
		return fmt.Errorf("issued report %q: %w", clip(id), ErrNotFound)
	})
	return x, err
}

// IssueCells gives the counts of a report that a list gave.
func (s *Store) IssueCells(x Issue) ([]byte, error) {
	err := s.view(func(r *reader) error {
		var err error
		x.Cells, err = r.form(x.Number, 0, longestCells)
		return err
	})
	if err == nil {
		err = x.unchanged()
	}
	return x.Cells, err
}

// form reads the counts or a file of a report, of so many bytes at most.
func (r *reader) form(number uint64, place int, most int64) ([]byte, error) {
	key := formKey(number, place)
	v, err := r.get(tForms, key)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, tForms.damage(key, "it is missing")
	}
	return unpackForm(key, v, most)
}

// fill reads the counts and the bytes of an issue's files.
func (r *reader) fill(x *Issue) error {
	var err error
	if x.Cells, err = r.form(x.Number, 0, longestCells); err != nil {
		return err
	}
	for i := range x.Files {
		f := &x.Files[i]
		if f.Bytes, err = r.form(x.Number, i+1, f.Size); err != nil {
			return err
		}
		if int64(len(f.Bytes)) != f.Size || sha256.Sum256(f.Bytes) != f.Sum {
			return tForms.damage(formKey(x.Number, i+1), "it is not the form that was issued")
		}
	}
	return x.unchanged()
}
