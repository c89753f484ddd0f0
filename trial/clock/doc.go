// Package clock tries the hours: changes of clocks, downtime, jumps, sleep, panics, and that what is owed
// depends on facts alone.
// Its trials are behind the build tag "trial"; see package trial.
package clock
