package main

import (
	"context"
	"fmt"

	"caseclock/engine"

	"github.com/spf13/cobra"
)

func retentionErase(a *app) *cobra.Command {
	var q engine.EraseAsk
	var by string
	c := &cobra.Command{
		Use:   "erase {CASE... --reason TEXT | --due} --by PERSON [--confirm]",
		Short: "Erase cases: without --confirm, say what would be erased",
		Long: `Erase takes cases away for good: what is recorded of them, their secret, what was
kept of the rows that they came in, what mails told of them, and whatever of them
is left in unused parts of the file. A tombstone and the entries of who looked
stay, so that everything else can still be verified. Issued reports stay as they
were issued. An export that still holds the case is refused row by row, until
caseclock retention readmit.

A case that is not due (live, or its time has not passed) is erased only with
--early and the agreement of a second person; one that is held back never.`,
		RunE: func(c *cobra.Command, args []string) error {
			q.Cases = args
			return a.erase(c.Context(), by, q)
		},
	}
	f := c.Flags()
	f.BoolVar(&q.Due, "due", false, "every case whose time has passed and that is not held back; 1,000 at a time")
	f.StringVar(&q.Authority, "authority", "", "with --due: only those of the authority `ID`")
	f.StringVar(&q.Reason, "reason", "", "why, in a short `TEXT` that names nobody; it is kept")
	f.StringVar(&by, "by", "", "the `PERSON` who decides: a coordinator or an admin")
	f.BoolVar(&q.Early, "early", false, "also what is not due")
	f.StringVar(&q.AgreedBy, "agreed-by", "", "with --early: the second `PERSON`")
	f.BoolVar(&q.Confirm, "confirm", false, "do it; it cannot be undone")
	return c
}

func (a *app) erase(ctx context.Context, by string, q engine.EraseAsk) error {
	return a.atDesk(ctx, recording, "retention erase", func(d desk) error {
		done, err := d.Erase(ctx, who(by), q)
		if err != nil {
			return err
		}
		p := newRowPrinter(a.out, "table", keepingHeads, nil)
		for i := range done.Cases {
			k := &done.Cases[i]
			if err := p.row(k, func() []string { return keepingCells(k) }, nil); err != nil {
				return err
			}
		}
		if err := p.end(); err != nil {
			return err
		}
		a.sayErased(&done)
		return nil
	})
}

func (a *app) sayErased(done *engine.Erasing) {
	for _, n := range done.Notes {
		fmt.Fprintln(a.err, "caseclock:", n)
	}
	n := len(done.Cases)
	switch {
	case n == 0:
		fmt.Fprintln(a.out, "no case is due to be erased")
	case !done.Done:
		fmt.Fprintf(a.out, "%d cases would be erased, for good; nothing was changed. With --confirm they are\n", n)
	default:
		fmt.Fprintf(a.out, "%d cases erased\n", n)
		if b := done.Backups; len(b) > 0 {
			fmt.Fprintf(a.out, "%d backups were made while these were in the store, the last on %s: they still hold them until you delete them\n",
				len(b), instantText(b[len(b)-1]))
		}
	}
}
