package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"caseclock/seal"
)

// KeyFiles name the master key that the store is sealed with.
type KeyFiles struct {
	File   string   `mapstructure:"file"`   // empty: the credential caseclock-key of the service manager, or else none: the store lies open
	Before []string `mapstructure:"before"` // earlier master keys, to read backups of their time
}

// Backup is how copies leave the machine.
type Backup struct {
	Recipients []string `mapstructure:"recipients"` // age public keys; none: the copy is the store as it lies
}

// Credential is the name under which a service manager hands over the master key.
const Credential = "caseclock-key"

// MasterKey is the file of the master key, and whether it is a credential; empty
// is none.
func (c *Config) MasterKey() (file string, credential bool) {
	if c.Keys.File != "" {
		return c.Keys.File, false
	}
	folder := os.Getenv("CREDENTIALS_DIRECTORY")
	if folder == "" {
		return "", false
	}
	file = filepath.Join(folder, Credential)
	if _, err := os.Stat(file); err != nil {
		return "", false
	}
	return file, true
}

// sealing leaves the content of the keys to whoever opens the store: a
// configuration is looked at by people who may not read them.
func (k *checker) sealing() {
	if file := k.c.Keys.File; file != "" {
		k.there("keys.file", file)
	}
	for i, file := range k.c.Keys.Before {
		path := fmt.Sprintf("keys.before[%d]", i)
		if file == "" {
			k.fault(path, "missing; accepted is the name of a file")
			continue
		}
		k.there(path, file)
	}
	if len(k.c.Keys.Before) > 0 && k.c.Keys.File == "" && os.Getenv("CREDENTIALS_DIRECTORY") == "" {
		k.fault("keys.before", "earlier keys without a present one; accepted is keys.file beside them")
	}
	for i, r := range k.c.Backup.Recipients {
		path := fmt.Sprintf("backup.recipients[%d]", i)
		if err := seal.CheckRecipient(r); err != nil {
			k.fault(path, "%v", err)
		} else if slices.Index(k.c.Backup.Recipients, r) < i {
			k.fault(path, "%q is there already; accepted is each recipient once", r)
		}
	}
}

// there checks that a file is there, without reading it.
func (k *checker) there(path, file string) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		k.fault(path, "%v; accepted is a file that caseclock keys new made", err)
	case info.IsDir():
		k.fault(path, "%s is a directory; accepted is a file", file)
	}
}
