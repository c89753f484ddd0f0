package engine

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/notify"
	"caseclock/store"

	"github.com/emersion/go-smtp"
)

// overdueCase records a case whose initial conference is overdue.
func (b *bench) overdueCase(ref, chair string) {
	b.t.Helper()
	b.record("case-assigned", ref, "2026-02-01", "authority", "stirling", "chair", chair)
	b.record("concern-notified", ref, "2026-02-01")
}

// A case whose evaluation panics is left out and counted; the others are told
// of, and so is it once it can be evaluated.
func TestPanicInOneCaseStopsNoOther(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.overdueCase("CP-0001", "chair-1")
	b.overdueCase("CP-0002", "chair-2")
	evaluating = func(c *deadline.Case) {
		if c.Ref == "CP-0001" {
			panic("broken on " + c.Ref)
		}
	}
	defer func() { evaluating = func(*deadline.Case) {} }()
	s, mail := b.wake()
	if s.CasesInTrouble != 1 || s.Cases != 1 || !tells(mail, "CP-0002", "initial") || tells(mail, "CP-0001", "") {
		t.Errorf("with one case broken: %+v, %d mails", s, len(mail))
	}
	if log := b.log.String(); !strings.Contains(log, "could not be evaluated") || strings.Contains(log, "CP-0001") {
		t.Errorf("the log does not name the case by its opaque id: %s", log)
	}
	evaluating = func(*deadline.Case) {}
	if s, mail = b.wake(); s.CasesInTrouble != 0 || !tells(mail, "CP-0001", "initial") {
		t.Errorf("once it is repaired: %+v, %d mails", s, len(mail))
	}
}

// When the store takes no more writes, what is owed is mailed once from
// memory, and the error says so and is fatal.
func TestStoreFailureSendsOnceFromMemory(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.overdueCase("CP-0001", "chair-1")
	if err := os.Rename(b.path, b.path+".away"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.path, []byte("something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := b.Wake(context.Background(), b.now())
	var stopped *Stopped
	if !errors.As(err, &stopped) || !stopped.Fatal() || stopped.Sent == 0 || !errors.Is(err, store.ErrStopped) {
		t.Fatalf("wake says %v", err)
	}
	mail := b.box.take()
	if !tells(mail, "CP-0001", "initial") {
		t.Error("nobody was told from memory")
	}
	if _, err = b.Wake(context.Background(), b.now()); !errors.As(err, &stopped) || len(b.box.take()) != 0 {
		t.Errorf("the next wake says %v, or mailed again", err)
	}
	_, err = b.Record(context.Background(), Who{By: "chair-1"}, Entry{Fields: map[string]string{"event": "born", "case": "CP-0001", "on": "2026-03-01"}})
	if !errors.Is(err, store.ErrStopped) {
		t.Errorf("recording says %v", err)
	}

	// After the repair and the restart the same message may go again, under
	// the same Message-ID.
	if err := os.Rename(b.path+".away", b.path); err != nil {
		t.Fatal(err)
	}
	b.reopen(nil)
	_, again := b.wake()
	if len(again) == 0 || !slices.Equal(ids(again), ids(mail)) {
		t.Errorf("after the restart: %d mails, Message-ID %q, before %q", len(again), ids(again), ids(mail))
	}
}

func ids(mail []letter) []string {
	var all []string
	for _, l := range mail {
		all = append(all, messageID(l.body))
	}
	slices.Sort(all)
	return all
}

func messageID(body string) string {
	for _, l := range strings.Split(body, "\r\n") {
		if v, ok := strings.CutPrefix(l, "Message-ID: "); ok {
			return v
		}
	}
	return ""
}

// wrecked sends, and then the process is gone before the outcome is kept.
type wrecked struct{ notify.Courier }

var errGone = errors.New("gone")

func (w wrecked) Send(ctx context.Context, s *notify.Sending) notify.Attempt {
	w.Courier.Send(ctx, s)
	panic(errGone)
}

// What was accepted just before a crash is sent again as the same message,
// byte for byte, and never as another.
func TestCrashWhileSendingRepeatsTheSameMessage(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.overdueCase("CP-0001", "chair-1")
	b.Courier = wrecked{b.Courier}
	func() {
		defer func() { _ = recover() }()
		_, _ = b.Wake(context.Background(), b.now())
	}()
	first := b.box.take()
	if len(first) != 1 {
		t.Fatalf("%d mails before the crash", len(first))
	}
	b.record("born", "CP-0001", "2026-03-01") // something changes meanwhile
	b.overdueCase("CP-0002", "chair-1")
	b.mu.Lock()
	b.time = b.time.Add(7 * time.Minute)
	b.mu.Unlock()
	b.reopen(nil)
	_, mail := b.wake()
	var same, about int
	for _, l := range mail {
		if l.body == first[0].body {
			same++
		}
		if l.to == first[0].to && tells([]letter{l}, "CP-0001", "initial") {
			about++
		}
	}
	if same != 1 || about != 1 {
		t.Errorf("after the crash %d mails: %d the same, %d to the same person about the case", len(mail), same, about)
	}
}

// A case without a chair goes to the coordinator, and so does whatever a dead
// child's case still owes.
func TestCoordinatorAlone(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.record("case-assigned", "CP-0001", "2026-02-01", "authority", "stirling")
	b.record("concern-notified", "CP-0001", "2026-02-01")
	b.record("case-assigned", "CP-0002", "2026-02-01", "authority", "stirling", "chair", "chair-1")
	b.record("concern-notified", "CP-0002", "2026-01-20")
	b.record("conference-held", "CP-0002", "2026-02-10", "conference", "initial", "outcome", "registered")
	b.record("closed", "CP-0002", "2026-02-12", "cause", "died")
	_, mail := b.wake()
	for _, l := range mail {
		if !strings.HasPrefix(l.to, "coordinator-1@") && strings.Contains(l.body, "CP-0002") || strings.HasPrefix(l.to, "chair-") {
			t.Errorf("mail to %s", l.to)
		}
		if strings.Contains(strings.ToLower(l.body), "died") || strings.Contains(strings.ToLower(l.body), "death") {
			t.Error("a mail says that the child died")
		}
	}
	if !tells(mail, "CP-0001", "initial") || !tells(mail, "CP-0002", "minutes") {
		t.Errorf("the coordinator is not told: %d mails", len(mail))
	}
}

// What fell due before the authority began is neither mailed nor counted.
func TestSinceIsNeitherMailedNorCounted(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.reopen(func(s *Settings) {
		book, err := BuildBook([]AuthorityRules{{ID: "stirling", Since: date(t, "2026-03-01"), Rules: []PackFrom{{Pack: "forth-valley"}}}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.Book = book
	})
	b.overdueCase("CP-0001", "chair-1") // due 22 February
	s, mail := b.wake()
	if len(mail) != 0 || len(s.BreachesByRule) != 0 || s.Unexplained != 0 {
		t.Errorf("%d mails, %+v", len(mail), s)
	}
	if rows := b.rows(Ask{Breaches: true}); len(rows) != 0 {
		t.Errorf("breaches list %d", len(rows))
	}
	if rows := b.rows(Ask{}); len(rows) == 0 || rows[0].Counted {
		t.Errorf("deadlines do not show it as not counted: %+v", rows)
	}
}

// Since is that of the authority responsible when the clock started, also when
// the case has moved to another.
func TestSinceGoesWithTheDeadline(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.reopen(func(s *Settings) {
		book, err := BuildBook([]AuthorityRules{{ID: "stirling", Since: date(t, "2026-03-01")}, {ID: "falkirk"}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.Book = book
	})
	b.overdueCase("CP-0001", "chair-1") // due 22 February
	b.record("case-assigned", "CP-0001", "2026-02-25", "authority", "falkirk")
	if _, mail := b.wake(); len(mail) != 0 {
		t.Errorf("%d mails", len(mail))
	}
}

// The warning comes when a calendar has less than six months left.
func TestCalendarThatRunsOut(t *testing.T) {
	b := newBench(t, "2028-06-29")
	if s, _ := b.wake(); len(s.Warnings) != 0 {
		t.Errorf("on 29 June 2028: %v", s.Warnings)
	}
	b.at("2028-07-01")
	if s, _ := b.wake(); len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0], "2028-12-31") {
		t.Errorf("on 1 July 2028: %v", s.Warnings)
	}
}

// What a mail server has not accepted stays owed, wake after wake, until it
// does.
func TestOwedUntilAccepted(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.overdueCase("CP-0001", "chair-1")
	b.box.mu.Lock()
	b.box.refuse = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "not now"}
	b.box.mu.Unlock()
	for range 2 {
		if s, mail := b.wake(); s.Owed != 2 || s.Sent != 0 || len(mail) != 0 { // chair and manager
			t.Errorf("while it is refused: %+v", s)
		}
	}
	b.box.mu.Lock()
	b.box.refuse = nil
	b.box.mu.Unlock()
	b.mu.Lock()
	b.time = b.time.Add(time.Hour)
	b.mu.Unlock()
	if s, mail := b.wake(); s.Owed != 0 || s.Sent != 2 || len(mail) != 2 {
		t.Errorf("once it is accepted: %+v", s)
	}
}

// What waits for the hour of the digest is owed too.
func TestOwedUntilTheHourOfTheDigest(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.reopen(func(s *Settings) { s.Alerts.DigestAt = 10 * 60 }) // it is half past nine
	b.overdueCase("CP-0001", "chair-1")
	if s, mail := b.wake(); s.Owed != 2 || len(mail) != 0 {
		t.Errorf("before the hour: %+v", s)
	}
	b.mu.Lock()
	b.time = b.time.Add(time.Hour)
	b.mu.Unlock()
	if s, mail := b.wake(); s.Owed != 0 || len(mail) != 2 {
		t.Errorf("after it: %+v", s)
	}
}
