package entrance

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"caseclock/engine"
)

// loaded marks requests whose session was looked up.
type loaded struct{}

// Wrap looks up the session of each request and keeps it with the answer. Files
// and the API have none. Where it cannot be looked at or kept, failed answers in
// place of the page: who is signed in is not taken for somebody who is not.
func (e *Entrance) Wrap(next http.Handler, failed func(http.ResponseWriter, *http.Request, error)) http.Handler {
	e.sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		if a, ok := w.(*answer); ok {
			a.replace()
			failed(a.ResponseWriter, r, fmt.Errorf("a session could not be read or kept: %w", err))
		}
	}
	with := e.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(context.WithValue(r.Context(), loaded{}, true))
		if _, _, err := e.readPass(r); err != nil {
			failed(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/assets/") || strings.HasPrefix(r.URL.Path, "/api/v1/") {
			next.ServeHTTP(w, r)
			return
		}
		with.ServeHTTP(&answer{ResponseWriter: w}, r)
	})
}

// answer is what a page says, until it is replaced.
type answer struct {
	http.ResponseWriter
	replaced bool
}

// replace has what the page says from now on go nowhere. It has not said
// anything yet: a session is kept before its first word.
func (a *answer) replace() {
	a.replaced = true
	for _, name := range []string{"Content-Disposition", "Content-Length", "Location", "Clear-Site-Data"} {
		a.Header().Del(name)
	}
}

// WriteHeader is the page's.
func (a *answer) WriteHeader(status int) {
	if !a.replaced {
		a.ResponseWriter.WriteHeader(status)
	}
}

// Write is the page's.
func (a *answer) Write(b []byte) (int, error) {
	if a.replaced {
		return len(b), nil
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap gives what http.NewResponseController looks for.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// pass is what the session of a request says of who signed in.
func (e *Entrance) pass(r *http.Request) (p engine.Pass, ok bool) {
	p, ok, err := e.readPass(r)
	return p, ok && err == nil
}

func (e *Entrance) readPass(r *http.Request) (p engine.Pass, ok bool, err error) {
	if r.Context().Value(loaded{}) == nil {
		return p, false, nil
	}
	text := e.sessions.GetString(r.Context(), engine.PassText)
	if text == "" {
		return p, false, nil
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return p, false, fmt.Errorf("a session does not say whose it is: %w", err)
	}
	return p, true, nil
}
