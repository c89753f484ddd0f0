package daemon

import (
	"time"

	systemd "github.com/coreos/go-systemd/v22/daemon"
)

// notify tells systemd how the daemon fares; without systemd it does nothing.
func (d *Daemon) notify(what string) {
	if _, err := systemd.SdNotify(false, what); err != nil {
		d.Log.Warn().Err(err).Msg("systemd could not be told")
	}
}

// feedWatchdog ticks twice in the time after which systemd would restart the
// daemon; without a watchdog it never ticks.
func (d *Daemon) feedWatchdog() *time.Ticker {
	every, err := systemd.SdWatchdogEnabled(false)
	if err != nil {
		d.Log.Warn().Err(err).Msg("the watchdog's time is not understood")
	}
	if err != nil || every <= 0 {
		t := time.NewTicker(time.Hour)
		t.Stop()
		return t
	}
	return time.NewTicker(max(every/2, time.Millisecond))
}
