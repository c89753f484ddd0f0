package main

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// diesWithParent has a process end with the one that began it, however that ends.
func diesWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}

// lookMemory is what a look takes at most beside the file's pages: a file that
// leads it round in circles must not take what others need.
const lookMemory = 1 << 30

// limitMemory sets a limit for this process: lookMemory, and a quarter of the file.
func limitMemory(path string) {
	most := uint64(lookMemory)
	if info, err := os.Stat(path); err == nil {
		most += uint64(info.Size()) / 4
	}
	_ = unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: most, Max: most}) // without it the time alone is limited
}
