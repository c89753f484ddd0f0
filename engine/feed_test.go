package engine

import (
	"errors"
	"strings"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/store"
)

// A calendar's address gives its person's own view and no more, is in the trail
// at each use, and ends when it is made anew, revoked, or its person is disabled.
func TestFeedFromMadeToEnded(t *testing.T) {
	b := newBench(t, "2026-05-05")
	b.importFile("conferences.mapping.yaml", "conferences.csv", false)
	accounts, err := b.OpenAccounts(t.Context(), AccountOptions{})
	if err != nil {
		t.Fatal(err)
	}
	chair := b.sitting("chair-1", access.Chair)
	made := func() string {
		t.Helper()
		secret, err := chair.MakeFeed(t.Context())
		if err != nil || len(secret) != 43 {
			t.Fatalf("%q, %v", secret, err)
		}
		return secret
	}
	fetch := func(secret string) (string, error) {
		b.later(time.Hour)
		return b.FetchFeed(t.Context(), secret, "192.0.2.7")
	}
	ended := func(what, secret string) {
		t.Helper()
		if text, err := fetch(secret); !errors.Is(err, ErrNotThere) {
			t.Errorf("%s: %v\n%s", what, err, text)
		}
	}
	first := made()
	text, err := fetch(first)
	if err != nil || !strings.Contains(text, "CP-04") {
		t.Fatalf("%v\n%s", err, text)
	}
	own, err := chair.AheadCalendar(t.Context(), AheadAsk{})
	if err != nil || events(own) != events(text) || strings.Contains(text, "lead-") || strings.Contains(text, "chair-") || strings.Contains(text, "M-26") {
		t.Errorf("%v: the person sees\n%s\nand the calendar holds\n%s", err, own, text)
	}
	if f, there, err := chair.Feed(t.Context()); err != nil || !there || f.Used.IsZero() {
		t.Errorf("%+v, %t, %v", f, there, err)
	}
	var fetched int
	_ = b.Store().Trail(t.Context(), func(e store.Entry) error {
		if e.Action == "feed" && e.By == "chair-1" && e.Door == "calendar" && e.Peer == "192.0.2.7" {
			fetched++
		}
		if strings.Contains(e.Detail, first) {
			t.Error("the trail holds the secret")
		}
		return nil
	})
	if fetched != 1 {
		t.Errorf("%d fetches are in the trail", fetched)
	}
	again := made()
	ended("made anew", first)
	if err := chair.RevokeFeed(t.Context()); err != nil {
		t.Fatal(err)
	}
	ended("revoked", again)
	third := made()
	if err := accounts.Keep(t.Context(), Who{By: "admin-1"}, AccountAsk{Do: "disable", ID: "chair-1"}); err != nil {
		t.Fatal(err)
	}
	ended("disabled", third)
	ended("unknown", "nonsense")
	if err := b.Store().Shelf(t.Context(), store.Feeds, func(k store.Kept) error {
		if strings.Contains(k.Key+string(k.Value), third) {
			t.Error("the secret is kept")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// events is a calendar's events, without what every calendar says of itself.
func events(calendar string) string {
	var lines []string
	for line := range strings.Lines(calendar) {
		if !strings.HasPrefix(line, "DTSTAMP") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// A person whom the configuration no longer knows has no calendar, and one who
// signed in with less than the configuration gives has no more in theirs.
func TestFeedOfWhoIsGoneOrNarrowed(t *testing.T) {
	b := newBench(t, "2026-05-05")
	b.importFile("conferences.mapping.yaml", "conferences.csv", false)
	if _, err := b.sitting("stranger", access.Coordinator).MakeFeed(t.Context()); err == nil {
		t.Error("who is nobody of the configuration makes a calendar")
	}
	narrow := b.sitting("coordinator-1", access.Coordinator, "falkirk") // the configuration: of all councils
	secret, err := narrow.MakeFeed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, err := b.FetchFeed(t.Context(), secret, "192.0.2.7")
	want, _ := narrow.AheadCalendar(t.Context(), AheadAsk{})
	if err != nil || events(text) != events(want) || !strings.Contains(text, "CP-0440") || strings.Contains(text, "CP-0417") {
		t.Errorf("%v\n%s", err, text)
	}
	b.People = b.People[:5] // without the coordinator
	if _, err := b.FetchFeed(t.Context(), secret, "192.0.2.7"); !errors.Is(err, ErrNotThere) {
		t.Errorf("of who is gone: %v", err)
	}
}

// A calendar cannot be fetched without end, nor its address be guessed at.
func TestFeedsAreThrottled(t *testing.T) {
	b := newBench(t, "2026-05-05")
	secret, err := b.sitting("chair-1", access.Chair).MakeFeed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for what, secret := range map[string]string{"known": secret, "unknown": "x"} {
		var err error
		for range 11 {
			_, err = b.FetchFeed(t.Context(), secret, "192.0.2.7")
		}
		if !errors.Is(err, ErrTooOften) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
