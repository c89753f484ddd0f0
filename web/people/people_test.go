package people_test

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/demo"
	"caseclock/engine"
	"caseclock/store"
	"caseclock/web/pagetest"
	"caseclock/web/people"
)

// office is a site with accounts and no case.
type office struct {
	*pagetest.Site
	t        *testing.T
	accounts *engine.Accounts
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{Site: pagetest.Over(t, demo.Options{}), t: t}
	var err error
	if o.accounts, err = o.Engine.OpenAccounts(t.Context(), engine.AccountOptions{}); err != nil {
		t.Fatal(err)
	}
	o.Add(people.Routes(o.accounts)...)
	return o
}

// see asks for a page that is there.
func (o *office) see(as, path string) string {
	o.t.Helper()
	a := o.Get(as, path)
	if a.Status != 200 {
		o.t.Fatalf("%s as %s: %d\n%s", path, as, a.Status, a.Body)
	}
	return a.Body
}

var version = regexp.MustCompile(`name="version" value="(\d+)"`)

// deed does something to an account as an administrator does: from the person's
// page, over the page that asks.
func (o *office) deed(as, id, do string) pagetest.Answer {
	o.t.Helper()
	path := "/people/" + id + "/" + do
	if body := o.see(as, "/people/"+id); !strings.Contains(body, `href="`+path+`"`) {
		o.t.Fatalf("the page leads to no %s:\n%s", do, body)
	}
	shown := version.FindStringSubmatch(o.see(as, path))
	if shown == nil {
		o.t.Fatal("the page that asks has no version")
	}
	return o.Post(as, path, url.Values{"version": {shown[1]}})
}

// trail is the audit trail as lines.
func (o *office) trail() string {
	o.t.Helper()
	var b strings.Builder
	if err := o.Store.Trail(o.t.Context(), func(e store.Entry) error {
		fmt.Fprintf(&b, "%s by %s at %s from %s: %s\n", e.Action, e.By, e.Door, e.Peer, e.Detail)
		return nil
	}); err != nil {
		o.t.Fatal(err)
	}
	return b.String()
}

func (o *office) shows(body string, parts ...string) {
	o.t.Helper()
	for _, p := range parts {
		if !strings.Contains(body, p) {
			o.t.Errorf("the page has no %q:\n%s", p, body)
		}
	}
}

func (o *office) lacks(body string, parts ...string) {
	o.t.Helper()
	for _, p := range parts {
		if strings.Contains(body, p) {
			o.t.Errorf("the page has %q:\n%s", p, body)
		}
	}
}

var secret = regexp.MustCompile(`<code class="cc_secret">([^<]+)</code>`)

// secretOf is what a page shows once.
func (o *office) secretOf(a pagetest.Answer) string {
	o.t.Helper()
	found := secret.FindStringSubmatch(a.Body)
	if a.Status != 200 || found == nil {
		o.t.Fatalf("%d shows no secret:\n%s", a.Status, a.Body)
	}
	return html.UnescapeString(found[1])
}

func placeOf(o *office, id string) int {
	for i := range o.Engine.People {
		if o.Engine.People[i].ID == id {
			return i
		}
	}
	return -1
}

var row = regexp.MustCompile(`(?s)<tr><th scope="row"><a href="/people/([^"]+)">.*?</tr>`)

// rowOf is a person's row of the list.
func (o *office) rowOf(as, id string) string {
	o.t.Helper()
	for _, r := range row.FindAllStringSubmatch(o.see(as, "/people"), -1) {
		if r[1] == id {
			return r[0]
		}
	}
	return ""
}

// Everybody of the configuration is there, in words, with the key to change
// what they may do.
func TestPeople(t *testing.T) {
	o := newOffice(t)
	o.shows(o.rowOf("admin-1", "chair-1"), "Chair One", "Chair of conferences", "Stirling Council", "no account", "not kept")
	o.shows(o.rowOf("admin-1", "admin-1"), "Administrator", "All authorities", ">you<")
	o.shows(o.see("admin-1", "/people"), "under the key <code>people</code>")
	body := o.see("admin-1", "/people/chair-1")
	o.shows(body, fmt.Sprintf("<code>people[%d]</code>", placeOf(o, "chair-1")), "They have no password here", "No program acts for them.")
	o.lacks(body, "/cases", "/reset", "/enable")
}

// An administrator of one authority has nobody of another, and is told of them
// what is told of nobody.
func TestAnAdministratorOfOneAuthority(t *testing.T) {
	o := newOffice(t)
	if o.rowOf("admin-2", "chair-1") == "" {
		t.Error("nobody of their own")
	}
	for _, id := range []string{"chair-4", "coordinator-2", "admin-1", "auditor-all"} {
		if o.rowOf("admin-2", id) != "" || o.rowOf("admin-1", id) == "" {
			t.Errorf("%s is in the wrong list", id)
		}
	}
	o.deed("admin-1", "chair-4", "add")
	k, err := o.accounts.IssueToken(t.Context(), engine.Who{Door: "cli"}, engine.TokenAsk{Person: "chair-4", Acts: []access.Act{access.SeeCases}, Expires: o.Clock.Add(time.Hour), Note: "of Fife"})
	if err != nil {
		t.Fatal(err)
	}
	before := o.trail()
	number := regexp.MustCompile(`<strong>[a-z0-9]{12}</strong>`)
	for _, path := range []string{"", "/add", "/reset", "/disable", "/enable", "/fly", "/tokens/" + k.ID} {
		for _, method := range []func(id string) pagetest.Answer{
			func(id string) pagetest.Answer { return o.Get("admin-2", "/people/"+id+path) },
			func(id string) pagetest.Answer {
				return o.Post("admin-2", "/people/"+id+path, url.Values{"version": {"1"}})
			},
		} {
			theirs, none := method("chair-4"), method("nobody")
			if theirs.Status != none.Status || theirs.Status == 200 || number.ReplaceAllString(theirs.Body, "") != number.ReplaceAllString(none.Body, "") {
				t.Errorf("%s: %d, and %d for nobody\n%s", path, theirs.Status, none.Status, theirs.Body)
			}
		}
	}
	o.lacks(o.see("admin-2", "/people"), k.ID, "of Fife")
	o.shows(o.see("admin-1", "/people"), k.ID, "of Fife")
	if o.trail() != before {
		t.Error("something was done")
	}
}

// A first password is shown once, on the page that answers, and opens the way
// to a password of one's own.
func TestAddAndReset(t *testing.T) {
	o := newOffice(t)
	a := o.deed("admin-1", "chair-1", "add")
	password := o.secretOf(a)
	if a.Location != "" {
		t.Error("it leads on, to", a.Location)
	}
	o.shows(a.Body, "shown this once", "chair-1</strong>", "by 9 March 2026")
	if _, err := o.accounts.SignIn(t.Context(), "chair-1", password, "", "10.0.0.1"); err != nil {
		t.Error(err)
	}
	o.shows(o.see("admin-1", "/people/chair-1"), "first password not changed yet", "not set up", "2 March 2026, 09:00")
	// What is sent again does nothing again.
	again := o.Post("admin-1", "/people/chair-1/add", url.Values{"version": {"0"}})
	o.shows(again.Body, "Error: Chair One", "Nothing was done.")
	if again.Status != 422 || secret.MatchString(again.Body) {
		t.Error(again.Status)
	}
	other := o.secretOf(o.deed("admin-1", "chair-1", "reset"))
	if other == password {
		t.Error("a reset gave the same password")
	}
	for _, body := range []string{o.see("admin-1", "/people"), o.see("admin-1", "/people/chair-1"), again.Body, o.trail()} {
		o.lacks(body, password, other)
	}
	o.shows(o.trail(), "account by admin-1 at web from 127.0.0.1: add chair-1", "account by admin-1 at web from 127.0.0.1: reset chair-1")
	o.Clock = o.Clock.Add(engine.InitialFor)
	o.shows(o.see("admin-1", "/people/chair-1"), "first password lapsed", "Reset the account")
}

// Who is disabled cannot sign in, and can again when they are enabled.
func TestDisableAndEnable(t *testing.T) {
	o := newOffice(t)
	password := o.secretOf(o.deed("admin-2", "chair-1", "add"))
	if a := o.deed("admin-2", "chair-1", "disable"); a.Status != 303 || a.Location != "/people/chair-1?said=disabled" {
		t.Fatal(a.Status, a.Location)
	}
	o.shows(o.see("admin-2", "/people/chair-1?said=disabled"), "They can no longer sign in", ">disabled<", "/people/chair-1/enable")
	o.shows(o.rowOf("admin-2", "chair-1"), ">disabled<")
	if _, err := o.accounts.SignIn(t.Context(), "chair-1", password, "", ""); err == nil {
		t.Error("let in")
	}
	if a := o.Get("admin-2", "/people/chair-1/reset"); a.Location != "/people/chair-1" {
		t.Error("asks for what cannot be done", a.Status)
	}
	if a := o.Post("admin-2", "/people/chair-1/reset", url.Values{"version": {"2"}}); a.Status != 422 {
		t.Error(a.Status, a.Body)
	}
	o.deed("admin-2", "chair-1", "enable")
	if _, err := o.accounts.SignIn(t.Context(), "chair-1", password, "", ""); err != nil {
		t.Error(err)
	}
	// Who signs in with the council is kept out too, and has no password after it.
	o.deed("admin-2", "chair-2", "disable")
	o.shows(o.see("admin-2", "/people/chair-2"), "with the council's sign-in too")
	o.deed("admin-2", "chair-2", "enable")
	o.shows(o.see("admin-2", "/people/chair-2"), "no account", "/people/chair-2/add")
	o.shows(o.trail(), "account by admin-2 at web from 127.0.0.1: disable chair-1", "account by admin-2 at web from 127.0.0.1: enable chair-1")
}

// Of two who were shown the same the second is told, and does nothing.
func TestTwoAtOnce(t *testing.T) {
	o := newOffice(t)
	o.deed("admin-1", "chair-1", "add")
	shown := version.FindStringSubmatch(o.see("admin-1", "/people/chair-1/reset"))[1]
	kept := o.secretOf(o.deed("admin-2", "chair-1", "reset"))
	for _, v := range []string{shown, "0", "", "x"} {
		a := o.Post("admin-1", "/people/chair-1/reset", url.Values{"version": {v}})
		o.shows(a.Body, "has changed since it was shown", `href="#account"`, "first password not changed yet")
		if a.Status != 422 {
			t.Error(a.Status)
		}
	}
	if _, err := o.accounts.SignIn(t.Context(), "chair-1", kept, "", ""); err != nil {
		t.Error(err)
	}
}

// An administrator gives themselves nothing here: not another role, nor an
// account, nor a token that may more than they may.
func TestAnAdministratorGivesThemselvesNothing(t *testing.T) {
	o := newOffice(t)
	body := o.see("admin-1", "/people/admin-1")
	o.shows(body, "This is you.")
	o.lacks(body, "/people/admin-1/")
	for _, do := range engine.AccountDeeds {
		for _, a := range []pagetest.Answer{o.Get("admin-1", "/people/admin-1/"+do), o.Post("admin-1", "/people/admin-1/"+do, url.Values{"version": {"0"}})} {
			if a.Status != 403 {
				t.Errorf("%s: %d", do, a.Status)
			}
		}
	}
	before := slices.Clone(o.Engine.People)
	o.Post("admin-1", "/people/chair-1/add", url.Values{"version": {"0"}, "roles": {"coordinator"}, "role": {"coordinator"}, "authorities": {""}, "id": {"admin-1"}})
	if v := o.accounts.ViewerOf("admin-1"); v.May(access.SeeCases) || len(before) != len(o.Engine.People) || len(o.accounts.List()) != 1 {
		t.Error("something was given")
	}
	o.lacks(o.see("admin-1", "/account/tokens"), "see-cases", "keep-people")
	for _, act := range []string{"see-cases", "keep-people", "see-status"} {
		a := o.Post("admin-1", "/account/tokens", url.Values{"note": {"x"}, "scope": {act}, "expires": {"3/3/2026"}, "person": {"chair-1"}})
		if a.Status != 422 || len(o.accounts.Tokens("")) != 0 {
			t.Errorf("%s: %d", act, a.Status)
		}
	}
}

// Whoever keeps no people sees none of these pages.
func TestWhoKeepsNobody(t *testing.T) {
	o := newOffice(t)
	for id, v := range pagetest.People {
		if v.May(access.KeepPeople) {
			continue
		}
		for _, path := range []string{"/people", "/people/chair-1", "/people/" + id, "/people/chair-1/add", "/people/chair-1/tokens/x"} {
			if a := o.Get(id, path); a.Status != 403 {
				t.Errorf("%s as %s: %d", path, id, a.Status)
			}
		}
		if a := o.Post(id, "/people/chair-1/add", url.Values{"version": {"0"}}); a.Status != 403 {
			t.Errorf("as %s: %d", id, a.Status)
		}
	}
}

// What the configuration or a person wrote is shown as text.
func TestStrangeText(t *testing.T) {
	const payload = `"><img src=x onerror=alert(1)>`
	o := newOffice(t)
	o.Engine.People[placeOf(o, "chair-1")].Name = payload
	o.deed("admin-1", "chair-1", "disable")
	o.deed("admin-1", "chair-1", "enable")
	bodies := []string{o.deed("admin-1", "chair-1", "add").Body, o.see("admin-1", "/people"), o.see("admin-1", "/people/chair-1"), o.see("admin-1", "/people/chair-1/reset")}
	form := url.Values{"note": {payload}, "scope": {"see-cases"}, "expires": {payload}}
	bodies = append(bodies, o.Post("chair-1", "/account/tokens", form).Body)
	form.Set("expires", "3/3/2026")
	bodies = append(bodies, o.Post("chair-1", "/account/tokens", form).Body)
	id := o.accounts.Tokens("chair-1")[0].ID
	bodies = append(bodies, o.see("admin-1", "/people"), o.see("admin-1", "/people/chair-1"), o.see("admin-1", "/people/chair-1/tokens/"+id), o.see("chair-1", "/account/tokens"), o.see("chair-1", "/account/tokens/"+id))
	for _, body := range bodies {
		o.lacks(body, "<img")
		o.shows(body, "&lt;img src=x")
	}
}

// Serve shows the pages to a browser (see pagetest).
func TestServe(t *testing.T) {
	o := newOffice(t)
	if testing.Short() {
		t.Skip("for a browser")
	}
	for _, id := range []string{"chair-1", "chair-2", "coordinator-1", "manager-2"} {
		o.deed("admin-1", id, "add")
	}
	o.deed("admin-1", "chair-2", "disable")
	for _, id := range []string{"coordinator-1", "admin-1"} {
		scope := []string{"see-rules"}
		if id != "admin-1" {
			scope = append(scope, "see-cases", "record-events", "import")
		}
		o.Post(id, "/account/tokens", url.Values{"note": {"nightly export of the case system"}, "scope": scope, "expires": {"1 June 2026"}})
	}
	o.Site.Serve()
}
