package engine

import (
	"context"
	"strings"
	"testing"
	"time"

	"caseclock/notify"
	"caseclock/store"
)

type beats int

func (b *beats) Ping(context.Context, string) error { *b++; return nil }

// While the machine's clock is not believed health says so and no sign of life
// is given.
func TestADoubtedClockIsAWarningAndNoHeartbeat(t *testing.T) {
	b := newBench(t, "2026-03-02")
	doubt, given := "the clock jumped", beats(0)
	b.reopen(func(s *Settings) {
		s.Doubt = func() string { return doubt }
		s.Pinger, s.Heartbeat = &given, notify.Heartbeat{URL: "https://watch.example/x", Every: time.Minute}
	})
	b.overdueCase("CP-0001", "chair-1")
	s, mail := b.wake()
	if len(mail) == 0 || given != 0 || !strings.Contains(strings.Join(s.Warnings, "\n"), doubt) {
		t.Errorf("%d mails, %d signs of life, %v", len(mail), given, s.Warnings)
	}
	doubt = ""
	if s, _ = b.wake(); given != 1 || len(s.Warnings) != 0 {
		t.Errorf("once it is believed: %d signs of life, %v", given, s.Warnings)
	}
}

// A store whose last record is dated ahead of the clock is spoken of.
func TestRecordsDatedAheadAreAWarning(t *testing.T) {
	b := newBench(t, "2026-04-02")
	b.overdueCase("CP-0001", "chair-1")
	b.at("2026-03-02")
	if s, _ := b.wake(); !strings.Contains(strings.Join(s.Warnings, "\n"), "the last record is dated 2026-04-02") {
		t.Errorf("%v", s.Warnings)
	}
	b.at("2026-04-02")
	if s, _ := b.wake(); len(s.Warnings) != 0 {
		t.Errorf("once it is that day: %v", s.Warnings)
	}
}

// What went wrong: a panic while the lists for the pages were made ready ended
// the wake before anybody was told anything.
func TestPanicAmongTheListsKeepsNoAlertBack(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.overdueCase("CP-0001", "chair-1")
	periods := b.Book.Authority("falkirk").Periods
	pack := periods[0].Pack
	periods[0].Pack = nil // no case is reckoned by it, and the board reads all
	s, err := b.Wake(t.Context(), b.now())
	periods[0].Pack = pack
	if mail := b.box.take(); err != nil || s.Sent == 0 || !tells(mail, "CP-0001", "initial") {
		t.Errorf("%+v, %v, %d mails", s, err, len(mail))
	}
}

// A jump of the clock is kept in the trail, once it matters to anybody.
func TestAJumpIsKept(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.Jumped(t.Context(), 30*time.Second)
	b.Jumped(t.Context(), -24*time.Hour)
	var kept []string
	if err := b.Store().Trail(t.Context(), func(e store.Entry) error {
		if e.Action == "clock" {
			kept = append(kept, e.Detail)
		}
		return nil
	}); err != nil || len(kept) != 1 || !strings.Contains(kept[0], "-24h0m0s") {
		t.Errorf("kept %q, %v", kept, err)
	}
}
