//go:build trial

package clock

import (
	"caseclock/deadline"
	"caseclock/notify"
)

// step is a rung of the default ladder that a day has reached, worked out here
// and not by package notify.
type step struct {
	when   notify.Occasion
	moment deadline.Date
}

// highest is what a chair and a manager are owed to have been told by a day of a
// deadline that is open and has no reason; nothing where the ladder is not yet
// reached.
func highest(due, today deadline.Date) map[string]step {
	owed := map[string]step{}
	reach := func(role string, when notify.Occasion, moment deadline.Date) {
		if moment <= today && moment > owed[role].moment {
			owed[role] = step{when, moment}
		}
	}
	if today <= due {
		reach(notify.Chair, notify.Before, due-7)
		reach(notify.Chair, notify.Before, due-1)
		return owed
	}
	reach(notify.Chair, notify.After, due+1)
	for d := due + 4; d <= today; d += 4 {
		reach(notify.Chair, notify.Unexplained, d)
	}
	for d := due + 8; d <= today; d += 4 {
		reach(notify.Manager, notify.Unexplained, d)
	}
	return owed
}
