//go:build trial

package guard

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"caseclock/store"
	"caseclock/trial/daemon"
)

// library is a site whose cases are looked at by every door, with a daemon that
// is killed when an answer came.
type library struct {
	t      *testing.T
	site   *daemon.Site
	daemon *daemon.Daemon
	caseID string
	cookie map[string]string // of the people at the pages
	tokens map[string]string
	feed   string // path of a calendar
	last   uint64 // number of the last entry of the trail
}

// doorTo is a way to look: how it is asked, and what its entry in the trail is.
type doorTo struct {
	name, by, door, action, detail string
	ofCase                         bool
	ask                            func(l *library) error
}

const quarter = "period=2026Q1&for=internal"

// doorsTo are every way to look at cases, each as somebody whom no other entry
// of the same kind is put down to.
func doorsTo() []doorTo {
	commands := func(words ...string) func(*library) error {
		return func(l *library) error {
			_, err := l.site.Run(words...)
			return err
		}
	}
	page := func(who, path string) func(*library) error {
		return func(l *library) error { return l.page(who, path) }
	}
	api := func(who, path string) func(*library) error {
		return func(l *library) error { return l.api(who, path, nil) }
	}
	const at = "root (uid 0)"
	return []doorTo{
		{"page: a case", "coordinator-1", "web", "look", "case", true, page("coordinator-1", "/cases/ID")},
		{"page: all cases", "coordinator-1", "web", "look", "cases:", false, page("coordinator-1", "/cases")},
		{"page: my work", "coordinator-1", "web", "look", "my work:", false, page("coordinator-1", "/work")},
		{"page: looking ahead", "coordinator-1", "web", "look", "looking ahead", false, page("coordinator-1", "/ahead")},
		{"page: a calendar to take away", "coordinator-1", "web", "export", "a calendar:", false, page("coordinator-1", "/ahead.ics")},
		{"page: a search", "coordinator-1", "web", "search", "search", true, func(l *library) error {
			return l.pageForm("coordinator-1", "/cases/find", url.Values{"reference": {"CP-0001"}})
		}},
		{"page: a report", "coordinator-1", "web", "report", "", false, page("coordinator-1", "/reports/made?"+quarter)},
		{"page: a report's figures", "coordinator-1", "web", "export", "all authorities", false, page("coordinator-1", "/reports/made/figures.csv?"+quarter)},
		{"page: who looked", "auditor-1", "web", "look", "who looked", false, page("auditor-1", "/trail")},
		{"page: who looked, to take away", "auditor-1", "web", "export", "who looked", false, page("auditor-1", "/trail/export")},
		{"API: a case", "coordinator-1", "api", "look", "case", true, api("coordinator-1", "/api/v1/cases/ID")},
		{"API: all cases", "coordinator-1", "api", "look", "cases:", false, api("coordinator-1", "/api/v1/cases")},
		{"API: deadlines", "coordinator-1", "api", "look", "deadlines:", false, api("coordinator-1", "/api/v1/deadlines")},
		{"API: breaches", "coordinator-2", "api", "look", "deadlines:", false, api("coordinator-2", "/api/v1/breaches")},
		{"API: queries", "coordinator-1", "api", "look", "queries:", false, api("coordinator-1", "/api/v1/queries")},
		{"API: a search", "coordinator-1", "api", "search", "search", true, func(l *library) error {
			return l.api("coordinator-1", "/api/v1/cases/search", map[string]string{"case": "CP-0001"})
		}},
		{"API: a report", "coordinator-1", "api", "export", "", false, func(l *library) error {
			return l.api("coordinator-1", "/api/v1/reports/preview", map[string]string{"from": "2026-01-01", "to": "2026-03-31"})
		}},
		{"API: who looked", "auditor-1", "api", "look", "who looked", false, api("auditor-1", "/api/v1/trail")},
		{"calendar: a feed", "coordinator-1", "calendar", "feed", "", false, func(l *library) error { return l.page("", l.feed) }},
		{"command: case", at, "socket", "look", "case", true, commands("case", "CP-0001")},
		{"command: explain", at, "socket", "look", "explanation", true, commands("explain", "CP-0001", "initial-cpcc")},
		{"command: deadlines", at, "socket", "look", "deadlines:", false, commands("deadlines")},
		{"command: queries", at, "socket", "look", "queries:", false, commands("queries")},
		{"command: report", at, "socket", "report", "", false, commands("report", "--quarter", "2026Q1")},
		{"command: backup", at, "socket", "export", "a backup", false, func(l *library) error {
			_, err := l.site.Run("backup", fmt.Sprintf("%s/copy-%d.db", l.site.Folder, time.Now().UnixNano()))
			return err
		}},
	}
}

// page asks for a page; an error is an answer that did not come whole.
func (l *library) page(who, path string) error {
	v := l.visitor(who)
	status, body, err := v.get(strings.ReplaceAll(path, "ID", l.caseID))
	return answered(path, status, body, err)
}

func (l *library) pageForm(who, path string, form url.Values) error {
	status, body, err := l.visitor(who).post(path, form)
	return answered(path, status, body, err)
}

func (l *library) visitor(who string) *visitor {
	v := arrive(l.daemon)
	v.cookie = l.cookie[who]
	return v
}

func (l *library) api(who, path string, body any) error {
	c := l.daemon.Client(l.tokens[who])
	path = strings.ReplaceAll(path, "ID", l.caseID)
	var a daemon.Answer
	var err error
	if body == nil {
		a, err = c.Get(path)
	} else {
		a, err = c.Change(path, "", "", body)
	}
	return answered(path, a.Status, a.Body, err)
}

// wrong is an answer that is none of those a look has: the trial itself is off.
type wrong struct{ error }

func answered(path string, status int, body []byte, err error) error {
	if err == nil && status != http.StatusOK && status != http.StatusSeeOther {
		return wrong{fmt.Errorf("%s: %d %s", path, status, body[:min(300, len(body))])}
	}
	return err
}

// openLibrary makes a site with a case, people who are signed in, tokens and a
// calendar.
func openLibrary(t *testing.T, program string) *library {
	t.Helper()
	l := &library{t: t, cookie: map[string]string{}, tokens: map[string]string{}}
	l.site = daemon.NewSite(t, program, daemon.Options{Schedule: "@every 1h", More: "web: {second_factor: optional}"})
	for _, e := range [][]string{
		{"case-assigned", "--authority", "stirling", "--chair", "chair-1"}, {"concern-notified"},
	} {
		if out, err := l.site.Run(append([]string{"record", e[0], "CP-0001", "--on", "2026-01-05", "--by", "coordinator-1"}, e[1:]...)...); err != nil {
			t.Fatal(err, out)
		}
	}
	for who, acts := range map[string][]string{"coordinator-1": {"see-cases", "read-figures", "read-reports"}, "coordinator-2": {"see-cases"}, "auditor-1": {"see-trail"}} {
		l.tokens[who] = l.site.Token(who, acts...)
	}
	addPerson(t, l.site, "coordinator-1")
	addPerson(t, l.site, "auditor-1")
	l.start()
	for _, who := range []string{"coordinator-1", "auditor-1"} {
		v := arrive(l.daemon)
		if err := v.signIn(who); err != nil {
			t.Fatal(err)
		}
		l.cookie[who] = v.cookie
	}
	l.findFeed()
	id, err := l.daemon.Client(l.tokens["coordinator-1"]).Find("CP-0001")
	if err != nil || id == "" {
		t.Fatal(id, err)
	}
	l.caseID = id
	l.daemon.Kill()
	l.entries()
	return l
}

var feedAddress = regexp.MustCompile(`/calendar/[A-Za-z0-9_-]+\.ics`)

func (l *library) findFeed() {
	_, body, err := l.visitor("coordinator-1").post("/ahead/calendar", nil)
	if l.feed = string(feedAddress.Find(body)); err != nil || l.feed == "" {
		l.t.Fatalf("no calendar: %v %s", err, body)
	}
}

func (l *library) start() {
	l.t.Helper()
	d, err := l.site.Start()
	if err != nil {
		l.t.Fatal(err)
	}
	l.daemon = d
}

// entries are those of the trail since they were last read; no daemon runs.
func (l *library) entries() []store.Entry {
	l.t.Helper()
	st, err := store.Open(l.site.Data, store.Options{Now: time.Now, ReadOnly: true, Existing: true})
	if err != nil {
		l.t.Fatal(err)
	}
	defer st.Close()
	var all []store.Entry
	err = st.Trail(context.Background(), func(e store.Entry) error {
		if e.Seq > l.last {
			all, l.last = append(all, e), e.Seq
		}
		return nil
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return all
}
