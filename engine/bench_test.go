package engine

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/intake"
	"caseclock/notify"
	"caseclock/store"

	"github.com/emersion/go-smtp"
	"github.com/rs/zerolog"
)

// mailbox is an SMTP server that keeps what it is sent.
type mailbox struct {
	mu     sync.Mutex
	got    []letter
	refuse error // of every message, after its end
	port   int
}

type letter struct{ from, to, body string }

// newMailbox starts a server on loopback.
func newMailbox(t testing.TB) *mailbox {
	t.Helper()
	m := &mailbox{}
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{box: m}, nil }))
	s.Domain = "mx.council.example"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.port = l.Addr().(*net.TCPAddr).Port
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return m
}

// take gives what came since the last time.
func (m *mailbox) take() []letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	got := m.got
	m.got = nil
	return got
}

type session struct {
	box *mailbox
	l   letter
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.l.from = from
	return nil
}
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.l.to = to
	return nil
}
func (s *session) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	if s.box.refuse != nil {
		return s.box.refuse
	}
	s.l.body = string(body)
	s.box.got = append(s.box.got, s.l)
	return nil
}

// bench is an engine on a real store, with a clock that the test sets.
type bench struct {
	*Engine
	t    testing.TB
	box  *mailbox
	log  *bytes.Buffer
	path string
	mu   sync.Mutex
	time time.Time
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.time
}

// at sets the clock: a day, at half past nine in London.
func (b *bench) at(day string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	y, m, d := date(b.t, day).Civil()
	b.time = time.Date(y, time.Month(m), d, 9, 30, 0, 0, deadline.London)
}

func newBench(t testing.TB, day string) *bench {
	t.Helper()
	b := &bench{t: t, box: newMailbox(t), log: &bytes.Buffer{}, path: filepath.Join(t.TempDir(), "caseclock.db")}
	b.at(day)
	b.open(nil)
	return b
}

// open opens the store; change may alter the settings.
func (b *bench) open(change func(*Settings)) {
	b.t.Helper()
	st, err := store.Open(b.path, store.Options{Now: b.now, Holder: "a test"})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = st.Close() })
	s := b.settings()
	if change != nil {
		change(&s)
	}
	if b.Engine, err = Open(context.Background(), st, s); err != nil {
		b.t.Fatal(err)
	}
}

// reopen closes the store and opens it again, as a restart does.
func (b *bench) reopen(change func(*Settings)) {
	b.t.Helper()
	if err := b.Store().Close(); err != nil {
		b.t.Fatal(err)
	}
	b.open(change)
}

func (b *bench) settings() Settings {
	b.t.Helper()
	book, err := BuildBook([]AuthorityRules{
		{ID: "stirling", Name: "Stirling Council", Rules: []PackFrom{{Pack: "forth-valley"}}},
		{ID: "falkirk", Name: "Falkirk Council", Rules: []PackFrom{{Pack: "forth-valley"}}},
		{ID: "clackmannanshire", Name: "Clackmannanshire Council", Rules: []PackFrom{{Pack: "forth-valley"}}},
	}, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	courier, err := notify.NewSender(notify.Relay{Host: "127.0.0.1", Port: b.box.port, TLS: notify.TLSNone, Hello: "caseclock.council.example"})
	if err != nil {
		b.t.Fatal(err)
	}
	return Settings{Book: book, Courier: courier, Now: b.now, Random: func() float64 { return 0.5 }, Product: "caseclock test",
		Log: zerolog.New(b.log),
		People: []notify.Person{
			person("chair-1", notify.Chair), person("chair-2", notify.Chair), person("chair-3", notify.Chair),
			person("lead-12", notify.Lead), person("manager-1", notify.Manager), person("coordinator-1", notify.Coordinator),
		},
		Alerts: notify.Config{Ladder: notify.DefaultLadder(), Hours: notify.Hours{From: 0, To: 24 * 60}, From: "caseclock@council.example",
			Link: "https://caseclock.council.example"}}
}

func person(id, role string) notify.Person {
	return notify.Person{ID: id, Name: "Somebody", Email: id + "@council.example", Roles: []string{role}}
}

// import brings an example export in.
func (b *bench) importFile(mapping, name string, dry bool) (Brought, []ImportNews) {
	b.t.Helper()
	folder := filepath.Join("..", "testdata", "imports")
	content, err := os.ReadFile(filepath.Join(folder, mapping))
	if err != nil {
		b.t.Fatal(err)
	}
	var news []ImportNews
	done, err := b.Import(context.Background(), Who{Door: "cli"}, ImportAsk{Mapping: string(content), MappingName: mapping, DryRun: dry},
		[]intake.File{{Name: name, Open: func() (io.ReadCloser, error) { return os.Open(filepath.Join(folder, name)) }}},
		func(n ImportNews) error {
			news = append(news, n)
			return nil
		})
	if err != nil {
		b.t.Fatal(err)
	}
	return done, news
}

// record records an event by hand: its kind, day and fields.
func (b *bench) record(kind, ref, on string, fields ...string) Recorded {
	b.t.Helper()
	e := Entry{Fields: map[string]string{"event": kind, "case": ref, "on": on}}
	for i := 0; i+1 < len(fields); i += 2 {
		e.Fields[fields[i]] = fields[i+1]
	}
	r, err := b.Record(context.Background(), Who{By: "coordinator-1", Door: "cli"}, e)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// wake wakes the engine and gives what was mailed.
func (b *bench) wake() (Summary, []letter) {
	b.t.Helper()
	s, err := b.Wake(context.Background(), b.now())
	if err != nil {
		b.t.Fatal(err)
	}
	return s, b.box.take()
}

func (b *bench) rows(a Ask) []Row {
	b.t.Helper()
	var rows []Row
	if err := b.Deadlines(context.Background(), a, func(r Row) error {
		rows = append(rows, r)
		return nil
	}); err != nil {
		b.t.Fatal(err)
	}
	return rows
}
