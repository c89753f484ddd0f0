// Scribe is the process that the trials of the disk kill, cut off and look with.
//
//	scribe write STORE    writes until it is ended; each answer is a line on stdout, or in -tell FILE
//	scribe open STORE     opens it, which makes it one of this version
//	scribe verify STORE   opens and verifies it; prints the seconds that each took, and the MiB
//	scribe look STORE     opens a store, holds it against the ledger on stdin and goes on with it;
//	                      tells the answers as above
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"caseclock/trial/disk/load"
)

var (
	writers = flag.Int("writers", 4, "how many write at once")
	pause   = flag.Duration("pause", 0, "how long each waits between two")
	last    = flag.Duration("for", time.Hour, "how long to write")
	tell    = flag.String("tell", "", "the file that the answers are told in; empty: stdout")
)

func main() {
	flag.Parse()
	if err := run(flag.Arg(0), flag.Arg(1)); err != nil {
		fmt.Fprintln(os.Stderr, "scribe:", err)
		os.Exit(1)
	}
}

func run(what, path string) error {
	switch what {
	case "write":
		return write(path)
	case "open":
		s, err := load.Open(path)
		if err != nil {
			return err
		}
		return s.Close()
	case "verify":
		return verify(path)
	case "look":
		l, err := load.Read(os.Stdin)
		if err != nil {
			return err
		}
		return look(path, l)
	}
	return fmt.Errorf("%q: accepted are write, open, verify and look", what)
}

func verify(path string) error {
	began := time.Now()
	s, err := load.Open(path)
	if err != nil {
		return err
	}
	open := time.Since(began)
	report, err := s.Verify(context.Background())
	most, own, mapped := memory()
	fmt.Println(open.Seconds(), (time.Since(began) - open).Seconds(), most, own, mapped)
	return errors.Join(err, report.Err(), s.Close())
}

// memory is the most that the process has held, and what it now holds of its own
// and of files that it has mapped, in MiB (proc(5), status). What getrusage says is
// that of whoever started it, where that held more.
func memory() (most, own, mapped int) {
	b, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(b)) {
		_, _ = fmt.Sscanf(line, "VmHWM: %d kB", &most)
		_, _ = fmt.Sscanf(line, "RssAnon: %d kB", &own)
		_, _ = fmt.Sscanf(line, "RssFile: %d kB", &mapped)
	}
	return most >> 10, own >> 10, mapped >> 10
}

func write(path string) error {
	to := io.Writer(os.Stdout)
	if *tell != "" {
		f, err := os.OpenFile(*tell, os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer f.Close()
		to = f
	}
	s, err := load.Open(path)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), *last)
	defer cancel()
	err = load.Run(ctx, s, *writers, *pause, to)
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	return errors.Join(err, s.Close())
}

// look checks a store after a cut, goes on with it as the clients would, and
// checks it once more after it was opened anew.
func look(path string, l load.Ledger) error {
	s, err := load.Open(path)
	if err != nil {
		return err
	}
	err = load.Check(s, l, *writers)
	if err == nil {
		err = load.GoOn(s, l, *writers, os.Stdout)
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	if s, err = load.Open(path); err != nil {
		return fmt.Errorf("opening once more: %w", err)
	}
	return errors.Join(load.Check(s, l, *writers), s.Close())
}
