package notify

import "time"

// The wait between attempts.
const (
	ShortestWait = 30 * time.Second
	LongestWait  = 15 * time.Minute
)

// backoff is how long to wait after the nth attempt (counted from 1): any time
// between the shortest wait and one that doubles with each attempt, up to the
// longest. random is in [0, 1).
func backoff(n int, random float64) time.Duration {
	most := LongestWait
	if n < 5 {
		most = min(ShortestWait<<n, LongestWait)
	}
	return ShortestWait + time.Duration(random*float64(most-ShortestWait))
}
