package config

import (
	"testing"
	"time"
)

// Whatever is taken for a schedule wakes the daemon at least each week, and after
// the instant that it is asked about.
func FuzzParseSchedule(f *testing.F) {
	for _, s := range []string{"@every 1m", "@every -1s", "@every 1ns", "@hourly", "@daily", "*/5 * * * *", "30 1 * * *", "0 0 31 2 *", "TZ=Europe/London",
		"CRON_TZ=UTC * * * * *", "* * * * * *", "60 * * * *", "*/0 * * * *", "1-0 * * * *", "@every 9999999h", "", " "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, words string) {
		s, err := ParseSchedule(words)
		if err != nil {
			return
		}
		now := time.Date(2026, 3, 28, 23, 59, 59, 0, time.UTC)
		for range 50 {
			next := s.Next(now)
			if !next.After(now) || next.Sub(now) > rarest+2*time.Hour {
				t.Fatalf("%q: after %s it wakes at %s", words, now, next)
			}
			now = next
		}
	})
}
