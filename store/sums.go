package store

import (
	"bytes"
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// sum counts the records of a group and adds up their hashes.
type sum struct{ count, hashes uint64 }

func (s *sum) add(hash uint64) { s.count++; s.hashes += spread(hash) }
func (s *sum) sub(hash uint64) { s.count--; s.hashes -= spread(hash) }

func (s sum) pack() []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 16+hashBytes), s.count)
	return binary.BigEndian.AppendUint64(b, s.hashes)
}

func unpackSum(key, stored []byte) (sum, error) {
	if len(stored) != 16 {
		return sum{}, tSums.damage(key, "it is no sum")
	}
	return sum{binary.BigEndian.Uint64(stored), binary.BigEndian.Uint64(stored[8:])}, nil
}

// sumKey names the sum of the group that a key belongs to.
func (t *table) sumKey(key []byte) []byte {
	return t.group(append(make([]byte, 0, 16), t.tag), key)
}

// sum reads the sum of a group as stored; a group never written is empty.
func (r *reader) sum(key []byte) (sum, error) {
	b, err := r.bucket(tSums)
	if err != nil {
		return sum{}, err
	}
	v := b.Get(key)
	if v == nil {
		return sum{}, nil
	}
	stored, _, err := tSums.split(key, v)
	if err != nil {
		return sum{}, err
	}
	return unpackSum(key, stored)
}

// addUp makes sure that a record is not there rather than lost, or is the last
// that was written rather than an earlier one, by adding up its group.
func (r *reader) addUp(t *table, key []byte) error {
	if t.bits < 0 {
		return nil
	}
	if r.sure != nil && r.sure[t.number] {
		return nil
	}
	from := t.group(nil, key)
	b, err := r.bucket(t)
	if err != nil {
		return err
	}
	var got sum
	c := b.Cursor()
	for k, v := seek(c, from); k != nil && t.sameGroup(k, key); k, v = c.Next() {
		_, hash, err := t.split(k, v)
		if err != nil {
			return err
		}
		got.add(hash)
	}
	return r.compareSum(t, key, got)
}

// compareSum holds what was added up against what was written down.
func (r *reader) compareSum(t *table, key []byte, got sum) error {
	want, err := r.groupSum(t, key)
	if err != nil {
		return err
	}
	if got != want {
		return t.lost(t.group(nil, key), got, want)
	}
	return nil
}

func (r *reader) groupSum(t *table, key []byte) (sum, error) {
	k := t.sumKey(key)
	if r.sums != nil {
		if s := r.sums[string(k)]; s != nil {
			return *s, nil
		}
	}
	return r.sum(k)
}

func (t *table) lost(group []byte, got, want sum) error {
	if got.count == want.count {
		return fmt.Errorf("%w: %s, group %x: its %d records are not those that were written", ErrDamaged, t.name, group, got.count)
	}
	return fmt.Errorf("%w: %s, group %x: %d records where %d were written", ErrDamaged, t.name, group, got.count, want.count)
}

func seek(c *bolt.Cursor, from []byte) (k, v []byte) {
	if len(from) == 0 {
		return c.First()
	}
	return c.Seek(from)
}

// walk gives every record of a table whose key begins with a prefix, in the
// order of the keys and still sealed, and holds each group that it passes
// against its sum. The prefix must name whole groups.
func (r *reader) walk(t *table, prefix []byte, fn func(key, stored []byte) error) error {
	return r.walkRange(t, span{prefix, after(prefix)}, fn)
}

// walkRange is walk from one group on and before another.
func (r *reader) walkRange(t *table, keys span, fn func(key, stored []byte) error) error {
	b, err := r.bucket(t)
	if err != nil {
		return err
	}
	tally, err := r.newTally(t, keys)
	if err != nil {
		return err
	}
	c := b.Cursor()
	for k, v := seek(c, keys.from); k != nil && keys.holds(k); k, v = c.Next() {
		stored, hash, err := t.split(k, v)
		if err != nil {
			return err
		}
		if err := tally.pass(k, hash); err != nil {
			return err
		}
		if err := fn(k, stored); err != nil {
			return err
		}
	}
	return tally.end()
}

// tally walks the sums beside the records.
type tally struct {
	t     *table
	sums  *bolt.Cursor
	keys  span   // of the records' keys
	group []byte // of the records being added up; nil before the first
	got   sum
	k, v  []byte // the sum that comes next
}

func (r *reader) newTally(t *table, keys span) (*tally, error) {
	a := &tally{t: t, keys: keys}
	if t.bits < 0 {
		return a, nil
	}
	b, err := r.bucket(tSums)
	if err != nil {
		return nil, err
	}
	a.sums = b.Cursor()
	a.k, a.v = a.sums.Seek(append([]byte{t.tag}, keys.from...))
	return a, nil
}

// pass counts a record, and closes the group before it where it begins another.
func (a *tally) pass(key []byte, hash uint64) error {
	if a.sums == nil {
		return nil
	}
	if a.group == nil || !a.t.sameGroup(a.group, key) {
		if err := a.close(); err != nil {
			return err
		}
		a.group = a.t.group(make([]byte, 0, 12), key)
	}
	a.got.add(hash)
	return nil
}

func (a *tally) close() error {
	if a.group == nil {
		return nil
	}
	if !a.more() || !bytes.Equal(a.k[1:], a.group) {
		return a.t.lost(a.group, a.got, sum{})
	}
	want, err := a.next()
	if err != nil {
		return err
	}
	if a.got != want {
		return a.t.lost(a.group, a.got, want)
	}
	a.got = sum{}
	return nil
}

// more says whether another sum follows.
func (a *tally) more() bool {
	return len(a.k) > 0 && a.k[0] == a.t.tag && a.keys.holds(a.k[1:])
}

// next reads the sum that comes next and goes on to the one after it.
func (a *tally) next() (sum, error) {
	stored, _, err := tSums.split(a.k, a.v)
	if err != nil {
		return sum{}, err
	}
	want, err := unpackSum(a.k, stored)
	if err == nil {
		a.k, a.v = a.sums.Next()
	}
	return want, err
}

// end closes the last group and finds groups that are gone whole.
func (a *tally) end() error {
	if a.sums == nil {
		return nil
	}
	if err := a.close(); err != nil {
		return err
	}
	if a.more() {
		group := bytes.Clone(a.k[1:])
		want, err := a.next()
		if err != nil {
			return err
		}
		return a.t.lost(group, sum{}, want)
	}
	return nil
}

// countOf is how many records a table has, by its sums.
func (r *reader) countOf(t *table) (n uint64, err error) {
	b, err := r.bucket(tSums)
	if err != nil {
		return 0, err
	}
	c := b.Cursor()
	for k, v := c.Seek([]byte{t.tag}); len(k) > 0 && k[0] == t.tag; k, v = c.Next() {
		stored, _, err := tSums.split(k, v)
		if err != nil {
			return 0, err
		}
		s, err := unpackSum(k, stored)
		if err != nil {
			return 0, err
		}
		n += s.count
	}
	return n, nil
}
