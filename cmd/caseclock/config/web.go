package config

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"caseclock/access"
	"caseclock/notify"
)

// Web is how people reach the pages and sign in.
type Web struct {
	Idle         time.Duration `mapstructure:"idle"`     // a session ends when it was not used for so long
	Longest      time.Duration `mapstructure:"longest"`  // and after so long at most
	TLSCert      string        `mapstructure:"tls_cert"` // PEM certificate, with those that vouch for it; empty: the pages are plain
	TLSKey       string        `mapstructure:"tls_key"`
	SecondFactor string        `mapstructure:"second_factor"` // one of SecondFactors, of local accounts
	Proxy        bool          `mapstructure:"proxy"`         // what a proxy on this machine says of the other end is believed
	OIDC         OIDC          `mapstructure:"oidc"`
}

// SecondFactors are how local accounts have a second factor.
var SecondFactors = []string{"required", "optional"}

// OIDC is the council's own sign-in, by OpenID Connect.
type OIDC struct {
	Issuer           string        `mapstructure:"issuer"` // empty: there are local accounts alone
	ClientID         string        `mapstructure:"client_id"`
	ClientSecretFile string        `mapstructure:"client_secret_file"` // a file whose first line is the secret; empty: the client is public
	PersonClaim      string        `mapstructure:"person_claim"`       // says who it is: the id or the mail address of one of the people
	RolesClaim       string        `mapstructure:"roles_claim"`
	Scopes           []string      `mapstructure:"scopes"` // beside openid
	Roles            []RoleOfClaim `mapstructure:"roles"`
}

// RoleOfClaim is the role that a value of the roles claim gives.
type RoleOfClaim struct {
	Claim       string   `mapstructure:"claim"`
	Role        string   `mapstructure:"role"`        // one of Roles
	Authorities []string `mapstructure:"authorities"` // none: those of the person, or all where the person is not configured
}

func defaultWeb() Web {
	return Web{Idle: 15 * time.Minute, Longest: 8 * time.Hour, SecondFactor: "required",
		OIDC: OIDC{PersonClaim: "email", RolesClaim: "roles", Scopes: []string{"profile", "email"}, Roles: []RoleOfClaim{}}}
}

// Roles are the parts that people have.
var Roles = func() (roles []string) {
	for _, r := range access.Roles {
		roles = append(roles, string(r))
	}
	return roles
}()

// AllRoles are a person's roles, however they are written.
func (p *Person) AllRoles() []string {
	if p.Role == "" {
		return p.Roles
	}
	return append([]string{p.Role}, p.Roles...)
}

// HearsOfCases says whether a person is mailed about cases: chairs, leads,
// managers and coordinators are.
func (p *Person) HearsOfCases() bool {
	return slices.ContainsFunc(p.AllRoles(), func(r string) bool { return slices.Contains(notify.Roles, r) })
}

// Secure says whether the pages speak TLS themselves.
func (c *Config) Secure() bool { return c.Web.TLSCert != "" }

// Site is the origin that browsers reach the pages by, where link says so:
// "https://caseclock.council.example".
func (c *Config) Site() string {
	u, err := url.Parse(c.Link)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// longestSession is the most that a session may last.
const longestSession = 24 * time.Hour

func (k *checker) web() {
	w := k.c.Web
	if w.Idle < time.Minute || w.Idle > longestSession {
		k.fault("web.idle", "%s; accepted is 1m to 24h", w.Idle)
	}
	if w.Longest < time.Minute || w.Longest > longestSession {
		k.fault("web.longest", "%s; accepted is 1m to 24h", w.Longest)
	} else if w.Longest < w.Idle && !k.isUnread("web.idle") {
		k.fault("web.longest", "%s is less than web.idle, %s; accepted is that or more", shortDuration(w.Longest), shortDuration(w.Idle))
	}
	k.oneOf("web.second_factor", w.SecondFactor, SecondFactors)
	k.certificate()
	if err := checkPages(k.c.Listen, k.c.Secure()); err != nil {
		k.fault("listen", "%v", err)
	} else if path, ok := strings.CutPrefix(k.c.Listen, "unix:"); ok {
		k.folderOf("listen", path)
	}
	if k.c.Listen == k.c.AdminListen && !strings.HasSuffix(k.c.Listen, ":0") {
		k.fault("admin_listen", "%q is where the pages are; accepted is another port", k.c.AdminListen)
	}
	k.oidc()
}

func (k *checker) certificate() {
	w := k.c.Web
	if (w.TLSCert == "") != (w.TLSKey == "") {
		k.fault("web.tls_cert", "tls_cert and tls_key go together; accepted are both or neither")
		return
	}
	if !k.file("web.tls_cert", w.TLSCert) || !k.file("web.tls_key", w.TLSKey) || w.TLSCert == "" {
		return
	}
	if _, err := tls.LoadX509KeyPair(w.TLSCert, w.TLSKey); err != nil {
		k.fault("web.tls_cert", "the certificate and the key cannot be used: %v; accepted are PEM files that go together", err)
	}
}

// checkPages refuses an address of the pages that another machine could reach
// without TLS.
func checkPages(address string, secure bool) error {
	const accepted = "accepted is an address with its port, 127.0.0.1:8420 (port 0: any that is free), or unix:/path for a proxy on this machine"
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		if path == "" || len(path) > longestSocket {
			return fmt.Errorf("%q is no path of 1 to %d bytes; %s", address, longestSocket, accepted)
		}
		return nil
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%q is no address to listen on; %s", address, accepted)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("%q has no port from 0 to 65535; %s", address, accepted)
	}
	switch ip := net.ParseIP(host); {
	case host == "localhost" || ip != nil && ip.IsLoopback():
		return nil
	case host != "" && ip == nil:
		return fmt.Errorf("%q names no address of this machine; %s", address, accepted)
	case !secure:
		return fmt.Errorf("%q can be reached from other machines, and without web.tls_cert and web.tls_key passwords would cross the network in the clear; "+
			"accepted are these two, or an address of this machine behind a proxy that speaks TLS: 127.0.0.1:8420 or unix:/path", address)
	}
	return nil
}

func (k *checker) oidc() {
	o := k.c.Web.OIDC
	if o.Issuer == "" {
		if o.ClientID != "" || len(o.Roles) > 0 {
			k.fault("web.oidc.issuer", "missing; accepted is the address under which the council's sign-in describes itself")
		}
		return
	}
	k.secureAddress("web.oidc.issuer", o.Issuer)
	for path, value := range map[string]string{"web.oidc.client_id": o.ClientID, "web.oidc.person_claim": o.PersonClaim, "web.oidc.roles_claim": o.RolesClaim} {
		if value == "" {
			k.fault(path, "missing; accepted is what the council's sign-in calls it")
		}
	}
	k.file("web.oidc.client_secret_file", o.ClientSecretFile)
	if k.c.Link == "" {
		k.fault("web.oidc.issuer", "link is missing, so the council's sign-in could not send people back; accepted is link with the address that browsers reach Caseclock by")
	} else {
		k.secureAddress("link", k.c.Link)
	}
	if len(o.Roles) == 0 {
		k.fault("web.oidc.roles", "missing, so nobody could do anything; accepted are values of the claim, each with its role")
	}
	for i, r := range o.Roles {
		path := fmt.Sprintf("web.oidc.roles[%d]", i)
		if r.Claim == "" {
			k.fault(path+".claim", "missing; accepted is a value of the claim %s", o.RolesClaim)
		}
		k.oneOf(path+".role", r.Role, Roles)
		k.authoritiesOf(path, r.Authorities)
	}
}

// secureAddress checks an address that people and secrets are sent to.
func (k *checker) secureAddress(path, value string) {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		k.fault(path, "is no secure address; accepted is https://host/path (http on this machine alone)")
	}
}

// authoritiesOf checks a list of authorities.
func (k *checker) authoritiesOf(path string, ids []string) {
	for j, a := range ids {
		if k.c.Authority(a) == nil {
			k.fault(fmt.Sprintf("%s.authorities[%d]", path, j), "%q is no authority of this configuration; accepted: %s", a, k.knownAuthorities())
		}
	}
}

// roles checks the roles of a person.
func (k *checker) roles(path string, p *Person) {
	all := p.AllRoles()
	if len(all) == 0 {
		k.fault(path+".role", "missing; accepted: %s, or several as roles: [chair, manager]", strings.Join(Roles, ", "))
	}
	if p.Role != "" {
		k.oneOf(path+".role", p.Role, Roles)
	}
	for j, r := range p.Roles {
		at := fmt.Sprintf("%s.roles[%d]", path, j)
		k.oneOf(at, r, Roles)
		if slices.Index(all, r) < len(all)-len(p.Roles)+j {
			k.fault(at, "%q is there already; accepted is each role once", r)
		}
	}
}
