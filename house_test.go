package caseclock_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// may says which packages of the house each may import. What is not named
// here may import nothing of it.
var may = map[string][]string{
	"deadline":             {},
	"rules":                {"deadline"},
	"store":                {"deadline"},
	"seal":                 {"store"}, // the shape of the keys that a store asks for
	"intake":               {"deadline"},
	"notify":               {"deadline"},
	"report":               {"deadline", "report/document"},
	"report/document":      {"deadline"},
	"report/suppress":      {},
	"report/layout":        {"deadline", "report", "report/document", "report/suppress"},
	"report/draw":          {"deadline", "report/document"},
	"demo":                 {"deadline"},
	"access":               {},
	"account":              {},
	"engine":               {"access", "account", "deadline", "rules", "store", "intake", "notify", "report", "report/document", "report/layout", "report/draw"},
	"web/page":             {"access", "deadline", "engine"},
	"web/work":             {"access", "deadline", "engine", "web/page"},
	"web/cases":            {"access", "deadline", "engine", "web/page"},
	"web/imports":          {"access", "deadline", "engine", "web/page"},
	"web/ahead":            {"access", "deadline", "engine", "web/page"},
	"web/reports":          {"access", "deadline", "engine", "web/page", "report/document", "report/draw"},
	"web/rulebook":         {"access", "deadline", "engine", "web/page", "rules"},
	"web/status":           {"access", "deadline", "engine", "web/page"},
	"web/trail":            {"access", "deadline", "engine", "web/page"},
	"web/entrance":         {"access", "deadline", "engine", "web/page"},
	"web/people":           {"access", "deadline", "engine", "web/page"},
	"web/mailbox":          {"engine", "web/page"},
	"web/pace":             {},
	"web/pagetest":         {"access", "deadline", "demo", "engine", "notify", "store", "web/page"}, // for tests alone
	"browser":              {},                                                                      // tests alone, of the real program
	"trial":                {},                                                                      // of tests alone, as are those below it
	"trial/twin":           {"trial"},
	"trial/daemon":         {"deadline"}, // the real program as a process
	"trial/crash":          {},
	"trial/disk":           {},
	"trial/disk/load":      {"deadline", "seal", "store"},
	"trial/disk/scribe":    {"trial/disk/load"},
	"trial/clock":          {},
	"trial/input":          {},
	"trial/mail":           {},
	"trial/guard":          {},
	"web/api":              {"access", "deadline", "engine", "report/document", "report/draw", "rules", "web/pace"},
	"web":                  {"access", "engine", "web/page", "web/pace", "web/mailbox", "web/people", "web/work", "web/cases", "web/imports", "web/ahead", "web/reports", "web/rulebook", "web/status", "web/trail", "web/entrance", "web/api"},
	"cmd/caseclock/config": {"access", "deadline", "rules", "engine", "notify", "seal"},
	"cmd/caseclock/daemon": {},
	"cmd/caseclock/clock":  {},
	"cmd/caseclock/doctor": {},
	"cmd/caseclock/parts":  {},
	"cmd/caseclock":        {"access", "account", "web", "web/entrance", "web/mailbox", "deadline", "rules", "store", "seal", "intake", "notify", "report", "report/document", "report/draw", "demo", "engine", "cmd/caseclock/config", "cmd/caseclock/clock", "cmd/caseclock/daemon", "cmd/caseclock/doctor", "cmd/caseclock/parts"},
}

// owner says which one package imports an outside library.
var owner = map[string][]string{
	"github.com/danielgtaylor/":    {"web/api"},
	"github.com/spf13/viper":       {"cmd/caseclock/config"},
	"github.com/robfig/cron/v3":    {"cmd/caseclock/daemon", "cmd/caseclock/config"}, // config refuses schedules that never fire
	"github.com/CycloneDX/":        {"cmd/caseclock/parts"},
	"github.com/spf13/cobra":       {"cmd/caseclock"},
	"github.com/prometheus/":       {"cmd/caseclock/daemon"},
	"github.com/coreos/go-systemd": {"cmd/caseclock/daemon"},
	"github.com/jedib0t/":          {"cmd/caseclock"},
	"github.com/schollz/":          {"cmd/caseclock"},
	"github.com/rs/zerolog":        {"cmd/caseclock", "cmd/caseclock/daemon", "engine", "web", "web/api", "web/entrance", "web/page", "web/pagetest"},
	"go.yaml.in/yaml":              {"rules", "intake"}, // packs; mappings of exports
	"go.etcd.io/bbolt":             {"store"},
	"golang.org/x/mod":             {"store"}, // sumdb/tlog: the log's tree
	"github.com/wneessen/go-mail":  {"notify"},
	"github.com/arran4/":           {"notify"},
	"github.com/emersion/":         {"cmd/caseclock"}, // the demo's mailbox
	"github.com/xuri/excelize":     {"intake", "report/draw"},
	"golang.org/x/text":            {"intake", "account"}, // account: one writing of a password
	"golang.org/x/crypto":          {"account"},
	"github.com/tink-crypto/":      {"seal"},
	"filippo.io/age":               {"seal"},
	"golang.org/x/time":            {"web/pace", "notify"},
	"github.com/alexedwards/scs":   {"web/entrance"},
	"github.com/coreos/go-oidc":    {"web/entrance"},
	"golang.org/x/oauth2":          {"web/entrance"},
	"rsc.io/qr":                    {"web/entrance"},
}

type listed struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var ps []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return ps
		} else if err != nil {
			t.Fatal(err)
		}
		p.ImportPath = strings.TrimPrefix(p.ImportPath, "caseclock/")
		ps = append(ps, p)
	}
}

// Imports run one way, and each outside library is imported by its owner.
func TestImportsRunOneWay(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath == "caseclock" {
			continue
		}
		allowed, known := may[p.ImportPath]
		if !known {
			t.Errorf("%s has no place in the house: give it one in this test", p.ImportPath)
		}
		for _, i := range p.Imports {
			if own, inside := strings.CutPrefix(i, "caseclock/"); inside && !slices.Contains(allowed, own) {
				t.Errorf("%s imports %s", p.ImportPath, own)
			}
			if p.ImportPath == "deadline" && strings.Contains(i, ".") {
				t.Errorf("deadline imports %s; it imports the standard library alone", i)
			}
			for library, owners := range owner {
				if strings.HasPrefix(i, library) && !slices.Contains(owners, p.ImportPath) {
					t.Errorf("%s imports %s, which belongs to %s", p.ImportPath, i, strings.Join(owners, ", "))
				}
			}
		}
	}
}
