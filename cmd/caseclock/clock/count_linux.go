package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// Count is the machine's count of time since it was started, sleep included.
func Count() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
		return time.Since(begun)
	}
	return time.Duration(t.Nano())
}
