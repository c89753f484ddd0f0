package main

import (
	"context"
	"strconv"
	"time"

	"caseclock/engine"

	"github.com/spf13/cobra"
)

func reportsCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "reports",
		Short: "List the reports that were issued, show them, and make them again",
		Long: `A report that is issued is kept as it was issued, form by form: by the daemon on
the days that the configuration sets (reports), or by caseclock report --issue.`,
	}
	c.AddCommand(reportsList(a), reportsShow(a), reportsAgain(a))
	return c
}

func reportsList(a *app) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the reports that were issued, the last one last",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return a.listIssues(c.Context(), format) },
	}
	formatFlag(c, &format, "table", "json", "jsonl", "csv")
	return c
}

var (
	issueHeads    = []string{"report", "period", "authority", "for", "as at", "issued", "made"}
	issueCSVHeads = []string{"id", "series", "authority", "from", "to", "planned", "as_at", "known_at", "for", "issued_at", "product", "cases_seen", "digest"}
)

func (a *app) listIssues(ctx context.Context, format string) error {
	return a.atDesk(ctx, reading, "reports list", func(d desk) error {
		p := newRowPrinter(a.out, format, issueHeads, issueCSVHeads)
		err := d.Issues(ctx, func(i engine.Issue) error {
			return p.row(i, func() []string { return issueCells(&i) }, func() []string { return issueCSVCells(&i) })
		})
		if err != nil {
			return err
		}
		return p.end()
	})
}

func issueCells(i *engine.Issue) []string {
	authority := i.Authority
	if authority == "" {
		authority = "all"
	}
	return []string{i.ID, i.PeriodName(), authority, string(i.For), i.AsAt.String(), instantText(i.IssuedAt), madeText(i)}
}

// madeText says who had a report made.
func madeText(i *engine.Issue) string {
	if i.Planned == 0 {
		return "by hand"
	}
	if i.AsAt > i.Planned {
		return "on schedule, planned for " + i.Planned.String()
	}
	return "on schedule"
}

func issueCSVCells(i *engine.Issue) []string {
	return []string{i.ID, i.Series, i.Authority, i.From.String(), i.To.String(), i.Planned.String(), i.AsAt.String(), i.KnownAt.Format(time.RFC3339Nano),
		string(i.For), i.IssuedAt.Format(time.RFC3339Nano), i.Product, strconv.Itoa(i.CasesSeen), i.Digest}
}
