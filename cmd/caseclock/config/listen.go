package config

import (
	"fmt"
	"net"
	"strconv"
)

// checkListen refuses an address of the admin listener that another machine
// could reach. Port 0 stands for any free port.
func checkListen(address string) error {
	const accepted = "accepted is a loopback address with its port, 127.0.0.1:8421 (port 0: any that is free)"
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%q is no address to listen on; %s", address, accepted)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("%q has no port from 0 to 65535; %s", address, accepted)
	} else if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("%q can be reached from other machines (port %d); health and metrics are for this one: %s", address, n, accepted)
	}
	return nil
}
