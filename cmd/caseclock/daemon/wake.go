package daemon

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/robfig/cron/v3"
	"github.com/rs/zerolog"
)

// guardEvery is how often the wall clock is compared with the machine's own
// count of time.
const guardEvery = 30 * time.Second

// noticed is the least difference between the two clocks that counts as a
// jump; less is the slewing of a time service.
const noticed = 5 * time.Second

// singleFlight makes one job of which never two run at once and which a panic
// does not end. The order matters: with Recover outside, the token that
// SkipIfStillRunning holds is never given back after a panic, and no later
// wake runs.
func (d *Daemon) singleFlight(work func()) func() {
	log := cronLog{d.Log}
	chain := cron.NewChain(cron.SkipIfStillRunning(log), cron.Recover(log))
	return chain.Then(cron.FuncJob(work)).Run
}

// start begins to wake by the schedule; what it returns ends that. A wake that
// is running goes on and is in hand.
func (d *Daemon) start() (end func()) {
	c := cron.New(cron.WithLogger(cronLog{d.Log}), cron.WithLocation(time.UTC))
	c.Schedule(d.Schedule, cron.FuncJob(d.job))
	c.Start()
	return func() {
		running := c.Stop()
		d.inHand.Go(func() { <-running.Done() })
	}
}

// wake is one evaluation.
func (d *Daemon) wake() {
	if d.ctx.Err() != nil {
		return
	}
	began, now := time.Now(), d.Now()
	d.state.begin(began)
	finished := false
	defer func() {
		if !finished {
			d.state.broke("the last evaluation broke off; the log has where", true)
		}
	}()
	s, err := d.Engine.Wake(d.ctx, now)
	finished = true
	took := time.Since(began)
	if err != nil && d.ctx.Err() != nil {
		d.state.broke("stopping", false)
		return
	}
	if err != nil {
		d.state.broke("the last evaluation did not finish: "+err.Error(), false)
		d.Log.Error().Err(err).Dur("took_ms", took).Msg("evaluation did not finish")
		if fatal(err) {
			d.giveUp(err)
		}
		return
	}
	d.state.finish(now, took, s)
	d.report(s, took)
}

// report logs a wake: quietly, unless there is something to say.
func (d *Daemon) report(s Summary, took time.Duration) {
	level := zerolog.DebugLevel
	if s.Sent > 0 {
		level = zerolog.InfoLevel
	}
	if s.Failed > 0 || s.CasesInTrouble > 0 {
		level = zerolog.WarnLevel
	}
	d.Log.WithLevel(level).Int("cases", s.Cases).Int("cases_in_trouble", s.CasesInTrouble).
		Int("owed", s.Owed).Int("sent", s.Sent).Int("failed", s.Failed).Dur("took_ms", took).Msg("evaluated")
	for _, w := range d.state.newWarnings(s.Warnings) {
		d.Log.Warn().Msg(w)
	}
}

// giveUp ends the daemon with the first error that allows no going on.
func (d *Daemon) giveUp(err error) {
	select {
	case d.fatal <- err:
	default:
	}
}

// clocks are one instant as the wall clock and as the machine's own count of
// time give it. The one may be set, the other only runs (and rests while the
// machine sleeps).
type clocks struct {
	wall    time.Time
	machine time.Time
}

func (d *Daemon) readClocks() clocks {
	return clocks{d.Wall().Round(0), time.Now()}
}

// jump is by how much the wall clock was set, or the machine slept, between
// two readings; 0 for what is too little to matter.
func (c clocks) jump(next clocks) time.Duration {
	jump := next.wall.Sub(c.wall) - next.machine.Sub(c.machine)
	if jump.Abs() < noticed {
		return 0
	}
	return jump
}

// jumped notes a jump of the clock. The schedule is begun anew after it: cron
// waits by the machine's count for an instant of the wall clock, so that it
// would sleep through a clock set forward, and for as long as a clock was set
// back.
func (d *Daemon) jumped(by time.Duration) {
	d.state.jumped()
	if d.Jumped != nil {
		d.Jumped(by)
	}
	d.Log.Warn().Str("by", by.Round(time.Second).String()).Msg("the clock jumped or the machine slept; evaluating at once")
}

// doubted says once that the clock is not believed, and once that it is again.
func (d *Daemon) doubted() {
	why := d.Doubt()
	switch before := d.state.doubt(why != ""); {
	case why != "" && !before:
		d.Log.Error().Msg(why)
	case why == "" && before:
		d.Log.Warn().Msg("the machine's clock is believed again")
	}
}

// cronLog writes what cron has to say into the daemon's log. Of a panic it
// keeps the place and, where it is the runtime's own, the words: another's
// words may name a case.
type cronLog struct{ log zerolog.Logger }

func (l cronLog) Info(msg string, _ ...any) {
	if msg == "skip" {
		l.log.Warn().Msg("the last evaluation is still running; this wake is left out")
	}
}

func (l cronLog) Error(err error, msg string, keysAndValues ...any) {
	e := l.log.Error()
	var own runtime.Error
	if errors.As(err, &own) {
		e = e.Str("panic", own.Error())
	} else {
		e = e.Str("panic", fmt.Sprintf("a value of type %T", err))
	}
	for i := 0; i+1 < len(keysAndValues); i += 2 {
		if keysAndValues[i] == "stack" {
			e = e.Str("stack", fmt.Sprint(keysAndValues[i+1]))
		}
	}
	e.Msg("an evaluation panicked; the next wake goes on (" + msg + ")")
}
