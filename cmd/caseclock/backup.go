package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"caseclock/cmd/caseclock/config"
	"caseclock/engine"
	"caseclock/seal"
	"caseclock/store"

	"github.com/spf13/cobra"
)

func backupCommand(a *app) *cobra.Command {
	var recipients []string
	c := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a consistent copy of the store, also while the daemon runs",
		Long: `Backup writes a copy of the store, reads it back and verifies it. With a
recipient, here or as backup.recipients in the configuration, the copy is
encrypted as age does; it is read back decrypted before it is called good. A
sealed store's copy is sealed too: it takes the store's master key to read it,
and with a recipient that one's secret key as well.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.backup(c.Context(), args[0], recipients) },
	}
	c.Flags().StringArrayVar(&recipients, "recipient", nil, "encrypt for this age public `KEY`; may be given again (default: backup.recipients)")
	return c
}

func (a *app) backup(ctx context.Context, to string, recipients []string) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	for _, r := range recipients {
		if err := seal.CheckRecipient(r); err != nil {
			return wrongWords("--recipient: %w", err)
		}
	}
	if len(recipients) == 0 {
		recipients = c.Backup.Recipients
	}
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s: it is there already; accepted is the name of a new file", to)
	}
	var report store.Report
	if len(recipients) > 0 {
		report, err = a.backupEncrypted(ctx, c, to, recipients)
	} else {
		report, err = a.backupCopy(ctx, c, to)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s: %d cases, %d events; read back and verified\n", to, report.Cases, report.Events)
	return nil
}

// backupCopy writes a verified copy.
func (a *app) backupCopy(ctx context.Context, c *config.Config, to string) (store.Report, error) {
	defer leaveNoLock(to)()
	defer leaveNoLock(to + ".new")()
	if d := dialDaemon(c.Socket); d != nil {
		defer d.Close()
		return a.backupFrom(ctx, d, to)
	}
	return a.backupFile(ctx, c, to)
}

func (a *app) backupFile(ctx context.Context, c *config.Config, to string) (store.Report, error) {
	o, err := a.ofStore(c, "backup")
	if err != nil {
		return store.Report{}, err
	}
	o.Existing = true
	st, err := store.Open(c.Data, o)
	if err != nil {
		return store.Report{}, storeError(c.Data, err)
	}
	var report store.Report
	if err = st.Record(ctx, engine.BackupEntry(who(""))); err == nil {
		report, err = st.BackupFile(ctx, to)
	}
	return report, errors.Join(err, st.Close())
}

// leaveNoLock takes away the lock beside a copy that was only read, unless it
// lay there before.
func leaveNoLock(path string) func() {
	lock := path + ".lock"
	if _, err := os.Lstat(lock); err == nil {
		return func() {}
	}
	return func() { _ = os.Remove(lock) }
}

// backupFrom takes the copy that the daemon sends and puts it in place once it
// has been read back.
func (a *app) backupFrom(ctx context.Context, d *daemonDesk, to string) (store.Report, error) {
	temp := to + ".new"
	_ = os.Remove(temp)
	f, err := os.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return store.Report{}, err
	}
	err = errors.Join(d.Backup(ctx, f), f.Sync(), f.Close())
	var report store.Report
	if err == nil {
		report, err = a.verified(ctx, temp)
	}
	if err == nil {
		err = keepAs(temp, to)
	}
	if err != nil {
		_ = os.Remove(temp)
		return report, fmt.Errorf("backup to %s: %w", to, err)
	}
	return report, nil
}

// verified reads every record of a store that no daemon holds.
func (a *app) verified(ctx context.Context, path string) (store.Report, error) {
	c, err := a.config()
	if err != nil {
		return store.Report{}, err
	}
	o, err := a.ofStore(c, "verify")
	if err != nil {
		return store.Report{}, err
	}
	o.ReadOnly, o.Existing, o.AnyFilesystem = true, true, true
	st, err := store.Open(path, o)
	if err != nil {
		return store.Report{}, storeError(path, err)
	}
	report, err := st.Verify(ctx)
	if broken, failed := engine.BrokenImport(st); failed == nil && broken != "" {
		fmt.Fprintf(a.err, "caseclock: %s: %s\n", path, broken)
	}
	return report, errors.Join(err, report.Err(), st.Close())
}

// keepAs gives a whole file its name, and makes the disk know it.
func keepAs(temp, to string) error {
	if err := os.Rename(temp, to); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func restoreCommand(a *app) *cobra.Command {
	var identity string
	c := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the place of the store",
		Long: `Restore verifies a backup and puts it in the place of the store; the store that
was there is kept beside it. It refuses while a daemon runs. Alerts that were
sent after the backup may be sent again, with the same Message-ID. An encrypted
backup is opened with --identity; a sealed one with the master key of its time,
under keys.file or keys.before.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.restore(c.Context(), args[0], identity) },
	}
	identityFlag(c, &identity)
	return c
}

func (a *app) restore(ctx context.Context, from, identity string) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	if d := dialDaemon(c.Socket); d != nil {
		_ = d.Close()
		return fmt.Errorf("a daemon is running and answers on %s; stop it first, then restore", c.Socket)
	}
	o, err := a.ofStore(c, "restore")
	if err != nil {
		return err
	}
	o.Again = engine.ErasedAgain(who(""))
	inside, done, err := a.decrypted(c, from, identity)
	if err != nil {
		return err
	}
	defer done()
	report, err := store.Restore(ctx, inside, c.Data, o)
	if errors.Is(err, store.ErrNoKey) {
		return noKey(inside, err)
	}
	if err != nil {
		return storeError(c.Data, err)
	}
	fmt.Fprintf(a.out, "%s: restored from %s: %d cases, %d events, the last recorded %s\n", c.Data, from, report.Cases, report.Events, instantText(report.LastRecorded))
	if n := report.ErasedAgain; n > 0 {
		fmt.Fprintf(a.out, "%d cases that were erased after the backup were erased from it again\n", n)
	}
	fmt.Fprintln(a.out, "what was recorded after the backup is gone; alerts sent after it may be sent again, with the same Message-ID")
	return nil
}

func verifyCommand(a *app) *cobra.Command {
	var heads []string
	var identity string
	c := &cobra.Command{
		Use:   "verify [FILE]",
		Short: "Check every record of the store, or of a backup",
		Long: `Verify reads every record and says which is not as it was written. What somebody
rewrote who could write to the file, with every hash in it made anew, is told by
--head alone: a head that was kept elsewhere (caseclock head, or the daemon's
daily one), or a folder of them. A head by itself tells that something was
rewritten; heads of several dates narrow it down; leaves kept with them name it.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.verify(c.Context(), args, heads, identity) },
	}
	c.Flags().StringArrayVar(&heads, "head", nil, "a `FILE` with an earlier head, or a folder of them; may be given several times")
	identityFlag(c, &identity)
	return c
}

func (a *app) verify(ctx context.Context, args, heads []string, identity string) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	path := c.Data
	var report store.Report
	switch d := dialDaemon(c.Socket); {
	case len(args) > 0:
		path = args[0]
		if !sameFile(path, c.Data) {
			defer leaveNoLock(path)()
		}
		inside, done, failed := a.decrypted(c, path, identity)
		if failed != nil {
			return failed
		}
		defer done()
		args = []string{inside}
		report, err = a.verified(ctx, inside)
	case d != nil:
		report, err = d.Verify(ctx)
	default:
		report, err = a.verified(ctx, path)
	}
	known := 0
	if len(heads) > 0 {
		faults, n, failed := a.against(ctx, args, heads)
		report.Faults, known, err = append(report.Faults, faults...), n, cmp.Or(err, failed)
	}
	for _, f := range report.Faults {
		fmt.Fprintf(a.err, "caseclock: %s: %s\n", path, f)
	}
	for _, m := range report.Unfinished {
		fmt.Fprintf(a.err, "caseclock: %s: an import begun %s was broken off after %d cases; bring the file in again\n", path, instantText(m.Begun), m.Cases)
	}
	switch {
	case len(report.Faults) > 0:
		return errSilent
	case err != nil:
		return err
	}
	erased := ""
	if report.Erased > 0 {
		erased = fmt.Sprintf(", %d erased", report.Erased)
	}
	fmt.Fprintf(a.out, "%s: %d cases, %d events, %d audit entries%s: every record is as it was written\n", path, report.Cases, report.Events, report.Entries, erased)
	if report.Unscrubbed {
		fmt.Fprintln(a.out, "what erased cases held is not yet overwritten in the file; the daemon does it when it next wakes")
	}
	if known > 0 {
		fmt.Fprintf(a.out, "%s: nothing was rewritten since the latest of the heads given (%d)\n", path, known)
	}
	return nil
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

func compactCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "Give back the space that the store no longer uses",
		Long:  "Compact writes the store anew without its empty pages, verifies it and puts it in place. It refuses while a daemon runs.",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			conf, err := a.config()
			if err != nil {
				return err
			}
			o, err := a.ofStore(conf, "compact")
			if err != nil {
				return err
			}
			o.Existing = true
			before, after, err := store.Compact(c.Context(), conf.Data, o)
			if err != nil {
				return storeError(conf.Data, err)
			}
			fmt.Fprintf(a.out, "%s: %d bytes, before %d\n", conf.Data, after, before)
			return nil
		},
	}
}
