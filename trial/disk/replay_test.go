//go:build trial

package disk_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
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
	Images      int
	Seed        uint64
	From, Every int // its images: From, From+Every...
	Folder      string
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
	prefixes := min(len(s.Ops)+1, s.Images/2)
	var list []picture
	for i := range prefixes {
		list = append(list, picture{i * (len(s.Ops) + 1) / prefixes, all})
	}
	for i := prefixes; i < s.Images; i++ {
		list = append(list, picture{chance.IntN(len(s.Ops) + 1), []fate{some, torn}[i%2]})
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
		if told != len(d.told) {
			told, l = len(d.told), must(load.Read(bytes.NewReader(d.told)))
		}
		fmt.Println("try", i)
		chance := rand.New(rand.NewPCG(s.Seed, uint64(i)))
		place.put(d.image(p.fate, chance))
		if err := place.look(l, chance.IntN(16) == 0); err != nil {
			fmt.Printf("bad %d cut after op %d of %d, kept %s, %d answers: %s\n", i, p.cut, len(s.Ops), p.fate, l.Len(), strings.ReplaceAll(err.Error(), "\n", "; "))
		} else {
			fmt.Println("well", i)
		}
	}
	fmt.Println("end")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
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
	s, err := store.Open(path, store.Options{Now: time.Now, AnyFilesystem: true, Timeout: -1})
	if err != nil {
		return err
	}
	return errors.Join(look(s), s.Close())
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
func replay(t *testing.T, ops []op, images int, seed uint64) (wrong []string) {
	t.Helper()
	const children = 2
	found := make(chan []string)
	for n := range children {
		go func() {
			found <- replayPart(t, session{Ops: ops, Images: images, Seed: seed, From: n, Every: children})
		}()
	}
	for range children {
		wrong = append(wrong, <-found...)
	}
	return wrong
}

// replayPart starts the child again after an image that it died of.
func replayPart(t *testing.T, s session) (wrong []string) {
	for {
		last, bad, ended := oneChild(t, &s)
		wrong = append(wrong, bad...)
		if ended {
			return wrong
		}
		if last < s.From {
			t.Errorf("a child ended before its first image")
			return wrong
		}
		s.From = last + s.Every
	}
}

func oneChild(t *testing.T, s *session) (last int, bad []string, ended bool) {
	var err error
	if s.Folder, err = os.MkdirTemp("/dev/shm", "trial-image-"); err != nil {
		t.Error(err)
		return -1, nil, true
	}
	defer os.RemoveAll(s.Folder)
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "TRIAL_DISK_CHILD=replay")
	var in, stderr bytes.Buffer
	must(0, gob.NewEncoder(&in).Encode(s))
	c.Stdin, c.Stderr = &in, &stderr
	out := must(c.StdoutPipe())
	must(0, c.Start())
	last, lines := -1, bufio.NewScanner(out)
	for lines.Scan() {
		switch what, rest, _ := strings.Cut(lines.Text(), " "); what {
		case "try":
			fmt.Sscan(rest, &last)
		case "bad":
			bad = append(bad, rest)
		case "end":
			ended = true
		}
	}
	if err := c.Wait(); !ended {
		bad = append(bad, fmt.Sprintf("%d ended the process: %v: %.2000s", last, err, stderr.String()))
	}
	return last, bad, ended
}
