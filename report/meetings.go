package report

import "hash/maphash"

// meeting is a meeting by its number; 0 is none.
type meeting uint32

// meetings numbers meetings by their references. It keeps no reference, but 128
// bits that stand for it: even of a thousand million meetings, two with the
// same bits are not to be expected.
type meetings struct {
	seeds  [2]maphash.Seed
	number map[[2]uint64]meeting
	ref    string // the last asked for: deadlines of one meeting mostly follow each other
	last   meeting
}

func newMeetings() meetings {
	return meetings{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, number: map[[2]uint64]meeting{}}
}

func (ms *meetings) of(ref string) meeting {
	if ref == "" || ref == ms.ref {
		if ref == "" {
			return 0
		}
		return ms.last
	}
	k := [2]uint64{maphash.String(ms.seeds[0], ref), maphash.String(ms.seeds[1], ref)}
	m, ok := ms.number[k]
	if !ok {
		m = meeting(len(ms.number) + 1)
		ms.number[k] = m
	}
	ms.ref, ms.last = ref, m
	return m
}
