package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

// Proof shows one record, and that the log with this head has it, to who has
// neither the store nor any other record. Whoever checks it needs a head that
// came to them in another way.
type Proof struct {
	Head    LogHead
	Leaf    int64    // its number, from 0
	Of      []byte   // which record it is
	Nonce   []byte   // hides the content in the log
	Content []byte   // the record, plain
	Path    [][]byte // hashes from the leaf to the root
}

// ProofOf proves an audit entry by its number, or an event by its id, as in the
// log with its first so many leaves; 0: with all. ErrNotFound where there is no
// such record, or it came later.
func (s *Store) ProofOf(what string, leaves int64) (Proof, error) {
	var p Proof
	err := s.view(func(r *reader) error {
		var err error
		if p.Head, err = r.logHead(); err != nil {
			return err
		}
		if leaves > p.Head.Leaves {
			return fmt.Errorf("the log has %d leaves, not yet %d: %w", p.Head.Leaves, leaves, ErrNotFound)
		}
		if leaves > 0 && leaves < p.Head.Leaves {
			p.Head.Leaves = leaves
			root, err := tlog.TreeHash(leaves, hashReader(r.tile))
			if err != nil {
				return err
			}
			p.Head.Root = root
		}
		return r.prove(&p, what)
	})
	return p, err
}

func (r *reader) prove(p *Proof, what string) error {
	id, m, content, err := r.provable(what)
	if err != nil {
		return err
	}
	if p.Leaf, err = r.leafNumber(id); err != nil {
		return err
	}
	if p.Leaf >= p.Head.Leaves {
		return fmt.Errorf("%s is leaf %d, after the head: %w", id, p.Leaf, ErrNotFound)
	}
	var b packer
	id.pack(&b)
	p.Of, p.Nonce, p.Content = b.b, m.nonce(nil, b.b), bytes.Clone(content)
	path, err := tlog.ProveRecord(p.Head.Leaves, p.Leaf, hashReader(r.tile))
	for _, h := range path {
		p.Path = append(p.Path, bytes.Clone(h[:]))
	}
	if err != nil {
		return err
	}
	return p.check()
}

// provable finds a record, what makes its leaf, and what the leaf is over.
func (r *reader) provable(what string) (leafID, *leafMaker, []byte, error) {
	if seq, err := strconv.ParseUint(what, 10, 64); err == nil {
		id := leafID{kind: leafEntry, number: seq}
		plain, err := r.get(tAudit, seqKey(seq))
		if err == nil && plain == nil {
			err = fmt.Errorf("entry %d: %w", seq, ErrNotFound)
		}
		if err != nil {
			return id, nil, nil, err
		}
		content, _, err := splitEntry(seqKey(seq), plain)
		return id, r.otherLeaves(), content, err
	}
	f, i, err := r.locate(what)
	if err != nil {
		return leafID{}, nil, nil, err
	}
	e, audit, err := f.event(i)
	if err != nil {
		return leafID{}, nil, nil, err
	}
	var content packer
	f.content(&content, i, e)
	m, err := r.leavesOf(f.key)
	return leafID{kind: leafEvent, number: uint64(i), entry: audit, of: f.key}, m, content.b, err
}

// leafNumber finds the leaf of an entry or an event.
func (r *reader) leafNumber(id leafID) (int64, error) {
	h, err := r.readHead()
	if err != nil {
		return 0, err
	}
	entry := id.number
	if id.kind == leafEvent {
		entry = id.entry
	}
	tiles := int((h.leaves + tileWidth - 1) / tileWidth)
	var failed error
	first := sort.Search(tiles, func(n int) bool {
		t, err := r.tile(tileAt{0, int64(n)})
		if err != nil || t == nil {
			failed = errors.Join(err, tTiles.damage(tileKey(0, int64(n)), "it cannot be read"))
			return true
		}
		return t.entry >= entry
	})
	for n := max(first-1, 0); failed == nil && n < tiles; n++ {
		t, err := r.tile(tileAt{0, int64(n)})
		if err != nil || t == nil {
			return 0, errors.Join(err, tTiles.damage(tileKey(0, int64(n)), "it cannot be read"))
		}
		for i := range t.ids {
			if t.ids[i] == id {
				return int64(n)*tileWidth + int64(i), nil
			}
		}
	}
	return 0, errors.Join(failed, fmt.Errorf("%w: %s has no leaf in the log", ErrDamaged, id))
}

// check holds the record against the head.
func (p *Proof) check() error {
	hidden := append(bytes.Clone(p.Nonce), p.Content...)
	hash := tlog.RecordHash(leafRecord(bytes.Clone(p.Of), hidden))
	var path tlog.RecordProof
	for _, h := range p.Path {
		if len(h) != tlog.HashSize {
			return errors.New("the proof does not hold: a hash of its path is none")
		}
		path = append(path, tlog.Hash(h))
	}
	if len(p.Nonce) != tlog.HashSize || p.Leaf < 0 || p.Leaf >= p.Head.Leaves {
		return errors.New("the proof does not hold: it is no record of this head")
	}
	if err := tlog.CheckRecord(path, p.Head.Leaves, p.Head.Root, p.Leaf, hash); err != nil {
		return errors.New("the proof does not hold: the record is not in the log with this head, or not as it is shown")
	}
	return nil
}

// proofFile is a proof as it is written.
type proofFile struct {
	Caseclock string   `json:"caseclock"` // proofMark
	Head      string   `json:"head"`
	Leaf      int64    `json:"leaf"`
	Record    string   `json:"record"` // which one, for people
	Of        []byte   `json:"of"`
	Nonce     []byte   `json:"nonce"`
	Content   []byte   `json:"content"`
	Path      [][]byte `json:"path"`
}

const (
	proofMark    = "proof of one record, 1"
	longestProof = 1 << 20
)

// WriteTo writes a proof as JSON.
func (p Proof) WriteTo(to io.Writer) (int64, error) {
	id, _ := unpackLeafID(p.Of)
	b, err := json.MarshalIndent(proofFile{proofMark, p.Head.String(), p.Leaf, id.String(), p.Of, p.Nonce, p.Content, p.Path}, "", "  ")
	if err != nil {
		return 0, err
	}
	n, err := to.Write(append(b, '\n'))
	return int64(n), err
}

// ReadProof reads what WriteTo wrote and checks it against the head in it. The
// error says what does not hold.
func ReadProof(from io.Reader) (Proof, error) {
	b, err := io.ReadAll(io.LimitReader(from, longestProof+1))
	if err != nil {
		return Proof{}, err
	}
	if len(b) > longestProof {
		return Proof{}, fmt.Errorf("a proof of more than %d bytes; accepted is what caseclock prove writes", longestProof)
	}
	var f proofFile
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil || d.More() || f.Caseclock != proofMark {
		return Proof{}, errors.New("no proof; accepted is what caseclock prove writes")
	}
	p := Proof{Leaf: f.Leaf, Of: f.Of, Nonce: f.Nonce, Content: f.Content, Path: f.Path}
	if p.Head, err = parseHead(f.Head); err != nil {
		return p, fmt.Errorf("the head of the proof: %w", err)
	}
	id, err := unpackLeafID(p.Of)
	if err != nil || id.String() != f.Record {
		return p, errors.New("the proof does not hold: it names another record than it shows")
	}
	return p, p.check()
}
