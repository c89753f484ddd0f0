package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"caseclock/deadline"
	"caseclock/notify"
	"caseclock/store"
)

// Summary is what a wake found and did: numbers and rule ids, never a case.
type Summary struct {
	Cases          int            // evaluated
	CasesInTrouble int            // whose evaluation panicked or could not be read
	OpenDeadlines  int            // neither met nor ended
	BreachesByRule map[string]int // out of timescale, by rule
	Unexplained    int            // breaches without a reason and a proposed date that hold
	Owed           int            // alerts owed and not yet accepted by a mail server
	Sent           int            // alerts accepted in this wake
	Failed         int            // attempts refused or broken off in this wake
	Refused        int            // messages of the last 7 days that the mail server refused for good
	Damaged        int            // records that are not as they were written, when last verified
	Unproven       string         // why nothing shows that mail gets out; empty: something does, or no canary mail is sent
	Warnings       []string       // what a person should know; no case in them
}

// Stopped is why the store takes no more writes. After it the process ends: a
// failed write is never tried again, because it may be on the disk all the
// same.
type Stopped struct {
	Cause error
	Sent  int       // messages accepted in the one pass that was made from memory
	Owed  int       // messages of that pass that were not accepted
	Told  time.Time // when the day's pass had been made already, so that none was made now; zero: it was made
}

// Error says what happened and what follows from it.
func (s *Stopped) Error() string {
	if !s.Told.IsZero() {
		return fmt.Sprintf("the store takes no more writes, so the daemon ends: %v; the day's pass of alerts from memory was made at %s and is not made again",
			s.Cause, s.Told.UTC().Format(time.RFC3339))
	}
	return fmt.Sprintf("the store takes no more writes, so the daemon ends: %v; one pass of alerts was made from memory: %d messages accepted, %d not; "+
		"they are not in the ledger and may be sent again after the restart, with the same Message-ID", s.Cause, s.Sent, s.Owed)
}

// Unwrap gives the cause.
func (s *Stopped) Unwrap() error { return s.Cause }

// Fatal says that going on makes no sense.
func (s *Stopped) Fatal() bool { return true }

// Wake evaluates every case as at an instant, works out what is owed, claims
// and sends it, and keeps that it did; then it makes the reports whose day has
// come. A case whose evaluation panics is left out and counted. Where the store cannot be written to, what is owed is sent
// once from memory and the error is *Stopped.
func (e *Engine) Wake(ctx context.Context, now time.Time) (Summary, error) {
	e.waking.Lock()
	defer e.waking.Unlock()
	e.atDesks.vitals.begin(e.Now())
	s, err := e.wake(ctx, now)
	e.atDesks.vitals.end(e.Now(), &s, err)
	return s, err
}

func (e *Engine) wake(ctx context.Context, now time.Time) (Summary, error) {
	if err := e.store.Err(); err != nil {
		return e.finalPass(ctx, now, err)
	}
	e.plans.sweep(e.Now())
	e.sweep(ctx)
	e.scrub(ctx)
	found, err := e.evaluate(ctx, now)
	if err != nil && !errors.Is(err, store.ErrDamaged) {
		return found.Summary, err
	}
	var warning string
	if found.Damaged, warning = e.damaged(); warning != "" {
		found.Warnings = append(found.Warnings, warning)
	}
	if err := e.wakeBoardGuarded(ctx); err != nil {
		e.Log.Error().Err(err).Msg("the lists cannot be made ready; they are made when they are next asked for")
	}
	returned, failed := e.takeBounces(ctx, now)
	var did wakeReport
	if failed == nil {
		did, failed = e.tell(ctx, now, &found, err == nil)
	}
	if failed == nil {
		failed = e.keepVital(ctx, did.vital)
	}
	if failed == nil && err == nil {
		failed = e.wakeReports(ctx, now, &found)
	}
	if failed == nil && err == nil {
		failed = e.wakeHead(ctx, now, &found)
	}
	if failed == nil && err == nil {
		var said []string
		said, failed = e.wakeHooks(ctx, now, &found)
		found.Warnings = append(found.Warnings, said...)
	}
	if failed == nil {
		failed = e.wakeVerify(ctx, now)
	}
	if failed == nil {
		failed = e.sendCanary(ctx, now, &did)
	}
	if failed == nil && err == nil {
		failed = e.beat(ctx, now, &did)
	}
	if stopped := e.store.Err(); failed != nil && stopped != nil {
		return e.finalPass(ctx, now, stopped)
	}
	e.sumUp(now, &found, &did, returned)
	return found.Summary, errors.Join(err, failed)
}

// sumUp adds to what was found what was done about it, and what a person should
// see to.
func (e *Engine) sumUp(now time.Time, found *found, did *wakeReport, returned string) {
	found.add(&did.Report)
	found.Owed, found.Refused, found.Unproven = did.open, did.refused, did.unproven
	if did.unproven != "" {
		found.Warnings = append(found.Warnings, did.unproven)
	}
	found.Warnings = append(found.Warnings, e.clockWarnings(now)...)
	if returned != "" {
		found.Warnings = append(found.Warnings, returned)
	}
	if did.refused > 0 {
		found.Warnings = append(found.Warnings, refusedText(did.refused, did.persons))
	}
	if source, err := brokenImport(e.store); err == nil && source != "" {
		found.Warnings = append(found.Warnings, brokenImportText(source))
	}
}

// wakeBoardGuarded keeps a panic among the lists that pages show from the alerts.
func (e *Engine) wakeBoardGuarded(ctx context.Context) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("a panic: %s", panicText(r))
		}
	}()
	return e.wakeBoard(ctx)
}

// refusedText says how many messages of the last 7 days were refused for good,
// and whose.
func refusedText(n int, persons []string) string {
	if n == 1 {
		return fmt.Sprintf("1 message of the last 7 days was refused for good by the mail server; put right the address of %s", persons[0])
	}
	return fmt.Sprintf("%d messages of the last 7 days were refused for good by the mail server; put right the addresses of %s", n, strings.Join(persons, ", "))
}

// finalPass tells what is owed without the ledger. It is made once, and of the
// daemons that start on the same store in a day by the first alone, once a message
// was accepted.
func (e *Engine) finalPass(ctx context.Context, now time.Time, cause error) (Summary, error) {
	stopped := &Stopped{Cause: cause}
	if e.lastPass {
		return Summary{}, stopped
	}
	e.lastPass = true
	if told := e.store.Told(); !told.IsZero() && deadline.DayOf(told) == deadline.DayOf(now) {
		stopped.Told = told
		e.Log.Error().Err(cause).Time("told", told).Msg("the store takes no more writes; the day's pass of alerts from memory was made before")
		return Summary{}, stopped
	}
	found, err := e.evaluate(ctx, now)
	if err != nil {
		e.Log.Error().Err(err).Msg("the pass of alerts from memory is not whole")
	}
	memory := notify.NewMemoryLedger(e.ledger(ctx))
	e.takeWaiting(memory, now)
	n := e.notifier(memory)
	n.Config.Unrecorded, n.Pace = true, nil // the daemon is about to end
	r, err := n.Wake(ctx, now, found.items)
	if err != nil {
		e.Log.Error().Err(err).Msg("the pass of alerts from memory broke off")
	}
	for _, w := range memory.All() {
		if w.State() == notify.Sent {
			stopped.Sent++
		} else {
			stopped.Owed++
		}
	}
	if stopped.Sent > 0 {
		if err := e.store.NoteTold(now); err != nil {
			e.Log.Error().Err(err).Msg("that the pass was made cannot be kept; it may be made again")
		}
	}
	found.add(&r)
	found.Owed = max(0, len(r.Owed)-r.AlertsSent)
	e.Log.Error().Err(cause).Int("accepted", stopped.Sent).Int("not_accepted", stopped.Owed).Msg("the store takes no more writes; one pass of alerts was made from memory")
	return found.Summary, stopped
}

// takeWaiting brings what was claimed before the store failed into memory.
func (e *Engine) takeWaiting(memory *notify.MemoryLedger, now time.Time) {
	kept, err := e.ledger(context.Background()).Waiting(now)
	if err != nil {
		e.Log.Error().Err(err).Msg("what was claimed before cannot be read")
	}
	for i := range kept {
		if kept[i].Sending.Kind == notify.Canary {
			continue
		}
		_, _ = memory.Claim(kept[i].Sending)
	}
}

func (e *Engine) notifier(l notify.Ledger) *notify.Notifier {
	return &notify.Notifier{Config: e.Alerts, People: notify.NewPeople(e.People...), Heartbeat: e.Heartbeat, Canary: e.Canary,
		Ledger: l, Courier: e.Courier, Pinger: e.Pinger, Clock: e.Now, Random: e.Random, Pace: e.Pace}
}

// wakeReport is what a wake did beside evaluating.
type wakeReport struct {
	notify.Report
	vital notify.Vital
	whole bool // every case of a sound store was evaluated
	open  int  // alerts owed and not accepted by a mail server, of earlier wakes too

	refused int      // messages refused for good of late
	persons []string // whom they were for

	unproven string // why nothing shows that mail gets out
}

// tell sends what is owed.
func (e *Engine) tell(ctx context.Context, now time.Time, found *found, whole bool) (wakeReport, error) {
	did := wakeReport{vital: e.vital()}
	l := e.ledger(context.WithoutCancel(ctx))
	n := e.notifier(l)
	var err error
	did.Report, err = n.Wake(ctx, now, found.items)
	if err == nil {
		did.open, err = l.open(did.Owed)
	}
	if err == nil {
		did.persons, did.refused, err = l.refused(now)
	}
	if err = errors.Join(err, l.failed); err != nil {
		return did, err
	}
	if !did.Accepted.IsZero() {
		did.vital.Accepted = did.Accepted
	}
	if e.atDesks.vitals.takenSince() {
		did.vital.Taken = now
	}
	if !whole || found.CasesInTrouble > 0 || found.Damaged > 0 {
		return did, nil
	}
	did.vital.Evaluated, did.whole = now, true
	return did, nil
}

// add takes over what was owed and sent.
func (s *found) add(r *notify.Report) {
	s.Sent += r.AlertsSent
	s.Failed += r.Attempts - r.Sent
	s.Warnings = append(s.Warnings, r.Problems...)
}

// horizonWarning is how long before a calendar ends it is time to say so.
const horizonWarning = 6 // months

// calendarWarnings names the calendars that end soon.
func (e *Engine) calendarWarnings(today deadline.Date) []string {
	var all []string
	for _, c := range e.Book.Calendars() {
		if h := c.Horizon(); h < today.AddMonths(horizonWarning) {
			w := fmt.Sprintf("%s (version %s) ends on %s: working days after it are unknown; a newer list of holidays is needed", c.Name, c.Version, h)
			if !slices.Contains(all, w) {
				all = append(all, w)
			}
		}
	}
	return all
}
