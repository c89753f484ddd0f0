package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"

	"caseclock/engine"
	"caseclock/intake"

	"github.com/spf13/cobra"
)

// importFlags are the flags of the command import.
type importFlags struct {
	mapping, source, rejects, by, format string
	dryRun, goodRows                     bool
}

func importCommand(a *app) *cobra.Command {
	var w importFlags
	c := &cobra.Command{
		Use:   "import FILE...",
		Short: "Bring in the case system's export",
		Long: `Import reads events (.jsonl, one a line, or .csv with a header of the same
names) or, through a mapping file, a council's own export (.csv or .xlsx), says
what it changes and records it. The same file again changes nothing. One row
with a fault refuses all files, unless good rows are to be accepted.`,
		Example: `  caseclock import --mapping conferences.mapping.yaml --dry-run conferences.csv
  caseclock import --mapping conferences.mapping.yaml conferences.csv`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, files []string) error { return a.importFiles(c.Context(), &w, files) },
	}
	formatFlag(c, &w.format, "table", "json", "jsonl")
	f := c.Flags()
	f.StringVar(&w.mapping, "mapping", "", "read a council's own export by the mapping in `FILE`")
	f.StringVar(&w.source, "source", "", "`NAME` of where files of events come from, so that what vanished is told")
	f.BoolVar(&w.dryRun, "dry-run", false, "say what would change, and change nothing")
	f.BoolVar(&w.goodRows, "accept-good-rows", false, "leave out rows with faults and import the others")
	f.StringVar(&w.rejects, "rejects", "", "write the refused rows as CSV to `FILE`, each with the reason as its last column")
	f.StringVar(&w.by, "by", "", "the `PERSON` who imports")
	return c
}

func (a *app) importFiles(ctx context.Context, w *importFlags, names []string) error {
	q := engine.ImportAsk{Source: w.source, DryRun: w.dryRun, AcceptGoodRows: w.goodRows, Rejects: w.rejects != "", Items: w.format != "table"}
	if w.mapping != "" {
		content, err := os.ReadFile(w.mapping)
		if errors.Is(err, fs.ErrNotExist) {
			return wrongWords("--mapping: %s is not there", w.mapping)
		} else if err != nil {
			return err
		}
		q.Mapping, q.MappingName = string(content), w.mapping
	}
	files, total, err := a.eventFiles(names)
	if err != nil {
		return err
	}
	files, done, err := a.spooled(files)
	if err != nil {
		return err
	}
	defer done()
	p := &planPrinter{app: a, format: w.format, bar: newProgress(a.err, "reading", total)}
	var b engine.Brought
	err = a.atImportDesk(ctx, w.dryRun, func(d desk) error {
		b, err = d.Import(ctx, who(w.by), q, files, p.news)
		p.bar.end()
		return err
	})
	p.bar.end()
	return errors.Join(a.writeRejects(w.rejects, &b, err), err, p.end(&b, w.dryRun, err))
}

// atImportDesk does an import at the desk. A dry run where there is no store
// yet is made on one that is thrown away.
func (a *app) atImportDesk(ctx context.Context, dry bool, do func(desk) error) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.Data); !dry || !errors.Is(err, fs.ErrNotExist) {
		return a.atDesk(ctx, !dry, "import", do)
	}
	dir, err := os.MkdirTemp("", "caseclock-dry-run-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c.Data = filepath.Join(dir, "caseclock.db")
	return a.atDesk(ctx, recording, "import", do)
}

// spooled keeps standard input, because an import reads twice.
func (a *app) spooled(files []intake.File) ([]intake.File, func(), error) {
	for i, f := range files {
		if f.Name != "-" {
			continue
		}
		s, err := engine.NewSpool(a.in)
		if err != nil {
			return nil, nil, err
		}
		files[i] = intake.File{Name: "-", Size: s.Size, Open: s.Open}
		return files, func() { _ = s.Close() }, nil
	}
	return files, func() {}, nil
}

// writeRejects writes the refused rows, where any were and a file is named.
func (a *app) writeRejects(name string, b *engine.Brought, err error) error {
	if name == "" || len(b.Rejects) == 0 {
		return nil
	}
	if err := os.WriteFile(name, b.Rejects, 0o600); err != nil {
		return fmt.Errorf("--rejects: %w", err)
	}
	fmt.Fprintf(a.err, "caseclock: refused rows are in %s\n", name)
	return nil
}

// mostShown is how many items of a kind a plan shows on a terminal.
const mostShown = 20

// planPrinter prints what an import tells.
type planPrinter struct {
	app    *app
	format string
	bar    *progress
	items  []engine.PlanItem
	moved  []engine.ImportNews
	seen   map[string]int
	all    []engine.ImportNews
}

func (p *planPrinter) news(n engine.ImportNews) error {
	if g := n.Progress; g != nil {
		p.bar.at(g.Bytes, g.Rows)
		return nil
	}
	switch p.format {
	case "jsonl":
		return json.NewEncoder(p.app.out).Encode(n)
	case "json":
		p.all = append(p.all, n)
		return nil
	}
	p.keep(n)
	return nil
}

// keep holds what a table shows: the first of each kind.
func (p *planPrinter) keep(n engine.ImportNews) {
	if p.seen == nil {
		p.seen = map[string]int{}
	}
	kind := "query"
	switch {
	case n.Item != nil:
		kind = n.Item.Change
	case n.Change != nil:
		kind = n.Change.What
	}
	if p.seen[kind]++; p.seen[kind] > mostShown {
		return
	}
	if n.Item != nil && kind != "new" && kind != "remembered" {
		p.items = append(p.items, *n.Item)
	} else if n.Item == nil {
		p.moved = append(p.moved, n)
	}
}

// end prints the plan and what came of it.
func (p *planPrinter) end(b *engine.Brought, dry bool, failed error) error {
	for _, n := range b.Notes {
		fmt.Fprintln(p.app.err, "caseclock:", harmless(n))
	}
	if failed != nil {
		return nil
	}
	if b.Refused > 0 {
		for _, f := range b.Faults {
			fmt.Fprintln(p.app.err, harmless(f))
		}
	}
	brief := *b
	brief.Rejects = nil
	switch p.format {
	case "jsonl":
		return json.NewEncoder(p.app.out).Encode(map[string]any{"done": brief})
	case "json":
		return printJSON(p.app.out, map[string]any{"plan": p.all, "done": brief})
	}
	return p.table(b, dry)
}

func (p *planPrinter) table(b *engine.Brought, dry bool) error {
	w := p.app.out
	var rows [][]string
	for _, i := range p.items {
		where := ""
		if i.Line > 0 {
			where = fmt.Sprintf("%s:%d", filepath.Base(i.File), i.Line)
		}
		rows = append(rows, []string{i.Change, i.Case, orDash(i.Event), orDash(i.On.String()), orDash(i.Column), orDash(where), i.Note})
	}
	if len(rows) > 0 {
		if err := printTable(w, []string{"plan", "case", "event", "on", "column", "line", "note"}, rows); err != nil {
			return err
		}
	}
	for _, n := range p.moved {
		if n.Change != nil {
			fmt.Fprintf(w, "%s: %s %s\n", harmless(caseOf(n.Change)), n.Change.What, n.Change)
		} else {
			fmt.Fprintf(w, "%s: query %s\n", harmless(n.Query.Case), harmless(n.Query.Text))
		}
	}
	p.more(w)
	fmt.Fprintf(w, "%s: %d rows read, %d refused%s\n", harmless(b.Source), b.Rows, b.Refused, countsText(b.Counts))
	fmt.Fprintf(w, "%d events in %d cases; deadlines: %d appear, %d move, %d stand otherwise, %d go; %d queries\n",
		b.Events, b.Cases, b.Deadlines[engine.Appears], b.Deadlines[engine.Moves], b.Deadlines[engine.Stands], b.Deadlines[engine.Goes], b.Queried)
	switch {
	case dry:
		fmt.Fprintln(w, "dry run: nothing was changed")
	case b.Applied:
		fmt.Fprintln(w, "recorded")
	default:
		fmt.Fprintln(w, "nothing to record")
	}
	return nil
}

func caseOf(c *engine.Change) string {
	if c.Is != nil {
		return c.Is.Case
	}
	return c.Was.Case
}

// more says how many of each kind are not shown.
func (p *planPrinter) more(w io.Writer) {
	var kinds []string
	for k, n := range p.seen {
		if n > mostShown && k != "new" && k != "remembered" {
			kinds = append(kinds, k)
		}
	}
	sort.Strings(kinds)
	for _, k := range kinds {
		fmt.Fprintf(w, "and %d more: %s (--format jsonl shows all)\n", p.seen[k]-mostShown, k)
	}
}

// planWords are the changes in the order in which a plan counts them.
var planWords = []string{"new", "unchanged", "corrected", "further", "moved", "remembered", "held-back", "vanished-row", "vanished-cell"}

func countsText(counts map[string]int) string {
	s := ""
	for _, k := range planWords {
		if counts[k] > 0 {
			s += fmt.Sprintf(", %d %s", counts[k], k)
		}
	}
	return s
}
