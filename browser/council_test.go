package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
)

// council is the daemon with a store of its own, whose people sign in with the
// provider.
type council struct {
	*site
	provider *provider
}

// people are those whom the provider knows. It calls one more a chair than the
// configuration has, and one it does not vouch for.
var people = []identity{
	{name: "Chair One", email: "chair-1@council.example", roles: []string{"chairs"}},
	{name: "Auditor One", email: "auditor-1@council.example", roles: []string{"auditors"}},
	{name: "Without Part", email: "without@council.example", roles: []string{"cooks"}},
	{name: "Chair Two", email: "chair-2@council.example", roles: []string{"chairs"}, unverified: true},
}

const clientID, clientSecret = "caseclock", "a secret between the two"

// otherID is another program at the same provider, which shares the secret and
// the way back.
const otherID = "another"

// beginCouncil starts a provider, and a daemon with an empty store.
func beginCouncil(t *testing.T) *council {
	t.Helper()
	c := &council{site: &site{dir: t.TempDir()}}
	port := freePort(t)
	c.origin = fmt.Sprintf("http://127.0.0.1:%d", port)
	c.provider = beginProvider(t, clientSecret, c.origin+"/sign-in/council/back", []string{clientID, otherID}, people...)
	c.serve(t, fmt.Sprintf(`
web:
  oidc:
    issuer: %s
    client_id: %s
    client_secret_file: secret
    roles_claim: groups
    scopes: [profile, email, groups]
    roles:
      - {claim: chairs, role: chair}
      - {claim: auditors, role: auditor, authorities: [stirling]}
`, c.provider.issuer, clientID))
	return c
}

// as signs somebody in with the provider, from the page that they asked for.
func (c *council) as(t *testing.T, email, path string) *tab {
	t.Helper()
	b := open(t, c.origin, c.provider.origin)
	b.visit(path)
	b.follow("Sign in with your council")
	b.write("Email", email)
	b.write("Password", identityWord)
	b.loading(func() { b.press("\r") })
	return b
}

// Who signs in with the council's provider comes to the page asked for, with
// the roles that the provider's claim is mapped to.
func TestCouncilSignIn(t *testing.T) {
	t.Parallel()
	c := beginCouncil(t)
	chair := c.as(t, "chair-1@council.example", "/work?within=14")
	if chair.path() != "/work?within=14" || chair.answered() != 200 {
		t.Errorf("the chair came to %s, %d:\n%s", chair.path(), chair.answered(), chair.text())
	}
	if chair.visit("/trail") != 403 {
		t.Error("a chair sees who looked")
	}
	chair.cookies(t)
	auditor := c.as(t, "auditor-1@council.example", "/trail")
	auditor.says("Chair One")
	if auditor.visit("/imports") != 403 {
		t.Error("an auditor imports")
	}
	for email, want := range map[string]int64{"without@council.example": 403, "chair-2@council.example": 502} {
		b := c.as(t, email, "/work")
		if b.answered() != want {
			t.Errorf("%s is answered %d, not %d:\n%s", email, b.answered(), want, b.text())
		}
		b.visit("/work")
		b.says("Sign in with your council")
	}
}

// cookies fails the test where a cookie of the site could be read by a script,
// sent in the clear, sent by another site's form, or kept for another host or
// when the browser has ended.
func (b *tab) cookies(t *testing.T) {
	t.Helper()
	all := call(b, network.GetCookies, network.GetCookiesParams{URLs: []string{b.origin + "/"}}).Cookies
	for _, c := range all {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.HTTPOnly || !c.Secure || c.Path != "/" || c.SameSite == "" || c.SameSite == network.CookieSameSiteNone || len(c.Value) < 32 || !c.Session {
			t.Errorf("the cookie %s: HttpOnly %t, Secure %t, SameSite %s, path %s, of the session %t, %d characters", c.Name, c.HTTPOnly, c.Secure, c.SameSite, c.Path, c.Session, len(c.Value))
		}
	}
	if len(all) == 0 {
		t.Error("there is no cookie")
	}
}

// What the provider answered to somebody else, to another program, or once
// before, lets nobody in; and the way there is by PKCE, with a nonce.
func TestCouncilSignInOfAnother(t *testing.T) {
	t.Parallel()
	c := beginCouncil(t)
	back := c.origin + "/sign-in/council/back"
	other := c.as(t, "chair-1@council.example", "/work")
	b := open(t, c.origin, c.provider.origin)
	try := func(what, address string, want int64) {
		t.Helper()
		if got := b.visit(address); got != want {
			t.Errorf("%s is answered %d, not %d", what, got, want)
		}
		b.visit("/work")
		b.says("Sign in with your council")
	}
	try("an answer to nothing", back+"?code=abc&state=xyz", 400)
	b.visit("/sign-in/council")
	try("an answer to somebody else", other.last(back+"?"), 400)
	if got := other.visit(other.last(back + "?")); got != 400 {
		t.Errorf("an answer that was used is answered %d", got)
	}

	b.visit("/sign-in/council")
	way := b.last(c.provider.issuer + "/auth?")
	for _, part := range []string{"code_challenge_method=S256", "code_challenge=", "nonce=", "state="} {
		if !strings.Contains(way, part) {
			t.Errorf("the way to the provider has no %s", part)
		}
	}
	b.visit(strings.Replace(way, "client_id="+clientID, "client_id="+otherID, 1))
	b.write("Email", "chair-1@council.example")
	b.write("Password", identityWord)
	b.loading(func() { b.press("\r") })
	if b.answered() != 502 {
		t.Errorf("an answer to another program is answered %d", b.answered())
	}
	b.visit("/work")
	b.says("Sign in with your council")
}
