package doctor

import (
	"context"
	"time"
)

// Horizon is a calendar and how long it lasts.
type Horizon struct {
	Name string
	Last time.Time // the last day that it knows
}

// soon is how long before its end a calendar is told of: the longest limit, and
// time to act.
const soon = 270 * 24 * time.Hour

// calendar looks how far the holidays are known.
func (p *Patient) calendar(context.Context) []Finding {
	const about = "holidays"
	var all []Finding
	told := map[Horizon]bool{}
	for _, h := range p.Calendar {
		if told[h] { // each authority has the list, with its own closure days
			continue
		}
		told[h] = true
		switch left := h.Last.Sub(p.Now); {
		case left < 0:
			all = append(all, bad(Wrong, about, "use a newer release, or name a newer list under holidays", "%s: known only until %s, so no date after it is right", h.Name, day(h.Last))...)
		case left < soon:
			all = append(all, bad(Look, about, "use a newer release, or name a newer list under holidays", "%s: known only until %s", h.Name, day(h.Last))...)
		default:
			all = append(all, good(about, "%s: known until %s", h.Name, day(h.Last))...)
		}
	}
	return all
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

// Backup is what is known of copies.
type Backup struct {
	Last    time.Time     // zero: none is known
	Every   time.Duration // how often one is expected
	Sealed  bool          // the last was written for a recipient's key
	Unknown bool          // no daemon runs that could tell
}

// backups looks how old the last one is.
func (p *Patient) backups(context.Context) []Finding {
	const about = "backup"
	const remedy = "run caseclock backup each night (a systemd timer or cron), to another machine, and try a restore"
	b := p.Backup
	switch {
	case b.Unknown:
		return bad(Look, about, "start the daemon and ask again", "no daemon runs that could tell of backups")
	case b.Last.IsZero():
		return bad(Wrong, about, remedy, "none was ever made through the daemon")
	case p.Now.Sub(b.Last) > 2*b.Every:
		return bad(Wrong, about, remedy, "the last was made %s", when(b.Last))
	}
	return good(about, "the last was made %s", when(b.Last))
}

// Keys are how the store is sealed.
type Keys struct {
	Sealed bool
	Says   string // "key 3f2a, since 2026-11-22"
}

// keys looks whether what lies on the disk is sealed.
func (p *Patient) keys(context.Context) []Finding {
	const about = "keys"
	if !p.Keys.Sealed {
		return bad(Look, about, "make a master key by caseclock keys new, name it under keys.file and restart the daemon", "the store is not sealed: who has the disk or a backup can read every case")
	}
	return good(about, "the store is sealed; %s", p.Keys.Says)
}

// Head is where the head of the store's log is kept besides.
type Head struct {
	Folder string    // on another machine; empty: none
	MailTo string    // a person's id; empty: nobody
	Kept   time.Time // when it last was; zero: never, or no daemon runs
}

// overdue is how old the head that is kept elsewhere may be.
const overdue = 36 * time.Hour

// head looks whether a rewritten store would be noticed.
func (p *Patient) head(context.Context) []Finding {
	const about = "log"
	h := p.Head
	switch {
	case h.Folder == "" && h.MailTo == "":
		return bad(Look, about, "set head.folder to a folder of another machine, or head.mail_to", "the head of the store's log is kept nowhere else, so who owns this machine could write the store anew")
	case p.Daemon == nil:
		return good(about, "its head is to be kept elsewhere; no daemon runs that could")
	case p.Now.Sub(h.Kept) > overdue:
		return bad(Wrong, about, "look at the daemon's log, and whether head.folder can be written to", "its head was last kept elsewhere %s", when(h.Kept))
	}
	return good(about, "its head was kept elsewhere %s", when(h.Kept))
}

// settings tells what the configuration itself is doubtful of.
func (p *Patient) settings(context.Context) []Finding {
	var all []Finding
	for _, w := range p.Warnings {
		all = append(all, bad(Look, "settings", "caseclock config check names the setting and what is accepted", "%s", w)...)
	}
	if len(all) == 0 {
		return good("settings", "the configuration has no doubtful setting")
	}
	return all
}
