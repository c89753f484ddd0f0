package store

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"caseclock/deadline"
)

// The counts and files of an issued report are kept compressed, each in a
// record of its own, so that a list of reports reads none of them. The record
// of the report holds their SHA-256, and the audit entry that it came with
// holds that of the record: what was issued cannot be rewritten unnoticed.

// longestCells is how long the counts of one report may be, in bytes.
const longestCells = 64 << 20

// formKey names the counts (place 0) or a file (from 1) of a report.
func formKey(number uint64, place int) []byte {
	return binary.BigEndian.AppendUint16(seqKey(number), uint16(place))
}

// forms compresses the counts and the files, in the order of their places, and
// notes their sizes and sums.
func (x *Issue) forms() ([][]byte, error) {
	if len(x.Cells) > longestCells {
		return nil, fmt.Errorf("the counts of an issued report, %d bytes, %w; accepted are up to %d", len(x.Cells), ErrNotKept, longestCells)
	}
	cells, err := compress(x.Cells)
	forms := [][]byte{cells}
	x.Files = append([]IssueFile(nil), x.Files...)
	for i := range x.Files {
		f := &x.Files[i]
		f.Size, f.Sum = int64(len(f.Bytes)), sha256.Sum256(f.Bytes)
		packed, failed := compress(f.Bytes)
		forms, err = append(forms, packed), errors.Join(err, failed)
	}
	return forms, err
}

func compress(plain []byte) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write(plain)
	err = errors.Join(err, z.Close())
	return b.Bytes(), err
}

// unpackForm gives the bytes as they were issued, of which there are so many
// at most.
func unpackForm(key, packed []byte, most int64) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, tForms.damage(key, "it cannot be read")
	}
	plain, err := io.ReadAll(io.LimitReader(z, most+1))
	if err != nil || int64(len(plain)) > most {
		return nil, tForms.damage(key, "it cannot be read")
	}
	return plain, nil
}

// unchanged holds what is kept of a report, its counts too, against its sum.
func (x *Issue) unchanged() error {
	if x.content() != x.Content {
		return tIssues.damage(seqKey(x.Number), "it is not the report that was issued")
	}
	return nil
}

// content is over everything of an issue but its place in the audit trail.
func (x *Issue) content() [32]byte {
	var p packer
	x.packPlain(&p)
	sum := sha256.Sum256(x.Cells)
	p.fixed(sum[:])
	return sha256.Sum256(p.b)
}

func (x *Issue) pack() []byte {
	p := packer{make([]byte, 0, 512+len(x.Facts))}
	x.packPlain(&p)
	p.uint(x.Audit)
	p.fixed(x.Content[:])
	return p.b
}

func (x *Issue) packPlain(p *packer) {
	for _, s := range [...]string{x.ID, x.Series, x.Authority, x.For, x.Title, x.Product, x.Digest, string(x.Facts)} {
		p.text(s)
	}
	for _, d := range [...]deadline.Date{x.From, x.To, x.Planned, x.AsAt} {
		p.int(int64(d))
	}
	p.instant(x.KnownAt)
	p.instant(x.IssuedAt)
	p.int(int64(x.CasesSeen))
	p.uint(uint64(len(x.Files)))
	for i := range x.Files {
		f := &x.Files[i]
		p.text(f.Name)
		p.text(f.Media)
		p.int(f.Size)
		p.fixed(f.Sum[:])
	}
}

func unpackIssue(key, plain []byte) (x Issue, err error) {
	u := unpacker{b: plain}
	for _, s := range [...]*string{&x.ID, &x.Series, &x.Authority, &x.For, &x.Title, &x.Product, &x.Digest} {
		*s = u.text()
	}
	x.Facts = u.copied()
	for _, d := range [...]*deadline.Date{&x.From, &x.To, &x.Planned, &x.AsAt} {
		*d = deadline.Date(u.int())
	}
	x.KnownAt, x.IssuedAt = u.instant(), u.instant()
	x.CasesSeen = int(u.int())
	for range u.count(35) {
		f := IssueFile{Name: u.text(), Media: u.text(), Size: u.int()}
		copy(f.Sum[:], u.fixed(32))
		x.Files = append(x.Files, f)
	}
	x.Audit = u.uint()
	copy(x.Content[:], u.fixed(32))
	if !u.done() || len(key) != 8 {
		return x, tIssues.damage(key, "it cannot be read")
	}
	x.Number = binary.BigEndian.Uint64(key)
	return x, nil
}
