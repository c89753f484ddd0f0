package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"caseclock/access"
	"caseclock/engine"

	"github.com/spf13/cobra"
)

func tokenCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "token",
		Short: "Issue, revoke and list the tokens by which programs use the API",
		Long: `A token acts for a person of the configuration, in what their roles allow and the
scope names, and no more. It is printed once; the store has a hash of it. Each use
is in the audit trail.`,
	}
	c.AddCommand(tokenIssue(a), tokenRevoke(a), tokenList(a))
	return c
}

func tokenIssue(a *app) *cobra.Command {
	var scope []string
	var expires, note, by string
	c := &cobra.Command{
		Use:   "issue PERSON --scope ACTS --expires SPAN",
		Short: "Issue a token that acts for a person, and print it once",
		Long: `Issue makes a token. The acts of a scope are:
  ` + strings.Join(actWords(), "\n  "),
		Example: "  caseclock token issue coordinator-1 --scope see-cases,record-events,import --expires 90d --note 'case system'",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			span, err := spanOf(expires)
			if err != nil {
				return err
			}
			q := engine.TokenAsk{Person: args[0], Expires: a.now().Add(span), Note: note}
			for _, s := range scope {
				q.Acts = append(q.Acts, access.Act(strings.TrimSpace(s)))
			}
			return a.atDesk(c.Context(), recording, "token issue", func(d desk) error {
				k, err := d.IssueToken(c.Context(), who(by), q)
				if err != nil {
					return err
				}
				fmt.Fprintln(a.out, k.Token)
				fmt.Fprintf(a.err, "token %s acts for %s until %s; it is shown this once\n", k.ID, k.Person, instantText(k.Expires))
				return nil
			})
		},
	}
	c.Flags().StringSliceVar(&scope, "scope", nil, "what it may do: `ACTS` with commas between")
	c.Flags().StringVar(&expires, "expires", "90d", "for how long it holds: a `SPAN` of days (90d) or hours (12h), a year at most")
	c.Flags().StringVar(&note, "note", "", "where it is used, in a short `TEXT`")
	c.Flags().StringVar(&by, "by", "", "the `PERSON` who issues it")
	return c
}

func actWords() (words []string) {
	for _, act := range access.Acts {
		words = append(words, string(act))
	}
	return words
}

// spanOf reads 90d and 12h.
func spanOf(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.ParseUint(days, 10, 16); err == nil {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	if d, err := time.ParseDuration(text); err == nil {
		return d, nil
	}
	return 0, wrongWords("--expires: %q is no span of time; accepted are days, 90d, or hours, 12h", text)
}

func tokenRevoke(a *app) *cobra.Command {
	var by string
	c := &cobra.Command{
		Use:   "revoke ID",
		Short: "End a token at once",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.atDesk(c.Context(), recording, "token revoke", func(d desk) error {
				err := d.RevokeToken(c.Context(), who(by), engine.TokenName{ID: args[0]})
				if err == nil {
					fmt.Fprintf(a.out, "%s: revoked\n", args[0])
				}
				return err
			})
		},
	}
	c.Flags().StringVar(&by, "by", "", "the `PERSON` who ends it")
	return c
}

func tokenList(a *app) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "list [PERSON]",
		Short: "List the tokens, and when each was last used",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			var n engine.TokenName
			if len(args) == 1 {
				n.Person = args[0]
			}
			return a.atDesk(c.Context(), reading, "token list", func(d desk) error {
				p := newRowPrinter(a.out, format, tokenHeads, tokenHeads)
				err := d.ListTokens(c.Context(), n, func(l engine.TokenLine) error {
					cells := func() []string { return a.tokenCells(&l) }
					return p.row(l, cells, cells)
				})
				if err != nil {
					return err
				}
				return p.end()
			})
		},
	}
	formatFlag(c, &format, "table", "json", "jsonl", "csv")
	return c
}

var tokenHeads = []string{"id", "person", "scope", "note", "state", "last used"}

func (a *app) tokenCells(l *engine.TokenLine) []string {
	var acts []string
	for _, act := range l.Acts {
		acts = append(acts, string(act))
	}
	state := "until " + instantText(l.Expires)
	switch {
	case !l.Revoked.IsZero():
		state = "revoked " + instantText(l.Revoked)
	case !a.now().Before(l.Expires):
		state = "expired " + instantText(l.Expires)
	}
	return []string{l.ID, l.Person, list(acts), orDash(l.Note), state, momentOrNever(l.Used)}
}

// momentOrNever writes an instant, and none as "never".
func momentOrNever(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return instantText(t)
}
