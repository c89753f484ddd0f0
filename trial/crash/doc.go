// Package crash tries what happens to the real daemon when it is killed, loses its power, is starved of space,
// refused by its disk, or started twice.
// Its trials are behind the build tag "trial"; see package trial.
package crash
