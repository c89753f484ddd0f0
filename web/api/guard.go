package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"caseclock/access"
	"caseclock/engine"
)

// ServeHTTP answers a request to an address below /api. Who comes without a
// token is told nothing of what there is.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{a: a, w: w, r: r}
	defer x.caught()
	if p := x.admit(); p != nil {
		x.refuse(p)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), x.trait.within)
	defer cancel()
	x.r = x.r.WithContext(context.WithValue(ctx, inHand{}, x))
	if p := x.answer(); p != nil {
		x.refuse(p)
	}
}

// exchange is one request under way.
type exchange struct {
	a         *API
	w         http.ResponseWriter
	r         *http.Request
	viewer    *access.Viewer
	operation string
	trait     trait
	body      body
	content   []byte
	key       string // idempotency key
}

type inHand struct{}

func hand(ctx context.Context) *exchange {
	x, _ := ctx.Value(inHand{}).(*exchange)
	return x
}

// desk is the engine as the token's person may use it.
func desk(ctx context.Context) *engine.Desk {
	x := hand(ctx)
	return x.a.Engine.Desk(x.viewer)
}

// sent are the values that a request's body holds.
func sent(ctx context.Context) []string {
	if x := hand(ctx); x != nil {
		return x.body.values
	}
	return nil
}

func inBody(ctx context.Context) bool { x := hand(ctx); return x != nil && x.trait.body }

// admit says who comes, to what, and whether they may. Pages of other sites do
// not, token or not.
func (x *exchange) admit() *Problem {
	if x.a.foreign.Check(x.r) != nil {
		return forbidden()
	}
	viewer, err := x.a.Bearer(x.r)
	if err != nil {
		return problemOf(x.r.Context(), err) // it is not the token that is wrong
	}
	if x.viewer = viewer; viewer == nil {
		p := problem("no-token")
		said := `Bearer realm="caseclock"`
		if x.r.Header.Get("Authorization") != "" {
			said += `, error="invalid_token"`
		}
		p.headers.Set("WWW-Authenticate", said)
		return p
	}
	if p := x.a.tooMany(x.viewer); p != nil {
		return p
	}
	if p := x.find(); p != nil {
		return p
	}
	act, self, known := x.a.Needs(x.operation)
	if !known || !self && !x.viewer.May(act) {
		return forbidden()
	}
	return x.read()
}

// methods are those that any operation has.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// find finds the operation.
func (x *exchange) find() *Problem {
	if path.Clean(x.r.URL.Path) != x.r.URL.Path {
		return problem("not-there")
	}
	if _, x.operation = x.a.mux.Handler(x.r); x.operation != "" {
		x.trait = x.a.traits[x.operation]
		return nil
	}
	var allowed []string
	for _, m := range methods {
		other := x.r.Clone(x.r.Context())
		other.Method = m
		if _, op := x.a.mux.Handler(other); op != "" {
			allowed = append(allowed, m)
		}
	}
	if len(allowed) == 0 {
		return problem("not-there")
	}
	p := problem("wrong-method")
	p.headers.Set("Allow", strings.Join(allowed, ", "))
	return p
}

// read reads the body, where the operation has one.
func (x *exchange) read() *Problem {
	if !x.trait.body {
		return nil
	}
	kind, params, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	if charset := params["charset"]; err != nil || kind != "application/json" || charset != "" && !strings.EqualFold(charset, "utf-8") ||
		!slices.Contains([]string{"", "identity"}, x.r.Header.Get("Content-Encoding")) {
		return problem("not-json")
	}
	late := make(chan struct{})
	timer := time.AfterFunc(bodyTime, func() {
		close(late)
		_ = http.NewResponseController(x.w).SetReadDeadline(time.Unix(1, 0))
	})
	defer timer.Stop()
	x.content, err = io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, x.trait.longest))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		p := problem("too-large")
		p.Detail = fmt.Sprintf("Accepted here are %d bytes at most.", x.trait.longest)
		return p
	case err != nil:
		select {
		case <-late:
			return problem("too-slow")
		default:
			return problem("malformed", Fault{Pointer: "#", Detail: "it broke off"})
		}
	}
	var p *Problem
	if x.body, p = look(x.content); p == nil && len(x.content) == 0 {
		p = problem("malformed", Fault{Pointer: "#", Detail: "the body is missing; accepted is a JSON object"})
	}
	x.r.Body = io.NopCloser(bytes.NewReader(x.content))
	return p
}

// refuse answers with a problem. What is a fault of ours goes to the log under
// an id, and the answer has that alone.
func (x *exchange) refuse(p *Problem) {
	if err := x.denied(p.Status); err != nil {
		p = problemOf(x.r.Context(), err)
	}
	if p.cause != nil {
		x.note(p)
	}
	p.write(x.w)
}

func (x *exchange) note(p *Problem) {
	id := strings.ToLower(rand.Text()[:12])
	p.Instance = "urn:caseclock:fault:" + id
	x.a.Log.Error().Str("id", id).Str("operation", x.operation).Err(p.cause).Msg("a request of a program could not be answered")
}

// caught answers a request that panicked. The log has no more than the type,
// since the value may name a child's reference.
func (x *exchange) caught() {
	if v := recover(); v != nil {
		if v == http.ErrAbortHandler {
			panic(v)
		}
		p := problem("fault")
		p.cause = fmt.Errorf("a panic of type %T", v)
		x.refuse(p)
	}
}
