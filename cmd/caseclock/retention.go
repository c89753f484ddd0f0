package main

import (
	"context"
	"fmt"
	"slices"

	"caseclock/deadline"
	"caseclock/engine"

	"github.com/spf13/cobra"
)

func retentionCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "retention",
		Short: "List the cases whose time has passed, hold them back, erase them",
		Long: `How long cases are kept is set for each authority (retention); without it they
are kept. Nothing is erased by itself: a coordinator or an admin looks at what is
due, may hold a case back, and erases the others. An erased case is gone for good
but for backups of before; a tombstone says when, by whom and why.`,
	}
	c.AddCommand(retentionList(a), retentionErase(a))
	for _, w := range holdCommands {
		c.AddCommand(w.command(a))
	}
	return c
}

func retentionList(a *app) *cobra.Command {
	var q engine.RetentionAsk
	var format string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the cases that are due to be erased and those held back",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return a.listRetention(c.Context(), q, format) },
	}
	c.Flags().StringVar(&q.Authority, "authority", "", "only those of the authority `ID`")
	c.Flags().StringVar(&q.Standing, "standing", "", "instead those that are live, kept, due, held or erased")
	formatFlag(c, &format, "table", "json", "jsonl", "csv")
	return c
}

var (
	keepingHeads    = []string{"case", "authority", "standing", "until", "why"}
	keepingCSVHeads = []string{"case", "id", "authority", "standing", "from", "until", "why", "held_by", "hold_reason", "erased_at", "erased_by"}
)

func (a *app) listRetention(ctx context.Context, q engine.RetentionAsk, format string) error {
	standings := []string{"", engine.StandsLive, engine.StandsKept, engine.StandsDue, engine.StandsHeld, engine.StandsErased}
	if !slices.Contains(standings, q.Standing) {
		return wrongWords("--standing: %q is unknown; accepted: %s", q.Standing, list(standings[1:]))
	}
	return a.atDesk(ctx, reading, "retention list", func(d desk) error {
		p := newRowPrinter(a.out, format, keepingHeads, keepingCSVHeads)
		err := d.Retention(ctx, q, func(k engine.Keeping) error {
			return p.row(k, func() []string { return keepingCells(&k) }, func() []string { return keepingCSVCells(&k) })
		})
		if err != nil {
			return err
		}
		return p.end()
	})
}

func keepingCells(k *engine.Keeping) []string {
	name, why := k.Reference, k.Why
	if name == "" {
		name = k.Case
	}
	switch {
	case k.Hold != nil:
		why = fmt.Sprintf("held back by %s since %s: %s", k.Hold.By, deadline.DayOf(k.Hold.At), k.Hold.Reason)
	case k.Erased != nil:
		why = fmt.Sprintf("erased by %s on %s: %s", k.Erased.By, deadline.DayOf(k.Erased.At), k.Why)
	}
	return []string{name, orDash(k.Authority), k.Standing, orDash(k.Until.String()), why}
}

func keepingCSVCells(k *engine.Keeping) []string {
	cells := []string{k.Reference, k.Case, k.Authority, k.Standing, k.From.String(), k.Until.String(), k.Why, "", "", "", ""}
	if k.Hold != nil {
		cells[7], cells[8] = k.Hold.By, k.Hold.Reason
	}
	if k.Erased != nil {
		cells[9], cells[10] = instantText(k.Erased.At), k.Erased.By
	}
	return cells
}

// holdCommand is a command that decides on one case, with a reason.
type holdCommand struct {
	name, short, long, done string
	do                      func(desk, context.Context, engine.Who, engine.HoldAsk) error
}

var holdCommands = []holdCommand{
	{"hold", "Hold a case back from being erased", "A case that is held back is not erased, due or not, until it is released.", "held back", desk.HoldBack},
	{"release", "Let a case go that was held back", "", "no longer held back", desk.LetGo},
	{"readmit", "Let the reference of an erased case be used again", "What comes under the reference from then on is a new case.", "its reference may be used again, for a new case", desk.Readmit},
}

func (w holdCommand) command(a *app) *cobra.Command {
	var q engine.HoldAsk
	var by string
	c := &cobra.Command{
		Use:   w.name + " CASE --reason TEXT --by PERSON",
		Short: w.short,
		Long:  w.long,
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.atDesk(c.Context(), recording, "retention "+w.name, func(d desk) error {
				q.Case = args[0]
				if err := w.do(d, c.Context(), who(by), q); err != nil {
					return err
				}
				fmt.Fprintf(a.out, "%s: %s\n", harmless(args[0]), w.done)
				return nil
			})
		},
	}
	c.Flags().StringVar(&q.Reason, "reason", "", "why, in a short `TEXT` that names nobody")
	c.Flags().StringVar(&by, "by", "", "the `PERSON` who decides")
	return c
}
