package notify

import (
	"context"
	"crypto/x509"
	"strings"
	"testing"
	"time"
)

// theSending is a message with lines that need care on the wire.
func theSending() *Sending {
	return &Sending{ID: "0123456789abcdef0123456789abcdef", Kind: Digest, Person: "chair-1",
		From: "caseclock@council.example", To: "chair-1@council.example", MessageID: "0123456789abcdef0123456789abcdef@council.example",
		Bytes: []byte("Subject: " + SubjectDigest + "\r\nMessage-ID: <0123456789abcdef0123456789abcdef@council.example>\r\n\r\n" +
			"CP-0417\r\n.a line that begins with a dot\r\n.\r\n..\r\nthe last line\r\n")}
}

func send(t *testing.T, r Relay) Attempt {
	t.Helper()
	return must[*Sender](t)(NewSender(r)).Send(context.Background(), theSending())
}

// Every bad answer at every stage has the effect of the table, and none lets
// half a message be taken for a whole one.
func TestEveryAnswer(t *testing.T) {
	for _, row := range []struct {
		name  string
		s     script
		state State
		stage Stage
		code  int
	}{
		{"all well", script{}, Sent, StageEnd, 250},
		{"codes without words", script{mail: "250", rcpt: "250", end: "250"}, Sent, StageEnd, 250},
		{"refused without words", script{rcpt: "550"}, Dead, StageRcpt, 550},
		{"another 2xx", script{end: "251 2.0.0 kept elsewhere"}, Sent, StageEnd, 251},
		{"no service", script{banner: "554 5.3.2 no service here"}, Pending, StageConnect, 554},
		{"busy", script{banner: "421 4.3.2 too busy"}, Pending, StageConnect, 421},
		{"no banner", script{banner: "drop"}, Pending, StageConnect, 0},
		{"a silent banner", script{banner: "hang"}, Pending, StageConnect, 0},
		{"garbage banner", script{banner: "HTTP/1.1 400 Bad Request\r\n\r\n<html>"}, Pending, StageConnect, 0},
		{"a banner of 10 MB", script{banner: "220 " + strings.Repeat("x", 10<<20)}, Pending, StageConnect, 0},
		{"an endless banner", script{banner: strings.Repeat("220-more\r\n", 1<<18)}, Pending, StageConnect, 0},
		{"hello refused", script{ehlo: "550 go away"}, Pending, StageConnect, 550},
		{"hello not now", script{ehlo: "451 later"}, Pending, StageConnect, 451},
		{"hello dropped", script{ehlo: "drop"}, Pending, StageConnect, 0},
		{"sender not now", script{mail: "451 4.3.0 try later"}, Pending, StageMail, 451},
		{"sender, closing", script{mail: "421 4.7.0 closing"}, Pending, StageMail, 421},
		{"sender refused", script{mail: "550 5.1.8 bad sender"}, Dead, StageMail, 550},
		{"sender, sign in first", script{mail: "530 5.7.0 authentication required"}, Pending, StageMail, 530},
		{"sender, no room", script{mail: "452 4.3.1 disk full"}, Pending, StageMail, 452},
		{"sender dropped", script{mail: "drop"}, Pending, StageMail, 0},
		{"sender garbage", script{mail: "what?"}, Pending, StageMail, 0},
		{"sender, an odd 3xx", script{mail: "354 eh"}, Pending, StageMail, 354},
		{"greylisted", script{rcpt: "450 4.2.0 greylisted, come back in 5 minutes"}, Pending, StageRcpt, 450},
		{"no such user", script{rcpt: "550 5.1.1 no such user"}, Dead, StageRcpt, 550},
		{"recipient will be forwarded", script{rcpt: "251 will forward"}, Sent, StageEnd, 250},
		{"mailbox elsewhere", script{rcpt: "551 not here"}, Dead, StageRcpt, 551},
		{"mailbox full for good", script{rcpt: "552 5.2.2 full"}, Dead, StageRcpt, 552},
		{"recipient, closing", script{rcpt: "421 closing"}, Pending, StageRcpt, 421},
		{"recipient dropped", script{rcpt: "drop"}, Pending, StageRcpt, 0},
		{"data not now", script{data: "451 not now"}, Pending, StageData, 451},
		{"data refused", script{data: "554 5.5.1 no valid recipients"}, Dead, StageData, 554},
		{"data dropped", script{data: "drop"}, Pending, StageData, 0},
		{"data, 250 in place of 354", script{data: "250 fine"}, Pending, StageData, 250},
		{"content not now", script{end: "451 4.7.1 scanner down"}, Pending, StageEnd, 451},
		{"content, closing", script{end: "421 4.3.2 closing"}, Pending, StageEnd, 421},
		{"content, no room", script{end: "452 4.3.1 disk full"}, Pending, StageEnd, 452},
		{"content refused", script{end: "554 5.6.0 refused"}, Dead, StageEnd, 554},
		{"content too big", script{end: "552 5.3.4 too big"}, Dead, StageEnd, 552},
		{"no answer to the end", script{end: "hang"}, Unknown, StageEnd, 0},
		{"dropped after the end", script{end: "drop"}, Unknown, StageEnd, 0},
		{"garbage after the end", script{end: "ok i think"}, Unknown, StageEnd, 0},
		{"an odd 3xx after the end", script{end: "354 more?"}, Unknown, StageEnd, 354},
		{"10 MB after the end", script{end: "250 " + strings.Repeat("x", 10<<20)}, Sent, StageEnd, 250},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := row.s.serve(t)
			a := send(t, s.relay())
			if a.State != row.state || a.Stage != row.stage || a.Code != row.code {
				t.Errorf("got %s at %s with %d (%s); want %s at %s with %d", a.State, a.Stage, a.Code, a.Error, row.state, row.stage, row.code)
			}
			if a.State != Sent && a.Error == "" {
				t.Error("no word of what went wrong")
			}
			for _, w := range s.seen().whole {
				if w != string(theSending().Bytes) {
					t.Errorf("what came whole differs: %q", w)
				}
			}
			if len(a.Reply) > 2100 || len(a.Error) > 2100 {
				t.Error("the server's words are not kept short")
			}
		})
	}
}

// What the server answered is kept in its own words.
func TestProofOfAcceptance(t *testing.T) {
	a := send(t, script{}.serve(t).relay())
	if a.Reply != "2.0.0 Ok: queued as 4XyZ12abc" || a.QueueID != "4XyZ12abc" || a.Server != "mx.example" || a.TLS != "" {
		t.Errorf("kept %+v", a)
	}
	if a := send(t, script{rcpt: "550-5.1.1 no\x07 such\r\n550 5.1.1 user"}.serve(t).relay()); a.Reply != "5.1.1 no such 5.1.1 user" {
		t.Errorf("kept %q", a.Reply)
	}
}

func TestQueueID(t *testing.T) {
	for reply, want := range map[string]string{
		"2.0.0 Ok: queued as 4XyZ12abc":                     "4XyZ12abc",
		"OK id=1tK0ab-000000001Xy-2abc":                     "1tK0ab-000000001Xy-2abc",
		"2.6.0 <x@y> Queued mail for delivery as ABC.DEF-1": "ABC.DEF-1",
		"2.0.0 fine": "",
	} {
		if got := queueID(reply); got != want {
			t.Errorf("%q: %q, want %q", reply, got, want)
		}
	}
}

// A body cut off in the middle is never ended with a dot, however the server
// goes on.
func TestTruncatedBodyIsNeverEnded(t *testing.T) {
	s := script{dropInBody: true}.serve(t)
	m := theSending()
	m.Bytes = append(m.Bytes, []byte(strings.Repeat("a long line of the body\r\n", 1<<19))...)
	a := must[*Sender](t)(NewSender(s.relay())).Send(context.Background(), m)
	if a.State != Pending || a.Stage != StageBody {
		t.Errorf("got %s at %s: %s", a.State, a.Stage, a.Error)
	}
	if len(s.seen().whole) > 0 {
		t.Error("half a message was ended as a whole one")
	}
}

// TLS with a certificate that can be verified, and everything else refused
// without a word of the message in clear.
func TestTLS(t *testing.T) {
	good, pool := authority(t, "localhost")
	other, otherPool := authority(t, "mx.elsewhere.example")
	for _, row := range []struct {
		name string
		s    script
		pool *x509.CertPool
		want State
	}{
		{"verified", script{cert: &good}, pool, Sent},
		{"unknown authority", script{cert: &good}, otherPool, Pending},
		{"another name", script{cert: &other}, otherPool, Pending},
		{"not offered", script{noTLS: true}, pool, Pending},
		{"offered and refused", script{cert: &good, starttls: "454 4.7.0 not now"}, pool, Pending},
		{"refused for good", script{cert: &good, starttls: "502 5.5.1 no"}, pool, Pending},
		{"dropped", script{cert: &good, starttls: "drop"}, pool, Pending},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := row.s.serve(t)
			r := s.relay()
			r.RootCAs = row.pool
			a := send(t, r)
			if a.State != row.want {
				t.Errorf("got %s at %s: %s", a.State, a.Stage, a.Error)
			}
			if a.State == Sent && !strings.HasPrefix(a.TLS, "TLS 1.3 TLS_") {
				t.Errorf("kept %q of TLS", a.TLS)
			}
			for _, l := range s.seen().clear {
				if strings.Contains(l, "council") || strings.Contains(l, "CP-") {
					t.Errorf("in clear: %q", l)
				}
			}
		})
	}
}

// The password goes to nobody in clear, and into no error.
func TestPasswordStaysSecret(t *testing.T) {
	good, pool := authority(t, "localhost")
	s := script{cert: &good}.serve(t) // offers no AUTH
	r := s.relay()
	r.RootCAs, r.Username, r.Password = pool, "caseclock", "CANARY-PASSWORD"
	a := send(t, r)
	if a.State != Pending || a.Stage != StageConnect || strings.Contains(a.Error+a.Reply, "CANARY") {
		t.Errorf("got %+v", a)
	}
}

func TestNewSenderRefuses(t *testing.T) {
	for want, r := range map[string]Relay{
		"mail tls none to relay.example":         {Host: "relay.example", Port: 25, TLS: TLSNone},
		"mail tls none to 10.0.0.1":              {Host: "10.0.0.1", Port: 25, TLS: TLSNone},
		"mail tls none to localhost.example":     {Host: "localhost.example", Port: 25, TLS: TLSNone},
		`mail tls "opportunistic" is unknown`:    {Host: "relay.example", Port: 25, TLS: "opportunistic"},
		"mail port 0":                            {Host: "relay.example", TLS: TLSMandatory},
		`mail host "unix:///run/x" is no host`:   {Host: "unix:///run/x", Port: 25, TLS: TLSMandatory},
		"accepted is none to a loopback address": {Host: "127.0.0.1.example", Port: 25, TLS: TLSNone},
	} {
		if _, err := NewSender(r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", r, err, want)
		}
	}
	for _, host := range []string{"127.0.0.1", "::1", "localhost", "127.8.9.1"} {
		if _, err := NewSender(Relay{Host: host, Port: 25, TLS: TLSNone}); err != nil {
			t.Error(err)
		}
	}
}

// Nothing of an address reaches the wire that could be a command.
func TestAddressesOnTheWire(t *testing.T) {
	s := script{}.serve(t)
	m := theSending()
	m.To = "a@b.example>\r\nRCPT TO:<evil@b.example"
	a := must[*Sender](t)(NewSender(s.relay())).Send(context.Background(), m)
	if a.State != Pending || s.seen().conns != 0 {
		t.Errorf("got %s after %d connections: %s", a.State, s.conns, a.Error)
	}
}

// When we are to stop, a conversation in hand is finished; one that does not
// end is cut after the grace, and what is not known is said to be unknown.
func TestStopping(t *testing.T) {
	s := script{end: "hang"}.serve(t)
	r := s.relay()
	r.End, r.Grace = time.Hour, 50*time.Millisecond // an hour: no grace would be noticed
	ctx, cancel := context.WithCancel(context.Background())
	sender := must[*Sender](t)(NewSender(r))
	time.AfterFunc(50*time.Millisecond, cancel)
	if a := sender.Send(ctx, theSending()); a.State != Unknown {
		t.Errorf("got %s: %s", a.State, a.Error)
	}
	if a := sender.Send(ctx, theSending()); a.State != Pending || s.seen().conns != 1 {
		t.Errorf("stopped, and yet it dials: %+v", a)
	}
}

// A probe leaves no message behind.
func TestProbe(t *testing.T) {
	for _, row := range []struct {
		s    script
		want State
	}{{script{}, Sent}, {script{rcpt: "550 no such user"}, Pending}, {script{banner: "drop"}, Pending}} {
		s := row.s.serve(t)
		a := must[*Sender](t)(NewSender(s.relay())).Probe(context.Background(), "caseclock@council.example", "coord-1@council.example")
		if a.State != row.want || len(s.seen().whole) > 0 {
			t.Errorf("got %s, %d messages left behind", a.State, len(s.seen().whole))
		}
	}
}
