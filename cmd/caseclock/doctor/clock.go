package doctor

import (
	"context"
	"time"

	"golang.org/x/sys/unix"
)

// ahead is by how much the store may be ahead of the clock before it is told.
const ahead = 2 * time.Minute

// clock looks whether the machine's clock is kept right, and was.
func (p *Patient) clock(context.Context) []Finding {
	const about = "clock"
	if d := p.Daemon; d != nil && d.Recorded.Sub(p.Now) > ahead {
		return bad(Wrong, about, "set the machine's clock right; until it has passed that instant, what is recorded bears it",
			"the last record bears the instant %s, which is still to come: the clock was ahead, or is behind", d.Recorded.UTC().Format(time.RFC3339))
	}
	if p.Now.Year() < 2024 {
		return bad(Wrong, about, "set the machine's clock and keep it with chrony or systemd-timesyncd", "the clock says %s", p.Now.Format(time.RFC3339))
	}
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	switch {
	case err != nil:
		return bad(Look, about, "ask chronyc tracking or timedatectl", "whether the clock is kept right cannot be told: %v", err)
	case state == unix.TIME_ERROR || t.Status&unix.STA_UNSYNC != 0:
		return bad(Look, about, "run chrony or systemd-timesyncd", "the clock is not kept by a time service, so days may begin at the wrong hour")
	}
	return good(about, "kept by a time service, off by at most %s", (time.Duration(t.Maxerror) * time.Microsecond).Round(time.Millisecond))
}

// zone looks whether London's hours are known: those of today and of a summer.
func (p *Patient) zone(context.Context) []Finding {
	const about = "zone"
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		return bad(Wrong, about, "install tzdata; the program brings its own, so this build is not a released one", "Europe/London cannot be loaded: %v", err)
	}
	_, winter := time.Date(p.Now.Year(), 1, 15, 12, 0, 0, 0, l).Zone()
	_, summer := time.Date(p.Now.Year(), 7, 15, 12, 0, 0, 0, l).Zone()
	if winter != 0 || summer != 3600 {
		return bad(Wrong, about, "compare the system's tzdata with the law: then use a release of Caseclock that knows it",
			"London's clock is %d s from UTC in January and %d s in July", winter, summer)
	}
	return good(about, "Europe/London is known, with its summer time")
}
