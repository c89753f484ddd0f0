package main

import (
	"fmt"
	"strings"
	"time"

	"caseclock/cmd/caseclock/config"
	"caseclock/deadline"

	"github.com/spf13/cobra"
)

func configCommand(a *app) *cobra.Command {
	c := &cobra.Command{Use: "config", Short: "Check and show the configuration"}
	c.AddCommand(configCheck(a), configShow(a))
	return c
}

func configCheck(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check [FILE]",
		Short: "Name every mistake in the configuration, and say when the daemon would wake",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				if a.configFile != "" {
					return wrongWords("a file is named by --config and again; accepted is one of both")
				}
				a.configFile = args[0]
			}
			c, err := a.config()
			if err != nil {
				return err
			}
			a.sayConfig(c)
			return nil
		},
	}
}

// sayConfig says what was read, when the daemon would wake, and what is
// allowed but worth a look.
func (a *app) sayConfig(c *config.Config) {
	file := c.File
	if file == "" {
		file = "the defaults (there is no " + config.DefaultFile + " here)"
	}
	fmt.Fprintf(a.out, "%s: %d authorities, %d people: no faults\n", file, len(c.Authorities), len(c.People))
	fmt.Fprintf(a.out, "wakes by %q, next at %s\n", c.Schedule, wakesText(c.Wakes().Wakes(a.now(), 3)))
	for _, w := range c.Warnings(a.now()) {
		fmt.Fprintln(a.out, "worth a look:", w)
	}
}

// wakesText writes instants as London's clocks show them.
func wakesText(wakes []time.Time) string {
	var words []string
	for _, w := range wakes {
		words = append(words, w.In(deadline.London).Format("2006-01-02 15:04:05"))
	}
	return strings.Join(words, ", ")
}

func configShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show",
		Short: "Show every setting with where it comes from, without secrets",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			c, err := a.config()
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(a.out, c.Show())
			return err
		},
	}
}
