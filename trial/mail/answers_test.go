//go:build trial

package mail

import (
	"context"
	"crypto/tls"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"caseclock/notify"
	"caseclock/trial"
	"caseclock/trial/twin"
)

// What a sending is after a pass, as the table below writes it.
const (
	sent    = notify.Sent
	retry   = notify.Pending
	unknown = notify.Unknown
	dead    = notify.Dead
)

// behaviour is a way in which a mail server answers, and what it must have for
// an effect.
type behaviour struct {
	name  string
	says  script
	then  script       // what it says at the second pass, where there is one
	state notify.State // after the first pass
	after notify.State // after the second; empty: there is none
	how   string       // of its TLS: "" good, else a key of certificates
	auth  bool         // we sign in
	big   bool         // the message is of 12 MB
}

func one(stage, says string, state notify.State) behaviour {
	return behaviour{name: stage + " " + short(says), says: script{stage: says}, state: state}
}

func short(s string) string {
	s = strings.TrimSpace(strings.SplitN(s, "\r\n", 2)[0])
	return s[:min(len(s), 40)]
}

var tenMB = strings.Repeat("x", 10<<20)

// behaviours is the table: what each answer at each stage must lead to. Before
// the sender is named nothing is a word on the message, so all of it is tried
// again; from then on a 5xx is for good.
var behaviours = []behaviour{
	{name: "all well", says: script{}, state: sent},

	one(atBanner, "421 4.3.2 too busy", retry), one(atBanner, "450 later", retry), one(atBanner, "554 5.3.2 no service here", retry),
	one(atBanner, "drop", retry), one(atBanner, "reset", retry), one(atBanner, "hang", retry), one(atBanner, "slow", sent),
	one(atBanner, "HTTP/1.1 400 Bad Request\r\n\r\n<html>", retry), one(atBanner, "220 "+tenMB, retry),
	one(atBanner, strings.Repeat("220-more\r\n", 1<<18)+"220 mx\r\n", retry), one(atBanner, "220-mx.example\r\n220-has a lot\r\n220 to say", sent),

	one(atEhlo, "421 4.3.2 closing", retry), one(atEhlo, "451 later", retry), one(atEhlo, "550 go away", retry), one(atEhlo, "drop", retry),
	one(atEhlo, "hang", retry), one(atEhlo, "\x00\x01\x02\xff", retry), one(atEhlo, "250-mx.example\r\n250 "+tenMB, retry),
	one(atEhlo, "250-mx.example\r\n550 STARTTLS", retry), one(atEhlo, "250 mx.example", retry), one(atEhlo, "250-mx.example\n250-8BITMIME\n250 STARTTLS\n", sent),

	one(atStartTLS, "421 4.3.2 closing", retry), one(atStartTLS, "454 4.7.0 not now", retry), one(atStartTLS, "502 5.5.1 no", retry),
	one(atStartTLS, "drop", retry), one(atStartTLS, "hang", retry), one(atStartTLS, "garbage", retry),
	{name: "answers in clear behind STARTTLS's are of no account", says: script{atStartTLS: "220 go ahead\r\n250 2.0.0 injected"}, state: sent},

	one(atSecond, "421 4.3.2 closing", retry), one(atSecond, "451 later", retry), one(atSecond, "550 not you", retry), one(atSecond, "drop", retry),

	{name: "auth refused", says: script{atAuth: "535 5.7.8 wrong"}, state: retry, auth: true},
	{name: "auth not now", says: script{atAuth: "454 4.7.0 later"}, state: retry, auth: true},
	{name: "auth dropped", says: script{atAuth: "drop"}, state: retry, auth: true},
	{name: "auth well", says: script{}, state: sent, auth: true},

	one(atMail, "421 4.7.0 closing", retry), one(atMail, "451 4.3.0 try later", retry), one(atMail, "452 4.3.1 disk full", retry),
	one(atMail, "530 5.7.0 sign in first", retry), one(atMail, "550 5.1.8 bad sender", dead), one(atMail, "552 5.3.4 message size exceeds limit", dead),
	one(atMail, "drop", retry), one(atMail, "hang", retry), one(atMail, "what?", retry), one(atMail, "354 eh", retry), one(atMail, "250 "+tenMB, retry),

	one(atRcpt, "421 closing", retry), one(atRcpt, "452 4.5.3 too many", retry), one(atRcpt, "550 5.1.1 no such user", dead),
	one(atRcpt, "551 5.1.6 not here", dead), one(atRcpt, "552 5.2.2 full", dead), one(atRcpt, "251 will forward", sent),
	one(atRcpt, "550-5.1.1 no\r\n550-5.1.1 such\r\n550 5.1.1 user", dead), one(atRcpt, "drop", retry), one(atRcpt, "hang", retry),
	one(atRcpt, "550", dead), one(atRcpt, "250", sent), one(atRcpt, "45", retry),

	one(atData, "421 closing", retry), one(atData, "451 not now", retry), one(atData, "554 5.5.1 no valid recipients", dead),
	one(atData, "250 fine", retry), one(atData, "drop", retry), one(atData, "hang", retry), one(atData, "354-go\r\n354 on", sent),

	{name: "dropped in the body", says: script{atBody: "drop"}, state: retry, big: true},
	{name: "reset in the body", says: script{atBody: "reset"}, state: retry, big: true},
	{name: "hangs in the body", says: script{atBody: "hang"}, state: retry, big: true},
	{name: "refused in the body", says: script{atBody: "last 552 5.3.4 too big"}, state: retry, big: true},

	one(atEnd, "421 4.3.2 closing", retry), one(atEnd, "451 4.7.1 scanner down", retry), one(atEnd, "452 4.3.1 disk full", retry),
	one(atEnd, "554 5.6.0 refused", dead), one(atEnd, "552 5.3.4 too big", dead), one(atEnd, "550-5.7.1 looks like\r\n550 5.7.1 spam", dead),
	one(atEnd, "drop", unknown), one(atEnd, "reset", unknown), one(atEnd, "hang", unknown), one(atEnd, "ok i think", unknown),
	one(atEnd, "354 more?", unknown), one(atEnd, "slow", sent), one(atEnd, "250", sent), one(atEnd, "451", retry), one(atEnd, "251 2.0.0 kept elsewhere", sent), one(atEnd, "250-2.0.0 Ok\r\n250 2.0.0 queued as 77AB", sent),
	one(atEnd, "last 250 2.0.0 queued as 78AB", sent),
	one(atQuit, "drop", sent), one(atQuit, "421 too late", sent), one(atQuit, "554 sorry", sent), one(atQuit, "hang", sent),

	{name: "greylisted, then taken", says: script{atRcpt: "450 4.2.0 greylisted, come back"}, then: script{}, state: retry, after: sent},
	{name: "no answer, then taken", says: script{atEnd: "drop"}, then: script{}, state: unknown, after: sent},
	{name: "no answer, then not now", says: script{atEnd: "drop"}, then: script{atMail: "451 later"}, state: unknown, after: unknown},
	{name: "no answer, then refused", says: script{atEnd: "drop"}, then: script{atRcpt: "550 5.1.1 no such user"}, state: unknown, after: dead},
	{name: "refused, and asked no more", says: script{atRcpt: "550 5.1.1 no such user"}, then: script{}, state: dead, after: dead},
	{name: "taken, and sent no more", says: script{}, then: script{}, state: sent, after: sent},

	{name: "STARTTLS not offered", state: retry, how: "none"},
	{name: "certificate of nobody known", state: retry, how: "stranger"},
	{name: "certificate expired", state: retry, how: "expired"},
	{name: "certificate of tomorrow", state: retry, how: "tomorrow"},
	{name: "certificate of another name", state: retry, how: "name"},
	{name: "TLS 1.1 alone", state: retry, how: "old"},
}

// certificates are the servers' ways to speak TLS.
func certificates(t *testing.T) (*authority, map[string]*tls.Config) {
	t.Helper()
	a, day := newAuthority(t), 24*time.Hour
	old := a.server(t, "localhost", -day, day)
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	return a, map[string]*tls.Config{"": a.server(t, "localhost", -day, day), "none": nil, "old": old,
		"stranger": newAuthority(t).server(t, "localhost", -day, day), "expired": a.server(t, "localhost", -2*day, -time.Hour),
		"tomorrow": a.server(t, "localhost", day, 2*day), "name": a.server(t, "mx.elsewhere.example", -day, day)}
}

const canary = "CP-CANARY-0417"

func message(big bool) notify.Sending {
	body := canary + "\r\n.a line that begins with a dot\r\n.\r\n..\r\n" + strings.Repeat("a line of the message\r\n", 20) + "the last line\r\n"
	if big {
		body += strings.Repeat("a long line of the body, again and again and again\r\n", 12<<20/52)
	}
	id := "0123456789abcdef0123456789abcdef"
	return notify.Sending{ID: id, Kind: notify.Digest, Person: "chair-1", From: "caseclock@council.example", To: "chair-1@council.example",
		MessageID: id + "@council.example", Bytes: []byte("Subject: Caseclock: timescales to look at\r\nMessage-ID: <" + id + "@council.example>\r\n\r\n" + body)}
}

// waits says whether the client must run out of time.
func (b *behaviour) waits() bool {
	for _, says := range b.says {
		if says == "hang" || strings.HasSuffix(says, "550 STARTTLS") {
			return true
		}
	}
	return false
}

// behave makes the passes of a behaviour and says what was not as it must be.
func (b *behaviour) behave(a *authority, secure *tls.Config) error {
	s, err := serve(b.says, secure)
	if err != nil {
		return err
	}
	defer s.stop()
	step := 20 * time.Second
	if b.waits() {
		step = 400 * time.Millisecond
	}
	relay := notify.Relay{Host: "localhost", Port: s.port(), TLS: notify.TLSMandatory, RootCAs: a.pool, Hello: "here.example", Step: step, End: step}
	if b.auth {
		relay.Username, relay.Password = "caseclock", "CANARY-PASSWORD"
	}
	sender, err := notify.NewSender(relay)
	if err != nil {
		return err
	}
	now := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	ledger := notify.NewMemoryLedger(nil)
	if _, err := ledger.Claim(message(b.big)); err != nil {
		return err
	}
	d := notify.Delivery{Ledger: ledger, Courier: sender, Clock: func() time.Time { return now }, Random: rand.Float64,
		Config: notify.Config{Hours: notify.Hours{From: 0, To: 24 * 60}}}
	for i, want := range []notify.State{b.state, b.after} {
		if want == "" {
			continue
		}
		if i == 1 {
			s.tell(b.then)
		}
		if err := d.Deliver(context.Background(), &notify.Delivered{}); err != nil {
			return err
		}
		if got := ledger.All()[0]; got.State() != want {
			return fmt.Errorf("%s: pass %d: %s at %s with %d (%s), want %s", b.name, i+1, got.State(), got.Last.Stage, got.Last.Code, got.Last.Error, want)
		}
		now = now.Add(notify.LongestWait)
	}
	last := ledger.All()[0]
	s.stop()
	return b.held(s, &last)
}

// held looks at what the server saw: nothing in clear, no half message, one
// recipient, and of what was accepted a proof.
func (b *behaviour) held(s *server, w *notify.Waiting) error {
	clear := s.clear.String()
	for _, secret := range []string{"council", "CP-", "chair", "PASSWORD", "MAIL", "RCPT", "DATA", "AUTH"} {
		if strings.Contains(clear, secret) {
			return fmt.Errorf("%s: %q came in clear", b.name, secret)
		}
	}
	m := message(b.big)
	for _, body := range s.whole {
		if body != string(m.Bytes) {
			return fmt.Errorf("%s: a message came to its end that is not ours: %d bytes of %d", b.name, len(body), len(m.Bytes))
		}
	}
	a := &w.Last
	switch sentNow := w.State() == notify.Sent; {
	case s.rcpts > 1:
		return fmt.Errorf("%s: %d recipients in one conversation", b.name, s.rcpts)
	case strings.Contains(a.Reply, "injected"):
		return fmt.Errorf("%s: what was said in clear before TLS was taken for the answer", b.name)
	case sentNow && len(s.accepted) != 1:
		return fmt.Errorf("%s: sent, and the server accepted %d", b.name, len(s.accepted))
	case sentNow && (a.Reply == "" && s.says[atEnd] != "250" || a.Server != "mx.example" || !strings.HasPrefix(a.TLS, "TLS 1.") || a.At.IsZero()):
		return fmt.Errorf("%s: the proof of acceptance is not whole: %+v", b.name, a)
	case !sentNow && len(s.accepted) > 0:
		return fmt.Errorf("%s: %s, and the server accepted it", b.name, w.State())
	case !sentNow && (a.Error == "" || len(a.Error) > 2100 || len(a.Reply) > 2100):
		return fmt.Errorf("%s: what went wrong is kept in %d and %d bytes", b.name, len(a.Error), len(a.Reply))
	}
	return nil
}

// tryAll makes every behaviour once, two for each core at a time, and gives
// what failed.
func tryAll(t *testing.T) []error {
	t.Helper()
	a, secure := certificates(t)
	failed := make([]error, len(behaviours))
	turns := make(chan struct{}, 2*runtime.NumCPU())
	var all sync.WaitGroup
	for i := range behaviours {
		all.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			failed[i] = behaviours[i].behave(a, secure[behaviours[i].how])
		})
	}
	all.Wait()
	return failed
}

// inTwin says that this run is of a broken twin, by the run that tries it.
func inTwin() bool { return os.Getenv("CASECLOCK_TRIAL_TWIN") != "" }

// TestN2 lets a scripted server answer in every way, and looks at what each has
// for an effect.
func TestN2(t *testing.T) {
	run := trial.Begin(t, trial.Promise{ID: "N2", Says: "every answer of a mail server has the effect of the table: sent, tried again, unknown or refused for good; no half message is accepted, and nothing goes in clear",
		Short: len(behaviours), Long: 3 * len(behaviours)})
	for i := 0; i < run.Trials(); i += len(behaviours) {
		for n, err := range tryAll(t) {
			run.One(i+n, func(int, *rand.Rand) error { return err })
		}
	}
	if inTwin() {
		return
	}
	run.Note("%d behaviours, each by TLS with a verified name unless it is about that", len(behaviours))
	t.Setenv("CASECLOCK_TRIAL_TWIN", "1")
	for _, b := range twin.Of(brokenAnswers) {
		failed, _ := twin.Fails(t, []twin.Edit{b.edit}, "./trial/mail", "-tags", "trial", "-run", "^TestN2$")
		noticed := 0
		if failed {
			noticed = 1
		}
		run.Twin(b.name, 1, noticed, b.must)
	}
}

// broken is a twin by its name.
type broken struct {
	name string
	must int // in how many of its trials it is to be noticed, at least
	edit twin.Edit
}

// brokenAnswers are the twins of N2; the short tier tries the first three.
var brokenAnswers = []broken{
	{"a 5xx is tried again", 1, twin.Edit{File: "notify/answer.go", Old: "case code >= 500 && code < 600:\n\t\treturn Dead", New: "case code >= 500 && code < 600:\n\t\treturn Pending"}},
	{"a 4xx is for good", 1, twin.Edit{File: "notify/answer.go", Old: "return Pending\n\tcase code >= 500", New: "return Dead\n\tcase code >= 500"}},
	{"STARTTLS is optional", 1, twin.Edit{File: "notify/sender.go", Old: "gomail.WithTLSPolicy(gomail.TLSMandatory)", New: "gomail.WithTLSPolicy(gomail.TLSOpportunistic)"}},
	{"any certificate will do", 1, twin.Edit{File: "notify/sender.go", Old: "MinVersion: tls.VersionTLS12}", New: "MinVersion: tls.VersionTLS12, InsecureSkipVerify: true}"}},
	{"no answer to the end is an acceptance", 1, twin.Edit{File: "notify/answer.go", Old: "return Unknown", New: "return Sent"}},
	{"a server may say what it likes", 1, twin.Edit{File: "notify/conversation.go", Old: "left: replyLimit}", New: "left: 1 << 40}"}},
}
