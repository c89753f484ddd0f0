package store

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"caseclock/deadline"
)

var (
	forgeries = flag.Int("forgeries", 12, "how many forgeries TestForgery tries")
	forgeSeed = flag.Uint64("forge-seed", 1, "the seed of TestForgery")
)

// forger is an attacker who owns the file and this program, secrets and all: it
// alters what it likes and makes every hash, sum, digest and chain anew.
type forger struct {
	*writer
	ids    []leafID // the log as it will be
	hashes []tlog.Hash
	redo   map[int]bool // leaves whose record was altered
}

// forge does its work in one transaction and covers it up; a lazy forger leaves
// the log as it is.
func forge(t *testing.T, s *Store, lazy bool, work func(*forger) error) {
	t.Helper()
	tx, err := s.db.Begin(true)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	w, err := s.newWriter(tx)
	if err != nil {
		t.Fatal(err)
	}
	f := &forger{writer: w, redo: map[int]bool{}}
	steps := []func() error{f.readLog, func() error { return work(f) }, f.chainAnew, f.logAnew, w.flush, tx.Commit}
	if lazy {
		steps[3] = func() error { return nil }
	}
	for i, step := range steps {
		if err := step(); err != nil {
			t.Fatalf("forging, step %d: %v", i, err)
		}
	}
}

func (f *forger) readLog() error {
	for n := int64(0); n*tileWidth < f.head.leaves; n++ {
		t, err := f.tile(tileAt{0, n})
		if err != nil {
			return err
		}
		f.ids, f.hashes = append(f.ids, t.ids...), append(f.hashes, t.hashes...)
	}
	return nil
}

// chainAnew makes the audit trail's chain fit again.
func (f *forger) chainAnew() error {
	var hash [32]byte
	for seq := uint64(1); seq <= f.head.entries; seq++ {
		k := seqKey(seq)
		plain, err := f.get(tAudit, k)
		if err != nil {
			return err
		}
		content, _, err := splitEntry(k, plain)
		if err != nil {
			return err
		}
		content = bytes.Clone(content)
		hash = chainHash(hash, k, content)
		if err := f.put(tAudit, k, append(content, hash[:]...)); err != nil {
			return err
		}
	}
	f.head.hash = hash
	return nil
}

// logAnew makes the log fit again, leaf by leaf in the forger's order.
func (f *forger) logAnew() error {
	b, err := f.bucket(tTiles)
	if err != nil {
		return err
	}
	var old [][]byte
	if err := b.ForEach(func(k, _ []byte) error { old = append(old, bytes.Clone(k)); return nil }); err != nil {
		return err
	}
	for _, k := range old {
		if err := b.Delete(k); err != nil {
			return err
		}
	}
	f.head.leaves, f.head.root = 0, tlog.Hash{}
	for n, id := range f.ids {
		hash := f.hashes[n]
		if f.redo[n] {
			if hash, err = f.leafOf(id); err != nil {
				return err
			}
		}
		if err := f.addHash(id, hash); err != nil {
			return err
		}
	}
	return nil
}

// leafOf makes a leaf from the record as it is now.
func (f *forger) leafOf(id leafID) (tlog.Hash, error) {
	var content []byte
	var err error
	switch id.kind {
	case leafEvent:
		c, err := f.listed(id.of)
		if err != nil {
			return tlog.Hash{}, err
		}
		list, err := c.leaves(nil)
		if err != nil {
			return tlog.Hash{}, err
		}
		return list[id.number].hash, nil
	case leafEntry:
		if content, err = f.get(tAudit, seqKey(id.number)); err == nil {
			content = content[:len(content)-32]
		}
	case leafSending:
		content, err = f.get(tSendings, id.key[:])
	case leafIssue:
		content, err = f.get(tIssues, seqKey(id.number))
	}
	return f.otherLeaves().hash(id, content), err
}

// leafNamed finds a leaf.
func (f *forger) leafNamed(id leafID) int { return slices.Index(f.ids, id) }

// putFile writes a case with these events and the entries that they came with.
func (f *forger) putFile(c *casefile, events []deadline.Event, audits []uint64) error {
	facts := slices.Clone(c.facts)[:0]
	p := packer{}
	p.byte(caseFormat)
	p.uint(uint64(len(events)))
	p.text(string(c.ref))
	var before int64
	for i := range events {
		x := deadline.FactOf(&events[i])
		x.Recorded = events[i].Recorded.UnixNano()
		facts = append(facts, x)
		p.fact(f.writer, &facts[i], before)
		before = x.Recorded
	}
	for i, e := range events {
		if strings.HasPrefix(e.ID, c.key.String()) {
			e.ID = ""
		}
		p.texts(f.writer, &e, audits[i])
	}
	return f.putCase(c.key, p.b)
}

// digestAnew makes an entry's digest and number of events fit the events.
func (f *forger) digestAnew(seq uint64) error {
	var sum [32]byte
	n := 0
	b, err := f.bucket(tCases)
	if err != nil {
		return err
	}
	err = b.ForEach(func(key, value []byte) error {
		plain, err := f.openCase(nil, key, value[:len(value)-hashBytes])
		if err != nil {
			return err
		}
		c := &casefile{r: &f.reader}
		if err := c.read(CaseKey(key), plain); err != nil {
			return err
		}
		var p packer
		for i, audit := range c.audits() {
			if audit != seq {
				continue
			}
			e, _, err := c.event(i)
			if err != nil {
				return err
			}
			if len(p.b) == 0 {
				leaves, err := f.leavesOf(c.key)
				if err != nil {
					return err
				}
				digestHead(&p, sum, c.key, i, f.head.hidden(seq, leaves))
			}
			c.content(&p, i, e)
			n++
		}
		if len(p.b) > 0 {
			sum = sha256.Sum256(p.b)
		}
		return nil
	})
	if err != nil {
		return err
	}
	f.redo[f.leafNamed(leafID{kind: leafEntry, number: seq})] = true
	return f.alterEntry(seq, func(e *chained) { e.Events, e.Digest = n, sum })
}

func (f *forger) alterEntry(seq uint64, change func(*chained)) error {
	e, err := f.entry(seq)
	if err != nil {
		return err
	}
	change(&e)
	var key CaseKey
	if e.Case != "" {
		key, _ = ParseCaseKey(e.Case)
	}
	f.redo[f.leafNamed(leafID{kind: leafEntry, number: seq})] = true
	return f.put(tAudit, seqKey(seq), append(e.pack(key), make([]byte, 32)...))
}
