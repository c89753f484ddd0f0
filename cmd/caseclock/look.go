package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"

	"caseclock/store"

	"github.com/spf13/cobra"
)

// A file that is damaged in a way that the store's own look at its pages does not
// know can end the process that maps it, or keep it for ever. So a process of its
// own, this program again, maps every file first: caseclock look. The lock is held
// by whoever opens the store, from before the look until after the opening, and the
// look takes none, so that nobody writes in between. The look has ended, and with
// it bbolt's own lock on the file, before its answer counts.
const (
	lookWord   = "look"
	lookedWord = "looked" // its last word: what it says was said in order
	// lookEnds is how long a process that was killed has to be gone: one that waits
	// for a dead disk never is.
	lookEnds = 10 * time.Second
)

// lookWithin is how long a look may take; 200,000 events take less than a second.
// Tests set another.
var lookWithin = 5 * time.Minute

func lookCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    lookWord + " FILE",
		Hidden: true,
		Short:  "Map a store's file once and read all of it, for the process that is to open it",
		Long: `Look maps the file of a store as the daemon does and reads all of it, and changes
nothing. Caseclock runs it before it opens a store, since a damaged file can end
the process that maps it. It takes no lock, and ends when its standard input does.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			limitMemory(args[0])
			go func() { // whoever asked is gone
				_, _ = a.in.Read(make([]byte, 1))
				os.Exit(exitRefused)
			}()
			err := store.Look(args[0], func(step string) { fmt.Fprintln(a.out, step) })
			fmt.Fprintln(a.out, lookedWord)
			return storeError(args[0], err)
		},
	}
}

// lookError is what a look said in order, with its exit status.
type lookError struct {
	status int
	text   string
}

func (e lookError) Error() string { return e.text }

// first has a store's file looked at in a process of its own. Where there can be
// none, the file is opened all the same: a program that cannot make sure must
// still alert.
func first(ctx context.Context, warn func(string)) func(path string) error {
	return func(path string) error {
		l := newLook(ctx, path)
		defer l.stop()
		ended := make(chan error, 1)
		go func() { ended <- l.run() }()
		select {
		case err := <-ended:
			return l.judge(ctx, path, err, warn)
		case <-time.After(lookWithin + lookEnds):
			return deadly(path, "it waits for the disk and cannot be ended", "")
		}
	}
}

// look is one process that looks, and what it says.
type look struct {
	command   *exec.Cmd
	limit     context.Context
	stop      context.CancelFunc
	said, err bytes.Buffer
}

func newLook(ctx context.Context, path string) *look {
	l := &look{}
	l.limit, l.stop = context.WithTimeout(ctx, lookWithin)
	program, err := os.Executable()
	l.command = exec.CommandContext(l.limit, program, lookWord, "--", path)
	l.command.Err = errors.Join(l.command.Err, err)
	l.command.Args[0] = os.Args[0]
	l.command.Env = runtimeWords(os.Environ())
	l.command.Stdout, l.command.Stderr = &l.said, &l.err
	l.command.SysProcAttr = diesWithParent()
	return l
}

// runtimeWords are of the environment what Go's runtime reads: no secret.
func runtimeWords(environ []string) []string {
	kept := []string{}
	for _, v := range environ {
		if strings.HasPrefix(v, "GO") {
			kept = append(kept, v)
		}
	}
	return append(kept, "GOTRACEBACK=none")
}

// run runs it to its end. The kernel ends it with the thread that began it.
func (l *look) run() error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if _, err := l.command.StdinPipe(); err != nil { // which it reads until we are gone
		return err
	}
	return l.command.Run()
}

// judge says what became of a look.
func (l *look) judge(ctx context.Context, path string, err error, warn func(string)) error {
	said := strings.Split(strings.TrimSpace(l.said.String()), "\n")
	last, orderly := said[len(said)-1], false
	if last == lookedWord {
		last, orderly = said[max(0, len(said)-2)], !chaotic(l.command.ProcessState)
	}
	state := l.command.ProcessState
	switch {
	case state == nil && ctx.Err() == nil:
		warn(fmt.Sprintf("%s is opened without a first look by a process of its own: %v", path, err))
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil && orderly:
		return nil
	case orderly:
		return lookError{state.ExitCode(), strings.TrimPrefix(strings.TrimSpace(l.err.String()), "caseclock: ")}
	case l.limit.Err() != nil:
		return deadly(path, fmt.Sprintf("it did not end within %s", lookWithin), last)
	case outside(state):
		return fmt.Errorf("%s: the process that took a first look at it was ended from outside (%s), as where memory runs out; nothing was written; start again", path, state)
	}
	return deadly(path, "it died ("+cause(state, l.err.String())+")", last)
}

// deadly is what a file is refused with that ends or keeps who maps it.
func deadly(path, how, last string) error {
	if last != "" {
		how += " while " + harmless(last)
	}
	return fmt.Errorf("%s: %w: a process of its own took a first look at it, and %s; nothing was written", path, store.ErrDamaged, how)
}

// chaotic says whether a process did not end by its own decision: with status 2 Go's
// runtime ends one, also after its last word.
func chaotic(state *os.ProcessState) bool {
	return state == nil || state.ExitCode() < 0 || state.ExitCode() == exitWords
}

// outside says whether a process was ended by somebody, and not by what it read.
func outside(state *os.ProcessState) bool {
	w, ok := state.Sys().(syscall.WaitStatus)
	return ok && w.Signaled() && w.Signal() != syscall.SIGBUS && w.Signal() != syscall.SIGSEGV && w.Signal() != syscall.SIGABRT
}

// Go's runtime catches a signal that nothing can go on after, and says which.
var diedOf = regexp.MustCompile(`\[signal (SIG[A-Z]+)|(?m:^(?:fatal error|panic): (.{1,100}))|(?m:^runtime: (.*exceeds.*)$)`)

// cause says in a few words what a process died of.
func cause(state *os.ProcessState, err string) string {
	kind := state.String()
	for _, m := range diedOf.FindAllStringSubmatch(err, -1) {
		if m[1] != "" {
			return m[1]
		}
		kind = harmless(m[2] + m[3])
	}
	return kind
}
