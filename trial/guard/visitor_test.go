//go:build trial

package guard

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"caseclock/trial/daemon"
)

// need leaves a trial out for want of something, or fails it where everything
// is to be tried.
func need(t *testing.T, err error, what string) {
	t.Helper()
	if err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s: %v", what, err)
	}
	t.Skipf("%s: %v", what, err)
}

// visitor is a person at the pages, signed in, without a browser.
type visitor struct {
	base   string
	cookie string
	sentTo string // where the last answer led to
	client *http.Client
	heard  func(method, path string, status int, head http.Header, body []byte) // of every answer; nil: nobody
}

const (
	firstWords = "heather upon the hill"
	ownWords   = "a little boat at dusk"
)

// addPerson gives somebody a first password.
func addPerson(t *testing.T, s *daemon.Site, id string) {
	t.Helper()
	c := s.Command("user", "add", id)
	c.Stdin = strings.NewReader(firstWords + "\n")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("user add %s: %v %s", id, err, out)
	}
}

// arrive is somebody at the pages of a daemon who is not signed in.
func arrive(d *daemon.Daemon) *visitor {
	return &visitor{base: d.Pages, client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// signIn lets somebody who has a first password sign in and choose their own.
func (v *visitor) signIn(id string) error {
	if _, _, err := v.post("/sign-in", url.Values{"id": {id}, "password": {firstWords}}); err != nil {
		return err
	}
	status, body, err := v.post("/sign-in/password", url.Values{"old": {firstWords}, "password": {ownWords}, "again": {ownWords}})
	if err == nil && status != http.StatusSeeOther {
		err = fmt.Errorf("%s cannot sign in: %d %s", id, status, body)
	}
	return err
}

func (v *visitor) get(path string) (int, []byte, error) { return v.send(http.MethodGet, path, "", nil) }

func (v *visitor) post(path string, form url.Values) (int, []byte, error) {
	return v.send(http.MethodPost, path, "application/x-www-form-urlencoded", []byte(form.Encode()))
}

// send asks for a path of the pages. The session's cookie is kept by hand: a
// cookie for https alone is not sent by http otherwise.
func (v *visitor) send(method, path, media string, content []byte) (int, []byte, error) {
	r, err := http.NewRequest(method, v.base+path, bytes.NewReader(content))
	if err != nil {
		return 0, nil, err
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	if v.cookie != "" {
		r.Header.Set("Cookie", v.cookie)
	}
	resp, err := v.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	v.sentTo = resp.Header.Get("Location")
	for _, c := range resp.Cookies() {
		v.cookie = c.Name + "=" + c.Value
	}
	body, err := io.ReadAll(resp.Body)
	if v.heard != nil {
		v.heard(method, path, resp.StatusCode, resp.Header, body)
	}
	return resp.StatusCode, body, errors.Join(err, resp.Body.Close())
}
