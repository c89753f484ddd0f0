package config

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// certificate writes a certificate for this machine and its key.
func certificate(t *testing.T, cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Unix(4_000_000_000, 0), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	kb, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	write(t, cert, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	write(t, key, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: kb})))
}

// Pages are open to other machines with TLS alone.
func TestWhereThePagesAre(t *testing.T) {
	for _, c := range []struct {
		address       string
		plain, secure bool // whether it is accepted without and with a certificate
	}{
		{"127.0.0.1:8420", true, true}, {"127.0.0.1:0", true, true}, {"[::1]:8420", true, true}, {"localhost:8420", true, true}, {"127.9.9.9:80", true, true},
		{"unix:/run/caseclock/web.sock", true, true}, {"unix:", false, false}, {"unix:" + strings.Repeat("x", 108), false, false},
		{"0.0.0.0:8420", false, true}, {"[::]:8420", false, true}, {":8420", false, true}, {"10.1.2.3:443", false, true},
		{"caseclock.council.example:443", false, false}, {"127.0.0.1", false, false}, {"127.0.0.1:http", false, false}, {"127.0.0.1:65536", false, false}, {"", false, false},
	} {
		for secure, want := range map[bool]bool{false: c.plain, true: c.secure} {
			if err := checkPages(c.address, secure); (err == nil) != want || err != nil && !strings.Contains(err.Error(), "accepted") {
				t.Errorf("%q, TLS %t: %v", c.address, secure, err)
			}
		}
	}
	if err := checkPages("0.0.0.0:8420", false); !strings.Contains(err.Error(), "web.tls_cert and web.tls_key") {
		t.Error(err)
	}
}

// A certificate and its key go together, and are tried before the daemon is.
func TestACertificateIsTried(t *testing.T) {
	t.Chdir(t.TempDir())
	certificate(t, "cert.pem", "key.pem")
	certificate(t, "other.pem", "otherkey.pem")
	write(t, "empty.pem", "")
	for web, fault := range map[string]string{
		"{tls_cert: cert.pem, tls_key: key.pem}":      "",
		"{tls_cert: cert.pem}":                        "go together",
		"{tls_key: key.pem}":                          "go together",
		"{tls_cert: cert.pem, tls_key: otherkey.pem}": "cannot be used",
		"{tls_cert: empty.pem, tls_key: key.pem}":     "cannot be used",
		"{tls_cert: cert.pem, tls_key: none.pem}":     "web.tls_key",
	} {
		write(t, DefaultFile, "listen: 0.0.0.0:8420\nweb: "+web+"\n")
		c, err := Load("")
		if (err == nil) != (fault == "") || err != nil && !strings.Contains(err.Error(), fault) {
			t.Errorf("%s: %v", web, err)
		}
		if err == nil && !c.Secure() {
			t.Error("it does not speak TLS")
		}
	}
	if err := os.Chmod("key.pem", 0o644); err != nil {
		t.Fatal(err)
	}
	c := Config{Schedule: "@hourly", Listen: "unix:web.sock", Web: Web{TLSKey: "key.pem", SecondFactor: "optional"}}
	if w := strings.Join(c.Warnings(time.Now()), "\n"); !strings.Contains(w, "web.proxy: false") || !strings.Contains(w, "web.tls_key: key.pem can be read by others") || !strings.Contains(w, "a password alone lets people in") {
		t.Error(w)
	}
}

// One role or several, all of them for the authorities of the person.
func TestRoles(t *testing.T) {
	t.Chdir(t.TempDir())
	for roles, fault := range map[string]string{
		"role: chair":                   "",
		"roles: [admin, auditor]":       "",
		"role: chair, roles: [manager]": "",
		"role: minute-taker":            "",
		"roles: []":                     "people[0].role: missing",
		"role: head":                    `"head" is unknown`,
		"roles: [chair, head]":          `people[0].roles[1]: "head" is unknown`,
		"role: chair, roles: [chair]":   "people[0].roles[0]: \"chair\" is there already",
		"roles: [chair, lead, chair]":   "people[0].roles[2]: \"chair\" is there already",
	} {
		write(t, DefaultFile, "people: [{id: a, name: A, email: a@council.example, "+roles+"}]\n")
		_, err := Load("")
		if (err == nil) != (fault == "") || err != nil && !strings.Contains(err.Error(), fault) {
			t.Errorf("%s: %v", roles, err)
		}
	}
	p := Person{Role: "admin", Roles: []string{"auditor"}}
	if !slices.Equal(p.AllRoles(), []string{"admin", "auditor"}) || p.HearsOfCases() || !(&Person{Roles: []string{"admin", "lead"}}).HearsOfCases() {
		t.Errorf("%v", p.AllRoles())
	}
}

// The committee reads what hides nothing where another role lets it.
func TestTheCommitteeAlone(t *testing.T) {
	for roles, want := range map[string]bool{"committee": true, "committee,admin": true, "committee,manager": false, "auditor": false} {
		p := Person{Roles: strings.Split(roles, ",")}
		if p.committeeAlone() != want {
			t.Error(roles)
		}
	}
}

func TestTheCouncilsSignIn(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "secret", "s3cret\r\nsecond line\n")
	const link = "link: https://caseclock.council.example/pages\n"
	const roles = ", roles: [{claim: c, role: chair}]}}\n"
	for text, fault := range map[string]string{
		link + "web: {oidc: {issuer: https://login.council.example/v2.0, client_id: x, client_secret_file: secret" + roles:                   "",
		"link: http://127.0.0.1:8420\nweb: {oidc: {issuer: 'http://127.0.0.1:5556/dex', client_id: x" + roles:                                "",
		"web: {oidc: {issuer: https://login.council.example, client_id: x" + roles:                                                           "link is missing",
		"link: http://caseclock.council.example\nweb: {oidc: {issuer: https://login.council.example, client_id: x" + roles:                   "link: is no secure address",
		link + "web: {oidc: {issuer: http://login.council.example, client_id: x" + roles:                                                     "web.oidc.issuer: is no secure address",
		link + "web: {oidc: {issuer: https://login.council.example" + roles:                                                                  "web.oidc.client_id: missing",
		link + "web: {oidc: {issuer: https://login.council.example, client_id: x, person_claim: ''" + roles:                                  "web.oidc.person_claim: missing",
		link + "web: {oidc: {issuer: https://login.council.example, client_id: x, roles: []}}\n":                                             "web.oidc.roles: missing",
		link + "web: {oidc: {issuer: https://login.council.example, client_id: x, roles: [{role: chair}]}}\n":                                "web.oidc.roles[0].claim: missing",
		link + "web: {oidc: {issuer: https://login.council.example, client_id: x, roles: [{claim: c, role: head}]}}\n":                       `"head" is unknown`,
		link + "web: {oidc: {issuer: https://login.council.example, client_id: x, roles: [{claim: c, role: chair, authorities: [mars]}]}}\n": `"mars" is no authority`,
		link + "web: {oidc: {client_id: x}}\n": "web.oidc.issuer: missing",
		link + "web: {oidc: {issuer: https://login.council.example, client_id: x, client_secret: canary" + roles: "accepted is client_secret_file",
		"web: {proxy: perhaps}\n":         `accepted is true or false`,
		"web: {idle: 10s}\n":              "web.idle: 10s",
		"web: {idle: 1h, longest: 30m}\n": "web.longest: 30m is less than web.idle, 1h",
		"listen: 127.0.0.1:8421\n":        "admin_listen",
		"listen: unix:none/web.sock\n":    "the directory none is not there",
	} {
		write(t, DefaultFile, text)
		c, err := Load("")
		if (err == nil) != (fault == "") || err != nil && (!strings.Contains(err.Error(), fault) || strings.Contains(err.Error(), "canary")) {
			t.Errorf("%s%v", text, err)
		}
		if err == nil && c.Web.OIDC.ClientSecretFile != "" {
			if strings.Contains(c.Show(), "s3cret") || c.Site() != "https://caseclock.council.example" {
				t.Error(c.Site(), c.Show())
			}
		}
	}
}
