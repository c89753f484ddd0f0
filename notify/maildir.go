package notify

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Maildir is a folder into which a mail system delivers, one message a file
// (https://cr.yp.to/proto/maildir.html).
type Maildir struct{ Path string }

// mostAtOnce is how many messages are taken at a time; the others wait.
const mostAtOnce = 200

// Take gives each new message to a function, at most 200, and puts it away as
// seen once that has returned nil. What is no plain file is passed over. The
// error is that of the folder or of the function; the rest stays new.
func (m Maildir) Take(take func(message *os.File) error) error {
	entries, err := os.ReadDir(filepath.Join(m.Path, "new"))
	if err != nil {
		return fmt.Errorf("the folder of bounces: %w", err)
	}
	if len(entries) > mostAtOnce {
		entries = entries[:mostAtOnce]
	}
	for _, e := range entries {
		if e.Type() != fs.FileMode(0) {
			continue
		}
		if err := m.one(e.Name(), take); err != nil {
			return err
		}
	}
	return nil
}

func (m Maildir) one(name string, take func(*os.File) error) error {
	from := filepath.Join(m.Path, "new", name)
	f, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("a bounce: %w", err)
	}
	defer f.Close()
	if err := take(f); err != nil {
		return err
	}
	return os.Rename(from, filepath.Join(m.Path, "cur", name+":2,S"))
}
