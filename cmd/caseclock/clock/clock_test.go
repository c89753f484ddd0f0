package clock

import (
	"strings"
	"testing"
	"time"
)

const day = 24 * time.Hour

// What the clock shows, hour by hour of the machine's count, when the wall is set
// by so much and later set back.
func TestWhatIsBelieved(t *testing.T) {
	for _, c := range []struct {
		what       string
		by         time.Duration // the wall is off
		held       time.Duration // for so long
		during     time.Duration // what is believed of it then, at the end
		doubt, end bool          // whether it is doubted then, and after it was set back
	}{
		{"an hour forward", time.Hour, 5 * time.Hour, time.Hour, false, false},
		{"an hour back", -time.Hour, 5 * time.Hour, -time.Hour, false, false},
		{"a day forward, soon put right", day, 30 * time.Minute, 0, true, false},
		{"a day forward for good", day, 2 * time.Hour, day, false, true}, // set back it jumps again
		{"a day back for good", -day, 2 * time.Hour, -day, false, true},
		{"thirty days forward, soon put right", 30 * day, 59 * time.Minute, 0, true, false},
		{"ten years forward", 3650 * day, 30 * day, 0, true, false},
		{"ten years back", -3650 * day, 30 * day, 0, true, false},
	} {
		var off, count time.Duration
		start := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
		k := New(func() time.Time { return start.Add(count + off) }, func() time.Duration { return count })
		run := func(d time.Duration) {
			for end := count + d; count < end; count += time.Minute {
				k.Now()
			}
		}
		run(3 * day)
		off = c.by
		run(c.held)
		if got := k.Now().Sub(start.Add(count)); got != c.during || (k.Doubt() != "") != c.doubt {
			t.Errorf("%s: off by %s, doubt %q", c.what, got, k.Doubt())
		}
		off = 0
		if k.Now(); (k.Doubt() != "") != c.end {
			t.Errorf("%s, set back: doubt %q", c.what, k.Doubt())
		}
		if run(2 * time.Hour); k.Doubt() != "" || !k.Now().Equal(start.Add(count)) {
			t.Errorf("%s, two hours after: off by %s, doubt %q", c.what, k.Now().Sub(start.Add(count)), k.Doubt())
		}
	}
}

// A clock that is slewed a little each minute is followed for ever; one that
// stands still is followed for the slack, and not further.
func TestDriftIsFollowedAndAFrozenClockIsNot(t *testing.T) {
	var off, count time.Duration
	start := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	k := New(func() time.Time { return start.Add(count + off) }, func() time.Duration { return count })
	for range 60 * 24 * 60 {
		count += time.Minute
		off += 30 * time.Millisecond
		if got := k.Now(); !got.Equal(start.Add(count + off)) {
			t.Fatalf("after %s: off by %s", count, got.Sub(start.Add(count+off)))
		}
	}
	frozen := count + off
	for range 5 * 24 * 60 {
		count += time.Minute
		off = frozen - count
		if behind := start.Add(count).Sub(k.Now()); behind > 2*Slack {
			t.Fatalf("a clock that stands still is believed: %s behind", behind)
		}
	}
	if d := k.Doubt(); !strings.Contains(d, "jumped back") {
		t.Errorf("doubt %q", d)
	}
}

func TestTheCountGoesForward(t *testing.T) {
	a := Count()
	if b := Count(); b < a || a <= 0 && begun.IsZero() {
		t.Errorf("%s after %s", b, a)
	}
}
