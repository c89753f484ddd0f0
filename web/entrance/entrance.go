package entrance

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"caseclock/access"
	"caseclock/engine"
	"caseclock/web/page"

	"github.com/alexedwards/scs/v2"
	"github.com/rs/zerolog"
)

// Options are what an entrance is made of.
type Options struct {
	Accounts *engine.Accounts
	Now      func() time.Time
	Log      zerolog.Logger
	Proxy    bool     // what a proxy on this machine says of the other end (X-Forwarded-For) is believed
	Council  *Council // nil: there are local accounts alone
	// Plain is for a demonstration without TLS: the cookie is neither Secure nor
	// bound to the host. Chromium and Firefox keep a secure cookie of this
	// machine's own addresses without TLS too; Safari keeps none.
	Plain bool
}

// Entrance lets people in.
type Entrance struct {
	Options
	sessions *scs.SessionManager
	begun    *begun
}

// New makes an entrance.
func New(o Options) *Entrance {
	e := &Entrance{Options: o, sessions: scs.New(), begun: newBegun(o.Now)}
	s := e.sessions
	s.Store, s.Codec = o.Accounts.Sessions(), engine.SessionTexts{}
	// The store ends a session, by its own clock; these make the manager keep
	// each request's and no more.
	s.IdleTimeout, s.Lifetime = o.Accounts.Idle, o.Accounts.Longest
	s.Cookie = scs.SessionCookie{Name: cookieName, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if o.Plain {
		s.Cookie.Name, s.Cookie.Secure = plainCookieName, false
	}
	return e
}

const (
	cookieName      = "__Host-caseclock"
	plainCookieName = "caseclock"
)

// Routes are the pages.
func (e *Entrance) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /sign-in", Handle: e.signInPage},
		{Pattern: "POST /sign-in", Handle: e.signIn},
		{Pattern: "POST /sign-out", Handle: e.signOut},
		{Pattern: "GET /sign-in/factor", Handle: e.factorPage},
		{Pattern: "POST /sign-in/factor", Handle: e.factor},
		{Pattern: "GET /sign-in/password", Handle: e.firstPasswordPage},
		{Pattern: "POST /sign-in/password", Handle: e.firstPassword},
		{Pattern: "GET /sign-in/council", Handle: e.toCouncil},
		{Pattern: "GET /sign-in/council/back", Handle: e.fromCouncil},
		{Pattern: "GET /sign-in/as/{token}", Handle: e.oncePage},
		{Pattern: "POST /sign-in/as/{token}", Handle: e.once},
		{Pattern: "GET /account", Handle: e.accountPage},
		{Pattern: "POST /account/password", Handle: e.ownPassword},
		{Pattern: "POST /account/sessions", Handle: e.endSessions},
	}
}

// Viewer is who is signed in, or nil.
func (e *Entrance) Viewer(r *http.Request) *access.Viewer {
	v, _ := e.who(r)
	return v
}

// Session names the session of a request: a digest of what its cookie holds.
func (e *Entrance) Session(r *http.Request) string {
	if r.Context().Value(loaded{}) == nil {
		return ""
	}
	sum := sha256.Sum256([]byte(e.sessions.Token(r.Context())))
	return hex.EncodeToString(sum[:])
}

// who is who is signed in, and what they must do first.
func (e *Entrance) who(r *http.Request) (*access.Viewer, engine.Must) {
	p, ok := e.pass(r)
	if !ok || p.Way == engine.WayCouncil && !e.Council.gives(p.Grants) {
		return nil, engine.MustNothing
	}
	return e.Accounts.Viewer(p, e.from(r))
}

// Bearer is whose token a request carries, or nil where there is none that is valid.
// An error says that this could not be found out, or that the token's use could not
// be put down, so that nobody is let in, and that it is not the token that is wrong.
func (e *Entrance) Bearer(r *http.Request) (*access.Viewer, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return nil, nil
	}
	v, err := e.Accounts.Check(r.Context(), strings.TrimSpace(token), e.from(r))
	if errors.Is(err, engine.ErrNoToken) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("a token could not be looked at: %w", err)
	}
	return v, nil
}

// Ask sends who is not signed in to where they can be, and back afterwards.
func (e *Entrance) Ask(x *page.Exchange) error {
	to := ""
	if x.R.Method == http.MethodGet || x.R.Method == http.MethodHead {
		to = x.R.URL.RequestURI()
	}
	_, must := e.who(x.R)
	return x.See(withBack(stepOf(must), to))
}

// stepOf is the page of what somebody must do first.
func stepOf(m engine.Must) string {
	switch m {
	case engine.MustFactor:
		return "/sign-in/factor"
	case engine.MustPassword:
		return "/sign-in/password"
	}
	return "/sign-in"
}

// withBack adds the page to go back to, where there is one.
func withBack(path, to string) string {
	if to == "" || to == "/" || !local(to) {
		return path
	}
	return path + "?to=" + url.QueryEscape(to)
}

// local says whether an address is a page of this site that one may be sent to.
func local(to string) bool {
	u, err := url.Parse(to)
	return err == nil && u.Scheme == "" && u.Host == "" && u.User == nil && strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") &&
		!strings.ContainsAny(to, "\\\x00\r\n\t") && len(to) <= longestBack
}

const longestBack = 2000

// onward sends who has signed in to what they must do first, to where they
// wanted to go, or to their first page.
func (e *Entrance) onward(x *page.Exchange, p engine.Pass, to string) error {
	v, must := e.Accounts.Viewer(p, e.from(x.R))
	switch {
	case must != engine.MustNothing:
		return x.See(withBack(stepOf(must), to))
	case v == nil:
		return x.See("/sign-in")
	case to != "" && local(to):
		return x.See(to)
	}
	return x.See(page.First(v))
}

// from is the address of the other end.
func (e *Entrance) from(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = "this machine" // through a socket
	}
	ip := net.ParseIP(host)
	if e.Proxy && (ip == nil || ip.IsLoopback()) {
		list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if said := net.ParseIP(strings.TrimSpace(list[len(list)-1])); said != nil {
			return said.String()
		}
	}
	return host
}

// secretKey is the name under which a session has the secret of a second factor
// that is being set up.
const secretKey = "secret"

// begin begins a session under a new token; the one before is over.
func (e *Entrance) begin(r *http.Request, p engine.Pass) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if err := e.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	e.sessions.Remove(r.Context(), secretKey)
	e.sessions.Put(r.Context(), engine.PassText, string(text))
	return nil
}
