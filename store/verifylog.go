package store

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// logged is the log as a verification reads it: first its tiles, then each
// record is held against its leaf, and at last no leaf may be left over.
type logged struct {
	levels   [][]tlog.Hash // by tile level: the hashes that are kept of it
	ids      []leafID      // of each leaf
	covered  []bool        // a record was held against it, or none has to be there
	entries  []int64       // the leaf of entry 1, 2, 3...
	issues   []int64       // of issued report 1, 2, 3...
	cases    map[CaseKey][]int64
	sendings map[[16]byte]lastState
	erased   map[CaseKey]int64
	other    *leafMaker // of what is no case's
}

// lastState is the leaf of a sending as it stands, and which of its states it is.
type lastState struct {
	leaf  int64
	state uint64
}

// log reads the tiles, finds the records' leaves, and makes every hash above
// the leaves again.
func (v *verifier) log() error {
	l := &logged{cases: map[CaseKey][]int64{}, sendings: map[[16]byte]lastState{}, erased: map[CaseKey]int64{}, other: v.r.otherLeaves()}
	before := len(v.report.Faults)
	if err := v.each(tTiles, l.take); err != nil {
		if errors.Is(err, errNotYet) {
			return nil
		}
		return err
	}
	for n := range l.ids {
		if err := l.index(int64(n)); err != nil {
			v.fault("log", err)
		}
	}
	if n := int64(len(l.ids)); n != v.head.leaves {
		v.fault("log", fmt.Errorf("it has %d leaves where %d were written", n, v.head.leaves))
	}
	if len(v.report.Faults) > before {
		return nil // what hangs on it would be found wrong again and again
	}
	v.logged = l
	return l.hashes(v.head.root, func(err error) { v.fault("log", err) })
}

// take keeps a tile, which must follow the one before it.
func (l *logged) take(key, plain []byte) error {
	if len(key) != 9 || int(key[0]) > 64/tileHeight {
		return tTiles.damage(key, "it is no tile of the log")
	}
	level := int(key[0])
	t, err := unpackTile(level, key, plain)
	if err != nil {
		return err
	}
	for len(l.levels) <= level {
		l.levels = append(l.levels, nil)
	}
	have := len(l.levels[level])
	if string(tileKey(level, int64(have/tileWidth))) != string(key) || have%tileWidth != 0 {
		return tTiles.damage(key, "the one before it is missing or not full")
	}
	l.levels[level] = append(l.levels[level], t.hashes...)
	if level == 0 {
		l.ids = append(l.ids, t.ids...)
	}
	return nil
}

// index finds a leaf again from its record.
func (l *logged) index(n int64) error {
	id := l.ids[n]
	l.covered = append(l.covered, false)
	misplaced := fmt.Errorf("leaf %d: %s is out of turn", n, id)
	switch id.kind {
	case leafEntry:
		l.entries = append(l.entries, n)
		if id.number != uint64(len(l.entries)) {
			return misplaced
		}
	case leafIssue:
		l.issues = append(l.issues, n)
		if id.number != uint64(len(l.issues)) {
			return misplaced
		}
	case leafEvent:
		l.cases[id.of] = append(l.cases[id.of], n)
		if id.number != uint64(len(l.cases[id.of])-1) {
			return misplaced
		}
	case leafSending:
		before, known := l.sendings[id.key]
		if known {
			l.covered[before.leaf] = true // what it was before it came to this
		}
		l.sendings[id.key] = lastState{n, id.number}
		if id.number != before.state+1 {
			return misplaced
		}
	case leafErased:
		if _, twice := l.erased[id.of]; twice {
			return misplaced
		}
		l.erased[id.of] = n
	}
	return nil
}

// hashes makes those above the leaves anew, and holds what is kept and the root
// against them.
func (l *logged) hashes(root tlog.Hash, fault func(error)) error {
	kept := l.levels
	l.build()
	for level := range max(len(kept), len(l.levels)) {
		if level >= len(kept) || level >= len(l.levels) || !slices.Equal(kept[level], l.levels[level]) {
			fault(fmt.Errorf("its hashes of level %d are not those of the leaves below", level))
			break
		}
	}
	is, err := l.rootOf(int64(len(l.ids)))
	if err == nil && len(l.ids) > 0 && is != root {
		fault(errors.New("its leaves do not lead to its root"))
	}
	return err
}

// build makes the hashes above the leaves.
func (l *logged) build() {
	l.levels = l.levels[:min(1, len(l.levels)):min(1, len(l.levels))]
	for len(l.levels) > 0 {
		above := climb(l.levels[len(l.levels)-1])
		if len(above) == 0 {
			return
		}
		l.levels = append(l.levels, above)
	}
}

// climb makes the hashes a tile's height above.
func climb(hashes []tlog.Hash) []tlog.Hash {
	above := hashes
	for range tileHeight {
		next := make([]tlog.Hash, len(above)/2)
		for i := range next {
			next[i] = tlog.NodeHash(above[2*i], above[2*i+1])
		}
		above = next
	}
	return above
}

// rootOf is the root of the tree of the first n leaves.
func (l *logged) rootOf(n int64) (tlog.Hash, error) {
	return tlog.TreeHash(n, hashReader(l.tile))
}

func (l *logged) tile(at tileAt) (*tile, error) {
	if at.level >= len(l.levels) || at.n*tileWidth >= int64(len(l.levels[at.level])) {
		return nil, nil
	}
	all := l.levels[at.level][at.n*tileWidth:]
	return &tile{hashes: all[:min(len(all), tileWidth)]}, nil
}

// leaf holds a record against its leaf, whose number is -1 where it has none.
func (v *verifier) leaf(m *leafMaker, n int64, id leafID, content []byte) {
	l := v.logged
	if l == nil {
		return
	}
	if n < 0 || l.ids[n] != id {
		v.fault(id.String(), errors.New("the log knows nothing of it: it was put in past the log"))
		return
	}
	l.covered[n] = true
	if m.hash(id, content) != l.levels[0][n] {
		v.fault(id.String(), fmt.Errorf("it is not what was written: leaf %d of the log says otherwise", n))
	}
}

// at finds a number in a list that counts from 1, -1 where it is not there.
func at(list []int64, number uint64) int64 {
	if number < 1 || number > uint64(len(list)) {
		return -1
	}
	return list[number-1]
}

func (v *verifier) entryLeaf(seq uint64, content []byte) {
	if v.logged != nil {
		v.leaf(v.logged.other, at(v.logged.entries, seq), leafID{kind: leafEntry, number: seq}, content)
	}
}

func (v *verifier) issueLeaf(number uint64, plain []byte) {
	if v.logged != nil {
		v.leaf(v.logged.other, at(v.logged.issues, number), leafID{kind: leafIssue, number: number}, plain)
	}
}

// leavesOf makes a case's leaves; nil where there is no log.
func (v *verifier) leavesOf(k CaseKey) (*leafMaker, error) {
	if v.r.schema() < caseKeysSchema {
		return nil, nil
	}
	return v.r.leavesOf(k)
}

func (v *verifier) eventLeaf(m *leafMaker, key CaseKey, i int, audit uint64, content []byte) {
	if v.logged != nil {
		id := leafID{kind: leafEvent, number: uint64(i), entry: audit, of: key}
		v.leaf(m, at(v.logged.cases[key], uint64(i)+1), id, content)
	}
}

func (v *verifier) erasedLeaf(key CaseKey, t Tombstone) {
	if v.logged == nil {
		return
	}
	n, known := v.logged.erased[key]
	if !known {
		n = -1
	}
	t.Readmitted = false // as when it was written
	v.leaf(v.logged.other, n, leafID{kind: leafErased, of: key}, t.pack())
}

func (v *verifier) sendingLeaf(key [16]byte, states uint64, plain []byte) {
	if v.logged == nil {
		return
	}
	n, id := int64(-1), leafID{kind: leafSending, number: states, key: key}
	if last, known := v.logged.sendings[key]; known && last.state == states {
		n = last.leaf
	}
	v.leaf(v.logged.other, n, id, plain)
}

// logRest looks for leaves whose record is gone.
func (v *verifier) logRest() error {
	l := v.logged
	if l == nil {
		return nil
	}
	for n, covered := range l.covered {
		id := l.ids[n]
		if _, gone := l.erased[id.of]; covered || id.kind == leafEvent && gone {
			continue
		}
		v.fault(id.String(), fmt.Errorf("it is gone: leaf %d of the log tells that it was written", n))
	}
	return nil
}
