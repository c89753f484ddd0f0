package config

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden messages")

// faultsOf loads a file from its own directory and gives what is wrong.
func faultsOf(t *testing.T, file string) Faults {
	t.Helper()
	dir := filepath.Dir(file)
	t.Chdir(dir)
	_, err := Load(filepath.Base(file))
	var fs Faults
	if err != nil && !errors.As(err, &fs) {
		t.Fatalf("%s: %v", file, err)
	}
	return fs
}

// Each file under testdata/bad holds one mistake, on the line marked "here";
// its message is kept in messages.txt.
func TestEachMistakeHasItsLineAndMessage(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 60 {
		t.Fatal(len(files), err)
	}
	home, _ := os.Getwd()
	var messages strings.Builder
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			here := 1 + strings.Count(strings.SplitN(string(text), "# here", 2)[0], "\n")
			fs := faultsOf(t, filepath.Join(home, file))
			if len(fs) != 1 || fs[0].Line != here {
				t.Errorf("want one fault, on line %d, got\n%v", here, fs)
			}
			messages.WriteString(fs.Error() + "\n")
		})
	}
	golden(t, "testdata/messages.txt", messages.String())
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := os.ReadFile(file)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func TestEveryMistakeIsToldAtOnce(t *testing.T) {
	home, _ := os.Getwd()
	fs := faultsOf(t, "testdata/everything-at-once.yaml")
	t.Chdir(home)
	golden(t, "testdata/everything-at-once.txt", fs.Error()+"\n")
}

func TestASecretInTheFileIsNotRepeated(t *testing.T) {
	fs := faultsOf(t, "testdata/bad/password-inline.yaml")
	if strings.Contains(fs.Error(), "canary") {
		t.Error(fs)
	}
}

const example = "../../../config.example.yaml"

func TestTheExampleHasEveryKey(t *testing.T) {
	c, err := Load(example)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	has := func(key string) bool {
		return regexp.MustCompile(`(?m)^[^#\n]*\b`+key+`:`).Match(text) || regexp.MustCompile(`(?m)^ *# .*\b`+key+`:`).Match(text)
	}
	for _, k := range Keys() {
		if name := k.Path[strings.LastIndex(k.Path, ".")+1:]; !has(name) {
			t.Errorf("%s is not in the example", k.Path)
		}
	}
	for list, keys := range ItemKeys() {
		for _, k := range keys {
			if !has(k) {
				t.Errorf("%s.%s is not in the example", list, k)
			}
		}
	}
	if len(c.Authorities) != 2 || c.Authorities[0].Since != day(t, "2020-01-01") || c.Authorities[0].Closed[1] != day(t, "2026-12-29") || c.People[0].Away[0].Cover != "chair-2" {
		t.Errorf("read as %+v", c)
	}
	want := []Scheduled{{ID: "stirling-quarter", Authority: "stirling", Period: "quarter", Day: 15, For: "committee", To: []string{"committee-1"}}}
	if diff := cmp.Diff(want, c.Reports); diff != "" {
		t.Errorf("reports (-want +read):\n%s", diff)
	}
}

// What a report of the list leaves out has its default, and is shown with it.
func TestReportsHaveDefaults(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, DefaultFile, "reports: [{id: quarter, period: quarter}, {id: month, period: month, day: 1, for: internal}]\n")
	c, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	want := []Scheduled{{ID: "quarter", Period: "quarter", Day: 15, For: "committee"}, {ID: "month", Period: "month", Day: 1, For: "internal"}}
	if diff := cmp.Diff(want, c.Reports); diff != "" {
		t.Errorf("(-want +read):\n%s", diff)
	}
	if shown := c.Show(); !strings.Contains(shown, `- {id: "quarter", period: "quarter", day: 15, for: "committee"}`) {
		t.Errorf("shown as\n%s", shown)
	}
}

// A watcher told of the interval would alarm of a daemon that is well.
func TestASignOfLifeOftenerThanWakesIsWorthALook(t *testing.T) {
	for every, want := range map[time.Duration]bool{time.Minute: true, 5 * time.Minute: false, time.Hour: false} {
		c := Config{Schedule: "@every 5m", Heartbeat: Heartbeat{URL: "https://watch.example/x", Every: every}}
		if w := strings.Join(c.Warnings(time.Now()), "\n"); strings.Contains(w, "heartbeat.every: 1m, and the daemon would sleep up to 5m,") != want {
			t.Errorf("%s: %s", every, w)
		}
	}
}

// A report that hides nothing is no report for the committee.
func TestAnInternalReportToTheCommitteeIsWorthALook(t *testing.T) {
	c := Config{Schedule: "@hourly", People: []Person{{ID: "cpc-1", Role: "committee"}, {ID: "manager-1", Role: "manager"}},
		Reports: []Scheduled{{ID: "a", For: "internal", To: []string{"cpc-1"}}, {ID: "b", For: "internal", To: []string{"manager-1"}}, {ID: "c", For: "committee", To: []string{"cpc-1"}}}}
	w := strings.Join(c.Warnings(time.Now()), "\n")
	if !strings.Contains(w, "report a: it hides no small numbers") || strings.Contains(w, "report b") || strings.Contains(w, "report c") {
		t.Error(w)
	}
}

func day(t *testing.T, s string) deadline.Date {
	t.Helper()
	d, err := deadline.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// What the example calls the default is the default.
func TestTheExampleShowsTheDefaults(t *testing.T) {
	c, err := Load(example)
	if err != nil {
		t.Fatal(err)
	}
	d := Default()
	shown := Config{Data: c.Data, Mail: Mail{Port: c.Mail.Port, TLS: c.Mail.TLS, CanaryTo: c.Mail.CanaryTo, CanaryEvery: c.Mail.CanaryEvery}, Schedule: c.Schedule, Alerts: c.Alerts,
		Listen: c.Listen, Web: c.Web, AdminListen: c.AdminListen, Socket: c.Socket, Heartbeat: c.Heartbeat, Head: c.Head, Holidays: c.Holidays, Report: c.Report, Log: c.Log}
	if diff := cmp.Diff(d, shown, cmp.AllowUnexported(Config{})); diff != "" {
		t.Errorf("(-default +example):\n%s", diff)
	}
}

func TestWithoutAFileTheDefaultsHold(t *testing.T) {
	t.Chdir(t.TempDir())
	c, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	c.origin = nil
	empty := Default()
	empty.Authorities, empty.People, empty.Categories = []Authority{}, []Person{}, []string{}
	if c.Authorities == nil {
		empty.Authorities, empty.People, empty.Categories = nil, nil, nil
	}
	if diff := cmp.Diff(&empty, c, cmp.AllowUnexported(Config{})); diff != "" {
		t.Errorf("(-default +loaded):\n%s", diff)
	}
	if _, err := Load("named.yaml"); err == nil {
		t.Error("a file that is named and is not there was taken for none")
	}
	if err := os.WriteFile(DefaultFile, []byte("schedule: '@hourly'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err = Load(""); err != nil || c.Schedule != "@hourly" || c.File != DefaultFile {
		t.Errorf("config.yaml of the directory: %+v, %v", c, err)
	}
}

// other gives every key that the environment can override a value that is not
// its default.
var other = map[string]string{
	"data": "other.db", "keys.file": "there.txt", "mail.host": "127.0.0.2", "mail.port": "2525", "mail.from": "other@council.example", "mail.tls": "none",
	"mail.ca_file": "there.txt", "mail.username": "caseclock", "mail.password_file": "there.txt", "mail.bounces": "there",
	"mail.canary_to": "canary@council.example", "mail.canary_every": "12h", "schedule": "@every 5m",
	"alerts.digest_at": "08:00", "alerts.hours": "06:00-20:00", "alerts.upcoming": "7", "admin_listen": "127.0.0.1:0",
	"socket": "other.sock", "heartbeat.url": "https://beat.council.example/", "heartbeat.every": "2h", "heartbeat.mail_to": "it-1",
	"head.folder": "heads", "head.mail_to": "it-1", "head.at": "08:30",
	"link": "https://other.council.example", "holidays": "holidays.yaml", "log.level": "debug", "log.format": "text",
	"listen": "unix:other.sock", "web.idle": "20m", "web.longest": "4h", "web.tls_cert": "cert.pem", "web.tls_key": "key.pem",
	"web.second_factor": "optional", "web.proxy": "true", "web.oidc.issuer": "https://login.council.example", "web.oidc.client_id": "caseclock",
	"web.oidc.client_secret_file": "there.txt", "web.oidc.person_claim": "preferred_username", "web.oidc.roles_claim": "groups",
	"report.target": "90", "report.threshold": "10", "report.trend": "4", "report.chromium": "chromium",
}

// viper leaves a variable out of what it decodes unless its key has a default:
// here every key is tried.
func TestTheEnvironmentOverridesEveryKey(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "there.txt", "secret")
	write(t, "chromium", "#!/bin/sh")
	if err := os.Chmod("chromium", 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, "holidays.yaml", "name: Ours\nversion: \"1\"\nwhole: [2026]\ndays: [{on: 2026-12-25, name: Christmas Day}]\n")
	write(t, DefaultFile, "data: file.db\npeople: [{id: it-1, name: IT Desk, email: it@council.example, role: coordinator}]\n"+
		"web: {oidc: {roles: [{claim: Caseclock.Chair, role: chair}]}}\n")
	certificate(t, "cert.pem", "key.pem")
	for _, k := range Keys() {
		if value := other[k.Path]; !k.List && value == "" {
			t.Errorf("%s: no other value in this test", k.Path)
		} else if !k.List {
			t.Setenv(k.Env, value)
		}
	}
	c, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	d := Default()
	values := map[string]any{}
	walkKeys(reflect.ValueOf(d), "", func(path string, v reflect.Value) { values[path] = v.Interface() })
	walkKeys(reflect.ValueOf(*c), "", func(path string, v reflect.Value) {
		if _, list := other[path]; list && reflect.DeepEqual(v.Interface(), values[path]) {
			t.Errorf("%s is still its default", path)
		}
	})
	if c.Mail.Port != 2525 || c.Heartbeat.Every != 2*time.Hour || c.Alerts.DigestAt != At(8, 0) || c.origin["data"] != "environment" {
		t.Errorf("read as %+v", c)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAFaultOfTheEnvironmentNamesTheVariable(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("CASECLOCK_MAIL_PORT", "smtp")
	t.Setenv("CASECLOCK_ADMIN_LISTEN", "0.0.0.0:1")
	_, err := Load("")
	if err == nil || !strings.Contains(err.Error(), "CASECLOCK_MAIL_PORT: is no whole number") || !strings.Contains(err.Error(), "CASECLOCK_ADMIN_LISTEN: \"0.0.0.0:1\" can be reached") {
		t.Error(err)
	}
}

func TestStrayVariablesAreWorthALook(t *testing.T) {
	t.Setenv("CASECLOCK_MAIL_HSOT", "x")
	if w := strings.Join((&Config{Schedule: "@hourly"}).Warnings(time.Now()), "\n"); !strings.Contains(w, "CASECLOCK_MAIL_HSOT") {
		t.Error(w)
	}
}

func TestShowReadsBackAndHidesSecrets(t *testing.T) {
	c, err := Load(example)
	if err != nil {
		t.Fatal(err)
	}
	c.Heartbeat.URL = "https://beat.council.example/token"
	t.Chdir(t.TempDir())
	shown := c.Show()
	if strings.Contains(shown, "/token") || !strings.Contains(shown, "https://beat.council.example/hidden") {
		t.Errorf("the heartbeat's address is shown:\n%s", shown)
	}
	write(t, "shown.yaml", shown)
	back, err := Load("shown.yaml")
	if err != nil {
		t.Fatal(err)
	}
	back.File, back.origin, back.Heartbeat.URL = c.File, c.origin, c.Heartbeat.URL
	if diff := cmp.Diff(c, back, cmp.AllowUnexported(Config{})); diff != "" {
		t.Errorf("(-config +read back):\n%s", diff)
	}
}

func TestSchedules(t *testing.T) {
	for _, c := range []struct{ words, fault string }{
		{"@every 1m", ""},
		{"@hourly", ""},
		{"*/5 * * * *", ""},
		{"30 7 * * 1-5", ""},
		{"0 7 * * 1", ""},
		{"@every 168h", ""},
		{"@every 169h", "wakes every 169h0m0s"},
		{"@every 500ms", "wakes every 500ms"},
		{"@every -1s", "wakes every -1s"},
		{"@every 0s", "wakes every 0s"},
		{"@every soon", "is no schedule"},
		{"@yearly", "sleeps from"},
		{"@monthly", "sleeps from"},
		{"0 0 30 2 *", "never fires"},
		{"0 0 31 2,4,6 *", "never fires"},
		{"0 0 29 2 *", "sleeps from"},
		{"TZ=0", "names a time zone"},
		{"TZ=Europe/London", "names a time zone"},
		{"CRON_TZ=", "names a time zone"},
		{"", "is no schedule"},
		{"* * * * * *", "is no schedule"},
		{"@reboot", "is no schedule"},
	} {
		_, err := ParseSchedule(c.words)
		if c.fault == "" && err != nil || c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)) {
			t.Errorf("%q: %v, want %q", c.words, err, c.fault)
		}
	}
}

// A daily wake keeps to London's clocks on both sides of a change.
func TestWakesAreLondons(t *testing.T) {
	s, err := ParseSchedule("30 7 * * *")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range s.Wakes(time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC), 3) {
		got = append(got, w.UTC().Format("01-02 15:04"))
	}
	if want := []string{"03-28 07:30", "03-29 06:30", "03-30 06:30"}; !reflect.DeepEqual(got, want) {
		t.Errorf("wakes %v, want %v", got, want)
	}
}

func TestClocks(t *testing.T) {
	for _, c := range []struct {
		text string
		want Clock
		bad  bool
	}{{"07:30", 450, false}, {"00:00", 0, false}, {"24:00", 1440, false}, {"24:01", 0, true}, {"7:30", 0, true}, {"07:60", 0, true}, {"", 0, true}, {"0730", 0, true}, {"-1:00", 0, true}, {"+7:30", 0, true}} {
		got, err := ParseClock(c.text)
		if got != c.want || (err != nil) != c.bad {
			t.Errorf("%q: %v, %v", c.text, got, err)
		}
	}
}

var lineBreaks = regexp.MustCompile("\r\n|[\r\n\u0085\u2028\u2029]")

// breaks is how many lines of YAML end in a text; a lone carriage return ends
// one too. In UTF-16, by its first two bytes, any byte may be part of what does.
func breaks(text []byte) int {
	if s := string(text); strings.HasPrefix(s, "\xff\xfe") || strings.HasPrefix(s, "\xfe\xff") {
		return len(text)
	}
	return len(lineBreaks.FindAll(text, -1))
}

// Whatever the bytes, there is an answer; a fault's line is one of the file.
func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"testdata/*.yaml", "testdata/bad/*.yaml", example} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			text, _ := os.ReadFile(file)
			f.Add(text)
		}
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 4096 {
			return
		}
		file := filepath.Join(dir, "config.yaml")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := Load(file)
		var fs Faults
		if errors.As(err, &fs) {
			for _, one := range fs {
				if one.Line < 0 || one.Line > 2+breaks(text) || one.What == "" {
					t.Errorf("%+v", one)
				}
			}
		} else if err == nil {
			_ = c.Show()
		}
	})
}
