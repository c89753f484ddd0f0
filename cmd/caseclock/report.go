package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"caseclock/engine"
	"caseclock/report"

	"github.com/spf13/cobra"
)

// reportFlags are the flags of the command report.
type reportFlags struct {
	momentWords
	from, to, authority, format string
}

func reportCommand(a *app) *cobra.Command {
	var w reportFlags
	c := &cobra.Command{
		Use:   "report --from DATE --to DATE",
		Short: "Make the committee's figures for a period",
		Long: `Report counts the deadlines whose due day lies in a period, as they stand on the
as-at day: met in time, met late, still out, ended, per cent in timescale, how
late, and why, by child and by meeting. With the same as-at and known-at it
prints the same bytes each time. Small numbers are not hidden: it is for use
within the authority.`,
		Example: `  caseclock report --from 2026-01-01 --to 2026-03-31
  caseclock report --from 2026-01-01 --to 2026-03-31 --as-at 2026-04-15 --known-at 2026-04-15T12:00:00Z --format html > report.html`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.report(c.Context(), &w) },
	}
	formatFlag(c, &w.format, engine.ReportFormats...)
	momentFlags(c, &w.momentWords)
	c.Flags().StringVar(&w.from, "from", "", "first `DATE` of the period")
	c.Flags().StringVar(&w.to, "to", "", "last `DATE` of the period")
	c.Flags().StringVar(&w.authority, "authority", "", "only the authority `ID`")
	return c
}

func (a *app) report(ctx context.Context, w *reportFlags) error {
	m, err := w.read(a)
	if err != nil {
		return err
	}
	q := engine.ReportAsk{Authority: w.authority, AsAt: m.AsAt, KnownAt: m.KnownAt, Format: w.format}
	if w.from == "" || w.to == "" {
		return wrongWords("report: --from and --to are needed; accepted are the first and the last day of a period, 2026-01-01 and 2026-03-31")
	}
	if q.From, err = dateWord("from", w.from); err != nil {
		return err
	}
	if q.To, err = dateWord("to", w.to); err != nil {
		return err
	}
	return a.atDesk(ctx, reading, "report", func(d desk) error {
		if w.format != "table" {
			return d.Report(ctx, q, a.out)
		}
		var page bytes.Buffer
		if err := d.Report(ctx, q, &page); err != nil {
			return err
		}
		var p engine.ReportPage
		if err := json.Unmarshal(page.Bytes(), &p); err != nil {
			return err
		}
		return printReport(a.out, &p)
	})
}

// printReport draws a report for a terminal.
func printReport(w io.Writer, p *engine.ReportPage) error {
	fmt.Fprintf(w, "%s\n%s\n\n", p.Title, p.Mark)
	printParticulars(w, p.Heading)
	for _, s := range p.Sections {
		fmt.Fprintf(w, "\n%s\n", harmless(s.Title))
		for _, sentence := range s.Summary {
			fmt.Fprintln(w, harmless(sentence))
		}
		for _, point := range s.Points {
			fmt.Fprintln(w, "-", harmless(point.String()))
		}
		for _, t := range s.Tables {
			fmt.Fprintf(w, "\n%s\n", harmless(t.Caption))
			if err := printTable(w, t.Header(), t.Rows()); err != nil {
				return err
			}
			if t.Note != "" {
				fmt.Fprintln(w, harmless(t.Note))
			}
		}
	}
	fmt.Fprintln(w)
	printParticulars(w, p.Particulars)
	return nil
}

func printParticulars(w io.Writer, ps []report.Particular) {
	for _, p := range ps {
		fmt.Fprintf(w, "%s: %s\n", harmless(p.Name), harmless(p.Value))
	}
}
