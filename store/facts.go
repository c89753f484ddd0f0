package store

import (
	"encoding/binary"

	"caseclock/deadline"
)

// A fact begins with three bytes: kind and which of A, B and C follow;
// conference, outcome, whether days are wide and a word follows; Sub and
// whether an instant, a withdrawal and a replacement follow. Then On, A, B, C
// as days since 1950 in two bytes, or, where a day does not fit, all in four.
const (
	hasA, hasB, hasC           = 0x20, 0x40, 0x80
	isWide, hasWord            = 0x40, 0x80
	hasRecorded                = 0x08
	hasWithdraws, hasReplaces  = 0x10, 0x20
	firstDay                   = deadline.Date(2433283) // 1 January 1950
	smallestFact, smallestText = 5, 3
	mostKinds                  = 1 << 5
)

// fitsFact says whether the small numbers of a fact have room.
func fitsFact(f *deadline.Fact) bool {
	return f.Kind > 0 && f.Kind < mostKinds && f.Conference < 8 && f.Outcome < 8 && f.Sub < 8
}

func narrow(days ...deadline.Date) bool {
	for _, d := range days {
		if d != 0 && (d < firstDay || d-firstDay > 0xffff) {
			return false
		}
	}
	return true
}

// fact writes one fact; before is the instant of the fact before it.
func (p *packer) fact(w *writer, f *deadline.Fact, before int64) {
	h := [3]byte{byte(f.Kind), byte(f.Conference) | byte(f.Outcome)<<3, f.Sub}
	set := func(i int, bit byte, is bool) {
		if is {
			h[i] |= bit
		}
	}
	wide := f.On == 0 || !narrow(f.On, f.A, f.B, f.C)
	set(0, hasA, f.A != 0)
	set(0, hasB, f.B != 0)
	set(0, hasC, f.C != 0)
	set(1, isWide, wide)
	set(1, hasWord, f.Word != "")
	set(2, hasRecorded, f.Recorded != before)
	set(2, hasWithdraws, f.Withdraws != 0)
	set(2, hasReplaces, f.Replaces != 0)
	p.fixed(h[:])
	p.day(f.On, wide)
	for _, d := range [3]deadline.Date{f.A, f.B, f.C} {
		if d != 0 {
			p.day(d, wide)
		}
	}
	if f.Recorded != before {
		p.int(f.Recorded - before)
	}
	if f.Withdraws != 0 {
		p.uint(uint64(f.Withdraws))
	}
	if f.Replaces != 0 {
		p.uint(uint64(f.Replaces))
	}
	if f.Word != "" {
		p.word(w, f.Word)
	}
}

func (p *packer) day(d deadline.Date, wide bool) {
	if wide {
		p.b = binary.LittleEndian.AppendUint32(p.b, uint32(d))
		return
	}
	p.b = binary.LittleEndian.AppendUint16(p.b, uint16(d-firstDay))
}

func (u *unpacker) day(wide bool) deadline.Date {
	if wide {
		if len(u.b) < 4 {
			u.fail()
			return 0
		}
		d := deadline.Date(binary.LittleEndian.Uint32(u.b))
		u.b = u.b[4:]
		return d
	}
	if len(u.b) < 2 {
		u.fail()
		return 0
	}
	d := firstDay + deadline.Date(binary.LittleEndian.Uint16(u.b))
	u.b = u.b[2:]
	return d
}

// facts reads the n facts of a case into dst.
func (u *unpacker) facts(r *reader, dst []deadline.Fact, n int) []deadline.Fact {
	var before int64
	for i := 0; i < n && !u.short; i++ {
		dst = append(dst, deadline.Fact{})
		u.fact(r, &dst[len(dst)-1], before, int32(n))
		before = dst[len(dst)-1].Recorded
	}
	return dst
}

func (u *unpacker) fact(r *reader, f *deadline.Fact, before int64, n int32) {
	if len(u.b) < smallestFact {
		u.fail()
		return
	}
	h0, h1, h2 := u.b[0], u.b[1], u.b[2]
	u.b = u.b[3:]
	f.Kind = deadline.Kind(h0 & 0x1f)
	f.Conference, f.Outcome, f.Sub = deadline.Conference(h1&7), deadline.Outcome(h1>>3&7), h2&7
	wide := h1&isWide != 0
	f.On = u.day(wide)
	if h0&hasA != 0 {
		f.A = u.day(wide)
	}
	if h0&hasB != 0 {
		f.B = u.day(wide)
	}
	if h0&hasC != 0 {
		f.C = u.day(wide)
	}
	f.Recorded = before
	if h2&hasRecorded != 0 {
		f.Recorded += u.int()
	}
	if h2&hasWithdraws != 0 {
		f.Withdraws = u.position(n)
	}
	if h2&hasReplaces != 0 {
		f.Replaces = u.position(n)
	}
	if h1&hasWord != 0 {
		f.Word = u.word(r)
	}
}

// position reads a position from 1 to n.
func (u *unpacker) position(n int32) int32 {
	v := u.uint()
	if v < 1 || v > uint64(n) {
		u.fail()
		return 0
	}
	return int32(v)
}
