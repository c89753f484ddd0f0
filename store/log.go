package store

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// The log is a Merkle tree (RFC 6962, as golang.org/x/mod/sumdb/tlog has it)
// over every audit entry, event, state of a sending and issued report, in the
// order in which they were written. Its leaves are written in the transaction of
// what they stand for. Its head, the number of leaves and the root's hash, kept
// elsewhere, tells that nothing up to it was rewritten, even by someone who owns
// the file and made every hash in it anew.

// growingLog is the log in a transaction that adds to it.
type growingLog struct {
	tiles map[tileAt]*tile // read or changed
	dirty map[tileAt]bool
	edge  [64]edgeHash // the last hash of each level that this transaction added
	begun bool
}

type edgeHash struct {
	n    int64
	hash tlog.Hash
	ok   bool
}

// addLeaf appends a record that is no case's to the log.
func (w *writer) addLeaf(id leafID, content []byte) error {
	return w.addHash(id, w.otherLeaves().hash(id, content))
}

func (w *writer) addHash(id leafID, hash tlog.Hash) error {
	if err := w.beginLog(); err != nil {
		return err
	}
	n := w.head.leaves
	hashes, err := tlog.StoredHashesForRecordHash(n, hash, tlog.HashReaderFunc(w.logHashes))
	if err != nil {
		return err
	}
	for level, h := range hashes {
		w.log.edge[level] = edgeHash{n >> level, h, true}
		if level%tileHeight == 0 {
			if err := w.addToTile(level/tileHeight, n>>level, id, h); err != nil {
				return err
			}
		}
	}
	w.head.leaves, w.wrote = n+1, true
	return nil
}

// addToTile puts the mth hash of a level behind those that are there.
func (w *writer) addToTile(level int, m int64, id leafID, h tlog.Hash) error {
	at := tileAt{level, m / tileWidth}
	t, err := w.logTile(at)
	if err != nil {
		return err
	}
	if t == nil && m%tileWidth == 0 {
		t = &tile{entry: w.entryBefore(id)}
		w.log.tiles[at] = t
	}
	if t == nil || int64(len(t.hashes)) != m%tileWidth {
		return tTiles.damage(tileKey(level, at.n), "it does not end where the log does")
	}
	t.hashes = append(t.hashes, h)
	if level == 0 {
		t.ids = append(t.ids, id)
	}
	w.log.dirty[at] = true
	return nil
}

// logTile reads a tile once in a transaction.
func (w *writer) logTile(at tileAt) (*tile, error) {
	if t, known := w.log.tiles[at]; known {
		return t, nil
	}
	t, err := w.tile(at)
	if err == nil {
		w.log.tiles[at] = t
	}
	return t, err
}

// logHashes gives hashes of the tree's right edge.
func (w *writer) logHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		if e := w.log.edge[level]; e.ok && e.n == n {
			out[i] = e.hash
			continue
		}
		read, err := hashReader(w.logTile).ReadHashes(indexes[i : i+1])
		if err != nil {
			return nil, err
		}
		out[i] = read[0]
	}
	return out, nil
}

// beginLog makes sure, once in a transaction, that the tiles are those that the
// head was made from: what is added now must not cover up a damage.
func (w *writer) beginLog() error {
	if w.log.begun {
		return nil
	}
	w.log.tiles, w.log.dirty = map[tileAt]*tile{}, map[tileAt]bool{}
	root, err := tlog.TreeHash(w.head.leaves, hashReader(w.logTile))
	if err != nil {
		return err
	}
	if w.head.leaves > 0 && root != w.head.root {
		return fmt.Errorf("%w: the log's hashes do not lead to its root", ErrDamaged)
	}
	w.log.begun = true
	return nil
}

// entryBefore is the last audit entry that has a leaf before a record's.
func (w *writer) entryBefore(id leafID) uint64 {
	switch id.kind {
	case leafEntry:
		return id.number - 1
	case leafEvent:
		return id.entry
	}
	return w.head.entries
}

// flushLog writes the tiles that grew, and the root.
func (w *writer) flushLog() error {
	if len(w.log.dirty) == 0 {
		return nil
	}
	order := func(a, b tileAt) int { return cmp.Or(cmp.Compare(a.level, b.level), cmp.Compare(a.n, b.n)) }
	for _, at := range slices.SortedFunc(maps.Keys(w.log.dirty), order) {
		if err := w.put(tTiles, tileKey(at.level, at.n), w.log.tiles[at].pack(at.level)); err != nil {
			return err
		}
	}
	var err error
	w.head.root, err = tlog.TreeHash(w.head.leaves, tlog.HashReaderFunc(w.logHashes))
	return err
}
