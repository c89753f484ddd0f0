package store

import (
	"encoding/binary"
	"time"
)

// packer writes a record's plain value, field after field.
type packer struct{ b []byte }

func (p *packer) byte(v byte)    { p.b = append(p.b, v) }
func (p *packer) uint(v uint64)  { p.b = binary.AppendUvarint(p.b, v) }
func (p *packer) int(v int64)    { p.b = binary.AppendVarint(p.b, v) }
func (p *packer) fixed(v []byte) { p.b = append(p.b, v...) }

func (p *packer) text(s string) {
	p.uint(uint64(len(s)))
	p.b = append(p.b, s...)
}

// instant writes nanoseconds since 1970; the zero time is kept as such.
func (p *packer) instant(t time.Time) {
	if t.IsZero() {
		p.byte(0)
		return
	}
	p.byte(1)
	p.int(t.UnixNano())
}

// unpacker reads what packer wrote. Anything that does not fit makes it short
// for good and yields zeros, so that a reader asks once, at the end.
type unpacker struct {
	b     []byte
	short bool
}

func (u *unpacker) fail() { u.b, u.short = nil, true }

// done says whether all was read and nothing was missing.
func (u *unpacker) done() bool { return !u.short && len(u.b) == 0 }

func (u *unpacker) byte() byte {
	if len(u.b) == 0 {
		u.fail()
		return 0
	}
	v := u.b[0]
	u.b = u.b[1:]
	return v
}

func (u *unpacker) uint() uint64 {
	if len(u.b) > 0 && u.b[0] < 0x80 {
		v := uint64(u.b[0])
		u.b = u.b[1:]
		return v
	}
	v, n := binary.Uvarint(u.b)
	if n <= 0 {
		u.fail()
		return 0
	}
	u.b = u.b[n:]
	return v
}

func (u *unpacker) int() int64 {
	v, n := binary.Varint(u.b)
	if n <= 0 {
		u.fail()
		return 0
	}
	u.b = u.b[n:]
	return v
}

// fixed gives the next n bytes, still in place.
func (u *unpacker) fixed(n uint64) []byte {
	if n > uint64(len(u.b)) {
		u.fail()
		return nil
	}
	v := u.b[:n:n]
	u.b = u.b[n:]
	return v
}

func (u *unpacker) text() string { return string(u.fixed(u.uint())) }

// copied reads bytes of their own; none is nil.
func (u *unpacker) copied() []byte { return append([]byte(nil), u.fixed(u.uint())...) }

// count reads how many things follow, each of at least size bytes.
func (u *unpacker) count(size int) int {
	n := u.uint()
	if n > uint64(len(u.b)/size) {
		u.fail()
		return 0
	}
	return int(n)
}

func (u *unpacker) instant() time.Time {
	switch u.byte() {
	case 0:
		return time.Time{}
	case 1:
		return time.Unix(0, u.int()).UTC()
	}
	u.fail()
	return time.Time{}
}
