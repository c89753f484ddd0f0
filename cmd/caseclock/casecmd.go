package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"caseclock/engine"

	"github.com/spf13/cobra"
)

func caseCommand(a *app) *cobra.Command {
	var w momentWords
	var format string
	c := &cobra.Command{
		Use:   "case CASE",
		Short: "Tell the whole story of a case",
		Long: `Case tells what happened to a case by day and when it was recorded, what was
corrected or withdrawn, how its deadlines stand and why, what is doubtful in its
data, and who was told of what.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			m, err := w.read(a)
			if err != nil {
				return err
			}
			return a.atDesk(c.Context(), reading, "case", func(d desk) error {
				s, err := d.Story(c.Context(), engine.Ask{Case: args[0], AsAt: m.AsAt, KnownAt: m.KnownAt})
				if err != nil {
					return err
				}
				switch format {
				case "json":
					return printJSON(a.out, s)
				case "jsonl":
					return json.NewEncoder(a.out).Encode(s)
				case "csv":
					return printTimeline(a.out, &s)
				}
				return printStory(a.out, &s)
			})
		},
	}
	formatFlag(c, &format, "table", "json", "jsonl", "csv")
	momentFlags(c, &w)
	return c
}

// printTimeline writes what happened to a case as CSV.
func printTimeline(w io.Writer, s *engine.Story) error {
	p := newCSVPrinter(w)
	_ = p.line("case", "on", "what", "text", "event", "recorded", "by", "source", "counts", "withdrawn_by", "replaced_by", "replaces", "target", "why")
	for _, h := range s.Timeline {
		_ = p.line(s.Case, h.On.String(), h.Kind, h.Text, h.Event, h.Recorded.UTC().Format(time.RFC3339Nano), h.By, h.Source,
			strconv.FormatBool(h.Counts), h.WithdrawnBy, h.ReplacedBy, h.Replaces, h.Target, h.Why)
	}
	p.Flush()
	return p.Error()
}

// printStory writes a case for people.
func printStory(w io.Writer, s *engine.Story) error {
	fmt.Fprintf(w, "%s as at %s\n", harmless(s.Case), s.AsAt.WithWeekday())
	fmt.Fprintf(w, "authority %s, chair %s, lead %s, id %s\n", orDash(orEmpty(s.Authority)), orDash(orEmpty(s.Chair)), orDash(orEmpty(s.Lead)), s.ID)
	fmt.Fprint(w, "\nWhat happened\n")
	if err := printTable(w, []string{"on", "what", "event", "recorded", "by", "from"}, happenings(s.Timeline)); err != nil {
		return err
	}
	if len(s.Deadlines) > 0 {
		fmt.Fprint(w, "\nDeadlines\n")
		var rows [][]string
		for i := range s.Deadlines {
			rows = append(rows, deadlineColumns.cells(&s.Deadlines[i])[1:8])
		}
		if err := printTable(w, deadlineColumns.heads[1:8], rows); err != nil {
			return err
		}
	}
	if len(s.Queries) > 0 {
		fmt.Fprint(w, "\nDoubts about the data\n")
		for _, q := range s.Queries {
			fmt.Fprintln(w, " ", harmless(q.Text))
		}
	}
	return printTold(w, s.Sendings)
}

func happenings(all []engine.Happening) [][]string {
	var rows [][]string
	for _, h := range all {
		what := h.Text
		switch {
		case h.WithdrawnBy != "":
			what += " [withdrawn by " + h.WithdrawnBy + "]"
		case h.ReplacedBy != "":
			what += " [corrected by " + h.ReplacedBy + "]"
		case h.Target != "":
			what += " [of " + h.Target + ": " + h.Why + "]"
		case !h.Counts:
			what += " [still to come]"
		}
		if h.Replaces != "" {
			what += " [corrects " + h.Replaces + "]"
		}
		rows = append(rows, []string{h.On.String(), what, h.Event, instantText(h.Recorded), orDash(h.By), orDash(h.Source)})
	}
	return rows
}

func printTold(w io.Writer, all []engine.Told) error {
	if len(all) == 0 {
		return nil
	}
	fmt.Fprint(w, "\nWho was told\n")
	var rows [][]string
	for _, t := range all {
		var about []string
		for _, a := range t.About {
			about = append(about, fmt.Sprintf("%s due %s (%s)", a.Rule, orDash(a.Due.String()), a.When))
		}
		rows = append(rows, []string{instantText(t.Claimed), t.Person, t.State, strings.Join(about, "; "), orDash(t.Reply)})
	}
	return printTable(w, []string{"claimed", "person", "state", "about", "the server's answer"}, rows)
}
