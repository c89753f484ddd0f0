package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"caseclock/engine"

	"github.com/spf13/cobra"
)

func explainCommand(a *app) *cobra.Command {
	var w momentWords
	var start, conference, format string
	c := &cobra.Command{
		Use:   "explain CASE RULE",
		Short: "Say how a deadline was reached, step by step",
		Example: `  caseclock explain CP-0417 minutes --start 2026-01-20
  caseclock explain CP-0417 initial-cpcc --format json`,
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			m, err := w.read(a)
			if err != nil {
				return err
			}
			from, err := dateWord("start", start)
			if err != nil {
				return err
			}
			x := engine.Explaining{Which: engine.Which{Case: args[0], Rule: args[1], Start: from, Conference: conference}, AsAt: m.AsAt, KnownAt: m.KnownAt}
			return a.atDesk(c.Context(), reading, "explain", func(d desk) error {
				all, err := d.Explain(c.Context(), x)
				if err != nil {
					return err
				}
				return a.printExplained(all, format)
			})
		},
	}
	formatFlag(c, &format, "table", "json", "jsonl", "csv")
	momentFlags(c, &w)
	c.Flags().StringVar(&start, "start", "", "the one whose clock started on `DATE` (default: all of the rule)")
	c.Flags().StringVar(&conference, "conference", "", "the one started by a conference of this `KIND`")
	return c
}

func (a *app) printExplained(all []engine.Explained, format string) error {
	switch format {
	case "csv":
		return printSteps(a.out, all)
	case "json":
		var list []json.RawMessage
		for _, x := range all {
			list = append(list, x.Explanation)
		}
		return printJSON(a.out, list)
	}
	for i, x := range all {
		if format == "jsonl" {
			fmt.Fprintln(a.out, string(x.Explanation))
			continue
		}
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		fmt.Fprintln(a.out, harmless(x.Heading))
		for n, s := range x.Steps {
			fmt.Fprintf(a.out, "%2d. %s\n", n+1, harmless(s))
		}
	}
	return nil
}

// printSteps writes the steps of explanations as CSV.
func printSteps(w io.Writer, all []engine.Explained) error {
	p := newCSVPrinter(w)
	_ = p.line("case", "rule", "start", "step", "kind", "on", "event", "text")
	for _, x := range all {
		var e struct {
			Deadline struct{ Case, Rule, Start string }
			Steps    []struct{ Kind, Text, On, Event string }
		}
		if err := json.Unmarshal(x.Explanation, &e); err != nil {
			return err
		}
		for n, s := range e.Steps {
			_ = p.line(e.Deadline.Case, e.Deadline.Rule, e.Deadline.Start, strconv.Itoa(n+1), s.Kind, s.On, s.Event, s.Text)
		}
	}
	p.Flush()
	return p.Error()
}
