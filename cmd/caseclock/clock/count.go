package clock

import "time"

// begun is where the count of a system that has none of its own begins.
var begun = time.Now()
