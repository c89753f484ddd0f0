//go:build !linux

package clock

import "time"

// Count is the time since the program was started; the machine's sleep is not
// in it.
func Count() time.Duration { return time.Since(begun) }
