//go:build !linux

package engine

import (
	"fmt"
	"net"
	"os"
)

// peerOf does not know the account at the other end here; the socket is for
// its owner alone.
func peerOf(net.Conn) string { return "" }

// Account is the account that this process runs under.
func Account() string { return fmt.Sprintf("uid %d", os.Getuid()) }
