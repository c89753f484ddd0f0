//go:build trial

package guard

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"caseclock/trial/daemon"
)

// garden is a site in which every field has its canary, and what is caught of it.
type garden struct {
	t       *testing.T
	c       *captures
	site    *daemon.Site
	daemon  *daemon.Daemon
	post    *postbox
	tmp     string
	secrets map[string]string
	caseID  string
}

// plant sets a site up, goes through every flow, and gives the secrets that were
// made on the way. What came to each place is in the captures.
func plant(t *testing.T, program string, c *captures) map[string]string {
	t.Helper()
	g := &garden{t: t, c: c, post: newPostbox(t, c), tmp: t.TempDir(), secrets: map[string]string{}}
	hooks := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(r.URL.Path, "hook") {
			c.keep(hooked, r.Header, body)
		}
	}))
	defer hooks.Close()
	folder := t.TempDir()
	secret := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	g.site = daemon.NewSite(t, program, daemon.Options{Schedule: "@every 1s", Env: []string{"TMPDIR=" + g.tmp}})
	text, err := os.ReadFile(g.site.Config())
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer("name: Chair One", "name: Zqperson One", "mail: {}",
		fmt.Sprintf("mail: {host: 127.0.0.1, port: %d, from: caseclock@council.example, tls: none, username: relay, password_file: %s}", g.post.port, secret("mail", "zqmailword"))).
		Replace(string(text))
	changed += fmt.Sprintf(`
link: https://caseclock.council.example
web: {second_factor: optional, oidc: {issuer: %q, client_id: caseclock, client_secret_file: %s, roles: [{claim: Caseclock.Auditor, role: auditor}]}}
webhooks: [{url: %q, secret_file: %s}]
heartbeat: {url: %q, every: 1m}
log: {level: debug}
`, hooks.URL, secret("council", "zqclientsecret"), hooks.URL+"/hook/zqhookpath", secret("hook", "zqhooksecretzqhooksecret00"), hooks.URL+"/zqbeatpath")
	if err := os.WriteFile(g.site.Config(), []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	g.record()
	g.serve()
	return g.secrets
}

// run runs a command. What it prints is for whoever owns the store, unless it is
// of the configuration.
func (g *garden) run(words ...string) string {
	g.t.Helper()
	out, err := g.site.Run(words...)
	if err != nil {
		g.t.Fatal(err)
	}
	return out
}

// record plants what is recorded by commands before the daemon runs.
func (g *garden) record() {
	day := func(n int) string { return time.Now().AddDate(0, 0, n).Format(time.DateOnly) }
	var b strings.Builder
	for i, ref := range []string{"ZQREF1", "ZQREF2"} {
		fmt.Fprintf(&b, `{"id":"zqevent-%[1]d-a","case":"%[2]s","event":"case-assigned","on":"%[3]s","authority":"stirling","chair":"chair-1","lead":"zqlead","family":"zqfamily"}
{"id":"zqevent-%[1]d-b","case":"%[2]s","event":"concern-notified","on":"%[3]s"}
{"id":"zqevent-%[1]d-c","case":"%[2]s","event":"conference-called","on":"%[3]s","conference":"initial","planned":"%[4]s","meeting":"zqmeeting"}
{"id":"zqevent-%[1]d-d","case":"%[2]s","event":"core-group-held","on":"%[3]s"}
`, i, ref, day(-60), day(-20))
	}
	fmt.Fprintf(&b, `{"id":"far-1","case":"FAR-1","event":"case-assigned","on":"%[1]s","authority":"falkirk","chair":"chair-2"}
{"id":"far-2","case":"FAR-1","event":"concern-notified","on":"%[1]s"}
`, day(-60))
	file := filepath.Join(g.site.Folder, "zqfile.jsonl")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		g.t.Fatal(err)
	}
	g.run("import", "--source", "zqsource", "--by", "coordinator-1", file)
	g.run("withdraw", "zqevent-0-d", "--why", "zqwhy", "--by", "coordinator-1")
	g.run("reason", "ZQREF1", "initial-cpcc", "--category", "other", "--text", "zqreason", "--proposed", day(20), "--by", "chair-1")
	g.c.keep(shown, g.run("config", "show"), g.run("config", "check"))
	for _, id := range []string{"coordinator-1", "coordinator-2", "auditor-1", "committee-1", "chair-1"} {
		addPerson(g.t, g.site, id)
	}
	g.secrets["an API token"] = g.site.Token("coordinator-1", "see-cases", "record-events", "import")
}

// serve runs the daemon, visits it as everybody, makes it fail, and ends it with
// a signal that asks for a core dump.
func (g *garden) serve() {
	d, err := g.site.Start()
	if err != nil {
		g.t.Fatal(err)
	}
	g.daemon = d
	id, err := d.Client(g.secrets["an API token"]).Find("ZQREF1")
	if err != nil || id == "" {
		g.t.Fatal(id, err)
	}
	g.caseID = id
	g.own()
	g.strangers()
	g.failures()
	g.programs()
	m, _ := d.Metrics()
	_, words, _ := d.Health()
	g.c.keep(metrics, m, words)
	g.proc()
	g.post.await(g.t)
	_ = d.Signal(syscall.SIGABRT) // a core is dumped, where one may be
	<-d.Done()
	g.c.keep(logs, d.Errors())
	g.leftovers()
}

var address = regexp.MustCompile(`(?:href|action|src)="([^"]*)"`)

// person is somebody at the pages, whose answers come to a place.
func (g *garden) person(id, place string) *visitor {
	v := arrive(g.daemon)
	v.heard = func(method, path string, status int, head http.Header, body []byte) {
		to := place
		if status >= 400 {
			to = errorPages
		}
		g.c.keep(to, plainText(head, body))
		head = head.Clone()
		head.Del("Set-Cookie")
		g.c.keep(addresses, head)
		for _, m := range address.FindAllSubmatch(body, -1) {
			g.c.keep(addresses, m[1])
		}
	}
	if id == "" {
		return v
	}
	if err := v.signIn(id); err != nil {
		g.t.Fatal(err)
	}
	_, value, _ := strings.Cut(v.cookie, "=")
	g.secrets["a session's cookie"] = value
	return v
}

// plainText is what an answer says: of a workbook, the text of its parts.
func plainText(head http.Header, body []byte) []byte {
	if !bytes.HasPrefix(body, []byte("PK")) {
		return body
	}
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return body
	}
	var b bytes.Buffer
	for _, part := range z.File {
		if r, err := part.Open(); err == nil {
			_, _ = io.Copy(&b, r)
			_ = r.Close()
		}
	}
	return b.Bytes()
}

// whole are the addresses that show cases, of whoever asks.
func (g *garden) whole() []string {
	return []string{"/", "/work", "/cases", "/ahead", "/ahead.ics", "/ahead/calendar", "/imports", "/rules", "/account", "/account/tokens"}
}

// own are the flows of those whose cases they are.
func (g *garden) own() {
	v := g.person("coordinator-1", ownPages)
	for _, path := range append(g.whole(), "/cases/"+g.caseID, "/cases/"+g.caseID+"/record", "/reports/made?period="+quarterNow()+"&for=internal") {
		_, _, _ = v.get(path)
	}
	v.heard = nil // what was typed is given back to who typed it
	_, _, _ = v.post("/cases/find", url.Values{"reference": {"ZQMISSING"}})
	v.heard = g.ownAnswers
	for _, ref := range []string{"ZQREF1", "ZQREF2"} {
		_, _, _ = v.post("/cases/find", url.Values{"reference": {ref}})
		_, _, _ = v.get(v.sentTo)
	}
	_, body, _ := v.post("/ahead/calendar", nil)
	feed := string(feedAddress.Find(body))
	g.secrets["a calendar's address"] = strings.TrimSuffix(strings.TrimPrefix(feed, "/calendar/"), ".ics")
	_, _, _ = v.get(feed)
	g.upload(v, "zqfile.csv", "id,case,event,on\nx1,ZQREF1,zqrefused,2026-01-01\n")
	g.upload(v, "zqfile.jsonl", `{"id":"x2","case":"ZQREF1","event":"core-group-held","on":"2026-13-01","text":"zqrefused"}`+"\n")
	for _, form := range []url.Values{{"kind": {"core-group-held"}, "on": {"zqtyped"}, "version": {"1"}, "once": {"zqtyped"}}, {"kind": {"zqtyped"}}} {
		_, _, _ = v.post("/cases/"+g.caseID+"/record", form)
	}
	_, _, _ = v.post("/cases/new", url.Values{"reference": {"zqtyped of somebody"}, "on": {"zqtyped"}})
}

// ownAnswers keeps what those whose case it is are answered, but for an address
// that is shown to its owner once.
func (g *garden) ownAnswers(_, _ string, _ int, head http.Header, body []byte) {
	g.c.keep(ownPages, plainText(head, feedAddress.ReplaceAll(body, nil)))
}

func (g *garden) upload(v *visitor, name, content string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, _ := w.CreateFormFile("file", name)
	_, _ = io.WriteString(part, content)
	_ = w.Close()
	_, _, _ = v.send(http.MethodPost, "/imports", w.FormDataContentType(), b.Bytes())
	if to := v.sentTo; to != "" {
		_, _, _ = v.get(to)
		_, _, _ = v.get(to + "/rejects")
	}
}

func quarterNow() string {
	t := time.Now().AddDate(0, -3, 0)
	return fmt.Sprintf("%dQ%d", t.Year(), (int(t.Month())+2)/3)
}

// strangers are people of another authority, the committee and the auditor.
func (g *garden) strangers() {
	v := g.person("coordinator-2", elsewhere)
	paths := append(g.whole(), "/reports", "/reports/made?period="+quarterNow()+"&for=internal&authority=falkirk")
	for _, path := range paths {
		_, _, _ = v.get(path)
	}
	_, _, _ = v.get("/cases/" + g.caseID)
	_, _, _ = v.post("/cases/find", url.Values{"reference": {"nothing"}})
	token := g.site.Token("coordinator-2", "see-cases")
	for _, path := range []string{"cases", "deadlines", "breaches", "queries", "cases/" + g.caseID} {
		a, _ := g.daemon.Client(token).Get("/api/v1/" + path)
		g.c.keep(elsewhere, a.Body)
	}
	v = g.person("committee-1", published)
	for _, readers := range []string{"committee", "publication"} {
		for _, form := range []string{"", "/report.html", "/figures.csv", "/report.json", "/report.xlsx"} {
			_, _, _ = v.get("/reports/made" + form + "?period=" + quarterNow() + "&for=" + readers)
		}
	}
	v = g.person("auditor-1", trailText)
	_, _, _ = v.get("/trail/export")
	_, _, _ = v.get("/status")
}

// failures are what is refused, wrong or a panic.
func (g *garden) failures() {
	v := g.person("", errorPages)
	send := func(method, path, body string) {
		r, err := http.NewRequest(method, g.daemon.Pages+path, strings.NewReader(body))
		if err != nil {
			g.t.Fatal(err)
		}
		r.Header.Set("User-Agent", "zqagent")
		r.Header.Set("Referer", "http://zqagent.example/zqagent")
		r.Header.Set("X-Forwarded-For", "zqagent")
		r.Header.Set("Authorization", "Bearer zqagent")
		r.Header.Set("Cookie", "__Host-caseclock=zqagent")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		resp, err := v.client.Do(r)
		if err != nil {
			g.t.Fatal(err)
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(resp.Body)
		g.c.keep(errorPages, text)
		g.c.keep(addresses, resp.Header)
	}
	send(http.MethodPost, "/sign-in", "id=chair-1&password=zqpassword")
	send(http.MethodPost, "/sign-in", "id=nobody&password=zqpassword&code=zqpassword")
	send(http.MethodGet, "/nothing/here", "")
	send(http.MethodGet, "/api/v1/cases", "")
	send(http.MethodGet, "/sign-in?boom=zqpanic", "")
	send(http.MethodGet, "/api/v1/cases?boom=zqpanic", "")
	send(http.MethodTrace, "/", "")
	send(http.MethodPost, "/sign-in/council", "")
	send(http.MethodGet, "/sign-in/council", "")
}

// programs are requests of the API with a token: what is refused says nothing of
// the case or of what was sent.
func (g *garden) programs() {
	c := g.daemon.Client(g.secrets["an API token"])
	for _, body := range []any{
		map[string]any{"events": []any{map[string]any{"case": "ZQREF1", "event": "zqrefused", "on": "2026-01-01"}}},
		map[string]any{"events": []any{map[string]any{"case": "ZQREF1", "event": "concern-notified", "on": "zqrefused"}}},
		map[string]any{"events": "zqrefused"}, map[string]any{"zqrefused": 1},
	} {
		a, err := c.Change("/api/v1/events", "zqrefused-key", "", body)
		if err == nil && a.Status < 400 {
			g.t.Errorf("%v was accepted: %d", body, a.Status)
		}
		g.c.keep(errorPages, a.Body)
	}
	// A breach that appears while the daemon runs is told to the webhook.
	day := time.Now().AddDate(0, 0, -60).Format(time.DateOnly)
	if a, err := c.Record("", daemon.Event{"case": "ZQREF1", "event": "conference-held", "on": day, "conference": "initial", "outcome": "registered", "meeting": "zqmeeting"}); err != nil || a.Status != http.StatusCreated {
		g.t.Errorf("recording: %d %s %v", a.Status, a.Body, err)
	}
	a, _ := c.Change("/api/v1/cases/search", "", "", map[string]string{"case": "ZQMISSING"})
	g.c.keep(errorPages, a.Body)
	a, _ = c.Get("/api/v1/cases/" + g.caseID)
	g.c.keep(ownPages, a.Body)
}

func (g *garden) proc() {
	for _, name := range []string{"cmdline", "environ", "comm", "status", "maps"} {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", g.daemon.PID(), name))
		if err != nil {
			g.t.Error(err)
		}
		g.c.keep(process, text)
	}
}

// leftovers are the files that lie about when the daemon is gone: its temporary
// files and any core.
func (g *garden) leftovers() {
	for _, folder := range []string{g.tmp, g.site.Folder} {
		_ = filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			name := filepath.Base(path)
			if err != nil || e.IsDir() || folder == g.site.Folder && !strings.HasPrefix(name, "core") {
				return nil
			}
			text, _ := os.ReadFile(path)
			g.c.keep(temporary, name, text)
			return nil
		})
	}
}
