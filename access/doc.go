// Package access says who may do what: the roles, what each may do, and over
// which cases. It knows nobody and reads nothing; whoever answers a person asks
// it first. What it does not name is refused.
package access
