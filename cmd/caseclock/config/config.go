// Package config reads the settings of a Caseclock installation: one YAML file,
// read once and strictly, with defaults for whatever it leaves out and
// environment variables over it.
//
// A key of the file may be overridden by CASECLOCK_ and its path in capitals,
// CASECLOCK_DATA or CASECLOCK_MAIL_HOST, unless it is a list. Secrets stand in
// files of their own and are only named here. Relative paths are taken from
// the directory in which the command is started, whatever the folder of the
// configuration file. Days are civil days, times of day are Europe/London.
package config

import (
	"time"

	"caseclock/deadline"
	"caseclock/notify"
)

// Config is everything that can be set, with nothing left unset.
type Config struct {
	// File is the file that was read; empty where there was none.
	File string `mapstructure:"-"`

	origin map[string]string // of each key: file, environment or default

	Data        string      `mapstructure:"data"` // the store's file
	Keys        KeyFiles    `mapstructure:"keys"` // what the store is sealed with
	Backup      Backup      `mapstructure:"backup"`
	Authorities []Authority `mapstructure:"authorities"` // who is responsible for cases
	People      []Person    `mapstructure:"people"`      // who signs in, and who is told what
	Mail        Mail        `mapstructure:"mail"`
	Schedule    string      `mapstructure:"schedule"` // when the daemon wakes: a cron line or "@every 1m"
	Alerts      Alerts      `mapstructure:"alerts"`
	Listen      string      `mapstructure:"listen"` // address of the pages, or unix:/path; port 0 picks a free one
	Web         Web         `mapstructure:"web"`
	AdminListen string      `mapstructure:"admin_listen"` // loopback address of health and metrics; port 0 picks a free one
	Socket      string      `mapstructure:"socket"`       // Unix socket by which commands reach the daemon
	Heartbeat   Heartbeat   `mapstructure:"heartbeat"`
	Head        Head        `mapstructure:"head"`
	Link        string      `mapstructure:"link"`       // where a mail's reader can look a case up; empty: mails carry no link
	Holidays    string      `mapstructure:"holidays"`   // a bank holiday file in place of the built-in one; empty: the built-in one
	Categories  []string    `mapstructure:"categories"` // reasons for lateness beside the published ones
	Report      Report      `mapstructure:"report"`
	Reports     []Scheduled `mapstructure:"reports"`  // that the daemon makes when a period has ended
	Webhooks    []Webhook   `mapstructure:"webhooks"` // programs that are told of breaches
	Log         Log         `mapstructure:"log"`
}

// Authority is a council: the packs it works to, from when on, and the days on
// which it is closed beside the bank holidays.
type Authority struct {
	ID     string          `mapstructure:"id"`
	Name   string          `mapstructure:"name"`
	Since  deadline.Date   `mapstructure:"since"`  // what fell due before is neither mailed nor counted; none: everything is
	Rules  []Rules         `mapstructure:"rules"`  // in order of their days; none: scotland-2014
	Closed []deadline.Date `mapstructure:"closed"` // the council's own closure days

	Retention Retention `mapstructure:"retention"` // how long its cases are kept
}

// Retention is after how many calendar days a case is due to be erased, which a
// person then does or leaves; 0: it is kept.
type Retention struct {
	Registered int `mapstructure:"registered"` // from the end of the child's registration
	Otherwise  int `mapstructure:"otherwise"`  // from the last event of a case in which no child was registered
}

// The bounds of how long cases are kept, in calendar days.
const leastKept, longestKept = 365, 36525

// Rules names the pack in force from a day on: a built-in one or a file.
type Rules struct {
	Pack string        `mapstructure:"pack"`
	File string        `mapstructure:"file"`
	From deadline.Date `mapstructure:"from"` // none, in the first only: since ever
}

// Person is somebody who signs in and, by their roles, is told. The id is what
// events name.
type Person struct {
	ID          string   `mapstructure:"id"`
	Name        string   `mapstructure:"name"`
	Email       string   `mapstructure:"email"`
	Role        string   `mapstructure:"role"`        // one of Roles
	Roles       []string `mapstructure:"roles"`       // several of them
	Authorities []string `mapstructure:"authorities"` // ids; none: all of them
	Team        string   `mapstructure:"team"`        // an id of the reader's own choosing, for reports by team; none: of no team
	Away        []Away   `mapstructure:"away"`
}

// Away is a stretch of days, both included, on which another person is told.
type Away struct {
	From  deadline.Date `mapstructure:"from"`
	To    deadline.Date `mapstructure:"to"`
	Cover string        `mapstructure:"cover"` // the id of a person
}

// Mail is how mail leaves.
type Mail struct {
	Host         string `mapstructure:"host"` // of the relay; empty: no mail is sent
	Port         int    `mapstructure:"port"`
	From         string `mapstructure:"from"`          // an address
	TLS          string `mapstructure:"tls"`           // one of TLSModes
	CAFile       string `mapstructure:"ca_file"`       // PEM certificates that vouch for the relay; empty: the system's
	Username     string `mapstructure:"username"`      // empty: no sign-in
	PasswordFile string `mapstructure:"password_file"` // a file whose first line is the password
	Bounces      string `mapstructure:"bounces"`       // a maildir into which what comes back is delivered; empty: none

	CanaryTo    string        `mapstructure:"canary_to"`    // an address that canary mails go to; empty: none are sent
	CanaryEvery time.Duration `mapstructure:"canary_every"` // how often
}

// TLSModes are the ways to speak to the relay: mandatory is STARTTLS with a
// verified certificate; none is plain and only to loopback.
var TLSModes = []string{"mandatory", "none"}

// Alerts is when and on which occasions people are told.
type Alerts struct {
	DigestAt Clock  `mapstructure:"digest_at"` // time of day from which the day's digest goes
	Hours    Hours  `mapstructure:"hours"`     // outside them nothing is mailed
	Ladder   []Rung `mapstructure:"ladder"`
	Upcoming int    `mapstructure:"upcoming"` // calendar days ahead that the attached calendar reaches; 0: none is attached
}

// Rung is one occasion to tell people about a deadline: a sentence such as
// "7 days before to chair", or its parts as keys.
type Rung struct {
	When  string   `mapstructure:"when"`  // before, after, unexplained, proposed-passed or put-right (notify.Occasions)
	Days  int      `mapstructure:"days"`  // calendar days before or after the due day; 0 for the last two occasions
	Every int      `mapstructure:"every"` // unexplained only: again after so many calendar days; 0: once
	To    []string `mapstructure:"to"`    // roles
}

// Heartbeat is the sign of life for somebody outside to miss.
type Heartbeat struct {
	URL    string        `mapstructure:"url"`     // fetched; empty: none
	Every  time.Duration `mapstructure:"every"`   // how often the URL is fetched
	MailTo string        `mapstructure:"mail_to"` // the id of a person who gets a daily "all is well"; empty: nobody
}

// Head is where the head of the store's log is kept besides, once a day.
type Head struct {
	Folder string `mapstructure:"folder"`  // on another machine; empty: none
	MailTo string `mapstructure:"mail_to"` // the id of a person; empty: nobody
	At     Clock  `mapstructure:"at"`      // time of day
}

// Log is what the daemon writes on standard error.
type Log struct {
	Level  string `mapstructure:"level"`  // one of LogLevels
	Format string `mapstructure:"format"` // one of LogFormats
}

// LogLevels and LogFormats are what the log can be set to.
var (
	LogLevels  = []string{"debug", "info", "warn", "error"}
	LogFormats = []string{"json", "text"}
)

// Default is the configuration of an empty file.
func Default() Config {
	return Config{
		Data:        "./caseclock.db",
		Mail:        Mail{Port: 25, TLS: "mandatory", CanaryEvery: 6 * time.Hour},
		Schedule:    "@every 1m",
		Alerts:      Alerts{DigestAt: At(7, 30), Hours: Hours{At(7, 0), At(19, 0)}, Ladder: defaultLadder(), Upcoming: notify.DefaultUpcoming},
		Listen:      "127.0.0.1:8420",
		Web:         defaultWeb(),
		AdminListen: "127.0.0.1:8421",
		Socket:      "./caseclock.sock",
		Heartbeat:   Heartbeat{Every: time.Hour},
		Head:        Head{At: At(7, 30)},
		Report:      Report{Target: 95, Threshold: 5, Trend: 8},
		Log:         Log{Level: "info", Format: "json"},
	}
}

// Person finds a person by id, or nil.
func (c *Config) Person(id string) *Person {
	for i := range c.People {
		if c.People[i].ID == id {
			return &c.People[i]
		}
	}
	return nil
}

// Authority finds an authority by id, or nil.
func (c *Config) Authority(id string) *Authority {
	for i := range c.Authorities {
		if c.Authorities[i].ID == id {
			return &c.Authorities[i]
		}
	}
	return nil
}

// AllCategories are the published reasons for lateness and those added.
func (c *Config) AllCategories() []string {
	return append(append([]string{}, deadline.Categories...), c.Categories...)
}
