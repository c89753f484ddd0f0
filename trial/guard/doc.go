// Package guard tries what must not leave, who must not see, and what must not be rewritten.
// Its trials are behind the build tag "trial"; see package trial.
package guard
