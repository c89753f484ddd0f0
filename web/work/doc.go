// Package work serves My work: what needs a reason, what else is out of
// timescale, and what is coming, in that order, one line each. It is the first
// page of a chair, who is in a hurry.
package work
