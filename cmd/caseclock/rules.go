package main

import (
	"fmt"
	"strconv"

	"caseclock/rules"

	"github.com/spf13/cobra"
)

func rulesCommand(a *app) *cobra.Command {
	c := &cobra.Command{Use: "rules", Short: "Show, check and compare packs of timescales"}
	c.AddCommand(rulesList(a), rulesShow(a), rulesCheck(a), rulesSheet(a), rulesCompare(a))
	return c
}

// packLine is a pack as rules list prints it.
type packLine struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Version   string `json:"version"`
	Extends   string `json:"extends"`
	Rules     int    `json:"rules"`
	Unchecked int    `json:"unchecked"` // rules that no practitioner has looked at
	Default   bool   `json:"default"`
}

func rulesList(a *app) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the built-in packs",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			var lines []packLine
			for _, id := range rules.List() {
				p, err := rules.Builtin(id)
				if err != nil {
					return err
				}
				lines = append(lines, packLine{p.ID, p.Title, p.Version, p.Extends, len(p.Rules), p.Unchecked(), id == rules.Default})
			}
			if format == "json" {
				return printJSON(a.out, lines)
			}
			var rows [][]string
			for _, l := range lines {
				rows = append(rows, []string{l.ID, l.Version, strconv.Itoa(l.Rules), strconv.Itoa(l.Unchecked), orDash(l.Extends), l.Title})
			}
			return printTable(a.out, []string{"pack", "version", "rules", "unchecked", "extends", "title"}, rows)
		},
	}
	formatFlag(c, &format, "table", "json")
	return c
}

func rulesShow(a *app) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:               "show PACK",
		Short:             "Show a pack, a built-in one or a file",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.FixedCompletions(rules.List(), cobra.ShellCompDirectiveDefault),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := a.openPack(args[0])
			if err != nil {
				return err
			}
			switch format {
			case "json":
				_, err = a.out.Write(p.JSON())
				return err
			case "yaml":
				_, err = a.out.Write(p.YAML())
				return err
			}
			return a.showPack(p)
		},
	}
	formatFlag(c, &format, "table", "json", "yaml")
	return c
}

// showPack writes the rules as a table and, below it, what nobody has checked.
func (a *app) showPack(p *rules.Pack) error {
	fmt.Fprintf(a.out, "%s, version %s: %s\n\n", p.ID, p.Version, p.Title)
	var rows [][]string
	for _, r := range rules.Table(p) {
		rows = append(rows, r.Cells())
	}
	if err := printTable(a.out, rules.RowHeads, rows); err != nil {
		return err
	}
	if n := p.Unchecked(); n > 0 {
		fmt.Fprintf(a.out, "\n%d of %d rules have not been checked by a practitioner.\n", n, len(p.Rules))
	}
	return nil
}

func rulesCheck(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE...",
		Short: "Read pack files and name every fault with its line",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			bad := false
			for _, f := range files {
				p, err := a.openPack(f)
				if err != nil && err != errSilent {
					return err
				}
				if bad = bad || err != nil; err == nil {
					fmt.Fprintf(a.out, "%s: %s, version %s, %d rules, %d of them unchecked by a practitioner: no faults\n", f, p.ID, p.Version, len(p.Rules), p.Unchecked())
				}
			}
			if bad {
				return errSilent
			}
			return nil
		},
	}
}

func rulesSheet(a *app) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:               "sheet PACK",
		Short:             "Print a pack's check sheet, for a practitioner to sign",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.FixedCompletions(rules.List(), cobra.ShellCompDirectiveDefault),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := a.openPack(args[0])
			if err != nil {
				return err
			}
			sheet, err := rules.Sheet(p, format)
			if err != nil {
				return err
			}
			_, err = a.out.Write(sheet)
			return err
		},
	}
	formatFlag(c, &format, "markdown", "html")
	return c
}
