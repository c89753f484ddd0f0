package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"caseclock/cmd/caseclock/config"
	"caseclock/deadline"
	"caseclock/demo"
	"caseclock/engine"
	"caseclock/intake"
	"caseclock/report/document"
	"caseclock/report/draw"
	"caseclock/seal"
	"caseclock/store"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
)

// demoMark is the first line of the configuration in a folder that a
// demonstration made, and may therefore make anew.
const demoMark = "# Made by caseclock demo. Everything here is invented."

// demoFlags are the flags of the command demo.
type demoFlags struct {
	dir    string
	cases  int
	seed   uint64
	listen string // none: end at once
}

func demoCommand(a *app) *cobra.Command {
	var w demoFlags
	c := &cobra.Command{
		Use:   "demo",
		Short: "Show everything at work on invented cases, in a folder of its own",
		Long: `Demo invents some five hundred cases in three authorities, imports them into a
store, evaluates them, delivers the alerts to a mailbox folder by SMTP, records a
reason, writes the committee's report and says what to look at next. Then it
serves the pages to this machine until it is interrupted, with an address by
which one can sign in as each role, once, without a password. All of it lies in
one folder, which the next demonstration makes anew. It needs no configuration
and no network.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.demonstrate(c.Context(), &w) },
	}
	c.Flags().StringVar(&w.dir, "dir", "caseclock-demo", "the `FOLDER` to make")
	c.Flags().IntVar(&w.cases, "cases", 500, "how many cases to invent")
	c.Flags().Uint64Var(&w.seed, "seed", 1, "the same `NUMBER` invents the same cases")
	c.Flags().StringVar(&w.listen, "listen", "127.0.0.1:0", "the `ADDRESS` of the pages, of this machine (port 0: any that is free); none ends without them")
	return c
}

func (a *app) demonstrate(ctx context.Context, w *demoFlags) error {
	if w.cases < 1 || w.cases > 100_000 {
		return wrongWords("--cases: %d; accepted is 1 to 100000", w.cases)
	}
	at, err := w.take()
	if err != nil {
		return err
	}
	if at != nil {
		defer at.Close()
	}
	if err := clearDemo(w.dir); err != nil {
		return err
	}
	box, err := openMailbox(filepath.Join(w.dir, "mailbox"))
	if err != nil {
		return err
	}
	defer box.Close()
	s := &demonstration{app: a, demoFlags: w, box: box, at: at, today: a.today()}
	if err := errors.Join(s.writeConfig(), s.writeEvents(), s.writeExport()); err != nil {
		return err
	}
	if err := s.open(ctx); err != nil {
		return err
	}
	err = s.run(ctx)
	if err == nil && at != nil {
		err = s.show(ctx)
	}
	return errors.Join(err, s.engine.Store().Close())
}

// clearDemo makes the folder, or empties the one an earlier demonstration made.
func clearDemo(dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return os.MkdirAll(dir, 0o700)
	}
	made, err := os.ReadFile(filepath.Join(dir, "config.yaml"))
	if err != nil || !strings.HasPrefix(string(made), demoMark) {
		return fmt.Errorf("%s: it is there and no demonstration made it; accepted is a folder that is not there (--dir)", dir)
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.MkdirAll(dir, 0o700)
}

// demonstration is one run of demo.
type demonstration struct {
	*demoFlags
	app    *app
	box    *mailbox
	at     net.Listener // of the pages; nil: none
	today  deadline.Date
	events int
	config *config.Config
	engine *engine.Engine
}

var demoConfig = template.Must(template.New("").Parse(demoMark + `
data: {{.Dir}}/caseclock.db
keys: {file: {{.Dir}}/master.key}
authorities:
{{- range .Authorities}}
  - id: {{.ID}}
    name: {{.Name}}
    since: {{$.Since}}
    rules:
{{- range .Packs}}
      - {pack: {{.Pack}}, from: {{.From}}}
{{- end}}
{{- end}}
people:
{{- range .People}}
  - {id: {{.ID}}, name: {{.Name}}, email: {{.Email}}, role: {{.Role}}{{with .Authority}}, authorities: [{{.}}]{{end}}}
{{- end}}
mail: {host: 127.0.0.1, port: {{.Port}}, from: caseclock@council.example, tls: none}   # the mailbox closes with the demonstration
alerts: {digest_at: "00:00", hours: "00:00-24:00"}
listen: {{.Listen}}
web: {second_factor: optional, idle: 8h}
admin_listen: 127.0.0.1:0
socket: {{.Dir}}/caseclock.sock
link: {{.Link}}
log: {level: warn, format: text}
`))

func (s *demonstration) path(name string) string { return filepath.Join(s.dir, name) }

func (s *demonstration) writeConfig() error {
	var ids []string
	for _, a := range demo.Authorities() {
		ids = append(ids, a.ID)
	}
	var page bytes.Buffer
	if err := demoConfig.Execute(&page, map[string]any{"Dir": s.dir, "Authorities": demo.Authorities(), "People": demo.People(ids),
		"Port": s.box.port, "Since": s.today.AddMonths(-27).String(), "Listen": s.address(), "Link": "http://" + s.address()}); err != nil {
		return err
	}
	if _, err := seal.CreateMaster(s.path("master.key"), s.app.now()); err != nil {
		return err
	}
	s.app.configFile = s.path("config.yaml")
	return os.WriteFile(s.app.configFile, page.Bytes(), 0o600)
}

func (s *demonstration) writeEvents() error {
	f, err := os.OpenFile(s.path("events.jsonl"), os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	lines := bufio.NewWriter(f)
	write := json.NewEncoder(lines)
	for _, e := range demo.Generate(demo.Options{Seed: s.seed, Cases: s.cases, Until: s.today}) {
		if err := write.Encode(&e); err != nil {
			return errors.Join(err, f.Close())
		}
		s.events++
	}
	return errors.Join(lines.Flush(), f.Close())
}

// open makes the store and its engine by the configuration just written, as
// the daemon does.
func (s *demonstration) open(ctx context.Context) error {
	c, err := s.app.config()
	if err != nil {
		return err
	}
	s.config = c
	settings, err := s.app.engineSettings(c, zerolog.Nop())
	if err != nil {
		return err
	}
	if settings.Courier, err = courier(c); err != nil {
		return err
	}
	o, err := s.app.ofStore(c, "demo")
	if err != nil {
		return err
	}
	st, err := store.Open(c.Data, o)
	if err != nil {
		return err
	}
	if s.engine, err = engine.Open(ctx, st, settings); err != nil {
		return errors.Join(err, st.Close())
	}
	return nil
}

func (s *demonstration) run(ctx context.Context) error {
	g := guide{w: s.app.out, command: s.app.demoName(), config: s.app.configFile}
	g.title("Caseclock at work. Everything you see is invented.")
	b, err := s.engine.Import(ctx, who("coordinator-1"), engine.ImportAsk{Source: "demo"}, []intake.File{
		diskFile(s.path("events.jsonl"), 0)}, func(engine.ImportNews) error { return nil })
	if err != nil {
		return s.app.refusal(err)
	}
	woken, err := s.engine.Wake(ctx, s.app.now())
	if err != nil {
		return err
	}
	g.counted(len(demo.Authorities()), &b, &woken)
	g.mail(s.box)
	if err := s.explainOne(ctx, &g); err != nil {
		return err
	}
	if err := s.reports(ctx); err != nil {
		return err
	}
	g.next(s)
	return nil
}

// explainOne lets a chair record why the most recent of her breaches is late,
// and shows that she is not asked again.
func (s *demonstration) explainOne(ctx context.Context, g *guide) error {
	var row *engine.Row
	ask := engine.Ask{Chair: "chair-1", Breaches: true, Unexplained: true, Statuses: []string{"overdue"}}
	if err := s.engine.Deadlines(ctx, ask, func(r engine.Row) error {
		if row == nil || r.Due > row.Due {
			row = &r
		}
		return nil
	}); err != nil {
		return err
	}
	if row == nil {
		return nil
	}
	which := engine.Which{Case: row.Case, Rule: row.Rule, Start: row.Start, Conference: row.Conference.String()}
	reason := engine.Reason{Which: which, Category: "key-professional-unavailable", Proposed: s.today + 10}
	if _, err := s.engine.RecordReason(ctx, who("chair-1"), reason); err != nil {
		return s.app.refusal(err)
	}
	g.reason(row, &reason)
	return nil
}

// reports writes the report on the twelve months past: with every number, for
// the officer who must defend it, and as the committee reads it.
func (s *demonstration) reports(ctx context.Context) error {
	for name, readers := range map[string]document.Audience{"report.html": document.Internal, "committee.html": document.Committee} {
		ask := engine.ReportAsk{From: s.today.AddMonths(-12) + 1, To: s.today, For: readers}
		if readers == document.Internal {
			ask.Compare = "initial-cpcc=28d"
		}
		r, err := s.engine.Document(ctx, ask)
		if err != nil {
			return s.app.refusal(err)
		}
		f, err := os.OpenFile(s.path(name), os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		if err := errors.Join(draw.HTML(f, r), f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// demoName is how the reader calls this program: by go run, where its file
// lies in go's own folder of temporary builds.
func (a *app) demoName() string {
	if file, err := os.Executable(); err == nil && strings.Contains(file, "go-build") {
		return "go run ./cmd/caseclock"
	}
	return filepath.Base(os.Args[0])
}
