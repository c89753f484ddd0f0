package daemon

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

// Schedule says when the next wake after an instant is.
type Schedule interface{ Next(time.Time) time.Time }

// Options are what a daemon is made of.
type Options struct {
	Engine   Engine
	Schedule Schedule
	Now      func() time.Time // the time to go by
	Wall     func() time.Time // the machine's clock as it stands; nil: Now
	Doubt    func() string    // why Wall is not believed, with the remedy; empty: it is; nil: always
	Jumped   func(by time.Duration)
	Listen   string   // loopback address of health and metrics; port 0 picks a free one
	Rules    []string // rule ids that may stand in a metric's label
	Version  string
	Log      zerolog.Logger
	// Broken, where set, is asked why the daemon is about to end; nil: it is not.
	Broken func() error
	// Listening, where set, is told the address that health and metrics have.
	Listening func(address string)
}

// Daemon wakes an engine until it is told to stop.
type Daemon struct {
	Options
	state *state
	job   func() // one wake: single flight, panics caught
	fatal chan error
	// inHand counts the wakes that are running beside the loop.
	inHand sync.WaitGroup
	ctx    context.Context // ends when the daemon is told to stop
}

// New makes a daemon that does nothing yet.
func New(o Options) *Daemon {
	if o.Wall == nil {
		o.Wall = o.Now
	}
	if o.Doubt == nil {
		o.Doubt = func() string { return "" }
	}
	d := &Daemon{Options: o, state: &state{}, fatal: make(chan error, 1)}
	d.job = d.singleFlight(d.wake)
	return d
}

// Run takes its address, wakes the engine once, answers health and metrics,
// says that it is ready and goes on by the schedule until ctx ends; then it
// finishes what is in hand. Where the address is taken nothing is evaluated and
// nobody is mailed. The error
// is why it could not go on.
func (d *Daemon) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	d.ctx = ctx
	l, err := d.bind()
	if err != nil {
		return err
	}
	d.job()
	if err := d.gaveUp(); err != nil || ctx.Err() != nil {
		_ = l.Close()
		return err
	}
	defer d.answerAt(l)()
	d.notify("READY=1")
	err = d.loop(ctx, stop)
	d.notify("STOPPING=1")
	d.Log.Info().Msg("stopped; what was in hand is finished")
	return err
}

// Keep is Run without an address: whoever runs it asks Handler for health. It
// tells systemd nothing but that the daemon lives.
func (d *Daemon) Keep(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	d.ctx = ctx
	d.job()
	if err := d.gaveUp(); err != nil || ctx.Err() != nil {
		return err
	}
	return d.loop(ctx, stop)
}

// loop wakes by the schedule until ctx ends or the engine gives up, and
// returns when no wake is running.
func (d *Daemon) loop(ctx context.Context, stop context.CancelFunc) error {
	d.ctx = ctx
	defer d.inHand.Wait()
	end := d.start()
	defer func() { end() }()
	guard := time.NewTicker(guardEvery)
	defer guard.Stop()
	fed := d.feedWatchdog()
	defer fed.Stop()
	clock := d.readClocks()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-d.fatal:
			stop()
			return err
		case <-fed.C:
			if alive, _ := d.state.alive(); alive {
				d.notify("WATCHDOG=1")
			}
		case <-guard.C:
			next := d.readClocks()
			if jump := clock.jump(next); jump != 0 {
				d.jumped(jump)
				end()
				end = d.start()
				d.inHand.Go(d.job)
			}
			d.doubted()
			clock = next
		}
	}
}

func (d *Daemon) gaveUp() error {
	select {
	case err := <-d.fatal:
		return err
	default:
		return nil
	}
}

// fatal says whether an error means that going on makes no sense.
func fatal(err error) bool {
	var f interface{ Fatal() bool }
	return errors.As(err, &f) && f.Fatal()
}
