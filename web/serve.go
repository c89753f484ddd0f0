package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/rs/zerolog"
)

// Limits of one connection. An upload of 10 MB and a report of a whole country
// fit in them; a browser that sends its header a byte a second does not.
const (
	headerTime = 10 * time.Second
	readTime   = 2 * time.Minute
	writeTime  = 5 * time.Minute
	idleTime   = 2 * time.Minute
	headerSize = 16 << 10
	lastWords  = 15 * time.Second // for answers in hand when the server is to stop
)

// Listen opens the address that pages are served at: "host:port", or
// "unix:/path" for a proxy on this machine. Without TLS anything but this
// machine's own addresses is refused.
func Listen(address string, secure bool) (net.Listener, error) {
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		return listenSocket(path)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen: %w; another address, or port 0, is accepted", err)
	}
	if at, ok := l.Addr().(*net.TCPAddr); !secure && (!ok || !at.IP.IsLoopback()) {
		_ = l.Close()
		return nil, fmt.Errorf("listen: %s can be reached from other machines and web.tls_cert is missing; accepted is an address of this machine, 127.0.0.1:8420, unix:/path behind a proxy, or a certificate", address)
	}
	return l, nil
}

// listenSocket opens a socket for a proxy: for its owner and group. One that a
// killed daemon left behind is replaced.
func listenSocket(path string) (net.Listener, error) {
	if info, err := os.Lstat(path); err == nil {
		if c, err := net.DialTimeout("unix", path, time.Second); err == nil {
			_ = c.Close()
			return nil, fmt.Errorf("listen: another program answers at %s", path)
		}
		if info.Mode()&os.ModeSocket == 0 {
			return nil, fmt.Errorf("listen: %s is no socket; accepted is a name that is free", path)
		}
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("listen: %w", err)
		}
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, os.Chmod(path, 0o660)
}

// Serve answers until ctx ends, then finishes what is in hand. With a TLS
// configuration it speaks nothing below TLS 1.2.
func Serve(ctx context.Context, l net.Listener, h http.Handler, secure *tls.Config, logger zerolog.Logger) error {
	s := &http.Server{Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime,
		IdleTimeout: idleTime, MaxHeaderBytes: headerSize, ErrorLog: log.New(quiet{logger}, "", 0)}
	if secure != nil {
		secure = secure.Clone()
		secure.MinVersion = max(secure.MinVersion, tls.VersionTLS12)
		secure.NextProtos = []string{"h2", "http/1.1"}
		l = tls.NewListener(l, secure)
	}
	ended := make(chan error, 1)
	go func() {
		<-ctx.Done()
		patience, cancel := context.WithTimeout(context.Background(), lastWords)
		defer cancel()
		ended <- s.Shutdown(patience)
	}()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("pages: %w", err)
	}
	if err := <-ended; err != nil {
		return errors.Join(fmt.Errorf("pages: some answers were cut off: %w", err), s.Close())
	}
	return nil
}

// quiet logs what the server complains of. It names addresses of the other end
// and no request.
type quiet struct{ log zerolog.Logger }

// Write logs a line.
func (q quiet) Write(p []byte) (int, error) {
	q.log.Warn().Msg(strings.TrimSpace(string(p)))
	return len(p), nil
}
