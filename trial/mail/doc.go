// Package mail tries sending: crashes at each step, servers that answer as they please, outages, and
// silence.
// Its trials are behind the build tag "trial"; see package trial.
package mail
