//go:build trial

package disk_test

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/store"
	"caseclock/trial/disk/load"
)

func init() { roles["replay"] = replayChild }

// session is what a child replays: its part of the images of a recorded session.
type session struct {
	Ops         []op
	Begin       int // the first op that a cut may come before
	Images      int
	Seed        uint64
	Part, Parts int // of the images this part alone: Part, Part+Parts...; no parts: all
	From, Every int // its images: From, From+Every...
	Folder      string
	Was         *load.Old // what the store held before the session; nil: it began without one
}

// picture is one image: where the session was cut and what became of the rest.
type picture struct {
	cut  int
	fate fate
}

// pictures are every prefix, as far as half of the images go, and cuts at random
// with random losses, in the order of their cuts.
func (s *session) pictures() []picture {
	chance := rand.New(rand.NewPCG(s.Seed, uint64(s.Images)))
	cuts := len(s.Ops) - s.Begin + 1
	prefixes := min(cuts, s.Images/2)
	var list []picture
	for i := range prefixes {
		list = append(list, picture{s.Begin + i*cuts/prefixes, all})
	}
	for i := prefixes; i < s.Images; i++ {
		list = append(list, picture{s.Begin + chance.IntN(cuts), []fate{some, torn}[i%2]})
	}
	slices.SortStableFunc(list, func(a, b picture) int { return cmp.Compare(a.cut, b.cut) })
	return list
}

// replayChild tries its images and tells each before and after.
func replayChild() {
	var s session
	if err := gob.NewDecoder(os.Stdin).Decode(&s); err != nil {
		panic(err)
	}
	d, place := newDisk(s.Ops), &placed{folder: s.Folder}
	told, l := 0, load.Ledger{}
	for i, p := range s.pictures() {
		d.to(p.cut)
		if i < s.From || (i-s.From)%s.Every != 0 {
			continue
		}
		if s.Was == nil && told != len(d.told) {
			told, l = len(d.told), must(load.Read(bytes.NewReader(d.told)))
		}
		saying("try", i, "")
		chance := rand.New(rand.NewPCG(s.Seed, uint64(i)))
		place.put(d.image(p.fate, chance))
		look := func() error { return place.look(l, chance.IntN(16) == 0) }
		if s.Was != nil {
			look = func() error { return place.same(s.Was) }
		}
		if err := look(); err != nil {
			saying("bad", i, fmt.Sprintf("cut after op %d of %d, kept %s, %d answers: %v", p.cut, len(s.Ops), p.fate, l.Len(), err))
		}
	}
	saying("end", 0, "")
}

// placed is the folder that images are put into, page by page as they differ.
type placed struct {
	folder string
	has    map[string][]byte
}

func (p *placed) put(image map[string][]byte) {
	for name := range p.has {
		if image[name] == nil {
			os.Remove(filepath.Join(p.folder, name))
		}
	}
	for name, b := range image {
		f := must(os.OpenFile(filepath.Join(p.folder, name), os.O_CREATE|os.O_RDWR, 0o600))
		was := p.has[name]
		if strings.HasSuffix(name, ".lock") { // whoever looked wrote to it
			was = nil
		}
		must(0, f.Truncate(int64(len(b))))
		for at := 0; at < len(b); at += 4096 {
			to := min(at+4096, len(b))
			if to > len(was) || !bytes.Equal(was[at:to], b[at:to]) {
				must(f.WriteAt(b[at:to], int64(at)))
			}
		}
		must(0, f.Close())
	}
	p.has = image
}

// look opens the image's store and holds it against the ledger. Deep: clients go
// on with it, and it is opened once more.
func (p *placed) look(l load.Ledger, deep bool) error {
	path := filepath.Join(p.folder, "store.db")
	before := modified(path)
	defer func() {
		if !modified(path).Equal(before) {
			p.clear()
		}
	}()
	err := opened(path, func(s *store.Store) error {
		if !deep {
			return load.Check(s, l, writers)
		}
		l = maps.Clone(l)
		return load.GoOn(s, l, writers, io.Discard)
	})
	if err != nil || !deep {
		return err
	}
	return opened(path, func(s *store.Store) error { return load.Check(s, l, writers) })
}

func opened(path string, look func(*store.Store) error) error {
	s, err := load.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(look(s), s.Close())
}

// same opens the image's store, which makes it one of this version, and opens it
// once more.
func (p *placed) same(was *load.Old) error {
	defer p.clear()
	path := filepath.Join(p.folder, "store.db")
	for range 2 {
		if err := opened(path, func(s *store.Store) error { return load.Same(s, was) }); err != nil {
			return err
		}
	}
	return nil
}

func modified(path string) time.Time {
	if st, err := os.Stat(path); err == nil {
		return st.ModTime()
	}
	return time.Time{}
}

// clear begins anew where a store was written to.
func (p *placed) clear() {
	for _, name := range must(os.ReadDir(p.folder)) {
		os.Remove(filepath.Join(p.folder, name.Name()))
	}
	p.has = nil
}

// replay tries so many images of a session in child processes, and gives what was
// wrong with each that failed.
func replay(t *testing.T, s session) (wrong []string) {
	t.Helper()
	const children = 2
	found := make(chan []string)
	for n := range children {
		part := s
		parts := max(s.Parts, 1)
		part.From, part.Every, part.Folder = s.Part+n*parts, children*parts, inMemory(t)
		go func() { found <- replayPart(t, part) }()
	}
	for range children {
		wrong = append(wrong, <-found...)
	}
	return wrong
}

// replayPart starts the child again after an image that it died of.
func replayPart(t *testing.T, s session) (wrong []string) {
	for {
		said, ended, death := child(t, "replay", s)
		last := s.From - s.Every
		for _, h := range said {
			switch h.word {
			case "try":
				last = h.n
			case "bad":
				wrong = append(wrong, h.rest)
			}
		}
		if ended {
			return wrong
		}
		wrong = append(wrong, "the process ended: "+death)
		if last < s.From {
			return wrong
		}
		s.From = last + s.Every
	}
}
