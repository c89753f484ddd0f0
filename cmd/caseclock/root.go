package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"caseclock/cmd/caseclock/config"
	"caseclock/deadline"

	"github.com/spf13/cobra"
)

// The exit statuses of every command.
const (
	exitDone    = 0
	exitRefused = 1 // what was read or asked for was refused, or something failed
	exitWords   = 2 // the command's words are off
	exitHeld    = 3 // another process holds the store
	exitDamaged = 4 // the store is damaged, is no store, or is of a newer version
	exitStopped = 5 // the store takes no more writes, or was replaced while it ran
	exitPlace   = 6 // the store's folder or file cannot be used as it is
)

// app is what every command is given: its streams, the clock and, once it is
// asked for, the configuration.
type app struct {
	in         io.Reader
	out, err   io.Writer
	now        func() time.Time
	configFile string // of --config; empty: config.yaml in the current directory if there
	settings   *config.Config
}

// commands are all subcommands in the order in which help shows them.
var commands = []func(*app) *cobra.Command{
	serveCommand,
	importCommand,
	recordCommand,
	withdrawCommand,
	reasonCommand,
	deadlinesCommand,
	breachesCommand,
	dueCommand,
	queriesCommand,
	caseCommand,
	explainCommand,
	reportCommand,
	reportsCommand,
	userCommand,
	tokenCommand,
	retentionCommand,
	backupCommand,
	restoreCommand,
	verifyCommand,
	headCommand,
	proveCommand,
	compactCommand,
	keysCommand,
	doctorCommand,
	evaluateCommand,
	rulesCommand,
	holidaysCommand,
	configCommand,
	demoCommand,
	versionCommand,
	lookCommand,
}

// run carries out one command line and gives the exit status.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	a := &app{in: in, out: out, err: errs, now: now}
	started := false
	root := a.root(&started)
	root.SetArgs(args)
	c, err := root.ExecuteC()
	if err != nil && !started {
		err = wrongWords("%w; see %s --help", err, c.CommandPath())
	}
	return a.exit(err)
}

// root is the command tree; started becomes true when a command's words have
// been understood and it begins its work.
func (a *app) root(started *bool) *cobra.Command {
	root := &cobra.Command{
		Use:           "caseclock",
		Short:         "Count the timescales of child protection case conferences",
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return wrongWords("a command is missing; see caseclock --help for all of them")
		},
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.PersistentFlags().StringVar(&a.configFile, "config", "", "configuration `FILE` (default: config.yaml in the current directory if there, else the defaults)")
	for _, c := range commands {
		root.AddCommand(c(a))
	}
	root.InitDefaultCompletionCmd()
	noteStart(root, started)
	return root
}

// noteStart makes every command below say when it begins its work.
func noteStart(c *cobra.Command, started *bool) {
	if work := c.RunE; work != nil {
		c.RunE = func(c *cobra.Command, args []string) error {
			*started = true
			return work(c, args)
		}
	} else if c.Run == nil {
		c.Args = cobra.ArbitraryArgs
		c.RunE = needsSubcommand
	}
	for _, sub := range c.Commands() {
		noteStart(sub, started)
	}
}

// needsSubcommand answers the bare name of a group of commands.
func needsSubcommand(c *cobra.Command, args []string) error {
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	if len(args) == 0 {
		return wrongWords("%s: a command is missing; accepted: %s", c.CommandPath(), list(names))
	}
	return wrongWords("%s: %q is no command of it; accepted: %s", c.CommandPath(), args[0], list(names))
}

// wordsError is a fault of the command line itself.
type wordsError struct{ error }

// wrongWords makes an error that ends the program with status 2.
func wrongWords(format string, args ...any) error { return wordsError{fmt.Errorf(format, args...)} }

// errSilent ends the program with status 1; what was wrong has been said.
var errSilent = errors.New("refused")

// exit says what was wrong and gives the exit status.
func (a *app) exit(err error) int {
	if err == nil {
		return exitDone
	}
	var faults config.Faults
	switch {
	case errors.Is(err, errSilent):
		return exitRefused
	case errors.As(err, &faults):
		fmt.Fprintln(a.err, faults.Error())
		return exitRefused
	}
	fmt.Fprintln(a.err, "caseclock:", wayOut(err))
	var words wordsError
	if errors.As(err, &words) {
		return exitWords
	}
	return storeStatus(err)
}

// config reads the configuration, once.
func (a *app) config() (*config.Config, error) {
	if a.settings == nil {
		c, err := config.Load(a.configFile)
		if errors.Is(err, fs.ErrNotExist) && a.configFile != "" {
			return nil, wrongWords("%w", err)
		}
		if err != nil {
			return nil, err
		}
		a.settings = c
	}
	return a.settings, nil
}

// today is the day in London.
func (a *app) today() deadline.Date { return deadline.DayOf(a.now()) }

// moment reads --as-at and --known-at; empty is today, and all that is known.
func (a *app) moment(asAt, knownAt string) (deadline.Moment, error) {
	m := deadline.Moment{AsAt: a.today()}
	if asAt != "" {
		d, err := deadline.ParseDate(asAt)
		if err != nil {
			return m, wrongWords("--as-at: %w", err)
		}
		m.AsAt = d
	}
	if knownAt != "" {
		t, err := time.Parse(time.RFC3339Nano, knownAt)
		if err != nil {
			return m, wrongWords("--known-at: %q is no instant; accepted is RFC 3339, 2026-01-20T14:05:00Z", knownAt)
		}
		m.KnownAt = t
	}
	return m, nil
}
