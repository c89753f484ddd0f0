package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"caseclock/engine"
	"caseclock/store"

	"github.com/spf13/cobra"
)

func proveCommand(a *app) *cobra.Command {
	var to, check, head string
	c := &cobra.Command{
		Use:   "prove [ENTRY|EVENT-ID]",
		Short: "Prove one record to an inspector, or check such a proof",
		Long: `Prove writes a file that shows one audit entry (by its number) or one event (by
its id), and that the store's log has it, to somebody who has no store and may
see no other record. With --head it is proved against that earlier head.

With --check the proof is checked, with no store at all, and the record is shown.
Compare its head with one that came to you in another way, or give that as --head.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case check != "" && (len(args) > 0 || to != ""):
				return wrongWords("prove --check FILE takes neither a record nor --out")
			case check != "":
				return a.checkProof(check, head)
			case len(args) == 0 || to == "":
				return wrongWords("prove: accepted are ENTRY or EVENT-ID with --out FILE, or --check FILE")
			}
			return a.prove(c.Context(), args[0], to, head)
		},
	}
	c.Flags().StringVar(&to, "out", "", "write the proof to a new `FILE`")
	c.Flags().StringVar(&check, "check", "", "check the proof in a `FILE`")
	c.Flags().StringVar(&head, "head", "", "a `FILE` with a head that was kept elsewhere")
	return c
}

func (a *app) prove(ctx context.Context, what, to, head string) error {
	q := engine.ProveAsk{What: what}
	if head != "" {
		h, err := readHead(head)
		if err != nil {
			return fmt.Errorf("%s: %w", head, err)
		}
		q.Leaves = h.Leaves
	}
	d, err := a.openDesk(ctx, reading, "prove")
	if err != nil {
		return err
	}
	defer d.Close()
	err = writeNew(to, func(f io.Writer) error { return d.Prove(ctx, q, f) })
	if err == nil && head != "" {
		err = a.checkProof(to, head)
	} else if err == nil {
		fmt.Fprintf(a.out, "%s: written; caseclock prove --check shows and checks it\n", to)
	}
	return err
}

func (a *app) checkProof(file, head string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	p, err := store.ReadProof(f)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	told, err := p.Tell()
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if head != "" {
		h, err := readHead(head)
		if err != nil {
			return fmt.Errorf("%s: %w", head, err)
		}
		if h.Store != p.Head.Store || h.Leaves != p.Head.Leaves || h.Root != p.Head.Root {
			return fmt.Errorf("%s: the proof is against another head than %s; have it made with --head %s, or the record is not what that head stands for", file, head, head)
		}
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, t := range told {
		fmt.Fprintf(w, "%s\t%s\n", t.Name, harmless(t.Value))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "\nleaf %d of the log with this head:\n%s", p.Leaf, p.Head)
	if head == "" {
		fmt.Fprintln(a.out, "the proof holds; compare the head with one that came to you in another way")
		return nil
	}
	fmt.Fprintln(a.out, "the proof holds against the head that was given")
	return nil
}
