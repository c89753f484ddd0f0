package main

import (
	"context"
	"fmt"
	"net"
	"net/mail"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"caseclock/access"
	"caseclock/engine"
	"caseclock/web"
	mailpages "caseclock/web/mailbox"

	"github.com/rs/zerolog"
)

// take opens the address of the demonstration's pages; nil where none is
// wanted. An address of another machine is refused, with a certificate or
// without: whoever has the addresses is let in.
func (w *demoFlags) take() (net.Listener, error) {
	if w.listen == "none" {
		return nil, nil
	}
	l, err := web.Listen(w.listen, false)
	if err != nil {
		return nil, wrongWords("--%w", err)
	}
	if l.Addr().Network() != "tcp" {
		_ = l.Close()
		return nil, wrongWords("--listen: %s; accepted is an address of this machine, 127.0.0.1:0, or none", w.listen)
	}
	return l, nil
}

// address is where the pages are, or would be.
func (s *demonstration) address() string {
	if s.at == nil {
		return "127.0.0.1:8420"
	}
	return s.at.Addr().String()
}

// show serves the pages and goes on as the daemon does, until it is interrupted.
func (s *demonstration) show(ctx context.Context) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, os.Interrupt)
	defer stop()
	options := accountOptions(s.config)
	options.Demo = true
	accounts, err := s.engine.OpenAccounts(ctx, options)
	if err != nil {
		return err
	}
	site := "http://" + s.address()
	d := &service{app: s.app, config: s.config, log: zerolog.Nop(), engine: s.engine, store: s.engine.Store(), failed: make(chan error, 1), quiet: true}
	if d.pages, err = s.app.openPages(s.config, s.engine, accounts, s.at, &web.Demo{Site: site, Mails: s.box.mails}, zerolog.Nop()); err != nil {
		return err
	}
	if d.socket, err = engine.Listen(s.config.Socket); err != nil {
		return err
	}
	if err := s.invite(accounts, site); err != nil {
		return err
	}
	return d.run(ctx)
}

// invite prints one address a role.
func (s *demonstration) invite(accounts *engine.Accounts, site string) error {
	fmt.Fprintf(s.app.out, "\nThe pages, until you press Ctrl-C. Sign out before you come in as somebody else, or use another browser.\n")
	for _, role := range access.Roles {
		person := string(role) + "-1"
		token, err := accounts.Invite(person)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.app.out, "  sign in as %s: %s/sign-in/as/%s\n", role, site, token)
	}
	fmt.Fprintf(s.app.out, "  the mailbox: %s/mailbox\n", site)
	fmt.Fprintf(s.app.out, "  to import as the coordinator: %s with %s\n", s.path("export.csv"), s.path("mapping.yaml"))
	return nil
}

// mails are the messages accepted so far, as their readers see them.
func (m *mailbox) mails() (all []mailpages.Mail) {
	for _, name := range m.files() {
		path := filepath.Join(m.dir, name)
		f, err := os.Open(path)
		if err != nil {
			continue
		}
		message, err := mail.ReadMessage(f)
		_ = f.Close()
		if err != nil {
			continue
		}
		date, _ := message.Header.Date()
		to, _, _ := strings.Cut(name, ".")
		to = to[:strings.LastIndex(to, "-")]
		all = append(all, mailpages.Mail{ID: strings.TrimSuffix(name, ".eml"), To: to, Subject: message.Header.Get("Subject"), Date: date, Text: plainText(path)})
	}
	return all
}
