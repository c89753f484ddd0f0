package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"caseclock/cmd/caseclock/config"
)

// The bits of a file's mode that the daemon looks at.
const (
	anybodyElse fs.FileMode = 0o077 // group and others, whatever they may do
	others      fs.FileMode = 0o007
	writing     fs.FileMode = 0o022
)

// exposed says which files others than the daemon's account can reach, which
// keeps the daemon from starting: the store for anybody else, its folder and the
// configuration for writing, and secrets for others than owner and group.
func exposed(c *config.Config) error {
	var faults []error
	look := func(key, path string, bits fs.FileMode, mend string) {
		info, err := os.Stat(path)
		if err != nil { // what is not there is told by who needs it
			return
		}
		mode := info.Mode()
		if mode.Perm()&bits == 0 || info.IsDir() && mode&fs.ModeSticky != 0 {
			return
		}
		faults = append(faults, fmt.Errorf("%s: %s can be reached by others (mode %04o); chmod %s %s keeps it for its owner", key, path, mode.Perm(), mend, path))
	}
	look("data", c.Data, anybodyElse, "600")
	look("data", filepath.Dir(c.Data), writing, "go-w")
	look("configuration", c.File, writing, "go-w")
	for _, s := range c.SecretFiles() {
		look(s.Key, s.Path, others, "o=")
	}
	return errors.Join(faults...)
}
