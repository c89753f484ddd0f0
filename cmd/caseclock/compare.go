package main

import (
	"fmt"
	"strconv"
	"strings"

	"caseclock/deadline"
	"caseclock/rules"

	"github.com/spf13/cobra"
)

// compareWords are the words of the command rules compare.
type compareWords struct {
	events               []string
	asAt, knownAt, print string
	most                 int
}

func rulesCompare(a *app) *cobra.Command {
	var w compareWords
	c := &cobra.Command{
		Use:   "compare A B",
		Short: "Say how two packs differ and, over event files, what would change",
		Args:  cobra.ExactArgs(2),
		RunE:  func(_ *cobra.Command, packs []string) error { return a.comparePacks(w, packs[0], packs[1]) },
	}
	formatFlag(c, &w.print, "table", "json")
	c.Flags().StringArrayVar(&w.events, "events", nil, "count the cases of event `FILE` by both packs (may be given again)")
	c.Flags().StringVar(&w.asAt, "as-at", "", "look at the cases as at `DATE` (default: today in London)")
	c.Flags().StringVar(&w.knownAt, "known-at", "", "leave out what was recorded after `TIME`")
	c.Flags().IntVar(&w.most, "moves", 20, "show at most `N` deadlines that move; 0 shows all")
	return c
}

// comparison is what rules compare prints as JSON.
type comparison struct {
	A           string             `json:"a"`
	B           string             `json:"b"`
	Differences []rules.Difference `json:"differences"`
	Effect      *rules.Effect      `json:"effect"` // null without events
}

func (a *app) comparePacks(w compareWords, nameA, nameB string) error {
	m, err := a.moment(w.asAt, w.knownAt)
	if err != nil {
		return err
	}
	packA, err := a.openPack(nameA)
	if err != nil {
		return err
	}
	packB, err := a.openPack(nameB)
	if err != nil {
		return err
	}
	c := comparison{A: packA.ID, B: packB.ID, Differences: rules.Compare(packA, packB)}
	if len(w.events) > 0 {
		if c.Effect, err = a.effect(w, packA, packB, m); err != nil {
			return err
		}
	}
	if w.print == "json" {
		return printJSON(a.out, c)
	}
	return a.showComparison(c)
}

// effect counts the cases of the event files by both packs.
func (a *app) effect(w compareWords, packA, packB *rules.Pack, m deadline.Moment) (*rules.Effect, error) {
	calendar, err := a.calendar()
	if err != nil {
		return nil, err
	}
	both := append(ruleIDs(packA), ruleIDs(packB)...)
	cases, err := a.readCases(both, w.knownAt != "", false, w.events)
	if err != nil {
		return nil, err
	}
	each := func(yield func(*deadline.Case) bool) {
		for i := range cases {
			if !yield(&cases[i]) {
				return
			}
		}
	}
	e := rules.CompareEvents(each, packA, packB, calendar, m, w.most)
	return &e, nil
}

func (a *app) showComparison(c comparison) error {
	var rows [][]string
	for _, d := range c.Differences {
		rows = append(rows, []string{d.Rule, d.What, orDash(d.A), orDash(d.B)})
	}
	if len(rows) == 0 {
		fmt.Fprintf(a.out, "%s and %s count alike\n", c.A, c.B)
	} else if err := printTable(a.out, []string{"rule", "what", c.A, c.B}, rows); err != nil {
		return err
	}
	if c.Effect == nil {
		return nil
	}
	return a.showEffect(c)
}

func (a *app) showEffect(c comparison) error {
	e := c.Effect
	fmt.Fprintf(a.out, "\nover %d cases: deadlines %d and %d, breaches %d and %d; %d breaches appear, %d go\n\n",
		e.Cases, e.DeadlinesA, e.DeadlinesB, e.BreachesA, e.BreachesB, e.BreachesAppear, e.BreachesGo)
	var rows [][]string
	for _, r := range e.Rules {
		rows = append(rows, append([]string{r.Rule}, numbers(r.DeadlinesA, r.DeadlinesB, r.Earlier, r.Later, r.BreachesA, r.BreachesB, r.BreachesAppear, r.BreachesGo)...))
	}
	heads := []string{"rule", "deadlines A", "deadlines B", "earlier", "later", "breaches A", "breaches B", "appear", "go"}
	if err := printTable(a.out, heads, rows); err != nil || len(e.Moves) == 0 {
		return err
	}
	rows = nil
	for _, m := range e.Moves {
		rows = append(rows, []string{m.Case, m.Rule, m.Start.String(), side(m.A), side(m.B)})
	}
	fmt.Fprintln(a.out)
	return printTable(a.out, []string{"case", "rule", "start", c.A, c.B}, rows)
}

func numbers(ns ...int) []string {
	words := make([]string, len(ns))
	for i, n := range ns {
		words[i] = strconv.Itoa(n)
	}
	return words
}

// side says how a deadline stands under one of two packs.
func side(s rules.Side) string {
	if s.Status == "" {
		return "-"
	}
	return strings.TrimSpace(s.Due.String() + " " + s.Status)
}
