//go:build standing

package main

import (
	"os"
	"time"
)

// A program built with the tag "standing" begins at the instant that
// CASECLOCK_NOW names (RFC 3339), and its clock runs on from there. It is for
// tests in a browser and for pictures, which are to show the same days whenever
// they are made; no released program is built so.
func init() {
	text := os.Getenv("CASECLOCK_NOW")
	if text == "" {
		return
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic("CASECLOCK_NOW: " + err.Error())
	}
	begun := time.Now()
	now = func() time.Time { return at.Add(time.Since(begun)) }
}
