// Package clock is the time that the daemon goes by: the machine's wall clock,
// as long as it keeps step with the machine's own count of time.
//
// A wall clock can be set wrong, by a person, a time service or a machine that
// was moved. To believe it at once would do harm that cannot be undone: alerts
// told years early count as told, and what is recorded is dated for good. So a
// jump of more than Slack is not believed at first. The daemon goes on by its
// own count, says loudly that it does (Doubt), and takes the wall clock over
// again when it is put right, or after Patience where it keeps to the new time
// and the jump was no longer than Farthest: a machine whose whole state was
// paused comes back like that. A longer jump is believed by a daemon that was
// started after it, and by no other.
//
// Sleep is no jump: the count goes on through it where the system keeps one
// that does.
package clock

import (
	"fmt"
	"sync"
	"time"
)

// The limits of what is believed.
const (
	Slack    = 3 * time.Hour       // believed at once, within a day of the machine's count
	Patience = time.Hour           // how long a jump must hold to be believed
	Farthest = 60 * 24 * time.Hour // the longest that is believed without a new start
	steady   = time.Minute         // how far a clock may wander and still count as holding
)

// Clock gives the time to go by. It is safe for concurrent use.
type Clock struct {
	wall    func() time.Time
	machine func() time.Duration

	mu       sync.Mutex
	believed time.Time     // what the wall would show at the count's zero
	anchor   time.Time     // what was believed at anchored; Slack is reckoned from here
	anchored time.Duration // by the machine's count
	doubted  time.Time     // as believed, of what the wall says and is not believed; zero: nothing
	since    time.Duration // from when on it has said so, by the machine's count
}

// New makes a clock that believes what the wall says now. The machine's count
// begins anywhere and only goes forward.
func New(wall func() time.Time, machine func() time.Duration) *Clock {
	c := &Clock{wall: wall, machine: machine}
	c.anchored = machine()
	c.believed = wall().Round(0).Add(-c.anchored)
	c.anchor = c.believed
	return c
}

// Now is the time to go by.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	count := c.machine()
	said := c.wall().Round(0).Add(-count)
	switch {
	case said.Sub(c.anchor).Abs() <= Slack:
		c.believe(said, count)
	case c.doubted.IsZero() || said.Sub(c.doubted).Abs() > steady:
		c.doubted, c.since = said, count
	case count-c.since >= Patience && said.Sub(c.believed).Abs() <= Farthest:
		c.anchor, c.anchored = said, count
		c.believe(said, count)
	}
	return c.believed.Add(count)
}

func (c *Clock) believe(said time.Time, count time.Duration) {
	c.believed, c.doubted = said, time.Time{}
	if count-c.anchored >= 24*time.Hour {
		c.anchor, c.anchored = said, count
	}
}

// Doubt says why the wall clock is not believed and what to do; empty where it
// is.
func (c *Clock) Doubt() string {
	now := c.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.doubted.IsZero() {
		return ""
	}
	by, way := c.doubted.Sub(c.believed), "forward"
	if by < 0 {
		way = "back"
	}
	remedy := "put it right, or start the daemon anew if it is right"
	if by.Abs() <= Farthest {
		remedy += fmt.Sprintf("; where it holds for %s it is believed", Patience)
	}
	return fmt.Sprintf("the machine's clock jumped %s by %s and is not believed; the daemon goes on by its own count, where it is now %s: %s",
		way, by.Abs().Round(time.Minute), now.UTC().Format(time.RFC3339), remedy)
}
