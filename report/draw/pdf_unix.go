//go:build unix

package draw

import (
	"os/exec"
	"syscall"
)

// together makes the program and all that it starts one group, which ends as
// one: a browser's children would outlive it.
func together(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
