package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"caseclock/cmd/caseclock/clock"
	"caseclock/cmd/caseclock/config"
	"caseclock/cmd/caseclock/daemon"
	"caseclock/engine"
	"caseclock/notify"
	"caseclock/store"
	"caseclock/web"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
)

func serveCommand(a *app) *cobra.Command {
	var right bool
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run the daemon: evaluate, alert, and answer commands",
		Long: `Serve opens the store and holds it, evaluates all cases at once and then by the
schedule, mails what is owed, serves the pages and the API to who signs in,
answers commands through the socket, and health and metrics on the admin address. SIGTERM and SIGINT end it once what is in hand
is finished. When the store can no longer be written to, it makes one last pass of
alerts from memory and ends.

It ends with status
  0  as it was told to
  1  what it was asked for was refused, or something else failed
  2  its words are off, or its configuration is not there
  3  another process holds the store
  4  the store is damaged, is no store, or is of a newer version; starting it again does not help
  5  the store takes no more writes, or was replaced while it ran
  6  the store's folder or file cannot be used: it is missing, full, read-only, another's, or on a shared file system

A clock that jumps while the daemon runs is not believed at once: the daemon goes
on by the machine's own count and says so in health, in the log and to no
heartbeat, until the clock is put right or the daemon is started anew.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.serve(c.Context(), right) },
	}
	c.Flags().BoolVar(&right, "clock-is-right", false, "start though the clock is more than 400 days after the last record")
	return c
}

func (a *app) serve(ctx context.Context, clockIsRight bool) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, os.Interrupt)
	defer stop()
	s := &service{app: a, config: c, log: newLog(a.err, c.Log), failed: make(chan error, 1), wall: a.now, clockIsRight: clockIsRight}
	s.clock = clock.New(s.wall, clock.Count)
	a.now = s.clock.Now
	defer func() { a.now = s.wall }()
	if err := s.open(ctx); err != nil {
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			return nil // it was told to end before it had begun
		}
		return err
	}
	return errors.Join(s.run(ctx), s.close())
}

// newLog writes what the daemon has to say: JSON for machines, or lines.
func newLog(w io.Writer, c config.Log) zerolog.Logger {
	level, err := zerolog.ParseLevel(c.Level)
	if err != nil {
		level = zerolog.InfoLevel
	}
	zerolog.TimeFieldFormat = time.RFC3339Nano
	if c.Format == "text" {
		w = zerolog.ConsoleWriter{Out: w, NoColor: !terminal(w), TimeFormat: time.RFC3339}
	}
	return zerolog.New(w).Level(level).With().Timestamp().Logger()
}

const (
	// heldFor is how long a daemon waits for another that holds the store, twice at
	// most: for the store's lock and for the file's own.
	heldFor = 700 * time.Millisecond
	// watchEvery is how often an idle daemon looks whether its store was replaced.
	watchEvery = 2 * time.Second
)

// service is the daemon with all it holds.
type service struct {
	app    *app
	config *config.Config
	log    zerolog.Logger
	engine *engine.Engine
	store  *store.Store
	socket net.Listener
	pages  *pages
	failed chan error   // why the store takes no more writes
	quiet  bool         // nothing is said of where health and metrics are
	clock  *clock.Clock // nil: the program's own is believed
	wall   func() time.Time

	clockIsRight bool // whatever the store's last record says
}

func (s *service) open(ctx context.Context) error {
	c := s.config
	if err := exposed(c); err != nil {
		return err
	}
	settings, err := s.app.engineSettings(c, s.log)
	if err != nil {
		return err
	}
	if s.clock != nil {
		settings.Doubt = s.clock.Doubt
	}
	if settings.Courier, err = courier(c); err != nil {
		return err
	}
	settings.Returned.Path, settings.Pace = c.Mail.Bounces, notify.Steady()
	if settings.Hooks, err = hooks(c); err != nil {
		return err
	}
	settings.HookPoster = engine.HTTPHookPoster{}
	if c.Heartbeat.URL != "" {
		settings.Pinger = notify.HTTPPinger{}
	}
	o, err := s.app.ofStore(c, "serve")
	if err != nil {
		return err
	}
	o.First = first(ctx, func(w string) { s.log.Warn().Msg(w) })
	o.Timeout, o.Watch, o.OnFatal = heldFor, watchEvery, func(err error) { s.failed <- err }
	s.store, err = store.Open(c.Data, o)
	if err != nil {
		return storeError(c.Data, err)
	}
	if err = s.plausible(); err == nil {
		s.engine, err = engine.Open(ctx, s.store, settings)
	}
	if err == nil {
		err = s.listen(ctx)
	}
	if err != nil {
		return errors.Join(err, s.store.Close())
	}
	for _, w := range c.Warnings(s.app.now()) {
		s.log.Warn().Msg(w)
	}
	s.log.Info().Str("store", c.Data).Str("socket", c.Socket).Str("version", version()).Bool("sealed", s.store.Sealed()).Msg("opened")
	return nil
}

// listen takes the socket and the address of the pages.
func (s *service) listen(ctx context.Context) error {
	accounts, err := s.engine.OpenAccounts(ctx, accountOptions(s.config))
	if err != nil {
		return err
	}
	at, err := web.Listen(s.config.Listen, s.config.Secure())
	if err != nil {
		return err
	}
	if s.pages, err = s.app.openPages(s.config, s.engine, accounts, at, nil, s.log); err == nil {
		s.socket, err = engine.Listen(s.config.Socket)
	}
	if err != nil {
		return errors.Join(err, at.Close())
	}
	return nil
}

// run serves until ctx ends or the store takes no more writes.
func (s *service) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var side sync.WaitGroup
	var last, spoken, shown error
	side.Go(func() {
		defer stop()
		spoken = s.engine.ServeSocket(ctx, s.socket)
	})
	side.Go(func() {
		defer stop()
		shown = s.pages.serve(ctx)
	})
	side.Go(func() { s.sealAnew(ctx) })
	side.Go(func() {
		select {
		case <-ctx.Done():
		case <-s.failed:
			_, last = s.engine.Wake(context.WithoutCancel(ctx), s.app.now())
			stop()
		}
	})
	err := daemon.New(s.daemonOptions()).Run(ctx)
	stop()
	side.Wait()
	if err != nil && last != nil {
		err = nil // both tell of the same store
	}
	return errors.Join(err, last, spoken, shown)
}

func (s *service) daemonOptions() daemon.Options {
	o := daemon.Options{Engine: waker{s.engine}, Schedule: s.config.Wakes(), Now: s.app.now, Listen: s.config.AdminListen,
		Rules: s.engine.Book.RuleIDs(), Version: version(), Log: s.log, Listening: s.listening, Broken: s.store.Err}
	if s.clock != nil {
		o.Wall, o.Doubt = s.wall, s.clock.Doubt
		o.Jumped = func(by time.Duration) { s.engine.Jumped(context.Background(), by) }
	}
	return o
}

// listening says on standard output where health and metrics are.
func (s *service) listening(address string) {
	if s.quiet {
		return
	}
	fmt.Fprintf(s.app.out, "pages on %s\nhealth and metrics on http://%s; commands through %s\n", s.pages.address(), address, s.config.Socket)
}

func (s *service) close() error { return s.store.Close() }

// waker is the engine as the daemon wakes it.
type waker struct{ engine *engine.Engine }

// Wake evaluates and tells.
func (w waker) Wake(ctx context.Context, now time.Time) (daemon.Summary, error) {
	s, err := w.engine.Wake(ctx, now)
	return daemon.Summary(s), err
}
