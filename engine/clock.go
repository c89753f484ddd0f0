package engine

import (
	"context"
	"fmt"
	"time"

	"caseclock/store"
)

// doubt says why the machine's clock is not believed; empty where it is. While
// it is not, no sign of life is given: somebody outside is to look.
func (e *Engine) doubt() string {
	if e.Doubt == nil {
		return ""
	}
	return e.Doubt()
}

// ahead is how far the last record may be dated after the clock and nobody need
// know: clocks are set back a little now and then.
const ahead = time.Hour

// clockWarnings say what is wrong with the clock, and with records that were
// dated while it was.
func (e *Engine) clockWarnings(now time.Time) []string {
	var all []string
	if why := e.doubt(); why != "" {
		all = append(all, why)
	}
	if st, err := e.store.Stats(); err == nil && st.LastRecorded.Sub(now) > ahead {
		last := st.LastRecorded
		all = append(all, fmt.Sprintf("the last record is dated %s, which is to come: what is recorded until then is dated so too, and no report as known at an earlier instant counts it. "+
			"Where the clock is behind, put it right; where it was ahead once, restore the backup from before that and bring in again what came since", last.UTC().Format(time.RFC3339)))
	}
	return all
}

// Jumped keeps in the trail that the machine's clock jumped or the machine
// slept. What is too short to matter to anybody is left to the log.
func (e *Engine) Jumped(ctx context.Context, by time.Duration) {
	if by.Abs() < time.Minute {
		return
	}
	entry := store.Entry{Action: "clock", Door: "daemon", Detail: fmt.Sprintf("the clock jumped or the machine slept: by %s", by.Round(time.Second))}
	if err := e.store.Record(ctx, entry); err != nil {
		e.Log.Error().Err(err).Msg("that the clock jumped cannot be kept")
	}
}
