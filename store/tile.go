package store

import (
	"golang.org/x/mod/sumdb/tlog"
)

// The log's hashes are kept in tiles as the checksum database of Go keeps its
// own: 32 hashes of a level of the tree and, of those between two such levels,
// none, as they follow. The lowest tiles say of each leaf which record it stands
// for as well. A tile that is not full yet is written anew.
const (
	tileHeight = 5
	tileWidth  = 1 << tileHeight
)

// tile is one record of hashes.
type tile struct {
	hashes []tlog.Hash
	ids    []leafID // of the lowest level alone
	entry  uint64   // the last audit entry before the tile
}

type tileAt struct {
	level int
	n     int64
}

// sameRun marks the leaf of an event that follows the one of the event before
// it in the same case.
const sameRun = 0xff

func (t *tile) pack(level int) []byte {
	p := packer{make([]byte, 0, 16+tileWidth*48)}
	p.uint(uint64(len(t.hashes)))
	for i := range t.hashes {
		p.fixed(t.hashes[i][:])
	}
	if level > 0 {
		return p.b
	}
	p.uint(t.entry)
	for i, id := range t.ids {
		if id.kind == leafEvent && i > 0 && t.ids[i-1].follows(id) {
			p.byte(sameRun)
			continue
		}
		p.byte(byte(id.kind))
		switch id.kind {
		case leafEvent:
			p.fixed(id.of[:])
			p.uint(id.number)
		case leafErased:
			p.fixed(id.of[:])
		case leafSending:
			p.fixed(id.key[:])
			p.uint(id.number)
		case leafIssue:
			p.uint(id.number)
		}
	}
	return p.b
}

// follows says whether next is the event after this one, of the same entry.
func (id leafID) follows(next leafID) bool {
	return id.kind == leafEvent && id.of == next.of && id.number+1 == next.number && id.entry == next.entry
}

func unpackTile(level int, key, plain []byte) (*tile, error) {
	u := unpacker{b: plain}
	n := u.count(tlog.HashSize)
	t := &tile{hashes: make([]tlog.Hash, min(n, tileWidth))}
	for i := range t.hashes {
		copy(t.hashes[i][:], u.fixed(tlog.HashSize))
	}
	if level == 0 {
		t.entry = u.uint()
		entry := t.entry
		for range n {
			id := u.leafID(t, entry)
			if id.kind == leafEntry {
				entry = id.number
			}
			t.ids = append(t.ids, id)
		}
	}
	if !u.done() || n == 0 || n > tileWidth {
		return nil, tTiles.damage(key, "it cannot be read")
	}
	return t, nil
}

// leafID reads which record a leaf stands for; entry is the last before it.
func (u *unpacker) leafID(t *tile, entry uint64) leafID {
	id := leafID{kind: leafKind(u.byte())}
	switch id.kind {
	case sameRun:
		if len(t.ids) == 0 || t.ids[len(t.ids)-1].kind != leafEvent {
			u.fail()
			return id
		}
		id = t.ids[len(t.ids)-1]
		id.number++
	case leafEntry:
		id.number = entry + 1
	case leafEvent:
		copy(id.of[:], u.fixed(uint64(len(id.of))))
		id.entry, id.number = entry, u.uint()
	case leafErased:
		copy(id.of[:], u.fixed(uint64(len(id.of))))
	case leafSending:
		copy(id.key[:], u.fixed(uint64(len(id.key))))
		id.number = u.uint()
	case leafIssue:
		id.number = u.uint()
	default:
		u.fail()
	}
	return id
}

// tile reads one; nil where it was never written.
func (r *reader) tile(at tileAt) (*tile, error) {
	key := tileKey(at.level, at.n)
	v, err := r.get(tTiles, key)
	if err != nil || v == nil {
		return nil, err
	}
	return unpackTile(at.level, key, v)
}

// bytes are the hashes as tlog takes a tile.
func (t *tile) bytes(width int) []byte {
	b := make([]byte, 0, width*tlog.HashSize)
	for i := range width {
		b = append(b, t.hashes[i][:]...)
	}
	return b
}

// hashReader reads the hashes of a tree from its tiles.
func hashReader(read func(tileAt) (*tile, error)) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			of := tlog.TileForIndex(tileHeight, index)
			at := tileAt{of.L, of.N}
			t, err := read(at)
			if err != nil {
				return nil, err
			}
			if t == nil || len(t.hashes) < of.W {
				return nil, tTiles.damage(tileKey(at.level, at.n), "it is missing or lacks its last hashes")
			}
			if out[i], err = tlog.HashFromTile(of, t.bytes(of.W), index); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}
