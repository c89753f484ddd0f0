package entrance

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"caseclock/access"
	"caseclock/engine"
	"caseclock/web/page"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Council is the council's own identity provider, by OpenID Connect.
type Council struct {
	Issuer       string // address under which it describes itself
	ClientID     string
	ClientSecret string // empty: the client is public
	Site         string // origin that browsers reach Caseclock by, https://caseclock.council.example
	PersonClaim  string // says who it is: an id or a mail address of the configured people
	RolesClaim   string
	Roles        []RoleOf
	Scopes       []string     // beside openid
	Client       *http.Client // nil: one that waits ten seconds

	mu       sync.Mutex
	provider *oidc.Provider // once it was reached
}

// RoleOf is the role that a value of the roles claim gives.
type RoleOf struct {
	Claim       string
	Role        access.Role
	Authorities []string // none: those of the configured person, or all where the person is not configured
}

// gives says whether roles are still those that the configuration gives: a
// session goes on over a restart, and what was taken away meanwhile does not.
func (c *Council) gives(grants []access.Grant) bool {
	return c != nil && !slices.ContainsFunc(grants, func(g access.Grant) bool {
		return !slices.ContainsFunc(c.Roles, func(r RoleOf) bool {
			return r.Role == g.Role && (len(r.Authorities) == 0 || slices.Equal(r.Authorities, g.Authorities))
		})
	})
}

// councilBack is where the provider sends people to.
const councilBack = "/sign-in/council/back"

// wayCookie leads to what a sign-in began with.
const wayCookie = "__Host-caseclock-way"

func (c *Council) within(ctx context.Context) context.Context {
	client := http.Client{Timeout: 10 * time.Second}
	if c.Client != nil {
		client = *c.Client
	}
	// A redirect would take the client's secret along to another address.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return oidc.ClientContext(ctx, &client)
}

// reach finds how the provider describes itself, once.
func (c *Council) reach(ctx context.Context) (*oidc.Provider, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.provider == nil {
		// The keys are fetched later too, so this must not end with the request.
		p, err := oidc.NewProvider(c.within(context.WithoutCancel(ctx)), c.Issuer)
		if err != nil {
			return nil, fmt.Errorf("web.oidc.issuer: the council's sign-in does not describe itself: %w", err)
		}
		c.provider = p
	}
	return c.provider, nil
}

func (c *Council) client(p *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: c.ClientID, ClientSecret: c.ClientSecret, Endpoint: p.Endpoint(), RedirectURL: c.Site + councilBack,
		Scopes: append([]string{oidc.ScopeOpenID}, c.Scopes...)}
}

// toCouncil sends somebody to the council's sign-in. It is a link and not a
// form, because a form's policy ends at this site.
func (e *Entrance) toCouncil(x *page.Exchange) error {
	if e.Council == nil {
		return engine.ErrNotThere
	}
	p, err := e.Council.reach(x.R.Context())
	if err != nil {
		return e.unreached(x, err)
	}
	w := wayBack{state: rand.Text(), nonce: rand.Text(), verifier: oauth2.GenerateVerifier(), to: back(x.R.URL.Query())}
	e.wayCookie(x.W, e.begun.put(w), int(begunFor/time.Second))
	options := []oauth2.AuthCodeOption{oidc.Nonce(w.nonce), oauth2.S256ChallengeOption(w.verifier)}
	if x.R.URL.Query().Has("again") { // who is known there already is to be asked all the same
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	http.Redirect(x.W, x.R, e.Council.client(p).AuthCodeURL(w.state, options...), http.StatusSeeOther)
	return nil
}

// wayCookie gives a browser what leads to its way back, for so many seconds, or
// takes it away.
func (e *Entrance) wayCookie(w http.ResponseWriter, token string, seconds int) {
	c := &http.Cookie{Name: wayCookie, Value: token, Path: "/", MaxAge: seconds, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if e.Plain {
		c.Name, c.Secure = plainCookieName+"-way", false
	}
	http.SetCookie(w, c)
}

// unreached logs what went wrong at the council's sign-in, and says no more than
// that it did.
func (e *Entrance) unreached(x *page.Exchange, err error) error {
	e.Log.Error().Err(err).Msg("a sign-in with the council did not come to its end")
	return &page.Refusal{Status: http.StatusBadGateway, Title: "The council's sign-in cannot be used at the moment"}
}

// fromCouncil takes somebody back who was at the council's sign-in.
func (e *Entrance) fromCouncil(x *page.Exchange) error {
	if e.Council == nil {
		return engine.ErrNotThere
	}
	name := wayCookie
	if e.Plain {
		name = plainCookieName + "-way"
	}
	var way wayBack
	ok := false
	if c, err := x.R.Cookie(name); err == nil {
		way, ok = e.begun.take(c.Value)
	}
	e.wayCookie(x.W, "", -1)
	q := x.R.URL.Query()
	if !ok || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(way.state)) != 1 {
		return &page.Refusal{Status: http.StatusBadRequest, Title: "This sign-in was not begun here, or took too long"}
	}
	if q.Get("error") != "" {
		return &page.Refusal{Status: http.StatusForbidden, Title: "The council's sign-in did not let you in"}
	}
	who, err := e.Council.vouched(x.R.Context(), q.Get("code"), way, e.Now)
	if err != nil {
		return e.unreached(x, err)
	}
	p, err := e.Accounts.Admit(x.R.Context(), who, e.from(x.R))
	if errors.Is(err, engine.ErrNotAllowed) {
		return &page.Refusal{Status: http.StatusForbidden, Title: "You have no role in Caseclock"}
	}
	if err == nil {
		err = e.begin(x.R, p)
	}
	if err != nil {
		return err
	}
	return e.onward(x, p, way.to)
}

// vouched exchanges a code for what the provider says of the person.
func (c *Council) vouched(ctx context.Context, code string, way wayBack, now func() time.Time) (who engine.External, err error) {
	p, err := c.reach(ctx)
	if err != nil {
		return who, err
	}
	token, err := c.client(p).Exchange(c.within(ctx), code, oauth2.VerifierOption(way.verifier))
	if err != nil {
		var refused *oauth2.RetrieveError
		if errors.As(err, &refused) {
			return who, fmt.Errorf("the code was not taken: %s", refused.ErrorCode)
		}
		return who, fmt.Errorf("the code was not taken: %w", err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return who, errors.New("there is no ID token in the answer")
	}
	id, err := p.Verifier(&oidc.Config{ClientID: c.ClientID, Now: now}).Verify(c.within(ctx), raw)
	if err != nil {
		return who, err
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(way.nonce)) != 1 {
		return who, errors.New("the ID token is of another sign-in (nonce)")
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return who, err
	}
	return c.read(claims)
}

// read takes the person and the roles out of the claims.
func (c *Council) read(claims map[string]any) (who engine.External, err error) {
	who.Person, _ = claims[c.PersonClaim].(string)
	if who.Person == "" {
		return who, fmt.Errorf("the ID token has no claim %q; web.oidc.person_claim names one that it has", c.PersonClaim)
	}
	if verified, said := claims["email_verified"].(bool); said && !verified && c.PersonClaim == "email" {
		return who, errors.New("the mail address is not verified")
	}
	who.Name, _ = claims["name"].(string)
	if who.Name == "" {
		who.Name = who.Person
	}
	if at, said := claims["auth_time"].(float64); said {
		who.Asked = time.Unix(int64(at), 0).UTC()
	}
	has := map[string]bool{}
	switch list := claims[c.RolesClaim].(type) {
	case string:
		has[list] = true
	case []any:
		for _, v := range list {
			if s, ok := v.(string); ok {
				has[s] = true
			}
		}
	}
	for _, r := range c.Roles {
		if has[r.Claim] {
			who.Grants = append(who.Grants, access.Grant{Role: r.Role, Authorities: r.Authorities})
		}
	}
	return who, nil
}
