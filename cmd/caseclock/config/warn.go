package config

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// Warnings are what is allowed and yet worth a look, as at an instant.
func (c *Config) Warnings(now time.Time) []string {
	var ws []string
	warn := func(when bool, format string, args ...any) {
		if when {
			ws = append(ws, fmt.Sprintf(format, args...))
		}
	}
	gap := c.Wakes().Gap(now)
	warn(gap > time.Hour, "schedule: the daemon would sleep up to %s; mails and lapsed dates wait as long", shortDuration(gap.Round(time.Second)))
	warn(c.Alerts.DigestAt < c.Alerts.Hours.From, "alerts.digest_at: %s is before the hours %s, so the digest goes when they begin", c.Alerts.DigestAt, c.Alerts.Hours)
	master, _ := c.MasterKey()
	warn(master == "", "keys.file: none, so whoever has the store's file or a backup reads all of it; caseclock keys new FILE makes a key")
	warn(c.Mail.Host == "", "mail.host: none, so nobody is mailed")
	warn(c.Mail.Host != "" && c.Heartbeat.URL == "" && c.Heartbeat.MailTo == "", "heartbeat: none, so nobody outside notices when the daemon is silent")
	warn(c.Heartbeat.URL != "" && gap > c.Heartbeat.Every, "heartbeat.every: %s, and the daemon would sleep up to %s, so whoever waits for a sign of life each %[1]s alarms without cause",
		shortDuration(c.Heartbeat.Every), shortDuration(gap.Round(time.Second)))
	warn(c.Mail.Host != "" && c.Link == "", "link: none, so mails lead nowhere")
	for _, s := range c.SecretFiles() {
		warn(readable(s.Path), "%s: %s can be read by others; chmod 600 keeps it for its owner", s.Key, s.Path)
	}
	warn(strings.HasPrefix(c.Listen, "unix:") && !c.Web.Proxy, "web.proxy: false, so whoever comes through the proxy counts as one address, and ten wrong passwords in five minutes shut everybody out for five")
	warn(c.Web.SecondFactor == "optional", "web.second_factor: optional, so a password alone lets people in")
	for _, a := range c.Authorities {
		warn(!c.hasRole("coordinator", a.ID), "authority %s: no coordinator, so a case without a chair is nobody's", a.ID)
		warn(!c.hasRole("chair", a.ID), "authority %s: no chair", a.ID)
	}
	for _, id := range c.internalForCommittee() {
		warn(true, "report %s: it hides no small numbers, and somebody of the committee is told of it", id)
	}
	for _, name := range strayVariables() {
		warn(true, "%s: no setting has this name, so it changes nothing", name)
	}
	return ws
}

// hasRole says whether an authority has somebody in a role.
func (c *Config) hasRole(role, authority string) bool {
	return slices.ContainsFunc(c.People, func(p Person) bool {
		return slices.Contains(p.AllRoles(), role) && (len(p.Authorities) == 0 || slices.Contains(p.Authorities, authority))
	})
}

// SecretFile is a file that holds a secret, with the key that names it.
type SecretFile struct{ Key, Path string }

// SecretFiles are those that the configuration names.
func (c *Config) SecretFiles() []SecretFile {
	all := []SecretFile{{"mail.password_file", c.Mail.PasswordFile}, {"web.tls_key", c.Web.TLSKey}, {"web.oidc.client_secret_file", c.Web.OIDC.ClientSecretFile}}
	for i := range c.Webhooks {
		all = append(all, SecretFile{fmt.Sprintf("webhooks[%d].secret_file", i), c.Webhooks[i].SecretFile})
	}
	return slices.DeleteFunc(all, func(s SecretFile) bool { return s.Path == "" })
}

// readable says whether others than its owner can read a file.
func readable(file string) bool {
	if file == "" {
		return false
	}
	info, err := os.Stat(file)
	return err == nil && info.Mode().Perm()&0o077 != 0
}

// strayVariables are environment variables that look like settings and are
// none.
func strayVariables() []string {
	known := map[string]bool{}
	for _, k := range Keys() {
		known[k.Env] = !k.List
	}
	var stray []string
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, EnvPrefix) && !known[name] {
			stray = append(stray, name)
		}
	}
	slices.Sort(stray)
	return stray
}

// Wakes is the schedule, which has been checked.
func (c *Config) Wakes() Schedule {
	s, _ := ParseSchedule(c.Schedule)
	return s
}
