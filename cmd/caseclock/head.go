package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"caseclock/engine"
	"caseclock/store"

	"github.com/spf13/cobra"
)

func headCommand(a *app) *cobra.Command {
	var q engine.HeadAsk
	var leaves string
	c := &cobra.Command{
		Use:   "head [FILE]",
		Short: "Print the head of the store's log, to be kept elsewhere",
		Long: `Head prints four lines that stand for every record of the store as it is: whose
they are, how many, a hash over all of them, and when. Kept where nobody who can
write to the store can write, they let caseclock verify --head tell whether
anything was rewritten since. They say nothing of any case.

With --leaves a file is written that tells the records apart as well, still
without saying anything of them: with it, verify names the record.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			q.Leaves = leaves != ""
			if q.From < 0 || q.From > 0 && !q.Leaves {
				return wrongWords("--from: it is the number of the first leaf that --leaves writes")
			}
			return a.head(c.Context(), args, q, leaves)
		},
	}
	c.Flags().StringVar(&leaves, "leaves", "", "write the head with the leaves to a new `FILE`")
	c.Flags().Int64Var(&q.From, "from", 0, "the `NUMBER` of the first leaf written (where those before were kept already)")
	return c
}

func (a *app) head(ctx context.Context, args []string, q engine.HeadAsk, leaves string) error {
	if leaves == "" {
		return a.writeHead(ctx, args, q, a.out)
	}
	return writeNew(leaves, func(f io.Writer) error { return a.writeHead(ctx, args, q, f) })
}

// writeNew fills a file that was not there; where that fails it is taken away.
func writeNew(path string, fill func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: it is there already; accepted is the name of a new file", path)
	}
	if err != nil {
		return err
	}
	err = errors.Join(fill(f), f.Sync(), f.Close())
	if err != nil {
		_ = os.Remove(path)
	}
	return err
}

// writeHead writes the head of the daemon's store, of the store's file, or of
// another file.
func (a *app) writeHead(ctx context.Context, args []string, q engine.HeadAsk, to io.Writer) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	path := c.Data
	if len(args) > 0 {
		path = args[0]
		if !sameFile(path, c.Data) {
			defer leaveNoLock(path)()
		}
	} else if d := dialDaemon(c.Socket); d != nil {
		defer d.Close()
		_, err := askDaemon[struct{}](ctx, d, "head", engine.Who{}, q, bytesTo(to))
		return err
	}
	o, err := a.ofStore(c, "head")
	if err != nil {
		return err
	}
	o.ReadOnly, o.Existing, o.AnyFilesystem = true, true, true
	st, err := store.Open(path, o)
	if err != nil {
		return storeError(path, err)
	}
	return errors.Join(engine.LogHead(st, q, to), st.Close())
}

// against holds the log against heads that were kept elsewhere; a folder stands
// for every head in it. It says how many there were.
func (a *app) against(ctx context.Context, args, heads []string) (faults []store.Fault, n int, err error) {
	copies, err := readHeads(heads)
	if err != nil {
		return nil, 0, err
	}
	from, to := io.Pipe()
	go func() { to.CloseWithError(a.writeHead(ctx, args, engine.HeadAsk{Leaves: true}, to)) }()
	now, err := store.ParseLogCopy(from)
	if err != nil {
		return nil, 0, fmt.Errorf("the store's log: %w", err)
	}
	return now.Against(copies...), len(copies), nil
}

func readHeads(names []string) ([]store.LogCopy, error) {
	var all []store.LogCopy
	for _, name := range names {
		files := []string{name}
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			if files, err = filepath.Glob(filepath.Join(name, engine.HeadFiles)); err != nil || len(files) == 0 {
				return nil, fmt.Errorf("%s: there is no head in it; accepted is a folder of files %s, or one file", name, engine.HeadFiles)
			}
			slices.Sort(files)
		}
		for _, file := range files {
			c, err := readHead(file)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			all = append(all, c)
		}
	}
	return all, nil
}

func readHead(file string) (store.LogCopy, error) {
	f, err := os.Open(file)
	if err != nil {
		return store.LogCopy{}, err
	}
	defer f.Close()
	return store.ParseLogCopy(f)
}
