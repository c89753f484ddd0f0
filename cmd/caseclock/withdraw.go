package main

import (
	"crypto/rand"

	"caseclock/engine"

	"github.com/spf13/cobra"
)

func withdrawCommand(a *app) *cobra.Command {
	var why, by string
	c := &cobra.Command{
		Use:   "withdraw ID --why TEXT --by PERSON",
		Short: "Take back an event that was entered in error",
		Long: `Withdraw takes an event back. It stays in the case's history with who took it
back and why; deadlines are reckoned as if it had never been.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.atDesk(c.Context(), recording, "withdraw", func(d desk) error {
				done, err := d.Withdraw(c.Context(), who(by), engine.Withdrawal{Event: args[0], Why: why, Key: rand.Text()})
				if err != nil {
					return err
				}
				a.sayRecorded(args[0], &done)
				return nil
			})
		},
	}
	c.Flags().StringVar(&why, "why", "", "what was wrong, in a short `TEXT`")
	c.Flags().StringVar(&by, "by", "", "the `PERSON` who takes it back")
	return c
}
