package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Report is what Verify found.
type Report struct {
	Stats
	Faults      []Fault      // what is not as it was written; none: all is well
	Unfinished  []ImportMark // imports to be run again
	ErasedAgain int          // cases that Restore erased from the backup, as they had been from the store
	Unscrubbed  bool         // of an erased case something may still be in the file
}

// Fault is one thing that is not as it was written.
type Fault struct {
	Record string // its table and key, or the page
	Text   string
}

func (f Fault) String() string { return f.Record + ": " + f.Text }

// Err is nil when all is well, and else ErrDamaged with the first fault and how
// many more there are.
func (r Report) Err() error {
	switch n := len(r.Faults); n {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%w: %s", ErrDamaged, r.Faults[0])
	default:
		return fmt.Errorf("%w: %s; and %d more", ErrDamaged, r.Faults[0], n-1)
	}
}

// Verify reads every record of the store at one instant, while it is used: the
// pages and the order of the keys, each record's hash, the sums, the audit
// trail's chain, that every event has its audit entry and is as the entry's
// digest says, and that every look-up leads to what it should and none is
// missing, and that the log has a leaf for each record and none besides. The error
// is for what kept it from looking. See LogCopy.Against for what an earlier head
// tells.
func (s *Store) Verify(ctx context.Context) (Report, error) {
	v := &verifier{ctx: ctx, seqs: map[uint64]*told{}}
	var err error
	if v.report.Stats, err = s.Stats(); err != nil {
		v.fault("store", err)
	}
	err = s.viewAny(func(r *reader) error { // Stats has told where it is not the last state
		v.r = r
		return v.all()
	})
	if errors.Is(err, ErrDamaged) {
		v.fault("store", err)
		err = nil
	}
	return v.report, err
}

// verifier is one verification on its way.
type verifier struct {
	ctx    context.Context
	r      *reader
	report Report
	head   head
	seqs   map[uint64]*told // by audit entry
	events uint64
	given  uint64 // events with an id of their own
	counts [32]uint64
	holes  holes // left by erased cases

	readmitted uint64 // erased cases whose reference leads to them no more

	heldForms uint64  // that the issued reports have
	logged    *logged // nil: there is no log that could be read
}

// told is what the events say of the entry that they came with.
type told struct {
	events int
	digest [32]byte
}

func (v *verifier) fault(record string, err error) {
	v.report.Faults = append(v.report.Faults, Fault{record, err.Error()})
}

// all runs every check; one that finds damage does not keep the others from
// being made.
func (v *verifier) all() error {
	steps := []struct {
		name string
		do   func() error
	}{
		{"pages", v.pages}, {"store", v.store}, {"words", v.words}, {"casekeys", v.caseKeys}, {"log", v.log}, {"erased", v.erased},
		{"cases", v.cases}, {"refs", v.refs}, {"ids", v.ids},
		{"members", v.members}, {"audit", v.audit}, {"trails", v.trails}, {"keys", v.keys}, {"sendings", v.sendings},
		{"states", v.states}, {"alerts", v.alerts}, {"rulebooks", v.rulebooks}, {"rows", v.rows},
		{"imports", v.imports}, {"settings", v.settings}, {"issues", v.issues}, {"forms", v.forms},
		{"shelves", v.shelves}, {"log", v.logRest}, {"sums", v.sums},
	}
	for _, step := range steps {
		err := guard(step.do)
		if v.ctx.Err() != nil {
			return v.ctx.Err()
		}
		if err != nil {
			v.fault(step.name, err)
		}
	}
	return nil
}

// pages walks the pages of this transaction's state with plain reads.
func (v *verifier) pages() error {
	file, err := os.Open(v.r.s.path)
	if err != nil {
		return err
	}
	defer file.Close()
	if !isAt(v.r.s.file, v.r.s.path) {
		return fmt.Errorf("%s: %w", v.r.s.path, ErrReplaced)
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	for try := 0; ; try++ { // a commit between reading the one and the other may make them look apart
		if _, err = lastMeta(file); err == nil || try == 5 {
			break
		}
	}
	if err != nil {
		v.fault("pages", err)
	}
	size := int64(v.r.s.db.Info().PageSize)
	m := meta{pageSize: size, root: uint64(v.r.tx.Cursor().Bucket().Root()), pages: uint64(v.r.tx.Size() / size)}
	return walkFrom(file, info.Size(), m, func(err error) error {
		v.fault("pages", err)
		return v.ctx.Err()
	})
}

// each gives every record of a table that is as it was written, and reports
// those that are not. The sums of its groups are compared.
func (v *verifier) each(t *table, fn func(key, plain []byte) error) error {
	b, err := v.r.bucket(t)
	if err != nil {
		return err
	}
	got := map[string]*sum{}
	c := b.Cursor()
	n := 0
	for k, value := c.First(); k != nil; k, value = c.Next() {
		if n++; n%1024 == 0 && v.ctx.Err() != nil {
			return v.ctx.Err()
		}
		hash, err := v.one(t, k, value, fn)
		if err != nil {
			v.fault(t.name+" "+t.keyText(k), err)
			continue
		}
		if t.bits >= 0 {
			v.tally(got, t, k, hash)
		}
	}
	v.counts[t.number] = uint64(n)
	return v.compare(t, got)
}

func (v *verifier) one(t *table, k, value []byte, fn func(key, plain []byte) error) (uint64, error) {
	stored, hash, err := t.split(k, value)
	if err != nil {
		return 0, err
	}
	plain := stored
	switch {
	case t == tCases:
		plain, err = v.r.openCase(nil, k, stored)
	case t.sealed(k):
		plain, err = v.r.open(t, nil, k, stored)
	}
	if err != nil {
		return 0, err
	}
	if err := fn(k, plain); err != nil {
		v.fault(t.name+" "+t.keyText(k), err)
	}
	return hash, nil
}

func (v *verifier) tally(got map[string]*sum, t *table, k []byte, hash uint64) {
	key := string(t.sumKey(k))
	if got[key] == nil {
		got[key] = &sum{}
	}
	got[key].add(hash)
}

// compare holds a table's sums, as added up, against those written down.
func (v *verifier) compare(t *table, got map[string]*sum) error {
	if t.bits < 0 {
		return nil
	}
	b, err := v.r.bucket(tSums)
	if err != nil {
		return err
	}
	c := b.Cursor()
	for k, value := c.Seek([]byte{t.tag}); k != nil && k[0] == t.tag; k, value = c.Next() {
		stored, _, err := tSums.split(k, value)
		if err != nil {
			v.fault("sums "+tSums.keyText(k), err)
			continue
		}
		want, err := unpackSum(k, stored)
		if err != nil {
			v.fault("sums "+tSums.keyText(k), err)
			continue
		}
		is := got[string(k)]
		if is == nil {
			is = &sum{}
		}
		if *is != want {
			v.fault(t.name, t.lost(k[1:], *is, want))
		}
		delete(got, string(k))
	}
	for k, is := range got {
		v.fault(t.name, t.lost([]byte(k[1:]), *is, sum{}))
	}
	return nil
}
