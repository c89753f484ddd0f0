package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"
)

// HookPoster sends a signed message to a hook. An error is that it was not
// accepted; it holds no address but the host.
type HookPoster interface {
	Post(ctx context.Context, h *Hook, id string, at time.Time, body []byte) error
}

// HTTPHookPoster posts. It follows no redirect, uses no proxy, and takes a 2xx
// for a yes. Only addresses that a hook may be at are dialled, whatever its name
// resolves to.
type HTTPHookPoster struct{}

const hookTime = 10 * time.Second

// Post sends one message.
func (HTTPHookPoster) Post(ctx context.Context, h *Hook, id string, at time.Time, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, hookTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(body))
	if err != nil {
		return errors.New("the url is none that can be posted to")
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "caseclock")
	r.Header.Set("Webhook-Id", id)
	r.Header.Set("Webhook-Timestamp", strconv.FormatInt(at.Unix(), 10))
	r.Header.Set("Webhook-Signature", h.signature(id, at, body))
	dialer := &net.Dialer{Control: func(_, address string, _ syscall.RawConn) error { return h.mayDial(address) }}
	t := &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: hookTime, DisableKeepAlives: true, MaxResponseHeaderBytes: 16 << 10}
	defer t.CloseIdleConnections()
	c := http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Do(r)
	if err != nil {
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err
		}
		return err
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, 4096)
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("the answer was %d; accepted is 200 to 299, and no redirect", res.StatusCode)
	}
	return nil
}

// mayDial refuses addresses within a network where the hook is not said to be
// in one, and those that are nobody's.
func (h *Hook) mayDial(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return errors.New("the address cannot be read")
	}
	ip := at.Addr().Unmap()
	switch {
	case h.loopback():
		if !ip.IsLoopback() {
			return errors.New("the host is this machine and resolves to another; accepted is a loopback address")
		}
	case ip.IsLoopback(), ip.IsLinkLocalUnicast(), ip.IsMulticast(), ip.IsUnspecified(), ip == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return errors.New("the host resolves to a loopback, link-local or multicast address; accepted is one of another machine")
	case (ip.IsPrivate() || shared.Contains(ip)) && !h.Private:
		return errors.New("the host resolves to a private address; accepted where the webhook says private: true")
	}
	return nil
}

// shared are the addresses that providers share among customers (RFC 6598).
var shared = netip.MustParsePrefix("100.64.0.0/10")

// loopback says whether a hook is on this machine, by its address as it is
// configured.
func (h *Hook) loopback() bool {
	u, err := url.Parse(h.URL)
	return err == nil && IsLoopback(u.Hostname())
}

// IsLoopback says whether a host names this machine.
func IsLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// CheckHookURL says what keeps an address from being a hook's.
func CheckHookURL(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
		return errors.New("no address; accepted is https://HOST/PATH, without a user or #")
	case u.Scheme == "https", u.Scheme == "http" && IsLoopback(u.Hostname()):
		return nil
	}
	return fmt.Errorf("the scheme is %s; accepted is https, and http to this machine alone", u.Scheme)
}
