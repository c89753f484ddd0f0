package web

import (
	"context"
	"crypto/tls"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"caseclock/engine"

	"github.com/rs/zerolog"
)

// Every answer, to everybody, errors and files too, has the headers that keep it
// within the browser; none lets another site read it, or is kept by a cache.
func TestHeadersOfEveryAnswer(t *testing.T) {
	w := newWalk(t)
	accounts, err := w.Engine.OpenAccounts(t.Context(), engine.AccountOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w.handler, err = New(Options{Engine: w.Engine, Accounts: accounts, Door: latch{}, Now: w.now, Log: zerolog.Nop(), Product: "caseclock test", TLS: true})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"Content-Security-Policy":      policy,
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cache-Control":                "no-store",
		"Strict-Transport-Security":    "max-age=31536000; includeSubDomains",
		"Access-Control-Allow-Origin":  "",
		"Server":                       "",
	}
	paths := map[string]string{"GET /nowhere": "/nowhere", "GET /assets/none": "/assets/none", "GET /api/v1/none": "/api/v1/none"}
	for pattern := range w.rows {
		_, paths[pattern] = address(pattern, w.cases["stirling"][0])
	}
	for _, pattern := range slices.Sorted(maps.Keys(paths)) {
		method, _, _ := strings.Cut(pattern, " ")
		for _, as := range []string{"", "coordinator-1", "committee-1"} {
			rec := w.ask(as, method, paths[pattern])
			for name, value := range want {
				got := rec.Header().Get(name)
				if name == "Content-Security-Policy" && strings.HasPrefix(got, "default-src 'none'; style-src 'sha256-") {
					continue // the report's page has its own style, by its hash
				}
				if got != value {
					t.Errorf("%s as %q: %d, %s: %q", pattern, as, rec.Code, name, got)
				}
			}
			if kind := rec.Header().Get("Content-Type"); rec.Body.Len() > 0 && (kind == "" || strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "charset=utf-8")) {
				t.Errorf("%s as %q: %d, Content-Type: %q", pattern, as, rec.Code, kind)
			}
		}
	}
}

// Nothing below TLS 1.2 is answered, and only ciphers with forward secrecy are.
func TestServesNothingBelowTLS12(t *testing.T) {
	pair := httptest.NewUnstartedServer(nil)
	pair.StartTLS()
	certificate := pair.TLS.Certificates
	pair.Close()
	l, err := Listen("127.0.0.1:0", true)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(ctx, l, http.NotFoundHandler(), &tls.Config{Certificates: certificate}, zerolog.New(io.Discard))
	}()
	for version, ok := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		c, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{InsecureSkipVerify: true, MinVersion: version, MaxVersion: version})
		if (err == nil) != ok {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err == nil {
			_ = c.Close()
		}
	}
	weak := &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_256_GCM_SHA384}}
	if c, err := tls.Dial("tcp", l.Addr().String(), weak); err == nil {
		_ = c.Close()
		t.Error("a cipher without forward secrecy is spoken")
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
