package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"caseclock/deadline"
	"caseclock/engine"

	"github.com/spf13/cobra"
)

// reasonFlags are the flags of the command reason.
type reasonFlags struct {
	start, conference, category, text, proposed, agreedBy, by string
}

func reasonCommand(a *app) *cobra.Command {
	var w reasonFlags
	c := &cobra.Command{
		Use:   "reason CASE RULE --category C [--text T] [--proposed DATE] --by PERSON",
		Short: "Record why a timescale was or will be missed, and by when it will be done",
		Long: `Reason records why a timescale was or will be missed. A breach stays unexplained
until it has a category and, while it is not done, a date by which it will be.
The text is for the committee: it must not describe the child or the harm, nor
name anybody. Every reason stays in the case's history; the latest counts.

Categories: ` + strings.Join(deadline.Categories, ", ") + `,
and those that the configuration adds.`,
		Example: `  caseclock reason CP-0417 initial-cpcc --category chair-unavailable --proposed 2026-02-02 --by chair-1`,
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			r, err := w.reason(args[0], args[1])
			if err != nil {
				return err
			}
			return a.reason(c.Context(), r, w.by)
		},
	}
	f := c.Flags()
	f.StringVar(&w.start, "start", "", "the deadline whose clock started on `DATE`, where the case has several of the rule")
	f.StringVar(&w.conference, "conference", "", "the deadline started by a conference of this `KIND`")
	f.StringVar(&w.category, "category", "", "why: one of the `CATEGORIES`")
	f.StringVar(&w.text, "text", "", fmt.Sprintf("a short `TEXT`, %d characters at most; needed for other", engine.LongestText))
	f.StringVar(&w.proposed, "proposed", "", "the `DATE` by which it will be done; needed while it is not")
	f.StringVar(&w.agreedBy, "agreed-by", "", "the `PERSON` who agreed to the delay")
	f.StringVar(&w.by, "by", "", "the `PERSON` who records it")
	return c
}

func (w *reasonFlags) reason(ref, rule string) (engine.Reason, error) {
	r := engine.Reason{Which: engine.Which{Case: ref, Rule: rule, Conference: w.conference},
		Category: w.category, Text: w.text, AgreedBy: w.agreedBy, Key: rand.Text()}
	var err error
	if r.Start, err = dateWord("start", w.start); err != nil {
		return r, err
	}
	r.Proposed, err = dateWord("proposed", w.proposed)
	return r, err
}

func (a *app) reason(ctx context.Context, r engine.Reason, by string) error {
	if r.Text != "" {
		fmt.Fprintln(a.err, "caseclock: "+engine.TextWarning)
	}
	return a.atDesk(ctx, recording, "reason", func(d desk) error {
		done, err := d.RecordReason(ctx, who(by), r)
		if err != nil {
			return err
		}
		a.sayRecorded(r.Case, &done)
		if row := done.Deadline; row != nil {
			fmt.Fprintf(a.out, "%s from %s, due %s, is %s: %s\n", row.Rule, row.Start, orDash(row.Due.String()), row.Status, reasonText(row))
		}
		return nil
	})
}
