//go:build !linux

package main

// harden is for Linux; elsewhere the account's own settings hold.
func harden() {}
