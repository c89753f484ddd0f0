//go:build trial

package disk_test

import (
	"maps"
	"math/rand/v2"
	"slices"
)

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// names is a folder: which file a name leads to.
type names map[string]int

// disk is what a recorded session may have left of itself when it was cut off
// after some of its ops: what was synced is there, what was not may be.
type disk struct {
	ops     []op
	next    int            // ops done
	synced  map[int][]byte // each file as its last sync left it
	pending map[int][]op   // writes and sizes of each file since
	folder  names          // as its last sync left it
	moves   []op           // of names since
	told    []byte
}

func newDisk(ops []op) *disk {
	return &disk{ops: ops, synced: map[int][]byte{}, pending: map[int][]op{}, folder: names{}}
}

// to goes on to just before an op.
func (d *disk) to(cut int) {
	for ; d.next < cut; d.next++ {
		switch o := d.ops[d.next]; o.Kind {
		case opWrite, opSize:
			d.pending[o.File] = append(d.pending[o.File], o)
		case opSync:
			d.synced[o.File] = apply(d.synced[o.File], d.pending[o.File])
			d.pending[o.File] = nil
		case opCreate, opRename, opRemove:
			d.moves = append(d.moves, o)
		case opSyncDir:
			d.folder = d.folder.after(d.moves)
			d.moves = nil
		case opTold:
			d.told = append(d.told, o.Data...)
		}
	}
}

func (n names) after(moves []op) names {
	n = maps.Clone(n)
	for _, o := range moves {
		switch o.Kind {
		case opCreate:
			n[o.Name] = o.File
		case opRename:
			n[o.To] = n[o.Name]
			delete(n, o.Name)
		case opRemove:
			delete(n, o.Name)
		}
	}
	return n
}

// apply changes a file's content, which may be moved.
func apply(b []byte, ops []op) []byte {
	for _, o := range ops {
		end := o.Off + int64(len(o.Data))
		if o.Kind == opSize && end < int64(len(b)) {
			b = b[:end]
		}
		if grown := end - int64(len(b)); grown > 0 {
			b = append(b, make([]byte, grown)...)
		}
		if o.Kind == opWrite {
			copy(b[o.Off:], o.Data)
		}
	}
	return b
}

// fate is what became of what was not synced.
type fate string

const (
	all  fate = "all of it, in order"
	some fate = "some of the writes"
	torn fate = "some of the writes, some in parts of 512 bytes"
)

// unsynced chooses what of a file's writes since its last sync came to the disk.
func unsynced(ops []op, f fate, chance *rand.Rand) []op {
	if f == all {
		return ops
	}
	keep := []float64{0.1, 0.5, 0.9}[chance.IntN(3)]
	var kept []op
	for _, o := range ops {
		switch {
		case f == torn && o.Kind == opWrite && chance.Float64() < 0.5:
			kept = append(kept, sectors(o, keep, chance)...)
		case chance.Float64() < keep:
			kept = append(kept, o)
		}
	}
	return kept
}

// sectors are some of those that a write is made of.
func sectors(o op, keep float64, chance *rand.Rand) (kept []op) {
	for at := 0; at < len(o.Data); at += sector {
		if chance.Float64() < keep {
			kept = append(kept, op{Kind: opWrite, File: o.File, Off: o.Off + int64(at), Data: o.Data[at:min(at+sector, len(o.Data))]})
		}
	}
	return kept
}

// moved chooses how many of the unsynced moves of names came to the disk; they
// come in order, as a journal keeps them.
func (d *disk) moved(f fate, chance *rand.Rand) names {
	if f == all {
		return d.folder.after(d.moves)
	}
	return d.folder.after(d.moves[:chance.IntN(len(d.moves)+1)])
}

// image is a folder as the disk may have it: the content of each name.
func (d *disk) image(f fate, chance *rand.Rand) map[string][]byte {
	out := map[string][]byte{}
	for name, file := range d.moved(f, chance) {
		out[name] = apply(slices.Clone(d.synced[file]), unsynced(d.pending[file], f, chance))
	}
	return out
}
