package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/intake"
	"caseclock/report/document"
	"caseclock/store"

	"github.com/rs/zerolog"
)

// desk is where the use cases are carried out: by the running daemon, or on the
// file itself where none runs.
type desk interface {
	Record(context.Context, engine.Who, engine.Entry) (engine.Recorded, error)
	Withdraw(context.Context, engine.Who, engine.Withdrawal) (engine.Recorded, error)
	RecordReason(context.Context, engine.Who, engine.Reason) (engine.Recorded, error)
	Deadlines(context.Context, engine.Ask, func(engine.Row) error) error
	Queries(context.Context, engine.Ask, func(engine.QueryRow) error) error
	Story(context.Context, engine.Ask) (engine.Story, error)
	Explain(context.Context, engine.Explaining) ([]engine.Explained, error)
	Document(context.Context, engine.ReportAsk) (document.Report, error)
	Issue(context.Context, engine.Who, engine.ReportAsk) (engine.Issue, error)
	Issues(context.Context, func(engine.Issue) error) error
	Issued(ctx context.Context, id string) (engine.Issue, error)
	IssuedFile(ctx context.Context, id, form string, to io.Writer) error
	Again(ctx context.Context, id string) (engine.Difference, error)
	Retention(context.Context, engine.RetentionAsk, func(engine.Keeping) error) error
	HoldBack(context.Context, engine.Who, engine.HoldAsk) error
	LetGo(context.Context, engine.Who, engine.HoldAsk) error
	Erase(context.Context, engine.Who, engine.EraseAsk) (engine.Erasing, error)
	Readmit(context.Context, engine.Who, engine.HoldAsk) error
	Import(context.Context, engine.Who, engine.ImportAsk, []intake.File, func(engine.ImportNews) error) (engine.Brought, error)
	KeepAccount(context.Context, engine.Who, engine.AccountAsk) error
	ListAccounts(context.Context, func(engine.AccountLine) error) error
	IssueToken(context.Context, engine.Who, engine.TokenAsk) (engine.IssuedToken, error)
	RevokeToken(context.Context, engine.Who, engine.TokenName) error
	ListTokens(context.Context, engine.TokenName, func(engine.TokenLine) error) error
	Prove(context.Context, engine.ProveAsk, io.Writer) error
	Close() error
}

// fileDesk works on the store's file.
type fileDesk struct {
	*engine.Console
}

// Close gives the file back.
func (d fileDesk) Close() error { return d.Store().Close() }

// reading and recording are what a command wants of the store.
const (
	reading   = false
	recording = true
)

// openDesk finds the daemon or, where none answers, opens the file, to write even
// where it is only read: a look is written down before it is answered. To record,
// a store that is not there is made.
func (a *app) openDesk(ctx context.Context, record bool, command string) (desk, error) {
	c, err := a.config()
	if err != nil {
		return nil, err
	}
	if d := dialDaemon(c.Socket); d != nil {
		return d, nil
	}
	settings, err := a.engineSettings(c, zerolog.Nop())
	if err != nil {
		return nil, err
	}
	o, err := a.ofStore(c, command)
	if err != nil {
		return nil, err
	}
	o.Existing = !record
	st, err := store.Open(c.Data, o)
	if err != nil {
		return nil, storeError(c.Data, err)
	}
	if err := plausible(st, a.now()); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	e, err := newEngine(ctx, st, settings, record)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	if broken, err := engine.BrokenImport(st); err == nil && broken != "" {
		fmt.Fprintln(a.err, "caseclock:", broken)
	}
	return fileDesk{e.Console(who(""))}, nil
}

func newEngine(ctx context.Context, st *store.Store, s engine.Settings, record bool) (*engine.Engine, error) {
	if record {
		return engine.Open(ctx, st, s)
	}
	return engine.New(st, s)
}

// storeError says what to do about a store that cannot be opened.
func storeError(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist) && folderIsThere(path):
		return fmt.Errorf("%s: there is no store yet; caseclock import or caseclock record makes it", path)
	case errors.Is(err, store.ErrHeld):
		return fmt.Errorf("%w; where that is a daemon and this command should reach it, the socket configured here is not its own; otherwise stop it first", err)
	case errors.Is(err, store.ErrNoKey):
		return noKey(path, err)
	case errors.Is(err, store.ErrNotStore):
		return fmt.Errorf("%w; accepted as data is a file that caseclock made, and where this was one, caseclock restore FILE puts a backup in its place", err)
	}
	return placed(path, err)
}

// atDesk does one thing at the desk.
func (a *app) atDesk(ctx context.Context, record bool, command string, do func(desk) error) error {
	d, err := a.openDesk(ctx, record, command)
	if err != nil {
		return err
	}
	return a.refusal(errors.Join(do(d), d.Close()))
}

// refusal writes what was refused, a fault a line, and leaves other errors to
// the end of the program.
func (a *app) refusal(err error) error {
	var refused *engine.Refused
	if !errors.As(err, &refused) {
		return err
	}
	prefix := "caseclock: "
	if refused.Located {
		prefix = ""
	}
	for _, f := range refused.Faults {
		fmt.Fprintln(a.err, prefix+harmless(f))
	}
	return errSilent
}

// who is behind a command on the file.
func who(by string) engine.Who { return engine.Who{By: by, Peer: engine.Account(), Door: "cli"} }

// momentWords are the flags of a question about a day or an instant.
type momentWords struct{ asAt, knownAt string }

func (w *momentWords) read(a *app) (deadline.Moment, error) { return a.moment(w.asAt, w.knownAt) }
