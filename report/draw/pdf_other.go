//go:build !unix

package draw

import "os/exec"

// together leaves the program as it is: where there are no process groups, it
// alone is ended.
func together(*exec.Cmd) {}
