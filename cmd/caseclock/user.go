package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"caseclock/account"
	"caseclock/deadline"
	"caseclock/engine"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func userCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "user",
		Short: "Keep the accounts of people who sign in with a password",
		Long: `An account is for a person of the configuration (people), whose roles and
authorities say what they may do. It begins with a first password that you give
them: it holds for seven days, and at the first sign-in the person sets up a code
from an app on their telephone and chooses a password of their own. There is no
account but those made here. Who signs in with the council needs none.`,
	}
	c.AddCommand(
		withPassword(a, "add", "Make an account", "Add makes an account for a person of the configuration."),
		withPassword(a, "reset", "Give a new first password, and take the second factor away",
			"Reset is for a person who lost their password or their telephone. Their sessions end at once."),
		withoutPassword(a, "disable", "Keep a person from signing in, at once",
			"Disable ends a person's sessions at once, and none of their tokens is valid meanwhile.\nIt also keeps out a person who signs in with the council."),
		withoutPassword(a, "enable", "Let a person sign in again", "Enable undoes disable. The password and the second factor are as they were."),
		userList(a))
	return c
}

func withPassword(a *app, do, short, long string) *cobra.Command {
	var generate bool
	var by string
	c := &cobra.Command{
		Use:   do + " ID",
		Short: short,
		Long: long + `

The first password is asked for twice on a terminal; where standard input is none,
it is its first line. With --generate one is made and printed, once.`,
		Example: "  caseclock user " + do + " chair-1 --generate",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			password, err := a.firstPassword(generate)
			if err != nil {
				return err
			}
			return a.keepAccount(c.Context(), by, engine.AccountAsk{Do: do, ID: args[0], Password: password}, func() {
				if generate {
					fmt.Fprintf(a.out, "first password of %s: %s\n", args[0], password)
				}
				until := deadline.DayOf(a.now().Add(engine.InitialFor))
				fmt.Fprintf(a.out, "%s can sign in with the first password until %s, and then chooses another\n", args[0], until)
			})
		},
	}
	c.Flags().BoolVar(&generate, "generate", false, "make a password and print it, once")
	c.Flags().StringVar(&by, "by", "", "the `PERSON` who does it")
	return c
}

func withoutPassword(a *app, do, short, long string) *cobra.Command {
	var by string
	c := &cobra.Command{
		Use:   do + " ID",
		Short: short,
		Long:  long,
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.keepAccount(c.Context(), by, engine.AccountAsk{Do: do, ID: args[0]}, func() { fmt.Fprintf(a.out, "%s: %sd\n", args[0], do) })
		},
	}
	c.Flags().StringVar(&by, "by", "", "the `PERSON` who does it")
	return c
}

func (a *app) keepAccount(ctx context.Context, by string, q engine.AccountAsk, say func()) error {
	return a.atDesk(ctx, recording, "user "+q.Do, func(d desk) error {
		err := d.KeepAccount(ctx, who(by), q)
		if err == nil {
			say()
		}
		return err
	})
}

// firstPassword makes a password, asks for one, or reads it.
func (a *app) firstPassword(generate bool) (string, error) {
	if generate {
		return account.Generate(), nil
	}
	f, ok := a.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		line, err := bufio.NewReader(io.LimitReader(a.in, 4096)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("the password: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	var typed [2]string
	for i, prompt := range []string{"First password: ", "The same again: "} {
		fmt.Fprint(a.err, prompt)
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(a.err)
		if err != nil {
			return "", fmt.Errorf("the password: %w", err)
		}
		typed[i] = string(b)
	}
	if typed[0] != typed[1] {
		return "", errors.New("the two passwords are not the same; nothing is changed")
	}
	return typed[0], nil
}

func userList(a *app) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the accounts, and when each was last used",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.atDesk(c.Context(), reading, "user list", func(d desk) error {
				p := newRowPrinter(a.out, format, userHeads, userHeads)
				err := d.ListAccounts(c.Context(), func(l engine.AccountLine) error {
					cells := func() []string { return userCells(&l) }
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

var userHeads = []string{"id", "roles", "state", "second factor", "last signed in"}

func userCells(l *engine.AccountLine) []string {
	factor := "no"
	if l.Factor {
		factor = "yes"
	}
	return []string{l.ID, orDash(list(l.Roles)), l.State, factor, momentOrNever(l.LastSeen)}
}
