package engine

import (
	"errors"
	"io"
	"os"
)

// Spool keeps what can be read once so that it can be read again. The file has
// no name any more once it is filled, so that nothing of it is left behind
// however the process ends.
type Spool struct {
	Size int64 // bytes
	file *os.File
}

// NewSpool reads everything into a spool.
func NewSpool(from io.Reader) (*Spool, error) {
	f, err := os.CreateTemp("", "caseclock-spool-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	n, err := io.Copy(f, from)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &Spool{n, f}, nil
}

// Open reads from the beginning.
func (s *Spool) Open() (io.ReadCloser, error) {
	return io.NopCloser(io.NewSectionReader(s.file, 0, s.Size)), nil
}

// Close gives the space back.
func (s *Spool) Close() error { return s.file.Close() }
