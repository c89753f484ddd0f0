package engine

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"
)

// killed is a poster whose program ends after the receiver accepted and before
// that is kept.
type killed struct {
	HTTPHookPoster
	b *bench
}

func (k killed) Post(ctx context.Context, h *Hook, id string, at time.Time, body []byte) error {
	err := k.HTTPHookPoster.Post(ctx, h, id, at, body)
	_ = k.b.Store().Close()
	return err
}

// After a crash between sending and keeping that, the message comes again, with
// the same id and the same body.
func TestHookAfterACrash(t *testing.T) {
	b, r, _ := hookBench(t)
	b.reopen(func(s *Settings) { r.hooked("stirling")(s); s.HookPoster = killed{b: b} })
	b.at("2026-02-23")
	if _, err := b.Wake(context.Background(), b.now()); err == nil {
		t.Fatal("the wake went well")
	}
	b.open(r.hooked("stirling"))
	b.pass(time.Minute)
	b.wake()
	b.wake()
	if len(r.ids) != 2 || r.ids[0] != r.ids[1] || r.got[0] != r.got[1] {
		t.Errorf("%v %+v", r.ids, r.got)
	}
}

// A redirect is not followed.
func TestHookFollowsNoRedirect(t *testing.T) {
	b, r, _ := hookBench(t)
	other := newReceiver(t, b)
	r.answer, r.location = http.StatusTemporaryRedirect, other.URL
	b.at("2026-02-23")
	b.wake()
	if r.hits != 1 || other.hits != 0 {
		t.Errorf("%d and %d", r.hits, other.hits)
	}
	if !strings.Contains(b.log.String(), "the answer was 307") || strings.Contains(b.log.String(), "/caseclock\"") {
		t.Error(b.log)
	}
}

// A hook is dialled where its kind may be, whatever its name resolves to.
func TestHookAddresses(t *testing.T) {
	for _, row := range []struct {
		url, at string
		private bool
		ok      bool
	}{
		{"https://hooks.example/x", "192.0.2.1:443", false, true},
		{"https://hooks.example/x", "[2001:db8::1]:443", false, true},
		{"https://hooks.example/x", "10.0.0.1:443", false, false},
		{"https://hooks.example/x", "10.0.0.1:443", true, true},
		{"https://hooks.example/x", "[fd00::1]:443", false, false},
		{"https://hooks.example/x", "100.64.0.1:443", false, false},
		{"https://hooks.example/x", "127.0.0.1:443", true, false},
		{"https://hooks.example/x", "[::ffff:127.0.0.1]:443", true, false},
		{"https://hooks.example/x", "169.254.169.254:443", true, false},
		{"https://hooks.example/x", "[fe80::1]:443", true, false},
		{"https://hooks.example/x", "0.0.0.0:443", true, false},
		{"http://localhost:8080/x", "127.0.0.1:8080", false, true},
		{"http://localhost:8080/x", "192.0.2.1:8080", false, false},
	} {
		h := Hook{URL: row.url, Private: row.private}
		if err := h.mayDial(row.at); (err == nil) != row.ok {
			t.Errorf("%s at %s, private %v: %v", row.url, row.at, row.private, err)
		}
	}
	for address, ok := range map[string]bool{"https://hooks.example/x?key=1": true, "http://127.0.0.1:1/": true, "http://[::1]/": true,
		"http://hooks.example/": false, "ftp://hooks.example/": false, "https://": false, "": false, "https://user:pass@hooks.example/": false} {
		if err := CheckHookURL(address); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// An address that leads to this machine and does not say so is not posted to.
func TestHookIsNotPostedToThisMachineUnawares(t *testing.T) {
	b := newBench(t, "2026-02-10")
	r := newReceiver(t, b)
	h := Hook{URL: strings.Replace(r.URL, "127.0.0.1", "0.0.0.0", 1), Secret: []byte("0123456789abcdef01234567")}
	if err := (HTTPHookPoster{}).Post(context.Background(), &h, "msg_1", b.now(), []byte("{}")); err == nil || !strings.Contains(err.Error(), "loopback") || r.hits != 0 {
		t.Errorf("%v, %d hits", err, r.hits)
	}
}

func TestHookSecret(t *testing.T) {
	for s, ok := range map[string]bool{hookKey: true, "0123456789abcdef01234567": true, "short": false, "whsec_!!": false, "whsec_c2hvcnQ=": false, strings.Repeat("x", 65): false} {
		if _, err := HookSecret(s); (err == nil) != ok {
			t.Errorf("%s: %v", s, err)
		}
	}
}
