package main

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"caseclock/deadline"
	"caseclock/engine"

	"github.com/spf13/cobra"
)

// listWords are the flags of the commands that list.
type listWords struct {
	momentWords
	authority, chair, rule, caseRef, code string
	statuses                              []string
	unexplained                           bool
	within                                string
	format                                string
}

// listCommand makes a command that lists: its flags and what it does.
func listCommand(a *app, use, short, long string, run func(context.Context, *listWords) error, flags func(*cobra.Command, *listWords)) *cobra.Command {
	var w listWords
	c := &cobra.Command{Use: use, Short: short, Long: long, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return run(c.Context(), &w) }}
	formatFlag(c, &w.format, "table", "json", "jsonl", "csv")
	momentFlags(c, &w.momentWords)
	f := c.Flags()
	f.StringVar(&w.authority, "authority", "", "only those of the authority `ID`")
	f.StringVar(&w.chair, "chair", "", "only those of cases that the person `ID` chairs")
	f.StringVar(&w.caseRef, "case", "", "only those of the case `REFERENCE`")
	flags(c, &w)
	return c
}

func momentFlags(c *cobra.Command, w *momentWords) {
	c.Flags().StringVar(&w.asAt, "as-at", "", "look at the cases as at `DATE` (default: today in London)")
	c.Flags().StringVar(&w.knownAt, "known-at", "", "leave out what was recorded after `TIME`, such as 2026-01-20T14:05:00Z, and reckon by the rules in force then")
}

func ruleFlags(c *cobra.Command, w *listWords) {
	c.Flags().StringVar(&w.rule, "rule", "", "only those of the timescale `ID`")
	c.Flags().StringSliceVar(&w.statuses, "status", nil, "only those that stand so: "+list(deadline.Statuses()))
}

func deadlinesCommand(a *app) *cobra.Command {
	return listCommand(a, "deadlines", "List the deadlines of all cases",
		"Deadlines lists every deadline of every case, met ones too; filters narrow it.",
		a.listDeadlines, ruleFlags)
}

func breachesCommand(a *app) *cobra.Command {
	return listCommand(a, "breaches", "List what is out of timescale",
		`Breaches lists the deadlines that are out of timescale under a binding rule,
done late or not done. What fell due before an authority's records begin (since)
is not among them.`, func(ctx context.Context, w *listWords) error { return a.listBreaches(ctx, w) },
		func(c *cobra.Command, w *listWords) {
			ruleFlags(c, w)
			c.Flags().BoolVar(&w.unexplained, "unexplained", false, "only those with no reason, or no proposed date that has not passed")
		})
}

func dueCommand(a *app) *cobra.Command {
	return listCommand(a, "due", "List what is due soon, and what is overdue",
		`Due lists the deadlines that are open and due within some days, overdue ones
first. For what a conference meets it gives the last day on which notice of one
held on the due day can be given.`, a.listDue, func(c *cobra.Command, w *listWords) {
			ruleFlags(c, w)
			c.Flags().StringVar(&w.within, "within", "14d", "how far ahead: `DAYS` as 14d, or weeks as 2w")
		})
}

func queriesCommand(a *app) *cobra.Command {
	return listCommand(a, "queries", "List what is doubtful in the data",
		"Queries lists doubts about the data of all cases: nothing is guessed away.",
		a.listQueries, func(c *cobra.Command, w *listWords) {
			c.Flags().StringVar(&w.code, "code", "", "only those of the kind `CODE`")
		})
}

// ask shapes the flags as the engine takes them.
func (w *listWords) ask(a *app) (engine.Ask, error) {
	m, err := w.momentWords.read(a)
	return engine.Ask{AsAt: m.AsAt, KnownAt: m.KnownAt, Case: w.caseRef, Authority: w.authority, Chair: w.chair,
		Rule: w.rule, Statuses: w.statuses, Code: w.code}, err
}

func (a *app) listDeadlines(ctx context.Context, w *listWords) error {
	ask, err := w.ask(a)
	if err != nil {
		return err
	}
	return a.list(ctx, "deadlines", w, ask, deadlineColumns)
}

func (a *app) listBreaches(ctx context.Context, w *listWords) error {
	ask, err := w.ask(a)
	if err != nil {
		return err
	}
	ask.Breaches, ask.Unexplained = true, w.unexplained
	return a.list(ctx, "breaches", w, ask, deadlineColumns)
}

func (a *app) listDue(ctx context.Context, w *listWords) error {
	ask, err := w.ask(a)
	if err != nil {
		return err
	}
	days, err := daysWord(w.within)
	if err != nil {
		return err
	}
	ask.DueBy = ask.AsAt + days
	return a.list(ctx, "due", w, ask, dueColumns(ask.AsAt))
}

// daysWord reads 14d or 2w.
func daysWord(s string) (deadline.Date, error) {
	number, unit := strings.TrimRight(s, "dw"), 1
	if strings.HasSuffix(s, "w") {
		unit = 7
	}
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil || len(s)-len(number) > 1 || n > 3660 {
		return 0, wrongWords("--within: %q is no number of days; accepted is such as 14d or 2w, 3660 days at most", s)
	}
	return deadline.Date(int(n) * unit), nil
}

// columns are what a table of deadlines shows, by case as they come or, byDue,
// the earliest due day first.
type columns struct {
	heads []string
	cells func(*engine.Row) []string
	byDue bool
}

var deadlineColumns = columns{heads: append(append([]string{}, tableHeads...), "chair"), cells: func(r *engine.Row) []string {
	met := r.Met.String()
	if r.Ended != 0 {
		met = "ended " + r.Ended.String()
	}
	return []string{r.Case, ruleText(r), r.Start.String(), orDash(r.Due.String()), orDash(met), r.Status.String(),
		lateText(r), reasonText(r), orDash(orEmpty(r.Chair))}
}}

func dueColumns(asAt deadline.Date) columns {
	heads := []string{"case", "rule", "due", "days left", "last working day", "notice by", "status", "chair"}
	return columns{heads: heads, byDue: true, cells: func(r *engine.Row) []string {
		workday := r.LastWorkday.String()
		if r.LastWorkday == r.Due {
			workday = ""
		}
		return []string{r.Case, ruleText(r), r.Due.String() + " " + r.Due.Weekday().String()[:3], strconv.Itoa(int(r.Due - asAt)),
			orDash(workday), orDash(r.NoticeBy.String()), r.Status.String(), orDash(orEmpty(r.Chair))}
	}}
}

func ruleText(r *engine.Row) string {
	if r.Conference == 0 {
		return r.Rule
	}
	return r.Rule + " (" + r.Conference.String() + ")"
}

func lateText(r *engine.Row) string {
	if r.DaysLate == 0 {
		return "-"
	}
	return strconv.Itoa(int(r.DaysLate))
}

// reasonText says in a few words how a deadline is explained.
func reasonText(r *engine.Row) string {
	switch k := r.Reason; {
	case k == nil && r.Breach && !r.Counted:
		return "not counted: before the records begin"
	case k == nil && r.Breach:
		return "none recorded"
	case k == nil:
		return "-"
	case k.Lapsed:
		return k.Category + ", proposed " + k.Proposed.String() + " has passed"
	case k.Proposed != 0:
		return k.Category + ", proposed " + k.Proposed.String()
	default:
		return k.Category
	}
}

var rowHeads = append(append([]string{}, csvHeads...), "chair", "lead", "explained", "counted", "last_workday", "notice_by")

func rowCells(r *engine.Row) []string {
	return append(lineCells(&r.Line), orEmpty(r.Chair), orEmpty(r.Lead), strconv.FormatBool(r.Explained), strconv.FormatBool(r.Counted),
		r.LastWorkday.String(), r.NoticeBy.String())
}

// list prints the deadlines asked for.
func (a *app) list(ctx context.Context, command string, w *listWords, ask engine.Ask, shown columns) error {
	p := newRowPrinter(a.out, w.format, shown.heads, rowHeads)
	print := func(r engine.Row) error {
		return p.row(r, func() []string { return shown.cells(&r) }, func() []string { return rowCells(&r) })
	}
	var held []engine.Row
	each := print
	if shown.byDue {
		each = func(r engine.Row) error {
			held = append(held, r)
			return nil
		}
	}
	if err := a.atDesk(ctx, reading, command, func(d desk) error { return d.Deadlines(ctx, ask, each) }); err != nil {
		return err
	}
	slices.SortStableFunc(held, func(a, b engine.Row) int { return int(a.Due - b.Due) })
	for _, r := range held {
		if err := print(r); err != nil {
			return err
		}
	}
	return p.end()
}

var queryRowHeads = append(append([]string{}, queryHeads...), "authority", "chair")

func (a *app) listQueries(ctx context.Context, w *listWords) error {
	ask, err := w.ask(a)
	if err != nil {
		return err
	}
	p := newRowPrinter(a.out, w.format, []string{"case", "on", "event", "severity", "code", "what"}, queryRowHeads)
	err = a.atDesk(ctx, reading, "queries", func(d desk) error {
		return d.Queries(ctx, ask, func(q engine.QueryRow) error {
			return p.row(q, func() []string {
				return []string{q.Case, orDash(q.On.String()), orDash(q.Event), string(q.Severity), q.Code, q.Text}
			}, func() []string {
				return []string{q.Case, q.Code, string(q.Severity), q.Event, q.On.String(), q.Text, orEmpty(q.Authority), orEmpty(q.Chair)}
			})
		})
	})
	if err != nil {
		return err
	}
	return p.end()
}

// instantText writes an instant as London's clocks show it.
func instantText(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(deadline.London).Format("2006-01-02 15:04")
}
