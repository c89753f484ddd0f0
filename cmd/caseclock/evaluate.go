package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"caseclock/deadline"
	"caseclock/intake"
	"caseclock/rules"

	"github.com/spf13/cobra"
)

// evaluateWords are the words of the command evaluate.
type evaluateWords struct {
	pack, asAt, knownAt, format, queries string
}

func evaluateCommand(a *app) *cobra.Command {
	var w evaluateWords
	c := &cobra.Command{
		Use:   "evaluate FILE...",
		Short: "Print the deadlines of the cases in event files, without any store",
		Long: `Evaluate reads event files and prints the deadlines of their cases. A name
ending in .jsonl is read as one event a line, .csv as a table with a header of
the same names, and - is standard input. Events of one case may lie anywhere in
the files. What cannot be read is refused, every fault with its line; what is
only doubtful is listed by --queries.`,
		Example: `  caseclock evaluate events.jsonl
  caseclock evaluate --rules scotland-2021 --as-at 2026-03-31 --format csv events.csv
  caseclock evaluate --known-at 2026-02-01T09:00:00Z --queries doubts.jsonl events.jsonl`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error { return a.evaluate(w, files) },
	}
	formatFlag(c, &w.format, "table", "json", "jsonl", "csv")
	c.Flags().StringVar(&w.pack, "rules", rules.Default, "count by `PACK`, a built-in one or a file")
	c.Flags().StringVar(&w.asAt, "as-at", "", "look at the cases as at `DATE` (default: today in London)")
	c.Flags().StringVar(&w.knownAt, "known-at", "", "leave out what was recorded after `TIME`, such as 2026-01-20T14:05:00Z")
	c.Flags().StringVar(&w.queries, "queries", "", "write what is doubtful in the data to `FILE`, one query a line as JSON, or as CSV where its name ends in .csv")
	_ = c.RegisterFlagCompletionFunc("rules", cobra.FixedCompletions(rules.List(), cobra.ShellCompDirectiveDefault))
	return c
}

func (a *app) evaluate(w evaluateWords, files []string) error {
	m, err := a.moment(w.asAt, w.knownAt)
	if err != nil {
		return err
	}
	if slices.Contains(files, w.queries) {
		return wrongWords("--queries: %s is read too and would be written over; accepted is another file", w.queries)
	}
	pack, err := a.openPack(w.pack)
	if err != nil {
		return err
	}
	calendar, err := a.calendar()
	if err != nil {
		return err
	}
	cases, err := a.readCases(ruleIDs(pack), w.knownAt != "", w.queries != "", files)
	if err != nil {
		return err
	}
	e := evaluation{cases: cases, moment: m, queries: w.queries != "",
		book: deadline.NewRulebook(deadline.Period{Pack: pack.Pack, Calendar: calendar})}
	if w.queries == "" {
		return a.printDeadlines(&e, w.format, nil)
	}
	f, err := os.Create(w.queries)
	if err != nil {
		return wrongWords("--queries: %w", err)
	}
	out := bufio.NewWriter(f)
	err = a.printDeadlines(&e, w.format, newQueryPrinter(out, w.queries))
	return errors.Join(err, out.Flush(), f.Close())
}

// openPack opens a built-in pack or a file. A name that is neither is a wrong
// word of the command; a file that cannot be read as a pack is refused.
func (a *app) openPack(name string) (*rules.Pack, error) {
	p, err := rules.Open(name)
	var faults rules.Faults
	if errors.As(err, &faults) {
		fmt.Fprintln(a.err, faults.Error())
		return nil, errSilent
	}
	if err != nil {
		return nil, wrongWords("%w", err)
	}
	return p, nil
}

// calendar is the configured list of holidays, or Scotland's.
func (a *app) calendar() (*deadline.Calendar, error) {
	c, err := a.config()
	if err != nil {
		return nil, err
	}
	return c.Calendar()
}

// readCases reads event files and gathers their cases, in the order of their
// references. whole keeps every event in full, as queries need it.
func (a *app) readCases(reasonRules []string, known, whole bool, names []string) ([]deadline.Case, error) {
	c, err := a.config()
	if err != nil {
		return nil, err
	}
	files, total, err := a.eventFiles(names)
	if err != nil {
		return nil, err
	}
	bar := newProgress(a.err, "reading", total)
	defer bar.end()
	o := intake.Options{Rules: reasonRules, Categories: c.AllCategories(), NeedRecorded: known, Progress: readBytes(bar)}
	s := sheaf{whole: whole}
	r := intake.NewReader(o)
	for _, f := range files {
		if err := r.Read(f, s.add); err != nil {
			return nil, err
		}
	}
	bar.end()
	if faults := r.Faults(); faults.Err() != nil {
		_ = faults.Write(a.err)
		return nil, errSilent
	}
	for _, n := range r.Notes() {
		fmt.Fprintln(a.err, "caseclock:", n)
	}
	return s.cases(), nil
}

// readBytes shows the bytes read of all files together.
func readBytes(bar *progress) func(intake.Progress) {
	file, before, within := "", int64(0), int64(0)
	rows, rowsWithin := 0, 0
	return func(p intake.Progress) {
		if p.File != file {
			file, before, rows = p.File, before+within, rows+rowsWithin
		}
		within, rowsWithin = p.Bytes, p.Rows
		bar.at(before+within, rows+rowsWithin)
	}
}

// ruleIDs are the rules that a recorded reason may name: those of any built-in
// pack and of the one in hand.
func ruleIDs(p *rules.Pack) []string {
	ids := rules.Known()
	for i := range p.Rules {
		ids = append(ids, p.Rules[i].ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// eventFiles names what is to be read; - is standard input, once. total is
// the bytes of all, 0 where they are not known.
func (a *app) eventFiles(names []string) (files []intake.File, total int64, err error) {
	known := true
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return nil, 0, wrongWords("%s is named twice; accepted is each file once", name)
		}
		if name == "-" {
			files = append(files, a.standardInput())
			known = false
			continue
		}
		info, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, 0, wrongWords("%s is not there; accepted are files, and - for standard input", name)
		case err != nil:
			return nil, 0, err
		case info.IsDir():
			return nil, 0, wrongWords("%s is a directory; accepted are files, and - for standard input", name)
		}
		total += info.Size()
		files = append(files, diskFile(name, info.Size()))
	}
	if !known {
		total = 0
	}
	return files, total, nil
}
