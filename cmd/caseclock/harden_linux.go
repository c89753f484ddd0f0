package main

import "golang.org/x/sys/unix"

// harden keeps what the program holds in memory and writes to files for its
// account alone: nothing of a child or a secret is to lie in a core dump, be read
// by another process of the account, or stand in a file that others can read.
func harden() {
	unix.Umask(0o077)
	// Neither can fail for a process that asks it of itself; and a program that
	// cannot be hardened must still alert.
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
