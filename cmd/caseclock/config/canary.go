package config

import (
	"slices"
	"strings"
	"time"

	"caseclock/notify"
)

// The bounds of how often a canary mail is sent: long enough apart to be put off by
// a greylist and tried again, and not so long that a dead pipeline stays unnoticed
// for days.
const leastCanary, mostCanary = 15 * time.Minute, 24 * time.Hour

// canary checks where canary mails go, and how often.
func (k *checker) canary() {
	m := &k.c.Mail
	if every := m.CanaryEvery; every < leastCanary || every > mostCanary {
		k.fault("mail.canary_every", "%s; accepted is 15m to 24h", every)
	}
	if m.CanaryTo == "" {
		return
	}
	err := notify.CheckAddress(m.CanaryTo)
	switch {
	case err != nil:
		k.fault("mail.canary_to", "%v", err)
	case m.Host == "":
		k.fault("mail.canary_to", "there is no mail.host, so none would be sent; accepted is an address where mail is sent at all")
	case m.Bounces != "" && strings.EqualFold(m.CanaryTo, m.From):
		k.fault("mail.canary_to", "is mail.from, to which what comes back is delivered; accepted is another mailbox")
	case !slices.Contains(k.domains(), domainOf(m.CanaryTo)):
		k.fault("mail.canary_to", "%q is no domain of this configuration, and mail goes to nobody else; accepted: %s", domainOf(m.CanaryTo), strings.Join(k.domains(), ", "))
	}
}

// domains are those of the sender and of the people, to which alone mail goes.
func (k *checker) domains() []string {
	all := []string{domainOf(k.c.Mail.From)}
	for _, p := range k.c.People {
		all = append(all, domainOf(p.Email))
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(d string) bool { return d == "" })
}

func domainOf(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return strings.ToLower(domain)
}
