package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"caseclock/deadline"
	"caseclock/engine"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func recordCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "record EVENT CASE --on DATE --by PERSON",
		Short: "Record one event by hand",
		Long: "Record records one event of a case. EVENT is one of:\n  " + strings.Join(recordable(), "\n  ") + `

The flags are the fields that events carry; which go with which is told where
one does not fit. An event recorded in error is taken back with withdraw, or
corrected with --replaces.`,
		Example: `  caseclock record concern-notified CP-0417 --on 2026-01-05 --by admin-1
  caseclock record conference-held CP-0417 --on 2026-01-20 --conference initial --outcome registered --by admin-1`,
		Args: cobra.ExactArgs(2),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return recordable(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error { return a.record(c.Context(), c.Flags(), args[0], args[1]) },
	}
	for _, name := range fieldFlags() {
		c.Flags().String(flagOf(name), "", fieldHelp[name])
	}
	return c
}

// recordable are the events that have no door of their own.
func recordable() []string {
	var kinds []string
	for _, k := range deadline.Kinds() {
		if k != "reason-recorded" && k != "withdrawn" {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// fieldFlags are the fields of events that a person gives.
func fieldFlags() []string {
	var names []string
	for _, name := range deadline.FieldNames() {
		if _, given := fieldHelp[name]; given {
			names = append(names, name)
		}
	}
	return names
}

func flagOf(field string) string { return strings.ReplaceAll(field, "_", "-") }

// fieldHelp says what each field is, in the order of nothing: help sorts it.
var fieldHelp = map[string]string{
	"on":              "the `DATE` on which it happened",
	"by":              "the `PERSON` who records it",
	"id":              "an `ID` for the event (default: one is made)",
	"replaces":        "the `ID` of an earlier event that this one corrects",
	"why":             "of a correction: what was wrong, in a short `TEXT`; needed where a breach leaves the list by it",
	"authority":       "the `ID` of the authority responsible",
	"chair":           "the `ID` of the chair",
	"lead":            "the `ID` of the lead professional",
	"family":          "a `REFERENCE` that brothers and sisters share",
	"registered_on":   "the `DATE` of registration",
	"last_review":     "the `DATE` of the last review",
	"last_core_group": "the `DATE` of the last core group",
	"subject":         "whom a concern is about: child or unborn",
	"edd":             "the expected `DATE` of delivery",
	"direction":       "of a transfer: in or out",
	"conference":      "the `KIND` of conference: " + strings.Join(deadline.Conferences(), ", "),
	"planned":         "the `DATE` that a conference is called for",
	"meeting":         "a `REFERENCE` that the children of one meeting share",
	"outcome":         "how a conference ended: registered, not-registered, continued, inquorate, retained, deregistered",
	"until":           "the `DATE` that a continued conference was put off to",
	"next":            "the `DATE` agreed for the next review",
	"of":              "the `DATE` of the conference that a paper is of",
	"cause":           "why a case closed: moved-away, died, pregnancy-ended, process-ended",
}

func (a *app) record(ctx context.Context, flags *pflag.FlagSet, kind, ref string) error {
	e := engine.Entry{Fields: map[string]string{"event": kind, "case": ref}, Key: rand.Text()}
	by := ""
	for _, name := range fieldFlags() {
		value, _ := flags.GetString(flagOf(name))
		switch {
		case name == "by":
			by = value
		case value != "":
			e.Fields[name] = value
		}
	}
	return a.atDesk(ctx, recording, "record", func(d desk) error {
		done, err := d.Record(ctx, who(by), e)
		if err != nil {
			return err
		}
		a.sayRecorded(ref, &done)
		return nil
	})
}

// sayRecorded says what was recorded and what it does.
func (a *app) sayRecorded(ref string, r *engine.Recorded) {
	fmt.Fprintf(a.out, "%s: recorded as %s\n", harmless(ref), r.Event)
	for _, c := range r.Changes {
		fmt.Fprintf(a.out, "  %s %s\n", c.What, c)
	}
	for _, n := range r.Notes {
		fmt.Fprintln(a.err, "caseclock: worth a look:", harmless(n))
	}
}
