//go:build trial

package disk_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"

	bolt "go.etcd.io/bbolt"
)

const pageSize = 4096

// specimen is a store's file that is damaged again and again.
type specimen struct {
	Whole   []byte
	Lock    []byte   // the file beside it
	Earlier [][]byte // as it was after earlier transactions
	Places  [][2]int // where records lie in it: from, to
	Kind    string   // the only kind of damage; empty: each in turn
}

func (s *specimen) pages() int { return len(s.Whole) / pageSize }

func page(b []byte, n int) []byte { return b[n*pageSize : (n+1)*pageSize] }

// damages are the ways in which a file is damaged, each with its name.
var damages = []struct {
	name string
	do   func(s *specimen, b []byte, chance *rand.Rand) []byte
}{
	{"a bit flipped", func(s *specimen, b []byte, chance *rand.Rand) []byte {
		b[chance.IntN(len(b))] ^= 1 << chance.IntN(8)
		return b
	}},
	{"a bit of a record flipped", func(s *specimen, b []byte, chance *rand.Rand) []byte {
		p := s.Places[chance.IntN(len(s.Places))]
		b[p[0]+chance.IntN(p[1]-p[0])] ^= 1 << chance.IntN(8)
		return b
	}},
	{"noise", func(s *specimen, b []byte, chance *rand.Rand) []byte {
		at := chance.IntN(len(b))
		for i := at; i < min(len(b), at+1+chance.IntN(64)); i++ {
			b[i] = byte(chance.Uint32())
		}
		return b
	}},
	{"a page's head changed", func(s *specimen, b []byte, chance *rand.Rand) []byte {
		page(b, chance.IntN(s.pages()))[chance.IntN(96)] = byte(chance.Uint32())
		return b
	}},
	{"a page zeroed", func(s *specimen, b []byte, chance *rand.Rand) []byte {
		clear(page(b, chance.IntN(s.pages())))
		return b
	}},
	{"a sector zeroed", func(s *specimen, b []byte, chance *rand.Rand) []byte {
		at := chance.IntN(len(b)/sector) * sector
		clear(b[at : at+sector])
		return b
	}},
	{"two pages swapped", func(s *specimen, b []byte, chance *rand.Rand) []byte {
		x, y := chance.IntN(s.pages()), chance.IntN(s.pages())
		copy(page(b, x), page(s.Whole, y))
		copy(page(b, y), page(s.Whole, x))
		return b
	}},
	{"a page in another's place, under its number", func(s *specimen, b []byte, chance *rand.Rand) []byte {
		x, y := 2+chance.IntN(s.pages()-2), 2+chance.IntN(s.pages()-2)
		copy(page(b, x), page(s.Whole, y))
		binary.NativeEndian.PutUint64(page(b, x), uint64(x))
		return b
	}},
	{"cut short", func(s *specimen, b []byte, chance *rand.Rand) []byte { return b[:chance.IntN(len(b))] }},
	{"cut short after a page", func(s *specimen, b []byte, chance *rand.Rand) []byte {
		return b[:chance.IntN(s.pages())*pageSize]
	}},
	{"bytes appended", func(s *specimen, b []byte, chance *rand.Rand) []byte {
		for range 1 + chance.IntN(3*pageSize) {
			b = append(b, byte(chance.Uint32()))
		}
		return b
	}},
	{"a page as it was", func(s *specimen, b []byte, chance *rand.Rand) []byte { return stale(s, b, chance, pageSize, 1) }},
	{"pages as they were", func(s *specimen, b []byte, chance *rand.Rand) []byte {
		return stale(s, b, chance, pageSize, 2+chance.IntN(6))
	}},
	{"a first page as it was", func(s *specimen, b []byte, chance *rand.Rand) []byte {
		n, was := chance.IntN(2), s.Earlier[chance.IntN(len(s.Earlier))]
		copy(page(b, n), page(was, n))
		return b
	}},
	{"the file as it was", func(s *specimen, _ []byte, chance *rand.Rand) []byte {
		return slices.Clone(s.Earlier[chance.IntN(len(s.Earlier))])
	}},
	{"a sector as it was", func(s *specimen, b []byte, chance *rand.Rand) []byte { return stale(s, b, chance, sector, 1) }},
}

// stale puts pieces back as they were, where that makes a difference.
func stale(s *specimen, b []byte, chance *rand.Rand, size, pieces int) []byte {
	was := s.Earlier[chance.IntN(len(s.Earlier))]
	var differ []int
	for at := 0; at+size <= min(len(b), len(was)); at += size {
		if !bytes.Equal(b[at:at+size], was[at:at+size]) {
			differ = append(differ, at)
		}
	}
	chance.Shuffle(len(differ), func(i, j int) { differ[i], differ[j] = differ[j], differ[i] })
	for _, at := range differ[:min(len(differ), pieces)] {
		copy(b[at:at+size], was[at:at+size])
	}
	return b
}

// damaged is the i-th damaged file and what was done to it.
func (s *specimen) damaged(i int, seed uint64) ([]byte, string) {
	chance := rand.New(rand.NewPCG(seed, uint64(i)))
	d := damages[i%len(damages)]
	for _, only := range damages {
		if only.name == s.Kind {
			d = only
		}
	}
	return d.do(s, slices.Clone(s.Whole), chance), d.name
}

// records reads everything that bbolt finds in a file, by table and key.
func records(path string) (map[string]string, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	all := map[string]string{}
	err = db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				all[string(name)+"/"+string(k)] = string(v)
				return nil
			})
		})
	})
	return all, err
}

// places finds records in a file.
func places(file []byte, all map[string]string) (list [][2]int) {
	for _, v := range all {
		if at := bytes.Index(file, []byte(v)); len(v) >= 12 && at >= 0 {
			list = append(list, [2]int{at, at + len(v)})
		}
	}
	slices.SortFunc(list, func(a, b [2]int) int { return a[0] - b[0] })
	return list
}
