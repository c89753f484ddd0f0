package report

import (
	"hash/maphash"
	"math/bits"
)

// key stands for the reference of a meeting in 128 bits. Even of a thousand
// million meetings, two with the same bits are not to be expected.
type key [2]uint64

// meeting is a meeting by its number, counted from 1; 0 is none.
type meeting uint32

// meetings are the meetings whose children come one by one. Of a meeting it
// keeps its key and, for each tally that it counts in, one record. It keeps no
// reference but the last: deadlines of one meeting mostly follow each other.
type meetings struct {
	seeds   [2]maphash.Seed
	ref     string
	key     key
	number  map[key]meeting
	first   []uint32 // by the number of the meeting: the last of its records, counted from 1
	records records
}

// record is how a meeting stands in one tally, so far.
type record struct {
	standing         // due 0: nothing of it can fall due in a period
	outlook  outlook // what is ahead of any of its children
	paper    paper   // the highest of its children's
	tally    uint16
	next     uint32 // record of the meeting, counted from 1; 0 is the end
}

func newMeetings() meetings {
	return meetings{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, number: map[key]meeting{}, first: []uint32{0}}
}

// keyOf is the key of a reference.
func (ms *meetings) keyOf(ref string) key {
	if ref != ms.ref {
		ms.ref = ref
		ms.key = key{maphash.String(ms.seeds[0], ref), maphash.String(ms.seeds[1], ref)}
	}
	return ms.key
}

// record finds the record of a meeting in a tally, or begins it.
func (ms *meetings) record(k key, tally uint16) *record {
	m := ms.number[k]
	if m == 0 {
		m = meeting(len(ms.first))
		ms.number[k] = m
		ms.first = append(ms.first, 0)
	}
	for at := ms.first[m]; at != 0; {
		r := ms.records.at(at)
		if r.tally == tally {
			return r
		}
		at = r.next
	}
	at, r := ms.records.grow()
	*r = record{tally: tally, next: ms.first[m]}
	ms.first[m] = at
	return r
}

// records are records counted from 1, in blocks that stay where they are: what
// has grown large is not copied to grow on.
type records struct {
	blocks [][]record
	n      uint32
}

const block = 1 << 10

func (rs *records) at(n uint32) *record { return &rs.blocks[(n-1)/block][(n-1)%block] }

func (rs *records) grow() (uint32, *record) {
	if rs.n%block == 0 {
		rs.blocks = append(rs.blocks, make([]record, block))
	}
	rs.n++
	return rs.n, rs.at(rs.n)
}

// passed marks, by record, the meetings of which a child's deadline fell due
// before all periods: a meeting is due on the earliest of its children's due
// days, so it is settled for good. Most of what fell due before them is of no
// meeting that is kept, which a sieve of a few bits finds out for less than a
// look into the map.
func (ms *meetings) passed(tallies []*tally) []bool {
	sieve := make([]uint64, 1<<bits.Len(uint(len(ms.number)/4)))
	at := func(k key) (word, bit uint64) { return k[0] >> 6 & uint64(len(sieve)-1), 1 << (k[0] & 63) }
	for k := range ms.number {
		w, b := at(k)
		sieve[w] |= b
	}
	gone := make([]bool, ms.records.n+1)
	for _, y := range tallies {
		for _, k := range y.before {
			if w, b := at(k); sieve[w]&b == 0 {
				continue
			}
			for n := ms.first[ms.number[k]]; n != 0; {
				r := ms.records.at(n)
				gone[n] = gone[n] || r.tally == y.number
				n = r.next
			}
		}
	}
	return gone
}
