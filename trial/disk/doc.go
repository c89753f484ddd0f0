// Package disk tries what any order of unsynced writes and damage leave of a store,
// and what backups, older files and great size do to it.
// Its trials are behind the build tag "trial"; see package trial.
package disk
