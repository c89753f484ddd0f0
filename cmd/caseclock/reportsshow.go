package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"caseclock/engine"
	"caseclock/report/document"
	"caseclock/report/draw"

	"github.com/spf13/cobra"
)

// issuedFormats are the forms that --format names, with the files they are
// kept in; table says what there is.
var issuedFormats = []struct{ word, file string }{
	{"table", ""}, {"html", "report.html"}, {"csv", "figures.csv"}, {"json", "report.json"}, {"xlsx", "report.xlsx"},
}

func reportsShow(a *app) *cobra.Command {
	var format, out string
	c := &cobra.Command{
		Use:   "show REPORT",
		Short: "Show a report as it was issued",
		Long: `Show writes a form of an issued report byte for byte as it was issued, or all of
them into a directory. Without either it says what was issued.`,
		Example: `  caseclock reports show stirling-quarter-2026Q1 --format html > report.html
  caseclock reports show stirling-quarter-2026Q1 --out stirling-2026Q1`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.showIssue(c.Context(), args[0], format, out) },
	}
	var words []string
	for _, f := range issuedFormats {
		words = append(words, f.word)
	}
	formatFlag(c, &format, words...)
	c.Flags().StringVar(&out, "out", "", "write every form into the directory `DIR`")
	c.MarkFlagsMutuallyExclusive("format", "out")
	return c
}

func (a *app) showIssue(ctx context.Context, id, format, out string) error {
	return a.atDesk(ctx, reading, "reports show", func(d desk) error {
		if i := slices.IndexFunc(issuedFormats, func(f struct{ word, file string }) bool { return f.word == format }); i > 0 {
			return d.IssuedFile(ctx, id, issuedFormats[i].file, a.out)
		}
		x, err := d.Issued(ctx, id)
		if err != nil {
			return err
		}
		if out == "" {
			a.tellIssue(&x)
			return nil
		}
		return a.writeIssue(ctx, d, &x, out)
	})
}

// writeIssue writes the forms as they were issued.
func (a *app) writeIssue(ctx context.Context, d desk, x *engine.Issue, dir string) error {
	var files []draw.File
	for _, f := range x.Files {
		var b bytes.Buffer
		if err := d.IssuedFile(ctx, x.ID, f.Name, &b); err != nil {
			return err
		}
		files = append(files, draw.File{Name: f.Name, Media: f.Media, Bytes: b.Bytes()})
	}
	return a.writeFiles(files, dir)
}

// tellIssue says what was issued.
func (a *app) tellIssue(x *engine.Issue) {
	fmt.Fprintf(a.out, "%s, %s\n%s\n\n", harmless(x.Title), x.PeriodName(), x.For.Mark())
	lines := []document.Particular{
		{Name: "Report", Value: x.ID},
		{Name: "Authority", Value: x.Authority},
		{Name: "As at", Value: x.AsAt.String()},
		{Name: "As known at", Value: x.KnownAt.UTC().Format(time.RFC3339Nano)},
		{Name: "Issued", Value: instantText(x.IssuedAt) + ", " + madeText(x)},
		{Name: "Made by", Value: x.Product},
		{Name: "Cases counted", Value: document.Thousands(x.CasesSeen)},
		{Name: "Digest", Value: x.Digest},
	}
	for _, l := range lines {
		if l.Value != "" {
			fmt.Fprintf(a.out, "%s: %s\n", l.Name, harmless(l.Value))
		}
	}
	fmt.Fprintln(a.out, "Forms:")
	for _, f := range x.Files {
		fmt.Fprintf(a.out, "  %s, %s bytes\n", harmless(f.Name), document.Thousands(int(f.Bytes)))
	}
}
