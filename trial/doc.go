// Package trial is what the trials of Caseclock's promises stand on: how often
// each is tried, from which seed, what a failure is, and what is published.
//
// A trial breaks something on purpose (kills the daemon, cuts the power of its
// disk, lets its mail server lie) and looks whether the promise still holds. The
// trials lie in the folders below, behind the build tag "trial", and run the real
// program where a process can be run. Each promise has at least one broken twin:
// the same source with one edit that breaks the promise (package twin). A trial
// that does not notice its twin proves nothing, and fails.
//
//	go test -tags trial -p 1 ./trial/...                          # short tier
//	go test -tags trial -p 1 -timeout 3h ./trial/... -long        # long tier
//	go test -tags trial ./trial/crash -run TestS1 -seed 7 -trial 12   # one trial again
//
// With -share 20s no further trials of a promise are begun after that time, but for
// tables, which are tried whole: for a machine that has little of it. With -results DIR
// each promise leaves a file there, and RELIABILITY.md is made of those in
// trial/results. That none of n trials failed means at 95 % that at most about 3 in
// n would (the rule of three).
package trial
