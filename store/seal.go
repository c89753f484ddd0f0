package store

import "hash/crc32"

// Plain stores values as they are.
type Plain struct{}

// Seal gives the value itself.
func (Plain) Seal(_, plain, _ []byte) ([]byte, error) { return plain, nil }

// Open gives the value itself.
func (Plain) Open(_, sealed, _ []byte) ([]byte, error) { return sealed, nil }

// hashBytes is the size of a record's content hash, which ends its value.
const hashBytes = 8

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// longestKey is the longest key any table uses.
const longestKey = 64

// hashStarts are the two sums after a table's tag and a key's length, so that a
// value moved to another table or cut into another key does not fit.
type hashStarts [longestKey + 1][2]uint32

func startsOf(tag byte) *hashStarts {
	var s hashStarts
	for n := range s {
		head := []byte{tag, byte(n)}
		s[n] = [2]uint32{crc32.Update(0, castagnoli, head), crc32.Update(0, crc32.IEEETable, head)}
	}
	return &s
}

// contentHash is over the table, the key and the value as stored.
func contentHash(t *table, key, stored []byte) uint64 {
	s := &t.starts[len(key)]
	a := crc32.Update(crc32.Update(s[0], castagnoli, key), castagnoli, stored)
	b := crc32.Update(crc32.Update(s[1], crc32.IEEETable, key), crc32.IEEETable, stored)
	return uint64(a)<<32 | uint64(b)
}

// spread turns a content hash into a number whose sums tell sets of records
// apart (the finaliser of splitmix64).
func spread(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
