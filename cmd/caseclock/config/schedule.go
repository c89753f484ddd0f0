package config

import (
	"fmt"
	"strings"
	"time"

	"caseclock/deadline"

	"github.com/robfig/cron/v3"
)

// rarest is the longest that the daemon may sleep between wakes.
const rarest = 7 * 24 * time.Hour

// Schedule is when the daemon wakes.
type Schedule struct {
	cron.Schedule
	words string
}

// ParseSchedule reads a cron line of five fields (minute, hour, day of the
// month, month, day of the week; Europe/London) or "@every 1m", "@hourly",
// "@daily". What the cron library takes without a word is refused here: what
// never fires, what names a zone of its own, what is less than a second.
func ParseSchedule(words string) (s Schedule, err error) {
	accepted := `accepted is "@every 1m" or a cron line of five fields, "*/5 * * * *"`
	if strings.Contains(words, "TZ=") {
		return s, fmt.Errorf("%q names a time zone; schedules are in Europe/London: %s", words, accepted)
	}
	if every, ok := strings.CutPrefix(words, "@every "); ok {
		if d, err := time.ParseDuration(every); err == nil && (d < time.Second || d > rarest) {
			return s, fmt.Errorf("%q wakes every %s; accepted is 1s to %s", words, d, rarest)
		}
	}
	defer func() {
		if r := recover(); r != nil {
			s, err = Schedule{}, fmt.Errorf("%q is no schedule; %s", words, accepted)
		}
	}()
	parsed, err := cron.ParseStandard(words)
	if err != nil {
		return s, fmt.Errorf("%q is no schedule (%v); %s", words, err, accepted)
	}
	if spec, ok := parsed.(*cron.SpecSchedule); ok {
		spec.Location = deadline.London
	}
	s = Schedule{parsed, words}
	return s, s.often(accepted)
}

// often refuses a schedule that sleeps too long at some time of a year, from a
// fixed day on so that the answer does not depend on when it is asked.
func (s Schedule) often(accepted string) error {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, deadline.London)
	for t := start; t.Before(start.AddDate(1, 0, 0)); {
		next := s.Next(t)
		if next.IsZero() {
			return fmt.Errorf("%q never fires; %s", s.words, accepted)
		}
		if next.Sub(t) > rarest+time.Hour {
			return fmt.Errorf("%q sleeps from %s to %s; accepted is a wake each week at least, each minute is usual", s.words, t.Format(time.DateOnly), next.Format(time.DateOnly))
		}
		if next.Sub(t) < time.Hour {
			next = t.Add(time.Hour)
		}
		t = next
	}
	return nil
}

// Wakes are the next n wakes after an instant.
func (s Schedule) Wakes(after time.Time, n int) []time.Time {
	var wakes []time.Time
	for range n {
		after = s.Next(after)
		wakes = append(wakes, after)
	}
	return wakes
}

// Gap is the longest sleep among the next hundred wakes after an instant.
func (s Schedule) Gap(after time.Time) time.Duration {
	var longest time.Duration
	for range 100 {
		next := s.Next(after)
		longest = max(longest, next.Sub(after))
		after = next
	}
	return longest
}
