package main

import (
	"context"
	"fmt"

	"caseclock/engine"
	"caseclock/report/document"

	"github.com/spf13/cobra"
)

func reportsAgain(a *app) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "again REPORT",
		Short: "Make an issued report again and say what is otherwise",
		Long: `Again makes a report as at the day and as known at the instant of its issue, and
compares it form by form. It ends with status 1 where a form is not the same:
after an erasure, say, when it also says how many cases can no longer be seen.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.again(c.Context(), args[0], format) },
	}
	formatFlag(c, &format, "table", "json")
	return c
}

func (a *app) again(ctx context.Context, id, format string) error {
	return a.atDesk(ctx, reading, "reports again", func(d desk) error {
		diff, err := d.Again(ctx, id)
		if err != nil {
			return err
		}
		if format == "json" {
			err = printJSON(a.out, diff)
		} else {
			a.tellDifference(&diff)
		}
		if err == nil && !diff.Same() {
			return errSilent
		}
		return err
	})
}

func (a *app) tellDifference(d *engine.Difference) {
	if d.Same() {
		fmt.Fprintf(a.out, "%s, made again: every form is the same, byte for byte\n", d.Issue.ID)
	} else {
		fmt.Fprintf(a.out, "%s, made again: not the same\n", d.Issue.ID)
	}
	for _, f := range d.Forms {
		switch {
		case f.Same:
		case f.Now == 0:
			fmt.Fprintf(a.out, "  %s: there is no such form any more\n", harmless(f.Name))
		default:
			fmt.Fprintf(a.out, "  %s: not as issued\n", harmless(f.Name))
		}
	}
	for _, l := range causes(d) {
		fmt.Fprintln(a.out, "  "+harmless(l))
	}
}

// causes are what is known of why a report does not come out the same, or
// might not have.
func causes(d *engine.Difference) []string {
	var all []string
	say := func(when bool, format string, args ...any) {
		if when {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	say(d.Counts == 1, "1 count is not as it was")
	say(d.Counts > 1, "%s counts are not as they were", document.Thousands(d.Counts))
	say(d.CasesGone == 1, "1 case that was counted can no longer be seen")
	say(d.CasesGone > 1, "%s cases that were counted can no longer be seen", document.Thousands(d.CasesGone))
	say(d.Erased == 1, "1 case that was there then has been erased since")
	say(d.Erased > 1, "%s cases that were there then have been erased since", document.Thousands(d.Erased))
	say(d.CasesGone == -1, "1 case more is counted")
	say(d.CasesGone < -1, "%s cases more are counted", document.Thousands(-d.CasesGone))
	for _, r := range d.Rules {
		say(true, "%s is not in force as it was", r)
	}
	say(d.Product != d.Issue.Product, "it was made by %s, and now by %s", d.Issue.Product, d.Product)
	say(d.Settings, "target, threshold or trend are configured otherwise now; it was made again by those of then")
	return all
}
