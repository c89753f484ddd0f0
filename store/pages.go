package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
)

// bbolt maps its file and follows what it finds there: a page number past the
// end ends the process with a fault that nothing can catch while the file is
// being opened. So the pages are walked here first, with plain reads, and every
// number is checked before it is followed. The layout is bbolt's, format 2.
const (
	pageHead     = 16 // number 8, flags 2, count 2, further pages 4
	element      = 16 // branch: where 4, key 4, page 8; leaf: flags 4, where 4, key 4, value 4
	branchPage   = 0x01
	leafPage     = 0x02
	metaPage     = 0x04
	bucketLeaf   = 0x01
	bucketHead   = 16 // root page 8, sequence 8
	metaBytes    = 64
	boltMagic    = 0xED0CDAED
	boltFormat   = 2
	deepest      = 64
	smallestPage = 1 << 10
	largestPage  = 1 << 24
)

// meta is what one of the two meta pages says.
type meta struct {
	pageSize int64
	root     uint64 // page of the root bucket
	pages    uint64 // how many the file has
	tx       uint64
}

var native = binary.NativeEndian

// readMeta reads one meta page; ok is false where it is not whole.
func readMeta(b []byte) (m meta, ok bool) {
	if len(b) < pageHead+metaBytes || native.Uint16(b[8:])&metaPage == 0 {
		return m, false
	}
	b = b[pageHead : pageHead+metaBytes]
	h := fnv.New64a()
	h.Write(b[:metaBytes-8])
	m = meta{int64(native.Uint32(b[8:])), native.Uint64(b[16:]), native.Uint64(b[40:]), native.Uint64(b[48:])}
	ok = native.Uint32(b) == boltMagic && native.Uint32(b[4:]) == boltFormat && native.Uint64(b[56:]) == h.Sum64() &&
		m.pageSize >= smallestPage && m.pageSize <= largestPage && m.pageSize&(m.pageSize-1) == 0
	return m, ok
}

// lastMeta finds the meta page of the last transaction. Both must be whole and
// one transaction apart: bbolt would go on quietly with the one before where
// the last is damaged, and what was written last would be gone. (A meta page
// lies within one sector, so a power cut does not tear it.)
func lastMeta(file io.ReaderAt) (meta, error) {
	buf := make([]byte, pageHead+metaBytes)
	read := func(at int64) (meta, bool) {
		n, _ := file.ReadAt(buf, at)
		return readMeta(buf[:n])
	}
	first, ok := read(0)
	if !ok {
		for at := int64(smallestPage); at <= largestPage && !ok; at *= 2 {
			_, ok = read(at)
		}
		if ok || bytes.Contains(buf, native.AppendUint32(nil, boltMagic)) {
			return first, fmt.Errorf("%w: the first of its two first pages is not whole, and what was written last may be gone", ErrDamaged)
		}
		return first, ErrNotStore
	}
	second, ok := read(first.pageSize)
	switch {
	case !ok:
		return first, fmt.Errorf("%w: the second of its two first pages is not whole, and what was written last may be gone", ErrDamaged)
	case second.tx == first.tx+1:
		return second, nil
	case first.tx == second.tx+1:
		return first, nil
	case first.tx == second.tx+2 && second.tx%2 == 0:
		// The first write to a copy: bbolt writes even transactions to the first
		// page and odd ones to the second, but a copy has its last one on the
		// first, odd or even, and the one before on the second.
		return first, nil
	}
	return first, fmt.Errorf("%w: its two first pages are %d and %d, which do not follow each other", ErrDamaged, first.tx, second.tx)
}

// pageWalk follows the pages of one state of a file.
type pageWalk struct {
	file io.ReaderAt
	meta meta
	seen []uint64 // a bit for each page that something leads to
	// bad is told of what is wrong and says whether to stop.
	bad func(error) error
}

// walkPages checks every page that the last transaction of a file leads to.
func walkPages(file io.ReaderAt, size int64, bad func(error) error) error {
	if size == 0 {
		return fmt.Errorf("%w: the file is empty", ErrDamaged)
	}
	m, err := lastMeta(file)
	if err != nil {
		return err
	}
	return walkFrom(file, size, m, bad)
}

func walkFrom(file io.ReaderAt, size int64, m meta, bad func(error) error) error {
	if m.pages < 3 || m.pages > uint64(size/m.pageSize) {
		return fmt.Errorf("%w: the file is cut short: %d bytes where %d pages of %d were written", ErrDamaged, size, m.pages, m.pageSize)
	}
	w := &pageWalk{file: file, meta: m, seen: make([]uint64, m.pages/64+1), bad: bad}
	return w.page(m.root, span{}, 0)
}

// span is keys from the first on and before the second; nil is without bound.
type span struct{ from, before []byte }

func (s span) holds(k []byte) bool {
	return (s.from == nil || bytes.Compare(k, s.from) >= 0) && (s.before == nil || bytes.Compare(k, s.before) < 0)
}

func (w *pageWalk) fault(n uint64, what string, args ...any) error {
	return w.bad(fmt.Errorf("%w: page %d: %s", ErrDamaged, n, fmt.Sprintf(what, args...)))
}

// page checks a page and all below it.
func (w *pageWalk) page(n uint64, keys span, depth int) error {
	if n < 2 || n >= w.meta.pages || depth > deepest {
		return w.fault(n, "there is no such page, yet something leads to it")
	}
	b, err := w.load(n)
	if err != nil || b == nil {
		return err
	}
	flags, count := native.Uint16(b[8:]), int(native.Uint16(b[10:]))
	switch {
	case pageHead+count*element > len(b):
		return w.fault(n, "it counts more entries than it has room for")
	case flags == branchPage:
		return w.branch(n, b, count, keys, depth)
	case flags == leafPage:
		return w.leaf(n, b, count, keys, depth)
	}
	return w.fault(n, "it is neither a branch nor a leaf")
}

// load reads a page with those that continue it.
func (w *pageWalk) load(n uint64) ([]byte, error) {
	size := w.meta.pageSize
	head := make([]byte, size)
	if _, err := w.file.ReadAt(head, int64(n)*size); err != nil {
		return nil, w.fault(n, "it cannot be read: %v", err)
	}
	if native.Uint64(head) != n {
		return nil, w.fault(n, "it calls itself page %d", native.Uint64(head))
	}
	more := uint64(native.Uint32(head[12:]))
	if more >= w.meta.pages-n {
		return nil, w.fault(n, "it runs past the end of the file")
	}
	for i := n; i <= n+more; i++ {
		if w.seen[i/64]>>(i%64)&1 == 1 {
			return nil, w.fault(i, "two places lead to it")
		}
		w.seen[i/64] |= 1 << (i % 64)
	}
	if more == 0 {
		return head, nil
	}
	whole := append(head, make([]byte, int64(more)*size)...)
	if _, err := w.file.ReadAt(whole[size:], int64(n+1)*size); err != nil {
		return nil, w.fault(n, "it cannot be read: %v", err)
	}
	return whole, nil
}

func (w *pageWalk) branch(n uint64, b []byte, count int, keys span, depth int) error {
	if count == 0 {
		return w.fault(n, "it leads nowhere")
	}
	below := make([]uint64, count)
	list := make([][]byte, count+1)
	for i := range count {
		at := pageHead + i*element
		k, ok := part(b, at, native.Uint32(b[at:]), 0, native.Uint32(b[at+4:]))
		if !ok || (i > 0 && bytes.Compare(list[i-1], k) >= 0) || (i > 0 && !keys.holds(k)) {
			return w.fault(n, "its entry %d is out of place", i+1)
		}
		list[i], below[i] = k, native.Uint64(b[at+8:])
	}
	list[count] = keys.before
	for i, p := range below {
		s := span{list[i], list[i+1]}
		if i == 0 {
			s.from = keys.from // a branch's first key may lag behind
		}
		if err := w.page(p, s, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (w *pageWalk) leaf(n uint64, b []byte, count int, keys span, depth int) error {
	var before []byte
	for i := range count {
		at := pageHead + i*element
		flags, where := native.Uint32(b[at:]), native.Uint32(b[at+4:])
		k, okK := part(b, at, where, 0, native.Uint32(b[at+8:]))
		v, okV := part(b, at, where, native.Uint32(b[at+8:]), native.Uint32(b[at+12:]))
		if !okK || !okV || len(k) == 0 || !keys.holds(k) || (i > 0 && bytes.Compare(before, k) >= 0) || flags > bucketLeaf {
			return w.fault(n, "its entry %d is out of place", i+1)
		}
		before = k
		if flags == bucketLeaf {
			if err := w.bucket(n, v, depth); err != nil {
				return err
			}
		}
	}
	return nil
}

// bucket checks a bucket, whose pages lie elsewhere or whose only page lies in
// the value itself.
func (w *pageWalk) bucket(n uint64, v []byte, depth int) error {
	if len(v) < bucketHead {
		return w.fault(n, "a bucket in it is cut short")
	}
	if root := native.Uint64(v); root != 0 {
		return w.page(root, span{}, depth+1)
	}
	inline := v[bucketHead:]
	if len(inline) < pageHead || native.Uint16(inline[8:]) != leafPage ||
		pageHead+int(native.Uint16(inline[10:]))*element > len(inline) {
		return w.fault(n, "a small bucket in it cannot be read")
	}
	return w.leaf(n, inline, int(native.Uint16(inline[10:])), span{}, depth+1)
}

// part cuts a key or a value out of a page; where counts from the element.
func part(b []byte, at int, where, skip, size uint32) ([]byte, bool) {
	from := uint64(at) + uint64(where) + uint64(skip)
	to := from + uint64(size)
	if to > uint64(len(b)) || where < element {
		return nil, false
	}
	return b[from:to:to], true
}
