package web

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// Without a certificate nobody but this machine is listened to.
func TestListenRefusesToBeOpen(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", "[::]:0", ":0"} {
		if l, err := Listen(address, false); err == nil || !strings.Contains(err.Error(), "web.tls_cert") {
			t.Errorf("%s: %v, %v", address, l, err)
		}
	}
	for _, address := range []string{"127.0.0.1:0", "unix:" + filepath.Join(t.TempDir(), "web.sock")} {
		l, err := Listen(address, false)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Listen(l.Addr().Network()+":"+l.Addr().String(), false); err == nil {
			t.Errorf("%s is listened at twice", address)
		}
		_ = l.Close()
	}
	if l, err := Listen("0.0.0.0:0", true); err != nil {
		t.Error(err)
	} else {
		_ = l.Close()
	}
}

// What is in hand is finished when the server is told to stop.
func TestServeFinishes(t *testing.T) {
	l, err := Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	inHand := make(chan struct{})
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(inHand)
		<-ctx.Done()
		time.Sleep(20 * time.Millisecond)
		_, _ = io.WriteString(w, "whole")
	})
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, l, h, nil, zerolog.Nop()) }()
	answer := make(chan string, 1)
	go func() {
		r, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			answer <- err.Error()
			return
		}
		defer r.Body.Close()
		b, _ := io.ReadAll(r.Body)
		answer <- string(b)
	}()
	<-inHand
	stop()
	if got := <-answer; got != "whole" {
		t.Errorf("the answer in hand was %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if c, err := net.Dial("tcp", l.Addr().String()); err == nil {
		_ = c.Close()
		t.Error("it still listens")
	}
}

// Two hundred browsers that send a byte now and then keep nobody else waiting.
func TestSlowClientsKeepNobodyWaiting(t *testing.T) {
	l, err := Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "served") }), nil, zerolog.Nop())
	}()
	var slow []net.Conn
	for i := range 200 {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		begun := []string{"G", "GET / HTTP/1.1\r\nHost: x\r\nCook", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nfew", ""}[i%4]
		if _, err := io.WriteString(c, begun); err != nil {
			t.Fatal(err)
		}
		slow = append(slow, c)
	}
	client := http.Client{Timeout: 5 * time.Second}
	for range 20 {
		r, err := client.Get("http://" + l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil || string(b) != "served" {
			t.Fatalf("%q %v", b, err)
		}
	}
	if testing.Short() {
		stop()
		return
	}
	// A header that is not there in time ends its connection.
	_ = slow[1].SetReadDeadline(time.Now().Add(headerTime + 20*time.Second))
	if _, err := io.ReadAll(slow[1]); err != nil {
		t.Errorf("a header that never ends: %v", err)
	}
	for _, c := range slow {
		_ = c.Close()
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A header that is too long is refused, and not kept in the log.
func TestServeRefusesLongHeaders(t *testing.T) {
	l, err := Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var logged bytes.Buffer
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(ctx, l, http.NotFoundHandler(), nil, zerolog.New(&logged))
	}()
	r, _ := http.NewRequest(http.MethodGet, "http://"+l.Addr().String()+"/CP-0417", nil)
	r.Header.Set("Cookie", strings.Repeat("CP-0417", 10_000))
	if resp, err := http.DefaultClient.Do(r); err != nil || resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%v %v", resp, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if strings.Contains(logged.String(), "CP-0417") {
		t.Errorf("the log has %s", logged.String())
	}
}
