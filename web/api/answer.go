package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"

	"caseclock/engine"
)

// keyShape is what an idempotency key may look like: a UUID, say.
var keyShape = regexp.MustCompile(`^[!-~]{1,100}$`)

// answer has the request answered; with an idempotency key, once.
func (x *exchange) answer() *Problem {
	x.key = x.r.Header.Get("Idempotency-Key")
	if x.key == "" || x.trait.once == again {
		x.key = ""
		return x.plainly()
	}
	if !keyShape.MatchString(x.key) || len(x.r.Header.Values("Idempotency-Key")) > 1 {
		return problem("refused", Fault{Parameter: "Idempotency-Key", Detail: "accepted is one key of 1 to 100 printable ASCII characters without spaces"})
	}
	mark := x.viewer.ID + "\n" + x.key
	if _, busy := x.a.underWay.LoadOrStore(mark, true); busy {
		p := problem("still-under-way")
		p.headers.Set("Retry-After", "1")
		return p
	}
	defer x.a.underWay.Delete(mark)
	return x.once()
}

// plainly answers at once. What a panic or a problem interrupts is not begun to
// be sent before.
func (x *exchange) plainly() *Problem {
	to := newRecording()
	x.a.mux.ServeHTTP(to, x.r)
	return x.send(to)
}

// send sends an answer. One that refuses is written down before.
func (x *exchange) send(to *recording) *Problem {
	if err := x.denied(to.status); err != nil {
		return problemOf(x.r.Context(), err)
	}
	to.send(x.w)
	return nil
}

// denied writes to the audit trail that a token asked for what is not its own.
func (x *exchange) denied(status int) error {
	if x.viewer == nil || status != http.StatusForbidden && status != http.StatusNotFound {
		return nil
	}
	return x.a.Engine.Desk(x.viewer).Refused(x.r.Context(), x.operation)
}

// once answers a request with an idempotency key: as it was answered before,
// where it was.
func (x *exchange) once() *Problem {
	d, ctx := x.a.Engine.Desk(x.viewer), x.r.Context()
	hash := x.hash()
	was, err := d.ProgramAnswer(x.key)
	switch {
	case err != nil && !errors.Is(err, engine.ErrNotThere):
		return problemOf(ctx, err)
	case err == nil && was.Request != hash:
		return problem("key-reused")
	case err == nil && was.Status != 0:
		return x.repeat(&was)
	case err == nil && x.trait.once == byClaim:
		return problem("outcome-unknown")
	}
	if x.trait.once == byClaim {
		if err := d.ClaimAnswer(ctx, x.key, hash); err != nil {
			return problemOf(ctx, err)
		}
	}
	to := newRecording()
	x.a.mux.ServeHTTP(to, x.r)
	if err := x.keep(d, to, hash); err != nil {
		return problemOf(ctx, err)
	}
	return x.send(to)
}

// keep keeps an answer before it is sent. Of what was refused nothing is kept:
// nothing was done, so that it may be put right and sent with the same key.
func (x *exchange) keep(d *engine.Desk, to *recording, hash [32]byte) error {
	ctx := x.r.Context()
	switch {
	case to.status < 300:
		headers, err := json.Marshal(to.header)
		if err != nil {
			return err
		}
		return d.KeepAnswer(ctx, x.key, engine.ProgramAnswer{Request: hash, Status: to.status, Headers: headers, Body: to.body.Bytes()})
	case to.status < 500 && x.trait.once == byClaim:
		return d.DropAnswer(ctx, x.key)
	}
	return nil
}

// repeat gives an answer again.
func (x *exchange) repeat(was *engine.ProgramAnswer) *Problem {
	to := newRecording()
	if err := json.Unmarshal(was.Headers, &to.header); err != nil {
		return problemOf(x.r.Context(), err)
	}
	to.header.Set("Idempotency-Replayed", "true")
	to.status = was.Status
	to.body.Write(was.Body)
	to.send(x.w)
	return nil
}

// hash is over what a request asks for, to tell a repeat from something else.
func (x *exchange) hash() [32]byte {
	sum := sha256.New()
	for _, part := range [][]byte{[]byte(x.r.Method), []byte(x.r.URL.Path), x.content} {
		one := sha256.Sum256(part)
		sum.Write(one[:])
	}
	return [32]byte(sum.Sum(nil))
}

// recording is an answer that is not sent yet.
type recording struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newRecording() *recording { return &recording{header: http.Header{}, status: http.StatusOK} }

// Header, Write and WriteHeader are those of a http.ResponseWriter.
func (r *recording) Header() http.Header { return r.header }

// Write keeps what is written.
func (r *recording) Write(p []byte) (int, error) { return r.body.Write(p) }

// WriteHeader keeps the status.
func (r *recording) WriteHeader(status int) { r.status = status }

func (r *recording) send(w http.ResponseWriter) {
	for name, values := range r.header {
		w.Header()[name] = values
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body.Bytes())
}
