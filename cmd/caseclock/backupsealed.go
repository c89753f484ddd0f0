package main

import (
	"context"
	"fmt"
	"os"

	"caseclock/cmd/caseclock/config"
	"caseclock/seal"
	"caseclock/store"

	"github.com/spf13/cobra"
)

// backupEncrypted makes the copy beside the store, so that where it goes to never
// holds it unencrypted.
func (a *app) backupEncrypted(ctx context.Context, c *config.Config, to string, recipients []string) (store.Report, error) {
	copied := c.Data + ".backup"
	defer os.Remove(copied)
	_ = os.Remove(copied)
	report, err := a.backupCopy(ctx, c, copied)
	if err != nil {
		return report, err
	}
	temp := to + ".new"
	_ = os.Remove(temp)
	if err = seal.Encrypt(copied, temp, recipients); err == nil {
		err = keepAs(temp, to)
	}
	if err != nil {
		_ = os.Remove(temp)
		return report, fmt.Errorf("backup to %s: %w", to, err)
	}
	return report, nil
}

func identityFlag(c *cobra.Command, identity *string) {
	c.Flags().StringVar(identity, "identity", "", "open an encrypted backup with the age secret keys in this `FILE`")
}

// decrypted gives the name of a backup as it is inside, decrypted beside the
// store where it is encrypted; done takes that away again.
func (a *app) decrypted(c *config.Config, path, identity string) (name string, done func(), err error) {
	is, err := seal.Encrypted(path)
	switch {
	case err != nil:
		return path, func() {}, err
	case !is && identity != "":
		return path, func() {}, fmt.Errorf("%s: it is not encrypted; accepted is an age file, or no --identity", path)
	case !is:
		return path, func() {}, nil
	case identity == "":
		return path, func() {}, fmt.Errorf("%s: it is encrypted; --identity names the file of the age secret key that opens it", path)
	}
	name = c.Data + ".decrypted"
	_ = os.Remove(name)
	noLock := leaveNoLock(name)
	done = func() {
		_ = os.Remove(name)
		noLock()
	}
	if err := seal.Decrypt(path, name, identity); err != nil {
		done()
		return path, func() {}, err
	}
	return name, done, nil
}
