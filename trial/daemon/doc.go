// Package daemon runs the real program for the trials: a site is a folder with
// a configuration in which commands run as processes of their own, a daemon is
// one caseclock serve in it, and a client speaks to its API as a case system does.
//
//	s := daemon.NewSite(t, twin.Program(t, ""), daemon.Options{Mail: sink})
//	token := s.Token("coordinator-1", "see-cases", "record-events")
//	d, err := s.Start()                // waits until it answers
//	c := d.Client(token)
//	a, err := c.Record("key-1", daemon.Event{"case": "CP-0001", "event": "concern-notified", "on": "2026-01-05"})
//	d.Kill()                           // as kill -9 would
//
// Whoever starts a daemon need not end it: the test's end does, by process id.
package daemon
