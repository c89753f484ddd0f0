package seal

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Master is a master key.
type Master struct {
	// ID names it: 16 letters and digits, which tell nothing of the key.
	ID string
	// From is where it was read.
	From string
	aead tink.AEAD
}

// masterMark begins the line that holds the key; what the file says before is for
// a person.
const (
	masterMark  = "caseclock-master-key-1:"
	masterBytes = 32
	longestFile = 4 << 10
)

// ErrMaster: a file holds no master key, or others may read it.
var ErrMaster = errors.New("no master key to be used")

// CreateMaster makes a master key in a new file that only its owner may read
// (mode 0400). A file that is there is never written over.
func CreateMaster(path string, now time.Time) (*Master, error) {
	key := make([]byte, masterBytes)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	m, err := newMaster(key, path)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o400)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s: it is there already; accepted is the name of a new file: a key that is written over is lost with all that it opens", path)
	}
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(f, "# Caseclock's master key %s, made %s. Without it nothing that it sealed can be read:\n"+
		"# keep a copy of this file apart from the machine and from the backups.\n%s%s\n",
		m.ID, now.UTC().Format(time.DateOnly), masterMark, base64.StdEncoding.EncodeToString(key))
	if err = errors.Join(err, f.Sync(), f.Close(), syncFolder(filepath.Dir(path))); err != nil {
		return nil, errors.Join(err, os.Remove(path))
	}
	return m, nil
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// ReadMaster reads a master key from a file that is its owner's alone: mode 0400
// or 0600, and the owner is who runs this, unless that is root. Errors:
// fs.ErrNotExist, ErrMaster.
func ReadMaster(path string) (*Master, error) {
	return readMaster(path, func(info fs.FileInfo) error {
		if mode := info.Mode().Perm(); mode&0o177 != 0 {
			return fmt.Errorf("%s: %w: its mode is %04o; accepted are 0400 and 0600", path, ErrMaster, mode)
		}
		who := os.Geteuid()
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && who != 0 && int(owner.Uid) != who {
			return fmt.Errorf("%s: %w: user %d owns it, and this is user %d; accepted is a file of one's own", path, ErrMaster, owner.Uid, who)
		}
		return nil
	})
}

// ReadCredential reads a master key from a folder that the service manager keeps
// for this service alone; the group's right to read is how it gives access.
func ReadCredential(path string) (*Master, error) {
	return readMaster(path, func(info fs.FileInfo) error {
		if mode := info.Mode().Perm(); mode&0o037 != 0 {
			return fmt.Errorf("%s: %w: its mode is %04o, which others may read", path, ErrMaster, mode)
		}
		return nil
	})
}

func readMaster(path string, sure func(fs.FileInfo) error) (*Master, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w: it is no file", path, ErrMaster)
	}
	if err := sure(info); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, longestFile))
	if err != nil {
		return nil, err
	}
	key, err := keyIn(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", path, ErrMaster, err)
	}
	return newMaster(key, path)
}

// keyIn finds the key in what a file holds.
func keyIn(b []byte) ([]byte, error) {
	for line := range bytes.Lines(b) {
		text, found := strings.CutPrefix(strings.TrimSpace(string(line)), masterMark)
		if !found {
			continue
		}
		key, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil || len(key) != masterBytes {
			return nil, fmt.Errorf("its key is not %d bytes in base64; the file is cut or was changed", masterBytes)
		}
		return key, nil
	}
	return nil, errors.New("no line of it begins with " + masterMark + "; accepted is what `caseclock keys new` makes")
}

func newMaster(key []byte, from string) (*Master, error) {
	a, err := subtle.NewXChaCha20Poly1305(key)
	if err != nil {
		return nil, err
	}
	id, err := hkdf.Expand(sha256.New, key, "caseclock master key id", 8)
	if err != nil {
		return nil, err
	}
	return &Master{ID: hex.EncodeToString(id), From: from, aead: a}, nil
}
