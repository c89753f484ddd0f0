package notify

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestAlive(t *testing.T) {
	now := at("2026-02-01 12:00")
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for _, row := range []struct {
		name string
		v    Vital
		want bool
	}{
		{"both fresh", Vital{Evaluated: now, Accepted: ago(time.Hour)}, true},
		{"never evaluated", Vital{Accepted: now}, false},
		{"evaluated too long ago", Vital{Evaluated: ago(16 * time.Minute), Accepted: now}, false},
		{"nothing ever accepted", Vital{Evaluated: now}, false},
		{"accepted too long ago", Vital{Evaluated: now, Accepted: ago(61 * time.Minute)}, false},
		{"accepted in the future", Vital{Evaluated: now, Accepted: ago(-time.Minute)}, false},
		{"evaluated in the future", Vital{Evaluated: ago(-time.Minute), Accepted: now}, false},
	} {
		if got, why := row.v.Alive(now, time.Hour); got != row.want || why == "" {
			t.Errorf("%s: %v, %s", row.name, got, why)
		}
	}
}

// pings counts.
type pings int

func (p *pings) Ping(context.Context, string) error { *p++; return nil }

// probing is a courier whose server can be up or down.
type probing struct {
	courier
	up     bool
	probes int
}

func (p *probing) Probe(context.Context, string, string) Attempt {
	p.probes++
	if p.up {
		return Attempt{State: Sent}
	}
	return Attempt{State: Pending}
}

// A day by the minute: an outside watcher hears every hour while all is well, and
// is not misled while the mail server is dead or nothing is evaluated.
func TestHeartbeatOfADay(t *testing.T) {
	var beats pings
	now := &clock{at("2026-02-01 00:00")}
	c := &probing{up: true}
	n := notifier(c, NewMemoryLedger(nil), now)
	n.Courier, n.Pinger, n.Heartbeat = c, &beats, Heartbeat{URL: "https://watch.example/x", Every: time.Hour}
	var v Vital
	hours := func(k int, evaluates bool) int {
		before := beats
		for range k * 60 {
			if evaluates {
				v.Evaluated = now.now
			}
			v, _, _ = n.Beat(context.Background(), now.now, v)
			now.now = now.now.Add(time.Minute)
		}
		return int(beats - before)
	}
	if got := hours(24, true); got != 24 {
		t.Errorf("%d beats in a day that is well", got)
	}
	c.up = false
	if got := hours(6, true); got != 0 {
		t.Errorf("%d beats in six hours without a mail server", got)
	}
	c.up = true
	if got := hours(1, true); got != 1 {
		t.Errorf("%d beats once it is back", got)
	}
	if got := hours(3, false); got > 1 { // one, while the last evaluation is fresh
		t.Errorf("%d beats in three hours without an evaluation", got)
	}
}

// What went wrong: a server that took a mail and died was counted as alive for an
// interval, so that whoever misses a beat noticed it an interval late.
func TestNoBeatForWhatWasAcceptedEarlier(t *testing.T) {
	var beats pings
	c := &probing{up: true}
	n := notifier(c, NewMemoryLedger(nil), &clock{})
	n.Courier, n.Pinger, n.Heartbeat = c, &beats, Heartbeat{URL: "https://watch.example/x", Every: time.Hour}
	now := at("2026-02-01 12:00")
	v, _, _ := n.Beat(t.Context(), now, Vital{Evaluated: now})
	v.Accepted = now.Add(time.Minute) // a mail, after which the server dies
	c.up = false
	later := now.Add(time.Hour)
	v.Evaluated = later
	if after, withheld, _ := n.Beat(t.Context(), later, v); beats != 1 || withheld == "" || !after.Accepted.Equal(v.Accepted) {
		t.Errorf("%d beats, withheld %q, %+v", beats, withheld, after)
	}
}

// What went wrong: of a daemon that wakes each minute and beats each minute a beat
// waited for the next wake whenever a wake came a little early.
func TestWakesALittleEarlyBeat(t *testing.T) {
	h := Heartbeat{URL: "https://watch.example/x", Every: time.Minute}
	last := at("2026-02-01 12:00").Add(3 * time.Millisecond)
	for after, due := range map[time.Duration]bool{59*time.Second + 997*time.Millisecond: true, time.Minute: true, 58 * time.Second: false} {
		if h.PingDue(last.Add(after), Vital{Beat: last}) != due {
			t.Errorf("%s after a beat one is due: %v; want %v", after, !due, due)
		}
	}
}

// The daily mail goes once a day, at the time of the digest, and not while the
// server accepts nothing.
func TestAllIsWell(t *testing.T) {
	now := &clock{at("2026-02-01 00:00")}
	c := &probing{courier: courier{answer: answering(StageEnd, 250)}}
	l := NewMemoryLedger(nil)
	n := notifier(c, l, now)
	n.Config, n.Courier, n.Heartbeat = theConfig(), c, Heartbeat{MailTo: "coord-1", Every: time.Hour}
	v := Vital{}
	run := func(until string) {
		for ; now.now.Before(at(until)); now.now = now.now.Add(10 * time.Minute) {
			v.Evaluated = now.now
			var err error
			if v, _, err = n.Beat(context.Background(), now.now, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	if run("2026-02-02 00:00"); len(c.given) != 0 {
		t.Errorf("%d daily mails though nothing was accepted", len(c.given))
	}
	c.up = true
	if run("2026-02-02 07:30"); len(c.given) != 0 {
		t.Error("a daily mail before its time")
	}
	if run("2026-02-05 00:00"); len(c.given) != 3 {
		t.Errorf("%d daily mails in three days", len(c.given))
	}
	if h, _ := parts(t, l.All()[0].Sending.Bytes); h.Get("Subject") != SubjectAllIsWell {
		t.Errorf("subject %q", h.Get("Subject"))
	}
}

func TestHTTPPinger(t *testing.T) {
	followed := false
	mux := http.NewServeMux()
	mux.HandleFunc("/ok", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/down", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	mux.HandleFunc("/elsewhere", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/followed", http.StatusFound) })
	mux.HandleFunc("/followed", func(http.ResponseWriter, *http.Request) { followed = true })
	server := httptest.NewServer(mux)
	defer server.Close()
	for path, ok := range map[string]bool{"/ok": true, "/down": false, "/elsewhere": false} {
		if err := (HTTPPinger{}).Ping(context.Background(), server.URL+path); (err == nil) != ok {
			t.Errorf("%s: %v", path, err)
		}
	}
	if followed {
		t.Error("a redirect was followed")
	}
	err := (HTTPPinger{}).Ping(context.Background(), "http://127.0.0.1:1/CANARY-TOKEN")
	if err == nil || strings.Contains(err.Error(), "CANARY") {
		t.Errorf("the error holds the address: %v", err)
	}
}

// A name of the sign of life's may resolve to anything by the time it is dialled:
// what it must not be is looked at then.
func TestPingAddresses(t *testing.T) {
	for address, ok := range map[string][2]bool{ // whatever its name, and where it names this machine
		"192.0.2.7:443": {true, true}, "10.1.2.3:443": {true, true}, "[2001:db8::1]:443": {true, true},
		"127.0.0.1:80": {false, true}, "[::1]:80": {false, true}, "[::ffff:127.0.0.1]:80": {false, true},
		"169.254.169.254:80": {false, false}, "[fe80::1]:80": {false, false}, "0.0.0.0:80": {false, false}, "224.0.0.1:80": {false, false},
	} {
		for i, named := range []bool{false, true} {
			if err := mayPing(address, named); (err == nil) != ok[i] {
				t.Errorf("%s, named %v: %v", address, named, err)
			}
		}
	}
	if err := (HTTPPinger{}).Ping(t.Context(), "http://169.254.169.254/latest"); err == nil || !strings.Contains(err.Error(), "link-local") {
		t.Error(err)
	}
}
