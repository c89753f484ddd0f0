// Package input tries hostile bytes and contradictory histories.
// Its trials are behind the build tag "trial"; see package trial.
package input
