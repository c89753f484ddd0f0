package browser

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// dexPackage is the identity provider's command, in the module testdata/dex.
const dexPackage = "github.com/dexidp/dex/cmd/dex"

// dex is the path of the identity provider's program: the one that DEX names,
// or else one built into the user's cache, once for each content of the module.
func dex(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("DEX"); path != "" {
		return path
	}
	const module = "../testdata/dex"
	sums, err := os.ReadFile(filepath.Join(module, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		missing(t, "no place to build the identity provider in: "+err.Error())
	}
	path := filepath.Join(cache, "caseclock-tests", fmt.Sprintf("dex-%x", sha256.Sum256(sums))[:20])
	if _, err := os.Stat(path); err == nil {
		return path
	}
	c := exec.Command("go", "build", "-p", "2", "-o", path, dexPackage)
	c.Dir, c.Env = module, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		missing(t, fmt.Sprintf("the identity provider cannot be built: %v\n%s", err, out))
	}
	return path
}

// provider is an identity provider at work. Its host is another site than the
// pages' in the eyes of the browser, as a council's is: cookies that are kept
// from other sites are kept from what it sends.
type provider struct {
	origin, issuer string
}

// identity is somebody whom the provider knows.
type identity struct {
	name, email string
	roles       []string // the claim groups
	unverified  bool     // the provider does not vouch for the email
}

// identityWord is the password of everybody.
const identityWord = "a word for the provider"

// beginProvider starts the provider with programs that share a secret and the
// address that people come back to, and with people.
func beginProvider(t *testing.T, secret, back string, programs []string, people ...identity) *provider {
	t.Helper()
	program := dex(t)
	port := freePort(t)
	p := &provider{origin: fmt.Sprintf("http://localhost:%d", port)}
	p.issuer = p.origin + "/dex"
	var clients []any
	for _, id := range programs {
		clients = append(clients, map[string]any{"id": id, "secret": secret, "name": "Caseclock", "redirectURIs": []string{back}})
	}
	file := filepath.Join(t.TempDir(), "dex.json")
	content, err := json.Marshal(map[string]any{
		"issuer": p.issuer, "storage": map[string]any{"type": "memory"},
		"web": map[string]any{"http": fmt.Sprintf("127.0.0.1:%d", port)}, "logger": map[string]any{"level": "error"},
		"oauth2":           map[string]any{"skipApprovalScreen": true},
		"staticClients":    clients,
		"enablePasswordDB": true, "staticPasswords": passwords(t, people),
	})
	if err == nil {
		err = os.WriteFile(file, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "serve", file)
	c.Stderr = t.Output()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	p.wait(t)
	return p
}

func passwords(t *testing.T, people []identity) (list []any) {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(identityWord), bcrypt.DefaultCost)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		list = append(list, map[string]any{"email": p.email, "hash": string(hash), "username": p.name, "name": p.name,
			"emailVerified": !p.unverified, "userID": "id-of-" + p.email, "groups": p.roles})
	}
	return list
}

// wait returns when the provider answers.
func (p *provider) wait(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for ctx.Err() == nil {
		r, _ := http.NewRequestWithContext(ctx, http.MethodGet, p.issuer+"/.well-known/openid-configuration", nil)
		if a, err := http.DefaultClient.Do(r); err == nil {
			_ = a.Body.Close()
			if a.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the identity provider does not answer")
}

// freePort is a port of this machine that nobody listens at.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
