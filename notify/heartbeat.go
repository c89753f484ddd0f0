package notify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"caseclock/deadline"
)

// Heartbeat is the sign of life for somebody outside to miss.
type Heartbeat struct {
	URL    string        // fetched; empty: none
	Every  time.Duration // how often; a courier that cannot be asked must have had something accepted within it
	MailTo string        // id of the person who gets the daily "all is well"; empty: nobody
}

// Vital is what a heartbeat is decided from. A zero instant is "never".
type Vital struct {
	Evaluated time.Time // when an evaluation of all cases last finished
	Accepted  time.Time // when a mail server last accepted something from us
	Beat      time.Time // when the URL last answered
	Taken     time.Time // when a mail server last took a message to its end; asking it whether it would is not enough
	Canary    string    // id of the sending of the last canary mail; empty: none was begun
}

// evaluationWindow is how long an evaluation counts as fresh, and wellWindow
// how long an acceptance does for the daily mail: a day, and the two hours that
// the digest may come later than the day before.
const (
	evaluationWindow = 15 * time.Minute
	wellWindow       = 26 * time.Hour
)

// within says whether an instant lies in the window that ends now. One in the
// future does not: the clock has been set back.
func within(t, now time.Time, window time.Duration) bool {
	return !t.IsZero() && !t.After(now) && now.Sub(t) <= window
}

// early is by how much a beat may come before its time. Wakes are some
// milliseconds apart from where they should be: without it, a beat of every minute
// in a daemon that wakes each minute would now and then wait for the next wake.
func (h *Heartbeat) early() time.Duration { return min(time.Second, h.Every/20) }

// PingDue says whether the URL is to be fetched, as far as the time since the
// last beat goes.
func (h *Heartbeat) PingDue(now time.Time, v Vital) bool {
	return h.URL != "" && (v.Beat.After(now) || now.Sub(v.Beat) >= h.Every-h.early())
}

// WellDue says whether the daily mail is to go, as far as the time of day goes.
func (h *Heartbeat) WellDue(now time.Time, cfg *Config, sent Memory) bool {
	return h.MailTo != "" && cfg.digestHour(now) && !sent.Has(wellMark(h.MailTo, deadline.DayOf(now)))
}

// Alive says whether a sign of life would be true: an evaluation has finished
// and a mail server has accepted something within the window. If not, it says
// why it is withheld.
func (v Vital) Alive(now time.Time, window time.Duration) (bool, string) {
	switch {
	case !within(v.Evaluated, now, evaluationWindow):
		return false, "no evaluation has finished within " + evaluationWindow.String()
	case !within(v.Accepted, now, window):
		return false, "no mail server has accepted anything within " + window.String()
	}
	return true, "an evaluation has finished and a mail server has accepted something"
}

func wellMark(person string, day deadline.Date) string {
	return digest("well", person, day.String())
}

// ComposeAllIsWell makes the daily mail.
func ComposeAllIsWell(now time.Time, to *Person, cfg Config) (Sending, error) {
	today := deadline.DayOf(now)
	s := Sending{ID: wellMark(to.ID, today), Kind: AllIsWell}
	s.Marks = []string{s.ID}
	p := page{Day: today.WithWeekday()}
	return s, s.write(now, &cfg, to, &letter{subject: SubjectAllIsWell}, &p)
}

// Pinger fetches a URL.
type Pinger interface {
	Ping(ctx context.Context, url string) error
}

// HTTPPinger fetches by GET, follows no redirect, and takes a 2xx for a yes.
// Whatever the address's name resolves to, it dials no link-local address (where
// clouds keep credentials), and this machine only by its own name or where the
// environment names a proxy.
type HTTPPinger struct {
	Client *http.Client // nil: one with a limit of 10 seconds
}

// pingerOf is a client for one address.
func pingerOf(address string) *http.Client {
	named := false
	if u, err := url.Parse(address); err == nil {
		ip, err := netip.ParseAddr(u.Hostname())
		proxy, _ := http.ProxyFromEnvironment(&http.Request{URL: u})
		named = u.Hostname() == "localhost" || err == nil && ip.IsLoopback() || proxy != nil
	}
	dialer := &net.Dialer{Control: func(_, address string, _ syscall.RawConn) error { return mayPing(address, named) }}
	return &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, DisableKeepAlives: true,
		TLSHandshakeTimeout: 10 * time.Second, MaxResponseHeaderBytes: 16 << 10}}
}

// mayPing refuses what a name must not resolve to; named is whether the address
// itself names this machine.
func mayPing(address string, named bool) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return errors.New("the address cannot be read")
	}
	ip := at.Addr().Unmap()
	switch {
	case ip.IsLoopback() && !named, ip.IsLinkLocalUnicast(), ip.IsMulticast(), ip.IsUnspecified():
		return errors.New("the host resolves to a loopback, link-local or multicast address; accepted is one of another machine")
	}
	return nil
}

// Ping fetches the URL. The error does not hold it: such addresses are secret.
func (p HTTPPinger) Ping(ctx context.Context, address string) error {
	client := p.Client
	if client == nil {
		client = pingerOf(address)
	}
	c := *client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return errors.New("heartbeat: the url is none that can be fetched")
	}
	res, err := c.Do(req)
	if err != nil {
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err
		}
		return fmt.Errorf("heartbeat: %w", err)
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, 4096)
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("heartbeat: the answer was %d; accepted is 200 to 299, and no redirect", res.StatusCode)
	}
	return nil
}
