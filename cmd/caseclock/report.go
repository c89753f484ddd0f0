package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/report"
	"caseclock/report/document"

	"github.com/spf13/cobra"
)

// reportFlags are the flags of the command report.
type reportFlags struct {
	momentWords
	from, to, quarter, year string
	authority, format, out  string
	audience, by, compareTo string
	series                  string
	issue                   bool
}

// reportFormats are the ways to draw a report.
var reportFormats = []string{"table", "csv", "json", "html", "xlsx", "pdf"}

func reportCommand(a *app) *cobra.Command {
	var w reportFlags
	c := &cobra.Command{
		Use:   "report (--quarter 2026Q1 | --year 2025-08 | --from DATE --to DATE)",
		Short: "Make the committee's report on a period",
		Long: `Report counts the deadlines whose due day lies in a period, as they stand on the
as-at day: met in time, met late, still out, ended, per cent in timescale, how
late, and why, by child and by meeting; and beside them the trend, conferences
and the register, what falls due next, and what the records leave in doubt. With
the same as-at and known-at it is the same, byte for byte.

For the committee and for publication, counts under the configured threshold are
hidden, and with them enough others that none can be worked out.`,
		Example: `  caseclock report --quarter 2026Q1
  caseclock report --year 2025-08 --for committee --out committee-2025
  caseclock report --quarter 2026Q1 --compare initial-cpcc=28d
  caseclock report --from 2026-01-01 --to 2026-03-31 --as-at 2026-04-15 --known-at 2026-04-15T12:00:00Z --format html > report.html`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.report(c.Context(), &w) },
	}
	formatFlag(c, &w.format, reportFormats...)
	momentFlags(c, &w.momentWords)
	f := c.Flags()
	f.StringVar(&w.quarter, "quarter", "", "a `QUARTER` of the calendar year: 2026Q1")
	f.StringVar(&w.year, "year", "", "the year that begins with a `MONTH`: 2025-08 is the national return's, 1 August 2025 to 31 July 2026")
	f.StringVar(&w.from, "from", "", "first `DATE` of the period")
	f.StringVar(&w.to, "to", "", "last `DATE` of the period")
	f.StringVar(&w.authority, "authority", "", "only the authority `ID`")
	f.StringVar(&w.audience, "for", "", "who reads it: internal (the default: nothing is hidden), committee or publication")
	f.StringVar(&w.by, "by", "", "part the figures by chair or by team too")
	f.StringVar(&w.compareTo, "compare", "", "what if: a built-in `PACK`, or one limit edited (initial-cpcc=28d)")
	f.StringVar(&w.out, "out", "", "write every form into the directory `DIR`")
	f.BoolVar(&w.issue, "issue", false, "keep it as issued; see caseclock reports")
	f.StringVar(&w.series, "series", "", "the `NAME` of the series that it is issued in, whose last issue it is set beside")
	return c
}

func (a *app) report(ctx context.Context, w *reportFlags) error {
	q, err := w.ask(a)
	if err != nil {
		return err
	}
	if w.issue {
		return a.issueReport(ctx, q)
	}
	return a.atDesk(ctx, reading, "report", func(d desk) error {
		r, err := a.countReport(ctx, d, q)
		if err != nil {
			return err
		}
		if w.out != "" {
			return a.writeForms(ctx, r, w.out)
		}
		return a.writeForm(ctx, a.out, r, w.format)
	})
}

// issueReport keeps the report and says how to see it.
func (a *app) issueReport(ctx context.Context, q engine.ReportAsk) error {
	return a.atDesk(ctx, recording, "report", func(d desk) error {
		i, err := d.Issue(ctx, who(""), q)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s is issued, for %s, as at %s; caseclock reports show %s writes it\n", i.ID, i.For, i.AsAt, i.ID)
		return nil
	})
}

// ask reads the words of the command.
func (w *reportFlags) ask(a *app) (engine.ReportAsk, error) {
	m, err := w.read(a)
	if err != nil {
		return engine.ReportAsk{}, err
	}
	p, err := w.period()
	if err != nil {
		return engine.ReportAsk{}, err
	}
	q := engine.ReportAsk{From: p.From, To: p.To, Authority: w.authority, AsAt: m.AsAt, KnownAt: m.KnownAt,
		For: document.Audience(w.audience), By: w.by, Compare: w.compareTo, Series: w.series}
	if w.audience != "" && !slices.Contains(document.Audiences, q.For) {
		return q, wrongWords("--for: %q is nobody a report is made for; accepted: internal, committee, publication", w.audience)
	}
	switch {
	case w.by == report.ByChair && q.For.Hides() && w.audience != "":
		return q, wrongWords("--by chair: chairs are named in internal reports alone; accepted here: team")
	case w.issue && w.out != "":
		return q, wrongWords("--issue and --out: accepted is one of them; caseclock reports show ID --out DIR writes what was issued")
	}
	if w.by != "" && w.by != report.ByChair && w.by != report.ByTeam {
		return q, wrongWords("--by: %q is nothing that figures are parted by; accepted: chair, team", w.by)
	}
	return q, nil
}

// period reads the one way in which the period is given.
func (w *reportFlags) period() (report.Period, error) {
	ways := 0
	for _, given := range []bool{w.quarter != "", w.year != "", w.from != "" || w.to != ""} {
		if given {
			ways++
		}
	}
	if ways != 1 || w.quarter == "" && w.year == "" && (w.from == "" || w.to == "") {
		return report.Period{}, wrongWords("report: which period? accepted is one of --quarter 2026Q1, --year 2025-08, or --from and --to with its first and last day, 2026-01-01 and 2026-03-31")
	}
	var p report.Period
	var err error
	switch {
	case w.quarter != "":
		p, err = report.ParseQuarter(w.quarter)
	case w.year != "":
		p, err = report.ParseYear(w.year)
	default:
		var from, to deadline.Date
		if from, err = dateWord("from", w.from); err == nil {
			to, err = dateWord("to", w.to)
		}
		p = report.PeriodOf(from, to)
	}
	if err != nil {
		return p, wrongWords("%s", strings.TrimPrefix(err.Error(), "caseclock: "))
	}
	return p, nil
}

// countReport has the report made, and shows how far that has come.
func (a *app) countReport(ctx context.Context, d desk, q engine.ReportAsk) (document.Report, error) {
	bar := newCounter(a.err, "counting cases")
	defer bar.end()
	q.Progress = bar.at
	return d.Document(ctx, q)
}
