package engine

import (
	"context"
	"slices"
	"time"

	"caseclock/access"
	"caseclock/store"
)

// Health is how the installation fares: numbers, ids of rules and of people, and
// never a case.
//
// Who may see the status of some authorities alone is told that it works and
// what became of the mail of people of theirs; what counts or names all
// authorities together (All false) is left empty.
type Health struct {
	All     bool   `json:"all"`
	Product string `json:"product"`

	Evaluated time.Time     `json:"evaluated"` // when an evaluation of all cases last finished; zero: never
	Took      time.Duration `json:"took"`      // of the last, in nanoseconds
	Running   time.Time     `json:"running"`   // since when one runs; zero: none does
	Trouble   string        `json:"trouble"`   // why the last did not finish
	NextWake  time.Time     `json:"next_wake"` // zero: not known
	Found     Summary       `json:"found"`     // by the last that finished; needs All

	Store    StoreHealth `json:"store"`
	Mail     MailHealth  `json:"mail"`
	Warnings []string    `json:"warnings"` // what a person should see to
	Config   string      `json:"config"`   // in force, without secrets; needs All
}

// StoreHealth is how the store fares.
type StoreHealth struct {
	Stats    store.Stats `json:"stats"`    // its counts need All
	Log      LogHealth   `json:"log"`      // needs All
	Stopped  string      `json:"stopped"`  // why it takes no more writes; empty: it does
	Verified *Verified   `json:"verified"` // nil: never
	Sealed   bool        `json:"sealed"`   // its values are sealed
	Backup   time.Time   `json:"backup"`   // when the daemon last gave a copy away; zero: never
}

// MailHealth is what became of mail.
type MailHealth struct {
	Configured bool      `json:"configured"`
	Sent       int       `json:"sent"`     // alerts accepted since the engine was opened
	Failed     int       `json:"failed"`   // attempts refused or broken off since then
	Accepted   time.Time `json:"accepted"` // when a server last accepted something; zero: never
	Heard      []Heard   `json:"heard"`    // the last answers, the last first
	Waiting    []Letter  `json:"waiting"`  // to be tried again by themselves
	Dead       []Letter  `json:"dead"`     // refused for good
	Returned   Bounces   `json:"returned"` // what came back; needs All

	Canary *CanaryHealth `json:"canary"` // nil: none is sent, or the viewer sees no whole

	Beat      time.Time     `json:"beat"`       // when the heartbeat's address last answered
	BeatEvery time.Duration `json:"beat_every"` // 0: there is no heartbeat
	WellTo    string        `json:"well_to"`    // id of who gets the daily mail; empty: nobody
}

// Health says how the installation fares. It holds no case and so is not put in
// the audit trail; it is told even where the store takes no more writes. Error:
// ErrNotAllowed.
func (d *Desk) Health(ctx context.Context) (Health, error) {
	if !d.v.May(access.SeeStatus) {
		return Health{}, ErrNotAllowed
	}
	h := Health{All: d.v.Everywhere(access.SeeStatus), Product: d.e.Product}
	h.evaluation(d.e)
	if err := d.storeHealth(&h); err != nil {
		return Health{}, err
	}
	if err := d.mailHealth(ctx, &h); err != nil {
		return Health{}, err
	}
	h.Warnings = append(h.Warnings, d.e.calendarWarnings(d.e.Today())...)
	if !h.All {
		h.Found, h.Store.Stats = Summary{}, store.Stats{FileBytes: h.Store.Stats.FileBytes}
		return h, nil
	}
	h.Config = d.e.Config
	broken, err := BrokenImport(d.e.store)
	if err != nil {
		return Health{}, err
	}
	for _, w := range append(h.Found.Warnings, broken, h.Store.open()) {
		if w != "" && !slices.Contains(h.Warnings, w) {
			h.Warnings = append(h.Warnings, w)
		}
	}
	return h, nil
}

// open warns of a store that lies open; empty where it is sealed.
func (h *StoreHealth) open() string {
	if h.Sealed {
		return ""
	}
	return "the store is not sealed, so whoever has its file or a backup reads all of it; keys.file names the key that seals it"
}

// health is what the owner of the socket may know of the installation: all of it.
func (e *Engine) health(ctx context.Context) (Health, error) {
	return e.Desk(&access.Viewer{Grants: []access.Grant{{Role: access.Admin}}}).Health(ctx)
}

// evaluation takes over what the last evaluations found.
func (h *Health) evaluation(e *Engine) {
	v := &e.atDesks.vitals
	v.mu.Lock()
	h.Took, h.Trouble, h.Found = v.took, v.trouble, v.summary
	h.Mail.Sent, h.Mail.Failed, h.Mail.Heard = v.sent, v.failed, slices.Clone(v.heard)
	if v.running {
		h.Running = v.began
	}
	v.mu.Unlock()
	kept := e.vital()
	h.Evaluated, h.Mail.Accepted, h.Mail.Beat = kept.Evaluated, kept.Accepted, kept.Beat
	if e.NextWake != nil {
		h.NextWake = e.NextWake(e.Now())
	}
}

func (d *Desk) storeHealth(h *Health) (err error) {
	if h.Store.Stats, err = d.e.store.Stats(); err != nil {
		return err
	}
	if stopped := d.e.store.Err(); stopped != nil {
		h.Store.Stopped = stopped.Error()
	}
	h.Store.Backup, h.Store.Sealed = d.e.lastBackup(), d.e.store.Sealed()
	if h.Store.Verified, err = d.e.verified(); err != nil || !h.All {
		return err
	}
	var warning string
	if h.Store.Log, warning, err = d.e.logHealth(); warning != "" {
		h.Warnings = append(h.Warnings, warning)
	}
	return err
}

func (d *Desk) mailHealth(ctx context.Context, h *Health) (err error) {
	m := &h.Mail
	m.Configured, m.WellTo = d.e.Courier != nil, d.e.Heartbeat.MailTo
	if d.e.Heartbeat.URL != "" {
		m.BeatEvery = d.e.Heartbeat.Every
	}
	m.Heard = slices.DeleteFunc(m.Heard, func(x Heard) bool { return !d.mayFor(access.SeeStatus, x.Person) })
	for _, state := range unsettled {
		if m.Waiting, err = d.letters(ctx, state, m.Waiting); err != nil {
			return err
		}
	}
	if h.All {
		m.Returned = d.e.bounces()
		if m.Canary, err = d.e.canaryHealth(ctx); err != nil {
			return err
		}
	}
	m.Dead, err = d.letters(ctx, store.Dead, nil)
	return err
}

// mayFor says whether the viewer may do something about a person: all that the
// person may be concerned with lies in authorities where the viewer may. Of who
// is in no configuration that is not known.
func (d *Desk) mayFor(act access.Act, person string) bool {
	if d.v.Everywhere(act) {
		return true
	}
	p := d.e.person(person)
	if p == nil || len(p.Authorities) == 0 {
		return false
	}
	return !slices.ContainsFunc(p.Authorities, func(a string) bool { return !d.v.In(act, a) })
}
