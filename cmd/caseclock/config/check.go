package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// checker looks at what was read, and notes no second fault where a value
// could not be read in the first place.
type checker struct {
	c      *Config
	unread Faults
	faults Faults
	round  []string // people of whose covers it was told that they go round
}

// check finds what is wrong with values that could be read.
func check(c *Config, unread Faults) Faults {
	k := &checker{c: c, unread: unread}
	k.paths()
	k.authorities()
	k.sealing()
	k.packs()
	k.people()
	k.mail()
	k.alerts()
	k.daemon()
	k.web()
	k.oneOf("log.level", c.Log.Level, LogLevels)
	k.oneOf("log.format", c.Log.Format, LogFormats)
	k.categories()
	k.reports()
	k.webhooks()
	return k.faults
}

// fault notes a mistake, unless the key or what holds it could not be read.
func (k *checker) fault(path, format string, args ...any) {
	if !k.isUnread(path) {
		k.faults.add(path, format, args...)
	}
}

func (k *checker) isUnread(path string) bool {
	return slices.ContainsFunc(k.unread, func(u Fault) bool {
		return u.Path == path || strings.HasPrefix(path, u.Path+".") || strings.HasPrefix(path, u.Path+"[")
	})
}

func (k *checker) oneOf(path, value string, accepted []string) {
	if !slices.Contains(accepted, value) {
		k.fault(path, "%q is unknown; accepted: %s", value, strings.Join(accepted, ", "))
	}
}

// id is how ids are written: they stand in events, links and file names.
var id = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// newID checks an id and that it is the first of its list.
func (k *checker) newID(path, value string, seen map[string]bool) {
	switch {
	case value == "":
		k.fault(path, "missing; accepted is a short name of letters, digits, dots and hyphens")
	case !id.MatchString(value):
		k.fault(path, "%q is no id; accepted are 1 to 64 letters, digits, dots and hyphens, the first a letter or digit", value)
	case seen[value]:
		k.fault(path, "%q is there already; accepted is each id once", value)
	}
	seen[value] = true
}

// longestSocket is what a Unix socket's address can hold, in bytes.
const longestSocket = 107

func (k *checker) paths() {
	k.needed("data", k.c.Data)
	k.needed("socket", k.c.Socket)
	if len(k.c.Socket) > longestSocket {
		k.fault("socket", "is %d bytes long; accepted are at most %d", len(k.c.Socket), longestSocket)
	}
	for path, file := range map[string]string{"data": k.c.Data, "socket": k.c.Socket} {
		k.folderOf(path, file)
	}
	k.file("mail.password_file", k.c.Mail.PasswordFile)
	k.file("mail.ca_file", k.c.Mail.CAFile)
}

func (k *checker) needed(path, value string) {
	if value == "" {
		k.fault(path, "missing; accepted is the name of a file")
	}
}

// file checks that a file, where one is named, is there and can be read.
func (k *checker) file(path, file string) bool {
	if file == "" {
		return true
	}
	f, err := os.Open(file)
	if err != nil {
		k.fault(path, "%v; accepted is a file that is there (a relative name starts from the directory the command is started in)", err)
		return false
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		k.fault(path, "%s is a directory; accepted is a file", file)
		return false
	}
	return true
}

func (k *checker) folderOf(path, file string) {
	folder := filepath.Dir(file)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		k.fault(path, "the directory %s is not there; accepted is one that is", folder)
	}
}

func (k *checker) mail() {
	m := k.c.Mail
	k.oneOf("mail.tls", m.TLS, TLSModes)
	if m.TLS == "none" && !loopback(m.Host) {
		k.fault("mail.tls", "none to %q: mail would leave this machine unencrypted; accepted is mandatory, or a host of 127.0.0.1, ::1 or localhost", m.Host)
	}
	if m.Port < 1 || m.Port > 65535 {
		k.fault("mail.port", "%d is no port; accepted is 1 to 65535", m.Port)
	}
	if strings.ContainsAny(m.Host, ":/@ ") && net.ParseIP(m.Host) == nil {
		k.fault("mail.host", "%q is no host; accepted is a name or an address, the port stands beside it", m.Host)
	}
	if m.From != "" || m.Host != "" {
		k.address("mail.from", m.From)
	}
	if (m.Username == "") != (m.PasswordFile == "") {
		k.fault("mail.username", "username and password_file go together; accepted are both or neither")
	}
	k.canary()
}

// loopback says whether a host is this machine.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// address checks a mail address: plain, without a display name.
func (k *checker) address(path, value string) {
	if value == "" {
		k.fault(path, "missing; accepted is name@council.example")
		return
	}
	a, err := mail.ParseAddress(value)
	if err != nil || a.Address != value || strings.ContainsAny(value, " \"<>(),;:\\") {
		k.fault(path, "%q is no mail address; accepted is name@council.example", value)
	}
}

// longestUpcoming is how far the attached calendar may reach, in days.
const longestUpcoming = 366

func (k *checker) alerts() {
	a := k.c.Alerts
	if a.DigestAt >= a.Hours.To && !k.isUnread("alerts.hours") {
		k.fault("alerts.digest_at", "%s lies after the hours %s, so nothing would ever be sent; accepted is a time within them", a.DigestAt, a.Hours)
	}
	if a.Upcoming < 0 || a.Upcoming > longestUpcoming {
		k.fault("alerts.upcoming", "%d; accepted are 0 to %d calendar days", a.Upcoming, longestUpcoming)
	}
	for i, r := range a.Ladder {
		k.rung(fmt.Sprintf("alerts.ladder[%d]", i), r)
	}
}

func (k *checker) rung(path string, r Rung) {
	for _, err := range r.settings().Faults() {
		k.fault(path, "%v", err)
	}
}

func (k *checker) daemon() {
	if _, err := ParseSchedule(k.c.Schedule); err != nil {
		k.fault("schedule", "%v", err)
	}
	if err := checkListen(k.c.AdminListen); err != nil {
		k.fault("admin_listen", "%v", err)
	}
	if every := k.c.Heartbeat.Every; every < time.Minute || every > 24*time.Hour {
		k.fault("heartbeat.every", "%s; accepted is 1m to 24h", every)
	}
	k.webAddress("heartbeat.url", k.c.Heartbeat.URL)
	k.webAddress("link", k.c.Link)
	if strings.ContainsAny(k.c.Link, "?#") {
		k.fault("link", "holds a question or a fragment; accepted is https://host/path")
	}
	if to := k.c.Heartbeat.MailTo; to != "" && k.c.Person(to) == nil {
		k.nobody("heartbeat.mail_to", to)
	}
	if to := k.c.Head.MailTo; to != "" && k.c.Person(to) == nil {
		k.nobody("head.mail_to", to)
	}
	if h := k.c.Head; h.At >= At(24, 0) || h.MailTo != "" && h.At >= k.c.Alerts.Hours.To {
		k.fault("head.at", "%s; accepted is a time of day before 24:00 and, where it is mailed, before alerts.hours end", h.At)
	}
}

// webAddress checks an address of the web, where one is given. A sign-in has no
// place in it. The address is not repeated: the heartbeat's is a secret.
func (k *checker) webAddress(path, value string) {
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil {
		k.fault(path, "is no web address; accepted is https://host/path, without a sign-in")
	}
}

func (k *checker) categories() {
	seen := map[string]bool{}
	for _, c := range (&Config{}).AllCategories() {
		seen[c] = true
	}
	for i, c := range k.c.Categories {
		k.newID(fmt.Sprintf("categories[%d]", i), c, seen)
	}
}
