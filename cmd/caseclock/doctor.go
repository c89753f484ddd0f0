package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"caseclock/cmd/caseclock/config"
	"caseclock/cmd/caseclock/doctor"
	"caseclock/engine"
	"caseclock/notify"
	"caseclock/seal"

	"github.com/spf13/cobra"
)

func doctorCommand(a *app) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Look the installation over: disk, clock, files, mail, keys, backups, holidays",
		Long: `Doctor looks at what the installation stands on and says what would lose an
alert, a date or a secret, and what puts it right. It changes nothing and sends
nothing. Run it as the daemon's account or as root. The exit status is 1 where
something is wrong; what somebody should only see to leaves it 0.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.examine(c.Context(), format) },
	}
	formatFlag(c, &format, "table", "json")
	return c
}

func (a *app) examine(ctx context.Context, format string) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	p, err := a.patient(ctx, c)
	if err != nil {
		return err
	}
	found := doctor.Examine(ctx, p)
	if format == "json" {
		err = printJSON(a.out, found)
	} else {
		err = a.tell(found)
	}
	if err == nil && doctor.Worst(found) == doctor.Wrong {
		return errSilent
	}
	return err
}

// tell writes the findings, those that are wrong last, where they are read.
func (a *app) tell(found []doctor.Finding) error {
	for _, state := range []doctor.State{doctor.Good, doctor.Look, doctor.Wrong} {
		for _, f := range found {
			if f.State != state {
				continue
			}
			line := fmt.Sprintf("%-5s  %-11s  %s\n", f.State, f.About, harmless(f.Says))
			if f.Remedy != "" {
				line += fmt.Sprintf("%20s%s\n", "-> ", harmless(f.Remedy))
			}
			if _, err := fmt.Fprint(a.out, line); err != nil {
				return err
			}
		}
	}
	return nil
}

// patient gathers what is looked at.
func (a *app) patient(ctx context.Context, c *config.Config) (*doctor.Patient, error) {
	book, err := effectiveBook(c)
	if err != nil {
		return nil, err
	}
	data, err := filepath.Abs(c.Data)
	if err != nil {
		return nil, err
	}
	p := &doctor.Patient{Now: a.now(), Data: data, Warnings: c.Warnings(a.now()), Secure: doctor.Certificates{Cert: c.Web.TLSCert},
		Mail:  doctor.Mail{Host: c.Mail.Host, Bounces: c.Mail.Bounces, Canary: doctor.Canary{To: c.Mail.CanaryTo}, Try: a.tryMail(c)},
		Watch: doctor.Watch{URL: c.Heartbeat.URL, MailTo: c.Heartbeat.MailTo, Every: c.Heartbeat.Every},
		Private: []doctor.File{{Setting: "data", Path: data}, {Setting: "socket", Path: c.Socket}, {Setting: "keys.file", Path: c.Keys.File}, {Setting: "mail.password_file", Path: c.Mail.PasswordFile},
			{Setting: "web.tls_key", Path: c.Web.TLSKey}, {Setting: "web.oidc.client_secret_file", Path: c.Web.OIDC.ClientSecretFile}},
		Public: []doctor.File{{Setting: "configuration", Path: c.File}, {Setting: "holidays", Path: c.Holidays}},
		Backup: doctor.Backup{Unknown: true, Every: 24 * time.Hour}}
	for _, w := range c.Webhooks {
		p.Private = append(p.Private, doctor.File{Setting: "webhooks.secret_file", Path: w.SecretFile})
	}
	for _, k := range book.Calendars() {
		year, month, day := k.Horizon().Civil()
		p.Calendar = append(p.Calendar, doctor.Horizon{Name: k.Name, Last: time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)})
	}
	if p.Keys, err = a.keysForDoctor(ctx); err != nil {
		return nil, err
	}
	p.Head = doctor.Head{Folder: c.Head.Folder, MailTo: c.Head.MailTo}
	return p, a.askHealth(ctx, c, p)
}

// keysForDoctor says how the store is sealed; where there is no store yet, by
// what it would be.
func (a *app) keysForDoctor(ctx context.Context) (doctor.Keys, error) {
	if _, err := os.Lstat(a.settings.Data); errors.Is(err, fs.ErrNotExist) {
		return doctor.Keys{Sealed: a.settings.Keys.File != "", Says: "it will be when it is made"}, nil
	}
	s, err := a.keyState(ctx)
	if err != nil || s.Record == nil {
		return doctor.Keys{}, err
	}
	r, err := seal.ReadRecord(s.Record)
	if err != nil {
		return doctor.Keys{}, err
	}
	return doctor.Keys{Sealed: true, Says: fmt.Sprintf("master key %s, locked on %s", r.Master, r.Locked.Format(time.DateOnly))}, nil
}

// askHealth adds what a running daemon says of itself.
func (a *app) askHealth(ctx context.Context, c *config.Config, p *doctor.Patient) error {
	d := dialDaemon(c.Socket)
	if d == nil {
		return nil
	}
	defer d.Close()
	h, err := askDaemon[engine.Health](ctx, d, "health", who(""), struct{}{}, noRows)
	if err != nil {
		return err
	}
	p.Daemon = &doctor.Daemon{Evaluated: h.Evaluated, Trouble: h.Trouble, Stopped: h.Store.Stopped, Refused: h.Found.Refused, Recorded: h.Store.Stats.LastRecorded}
	p.Watch.Beat, p.Head.Kept = h.Mail.Beat, h.Store.Log.Kept
	if c := h.Mail.Canary; c != nil {
		p.Mail.Canary.Taken, p.Mail.Canary.Reply, p.Mail.Canary.Unproven = c.Taken, c.Reply, c.Unproven
	}
	p.Backup.Last, p.Backup.Unknown = h.Store.Backup, false
	return nil
}

// tryMail speaks to the configured relay without sending anything.
func (a *app) tryMail(c *config.Config) func(context.Context) (string, string, error) {
	return func(ctx context.Context) (string, string, error) {
		k, err := courier(c)
		if err != nil {
			return "", "", err
		}
		s, ok := k.(*notify.Sender)
		if !ok {
			return "", "", fmt.Errorf("there is no relay to try")
		}
		return s.Try(ctx)
	}
}
