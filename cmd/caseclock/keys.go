package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"caseclock/cmd/caseclock/config"
	"caseclock/engine"
	"caseclock/seal"
	"caseclock/store"

	"github.com/spf13/cobra"
)

func keysCommand(a *app) *cobra.Command {
	c := &cobra.Command{Use: "keys", Short: "Make, show and change the keys that the store is sealed with"}
	c.AddCommand(keysNew(a), keysShow(a), keysRotate(a))
	return c
}

func keysNew(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "new FILE",
		Short: "Make a master key in a new file",
		Long: `New makes a master key in a new file that only its owner may read, and never
writes over one. Name the file as keys.file in the configuration: the store is
sealed the next time it is opened. Keep a copy of the file apart from the
machine and from the backups: nothing that it sealed opens without it.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			m, err := seal.CreateMaster(args[0], a.now())
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "%s: master key %s; keep a copy apart from this machine and from the backups\n", args[0], m.ID)
			return nil
		},
	}
}

func keysShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show",
		Short: "Name the keys that the store is sealed with, and their dates; never a key",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := a.keyState(c.Context())
			if err != nil {
				return err
			}
			return a.sayKeys(s)
		},
	}
}

// keyState asks the daemon or, where none answers, reads the file: the names of
// the keys lie open in it.
func (a *app) keyState(ctx context.Context) (engine.KeyState, error) {
	c, err := a.config()
	if err != nil {
		return engine.KeyState{}, err
	}
	if d := dialDaemon(c.Socket); d != nil {
		defer d.Close()
		return askDaemon[engine.KeyState](ctx, d, "keys", who(""), struct{}{}, noRows)
	}
	record, err := store.KeyRecordOf(c.Data)
	if err != nil {
		return engine.KeyState{}, storeError(c.Data, err)
	}
	return engine.KeyState{Record: record}, nil
}

func (a *app) sayKeys(s engine.KeyState) error {
	if s.Record == nil {
		fmt.Fprintln(a.out, "the store is not sealed; caseclock keys new FILE makes a master key")
		return nil
	}
	r, err := seal.ReadRecord(s.Record)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "master key %s, locked on %s\n", r.Master, r.Locked.Format(time.DateOnly))
	for i, k := range r.Keys {
		does := "seals and opens"
		if i < len(r.Keys)-1 {
			does = "opens what is not yet sealed anew"
		}
		fmt.Fprintf(a.out, "data key %08x, made on %s: %s\n", k.ID, k.Made.Format(time.DateOnly), does)
	}
	return nil
}

func keysRotate(a *app) *cobra.Command {
	var master string
	c := &cobra.Command{
		Use:   "rotate",
		Short: "Seal everything with a new key, while the daemon goes on",
		Long: `Rotate makes a new data key. What is recorded from then on is sealed with it,
everything else is sealed anew with it in the background, and the key before is
dropped when nothing is left under it. With --master the keys are locked with
another master key instead, which takes an instant; name its file as keys.file
in the configuration afterwards. Backups of before open with the master key of
their time alone: keep it, named under keys.before, as long as they are kept.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.rotate(c.Context(), engine.KeyChange{Data: master == "", Master: master})
		},
	}
	c.Flags().StringVar(&master, "master", "", "lock the keys with the master key in this `FILE`, which keys new made")
	return c
}

func (a *app) rotate(ctx context.Context, k engine.KeyChange) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	var s engine.KeyState
	if d := dialDaemon(c.Socket); d != nil {
		defer d.Close()
		s, err = rotateAtDaemon(ctx, d, k)
	} else {
		s, err = a.rotateFile(ctx, c, k)
	}
	if err != nil {
		return err
	}
	if err := a.sayKeys(s); err != nil {
		return err
	}
	if k.Master != "" {
		fmt.Fprintf(a.out, "name %s as keys.file in the configuration now, and the key before under keys.before while backups of its time are kept: the next start asks for it\n", k.Master)
	}
	return nil
}

// rotateAtDaemon waits until everything is sealed anew; whoever breaks it off
// leaves that to the daemon.
func rotateAtDaemon(ctx context.Context, d *daemonDesk, k engine.KeyChange) (engine.KeyState, error) {
	s, err := askDaemon[engine.KeyState](ctx, d, "change-keys", who(""), k, noRows)
	again := time.NewTicker(200 * time.Millisecond)
	defer again.Stop()
	for err == nil && s.Stale {
		select {
		case <-ctx.Done():
			return s, ctx.Err()
		case <-again.C:
		}
		s, err = askDaemon[engine.KeyState](ctx, d, "keys", who(""), struct{}{}, noRows)
	}
	return s, err
}

func (a *app) rotateFile(ctx context.Context, c *config.Config, k engine.KeyChange) (s engine.KeyState, err error) {
	o, err := a.ofStore(c, "keys rotate")
	if err != nil {
		return s, err
	}
	o.Existing = true
	st, err := store.Open(c.Data, o)
	if err != nil {
		return s, storeError(c.Data, err)
	}
	if _, err = engine.ChangeKeys(ctx, st, who(""), k, nextMaster(c, a.now)); err == nil {
		err = sealAnew(ctx, st)
	}
	if err == nil {
		s, err = engine.KeysOf(st)
	}
	return s, errors.Join(err, st.Close())
}
