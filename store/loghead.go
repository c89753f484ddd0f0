package store

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// LogHead is the head of a store's log: kept elsewhere, it tells that none of
// the first Leaves records was rewritten since. It says nothing of any of them.
type LogHead struct {
	Store  [16]byte // the store's id
	Leaves int64    // how many records
	Root   [32]byte // of the tree over them (RFC 6962, SHA-256)
	At     time.Time
}

// LogLeaf is one leaf of the log, without what its record says.
type LogLeaf struct {
	Hash [32]byte
	Name string // "entry 12", "event 3 of case ID, of entry 12", with the case's opaque id
}

// LogCopy is a head, and the leaves that it stands for from number From on, up
// to its end or not at all. With the leaves the exact record can be named that
// was rewritten; with heads alone, two of them between which it lies.
type LogCopy struct {
	LogHead
	From int64
	List []LogLeaf
}

// LogHead gives the head of the log as it is.
func (s *Store) LogHead() (LogHead, error) {
	var out LogHead
	err := s.view(func(r *reader) (err error) {
		out, err = r.logHead()
		return err
	})
	return out, err
}

func (r *reader) logHead() (LogHead, error) {
	h, err := r.readHead()
	if err != nil {
		return LogHead{}, err
	}
	if h.leaves == 0 {
		return LogHead{}, fmt.Errorf("%s: %w yet: it begins with the first thing written", r.s.path, ErrNoLog)
	}
	return LogHead{Store: r.s.about.id, Leaves: h.leaves, Root: h.root, At: r.s.now().UTC().Truncate(time.Second)}, nil
}

// LogCopy gives the head with the leaves from a number on; after the last there
// are none.
func (s *Store) LogCopy(from int64) (LogCopy, error) {
	out := LogCopy{From: max(from, 0)}
	err := s.view(func(r *reader) (err error) {
		if out.LogHead, err = r.logHead(); err != nil {
			return err
		}
		for n := out.From / tileWidth; n*tileWidth < out.Leaves; n++ {
			t, err := r.tile(tileAt{0, n})
			if err != nil {
				return err
			}
			if t == nil {
				return tTiles.damage(tileKey(0, n), "it is missing")
			}
			for i := range t.hashes {
				if n*tileWidth+int64(i) >= out.From {
					out.List = append(out.List, LogLeaf{t.hashes[i], t.ids[i].String()})
				}
			}
		}
		return nil
	})
	return out, err
}

// origin is the first line of a head.
func (h *LogHead) origin() string { return "caseclock store " + hex.EncodeToString(h.Store[:]) }

// String writes a head as a checkpoint of a transparency log: whose it is, how
// many leaves, the root in base64, and the instant.
func (h LogHead) String() string {
	return fmt.Sprintf("%s\n%d\n%s\nat %s\n", h.origin(), h.Leaves, tlog.Hash(h.Root), h.At.UTC().Format(time.RFC3339))
}

// WriteTo writes the head and, behind an empty line, a line for each leaf:
// number, hash and name.
func (c LogCopy) WriteTo(to io.Writer) (int64, error) {
	var b bytes.Buffer
	b.WriteString(c.LogHead.String())
	if len(c.List) > 0 {
		b.WriteString("\n")
	}
	for i, l := range c.List {
		fmt.Fprintf(&b, "%d %s %s\n", c.From+int64(i), tlog.Hash(l.Hash), l.Name)
	}
	return b.WriteTo(to)
}

// longestLog is the largest file of a head that is read: two million leaves.
const longestLog = 256 << 20

// ParseLogCopy reads what WriteTo or String wrote, and nothing else.
func ParseLogCopy(from io.Reader) (LogCopy, error) {
	b, err := io.ReadAll(io.LimitReader(from, longestLog+1))
	if err != nil {
		return LogCopy{}, err
	}
	if len(b) > longestLog {
		return LogCopy{}, fmt.Errorf("a head of more than %d bytes; accepted is what caseclock head writes", longestLog)
	}
	head, leaves, _ := strings.Cut(string(b), "\n\n")
	c := LogCopy{}
	if c.LogHead, err = parseHead(head); err != nil {
		return c, fmt.Errorf("%w; accepted is what caseclock head writes", err)
	}
	if leaves != "" {
		if c.From, c.List, err = parseLeaves(leaves); err != nil {
			return c, fmt.Errorf("%w; accepted is what caseclock head --leaves writes", err)
		}
	}
	var again bytes.Buffer
	if c.WriteTo(&again); !bytes.Equal(again.Bytes(), b) && again.String() != string(b)+"\n" {
		return c, errors.New("the head is not as it was written: a blank, a line or a number too many; accepted is what caseclock head writes")
	}
	if end := c.From + int64(len(c.List)); len(c.List) > 0 && end != c.Leaves {
		return c, fmt.Errorf("the leaves end with number %d and the head counts %d; accepted is what caseclock head --leaves writes", end-1, c.Leaves)
	}
	return c, c.fits()
}

func parseHead(text string) (h LogHead, err error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != 4 {
		return h, fmt.Errorf("a head of %d lines, not of 4", len(lines))
	}
	id, ok := strings.CutPrefix(lines[0], "caseclock store ")
	b, hexErr := hex.DecodeString(id)
	if !ok || hexErr != nil || len(b) != len(h.Store) {
		return h, errors.New("line 1 names no store")
	}
	h.Store = [16]byte(b)
	if h.Leaves, err = strconv.ParseInt(lines[1], 10, 64); err != nil || h.Leaves < 1 {
		return h, errors.New("line 2 is no number of leaves")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return h, errors.New("line 3 is no hash")
	}
	h.Root = root
	at, ok := strings.CutPrefix(lines[3], "at ")
	if h.At, err = time.Parse(time.RFC3339, at); err != nil || !ok {
		return h, errors.New("line 4 is no instant")
	}
	return h, nil
}

func parseLeaves(text string) (from int64, list []LogLeaf, err error) {
	for line := range strings.Lines(text) {
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 3)
		if len(parts) != 3 {
			return 0, nil, fmt.Errorf("leaf line %d is not number, hash and name", len(list)+1)
		}
		n, err := strconv.ParseInt(parts[0], 10, 64)
		hash, hashErr := base64.StdEncoding.DecodeString(parts[1])
		if err != nil || hashErr != nil || len(hash) != tlog.HashSize || n < 0 {
			return 0, nil, fmt.Errorf("leaf line %d is not number, hash and name", len(list)+1)
		}
		if len(list) == 0 {
			from = n
		}
		if n != from+int64(len(list)) {
			return 0, nil, fmt.Errorf("leaf %d is out of turn", n)
		}
		list = append(list, LogLeaf{[32]byte(hash), parts[2]})
	}
	return from, list, nil
}

// fits makes sure, where all leaves are there, that they are the head's.
func (c *LogCopy) fits() error {
	if c.From > 0 || len(c.List) == 0 {
		return nil
	}
	l := &logged{levels: [][]tlog.Hash{make([]tlog.Hash, len(c.List))}}
	for i := range c.List {
		l.levels[0][i] = c.List[i].Hash
	}
	l.build()
	root, err := l.rootOf(c.Leaves)
	if err == nil && root != tlog.Hash(c.Root) {
		err = errors.New("the leaves are not those of the head: the file was changed")
	}
	return err
}
