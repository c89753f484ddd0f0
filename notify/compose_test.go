package notify

import (
	"testing"
	"time"

	"caseclock/deadline"
)

// digests counts the messages to the chair at instants, alert by alert as they
// come up.
func digests(cfg Config, wakes ...string) []string {
	sent := Marks{}
	var got []string
	for i, w := range wakes {
		now := at(w)
		c := theCase()
		c.ID += w // a new case comes up at each wake
		items := []Item{theConcern().item(c, now)}
		sendings, err := Compose(now, Decide(now, items, thePeople(), cfg, sent), items, thePeople(), cfg, sent)
		if err != nil {
			panic(err)
		}
		for _, s := range sendings {
			for _, m := range s.Marks {
				sent[m] = true
			}
			if s.Person == "chair-1" {
				got = append(got, wakes[i])
			}
		}
	}
	return got
}

func TestDigestTimes(t *testing.T) {
	atOnce := theConfig()
	atOnce.DigestAt, atOnce.Hours = 0, allDay
	night := theConfig()
	night.DigestAt = 0
	for _, row := range []struct {
		name  string
		cfg   Config
		wakes []string
		want  int
	}{
		{"before the time", theConfig(), []string{"2026-01-20 07:29"}, 0},
		{"at the time", theConfig(), []string{"2026-01-20 07:30"}, 1},
		{"one a day", theConfig(), []string{"2026-01-20 07:30", "2026-01-20 07:31", "2026-01-20 18:59"}, 1},
		{"one the next day", theConfig(), []string{"2026-01-20 07:30", "2026-01-21 07:29", "2026-01-21 07:30"}, 2},
		{"the first wake after it", theConfig(), []string{"2026-01-20 15:12"}, 1},
		{"the last minute of the hours", theConfig(), []string{"2026-01-20 18:59"}, 1},
		{"after the hours", theConfig(), []string{"2026-01-20 19:00", "2026-01-20 23:59"}, 0},
		{"from midnight, within the hours", night, []string{"2026-01-20 00:01", "2026-01-20 07:00", "2026-01-20 08:00"}, 1},
		{"at once", atOnce, []string{"2026-01-20 00:00", "2026-01-20 03:00", "2026-01-20 23:59"}, 3},
	} {
		if got := digests(row.cfg, row.wakes...); len(got) != row.want {
			t.Errorf("%s: digests at %v, want %d", row.name, got, row.want)
		}
	}
}

// On the days the clocks change each person has one digest, whatever the time
// set for it: the hour that does not come, and the hour that comes twice.
func TestClockChanges(t *testing.T) {
	for _, changes := range []string{"2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"} {
		for digestAt := Clock(0); digestAt < 4*60; digestAt += 15 {
			cfg := theConfig()
			cfg.DigestAt, cfg.Hours = digestAt, Hours{0, 23 * 60}
			sent, n := Marks{}, 0
			var first time.Time
			y, m, d := day(changes).Civil()
			begin := time.Date(y, time.Month(m), d, 0, 0, 0, 0, deadline.London)
			end := time.Date(y, time.Month(m), d+1, 0, 0, 0, 0, deadline.London)
			for now := begin; now.Before(end); now = now.Add(time.Minute) {
				if cfg.digestHour(now) && !sent.Has(digestMark("chair-1", deadline.DayOf(now))) {
					sent[digestMark("chair-1", deadline.DayOf(now))] = true
					first = now
					n++
				}
			}
			if n != 1 || clockOf(first) < digestAt || clockOf(first) > digestAt+60 {
				t.Errorf("%s, digest at %d: %d digests, the first at %s", changes, digestAt, n, first)
			}
		}
	}
}
