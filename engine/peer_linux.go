package engine

import (
	"fmt"
	"net"
	"os/user"
	"strconv"
	"syscall"
)

// peerOf is the account at the other end of a Unix socket, as the kernel says:
// "alice (uid 1000)". It is empty where the kernel does not say.
func peerOf(c net.Conn) string {
	u, ok := c.(*net.UnixConn)
	if !ok {
		return ""
	}
	raw, err := u.SyscallConn()
	if err != nil {
		return ""
	}
	var cred *syscall.Ucred
	if raw.Control(func(fd uintptr) {
		cred, err = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	}) != nil || err != nil {
		return ""
	}
	return accountName(int(cred.Uid))
}

// Account is the account that this process runs under.
func Account() string { return accountName(syscall.Getuid()) }

func accountName(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return fmt.Sprintf("%s (uid %d)", u.Username, uid)
	}
	return fmt.Sprintf("uid %d", uid)
}
