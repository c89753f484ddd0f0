package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"

	"caseclock/access"
	"caseclock/cmd/caseclock/config"
	"caseclock/engine"
	"caseclock/web"
	"caseclock/web/entrance"

	"github.com/rs/zerolog"
)

// pages are the pages and the API with the address that they are served at.
type pages struct {
	handler http.Handler
	at      net.Listener
	secure  *tls.Config // nil: plain
	log     zerolog.Logger
}

// openPages makes the pages over an engine. A demonstration's are given what it
// shows beside them; nil is a real store.
func (a *app) openPages(c *config.Config, e *engine.Engine, accounts *engine.Accounts, at net.Listener, demo *web.Demo, log zerolog.Logger) (*pages, error) {
	s := &pages{at: at, log: log}
	var err error
	if s.secure, err = certificate(c); err != nil {
		return nil, err
	}
	door := entrance.Options{Accounts: accounts, Now: a.now, Log: log, Proxy: c.Web.Proxy, Plain: demo != nil}
	if door.Council, err = council(c); err != nil {
		return nil, err
	}
	s.handler, err = web.New(web.Options{Engine: e, Accounts: accounts, Door: entrance.New(door), Now: a.now, Log: log, Product: "Caseclock " + version(),
		TLS: s.secure != nil || strings.HasPrefix(c.Site(), "https:"), Demo: demo})
	return s, err
}

func (s *pages) serve(ctx context.Context) error {
	return web.Serve(ctx, s.at, s.handler, s.secure, s.log)
}

// address is what a browser on this machine is told.
func (s *pages) address() string {
	if s.at.Addr().Network() == "unix" {
		return "unix:" + s.at.Addr().String()
	}
	if s.secure != nil {
		return "https://" + s.at.Addr().String()
	}
	return "http://" + s.at.Addr().String()
}

// certificate reads the configured one; nil where there is none.
func certificate(c *config.Config) (*tls.Config, error) {
	if !c.Secure() {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(c.Web.TLSCert, c.Web.TLSKey)
	if err != nil {
		return nil, fmt.Errorf("web.tls_cert: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}}, nil
}

// council is the council's own identity provider; nil where there is none.
func council(c *config.Config) (*entrance.Council, error) {
	o := &c.Web.OIDC
	if o.Issuer == "" {
		return nil, nil
	}
	p := &entrance.Council{Issuer: o.Issuer, ClientID: o.ClientID, Site: c.Site(), PersonClaim: o.PersonClaim, RolesClaim: o.RolesClaim, Scopes: o.Scopes}
	if o.ClientSecretFile != "" {
		content, err := os.ReadFile(o.ClientSecretFile)
		if err != nil {
			return nil, fmt.Errorf("web.oidc.client_secret_file: %w", err)
		}
		p.ClientSecret = firstLine(content)
	}
	for _, r := range o.Roles {
		p.Roles = append(p.Roles, entrance.RoleOf{Claim: r.Claim, Role: access.Role(r.Role), Authorities: r.Authorities})
	}
	return p, nil
}

// firstLine is the first line of a file that holds a secret.
func firstLine(content []byte) string {
	line, _, _ := strings.Cut(string(content), "\n")
	return strings.TrimSuffix(line, "\r")
}

// accountOptions say how people sign in.
func accountOptions(c *config.Config) engine.AccountOptions {
	return engine.AccountOptions{FactorOptional: c.Web.SecondFactor == "optional", Idle: c.Web.Idle, Longest: c.Web.Longest}
}
