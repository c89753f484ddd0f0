// Command caseclock counts the timescales of child protection case
// conferences: what must happen, by when, whether it did, and where it did
// not, why not and by when it will.
package main

import (
	"os"
	"time"
)

// now is the clock of the whole program; tests set another.
var now = time.Now

func main() {
	harden()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
