package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
)

// rowsBetween is how many rows pass between two calls of the progress.
const rowsBetween = 1 << 12

// meter counts what is read of a file, tells the progress and, where it has a
// hash, takes the file's digest.
type meter struct {
	r    io.Reader
	file File
	tell func(Progress)
	pass int
	rows int
	n    int64
	sum  hash.Hash
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += int64(n)
	if m.sum != nil {
		m.sum.Write(p[:n])
	}
	return n, err
}

func (m *meter) row() {
	m.rows++
	if m.rows%rowsBetween == 0 {
		m.report()
	}
}

func (m *meter) end() { m.report() }

func (m *meter) report() {
	if m.tell != nil {
		m.tell(Progress{m.file.Name, m.rows, m.n, m.file.Size, m.pass})
	}
}

func (m *meter) digesting() *meter {
	m.sum = sha256.New()
	return m
}

func (m *meter) digest() string { return hex.EncodeToString(m.sum.Sum(nil)) }
