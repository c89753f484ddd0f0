package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"caseclock/engine"

	"github.com/danielgtaylor/huma/v2"
)

// problemType begins the type of every problem. The types are stable: programs
// branch on them, people read the detail.
const problemType = "urn:caseclock:problem:"

// kind is what a type of problem says of itself.
type kind struct {
	status int
	title  string
	about  string // when it is answered, and the way out
}

// kinds are the types of problems, by what stands behind problemType.
var kinds = map[string]kind{
	"malformed":         {400, "The request cannot be read", "The body is no JSON, is nested too deeply, or is missing."},
	"no-token":          {401, "A token is needed", "No valid token came with the request: send Authorization: Bearer TOKEN."},
	"not-allowed":       {403, "This is not yours to do", "The token's person may not do this, or the token is narrowed to other acts."},
	"not-there":         {404, "There is no such thing", "There is nothing at the address, or it is not yours to see; the two are not told apart."},
	"wrong-method":      {405, "This cannot be done here", "The address is there, but not for this method; Allow lists those it is there for."},
	"too-slow":          {408, "The body came too slowly", "Send it again."},
	"still-under-way":   {409, "The first request with this key is still under way", "Wait, then send the same request again."},
	"outcome-unknown":   {409, "What became of the first request with this key is not known", "The server ended while it was under way. Look whether it was done; then use another key."},
	"plan-changed":      {409, "The plan has changed", "What is recorded changed since the import was planned. It was planned anew: look, and confirm again."},
	"changed":           {412, "The case has changed", "If-Match names an earlier version. The problem's changed says what was recorded since; nothing of the request was."},
	"too-large":         {413, "The body is too large", "Send less at once."},
	"not-json":          {415, "The body is of another kind", "Send application/json, in UTF-8, and not compressed."},
	"refused":           {422, "The request was refused", "errors says what is wrong and what is accepted, all of it at once. Nothing was recorded."},
	"key-reused":        {422, "The idempotency key was used for another request", "Use a new key, or send the first request unchanged."},
	"version-missing":   {428, "The version is missing", "Send If-Match with the ETag of the case as you read it, or * to change it whatever was recorded since."},
	"too-many":          {429, "Too many requests", "Wait as long as Retry-After says, in seconds."},
	"fault":             {500, "Something went wrong", "A fault of the server's; instance is its id in the server's log."},
	"busy":              {503, "Too much is under way", "Wait as long as Retry-After says, in seconds, and send it again."},
	"takes-no-requests": {503, "The server is about to start anew", "It is not known whether anything was recorded: send it again with the same idempotency key."},
}

// Problem is a request that was not carried out (RFC 9457). It never holds a
// value that was sent.
type Problem struct {
	Type     string  `json:"type" format:"uri" doc:"What kind of problem it is, for programs. The list is in the description of this document."`
	Title    string  `json:"title" doc:"The same in words"`
	Status   int     `json:"status"`
	Detail   string  `json:"detail,omitempty" doc:"What else can be said, for people"`
	Instance string  `json:"instance,omitempty" format:"uri" doc:"Its id in the server's log"`
	Errors   []Fault `json:"errors,omitempty" nullable:"false" doc:"All that is wrong, at once"`
	// Changed is what was recorded of the cases meanwhile.
	Changed []CaseChange `json:"changed,omitempty" nullable:"false" doc:"Of a problem changed: what was recorded since the version in If-Match"`

	headers http.Header
	cause   error // for the log
}

// Fault is one thing that is wrong with a request.
type Fault struct {
	Pointer   string `json:"pointer,omitempty" doc:"Where in the body, as a JSON pointer behind #"`
	Parameter string `json:"parameter,omitempty" doc:"Or which parameter or header"`
	Detail    string `json:"detail" doc:"What is wrong, and what is accepted"`
}

// Error is the title.
func (p *Problem) Error() string { return p.Title }

// GetStatus, GetHeaders and ContentType are how huma answers with it.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders are those that come with it.
func (p *Problem) GetHeaders() http.Header { return p.headers }

// ContentType is that of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// problem makes one of a kind.
func problem(name string, faults ...Fault) *Problem {
	k := kinds[name]
	p := &Problem{Type: problemType + name, Title: k.title, Status: k.status, Detail: k.about, Errors: faults, headers: http.Header{}}
	if k.status == http.StatusServiceUnavailable {
		p.headers.Set("Retry-After", "5")
	}
	return p
}

// write answers with it.
func (p *Problem) write(w http.ResponseWriter) {
	for name, values := range p.headers {
		w.Header()[name] = values
	}
	content, err := json.Marshal(p)
	if err != nil {
		content = []byte("{}")
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Content-Length", strconv.Itoa(len(content)+1))
	w.WriteHeader(p.Status)
	_, _ = w.Write(append(content, '\n'))
}

// problemOf words what the engine answered.
func problemOf(ctx context.Context, err error) *Problem {
	var p *Problem
	var refused *engine.Refused
	var changed *engine.Changed
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &changed):
		p = problem("changed")
		p.Changed = changesOf(changed)
		return p
	case errors.As(err, &refused):
		return problem("refused", faultsOf(ctx, refused)...)
	case errors.Is(err, engine.ErrNotThere):
		return problem("not-there")
	case errors.Is(err, engine.ErrNotAllowed):
		return forbidden()
	case errors.Is(err, engine.ErrKeyReused):
		return problem("key-reused")
	case errors.Is(err, engine.ErrUnderWay):
		return problem("still-under-way")
	case errors.Is(err, engine.ErrTooLarge):
		return problem("too-large")
	case errors.Is(err, engine.ErrBusy), errors.Is(err, context.DeadlineExceeded):
		return problem("busy")
	case engine.TakesNoMore(err):
		p = problem("takes-no-requests")
	default:
		p = problem("fault")
	}
	p.cause = err
	return p
}

func forbidden() *Problem {
	p := problem("not-allowed")
	p.headers.Set("WWW-Authenticate", `Bearer realm="caseclock", error="insufficient_scope"`)
	return p
}

// huma is set up by variables of its own; this is the one place that sets them.
func init() {
	huma.NewError = humaProblem
	huma.ValidateStrictCasing = true
	huma.DefaultArrayNullable = false
}

// humaProblem words what huma found wrong with a request.
func humaProblem(status int, _ string, errs ...error) huma.StatusError {
	name := "refused"
	switch status {
	case http.StatusBadRequest:
		name = "malformed"
	case http.StatusUnsupportedMediaType:
		name = "not-json"
	case http.StatusRequestEntityTooLarge:
		name = "too-large"
	}
	if status >= http.StatusInternalServerError {
		p := problem("fault")
		p.cause = fmt.Errorf("huma: %w", errors.Join(errs...))
		return p
	}
	p := problem(name)
	for _, err := range errs {
		var d *huma.ErrorDetail
		if errors.As(err, &d) {
			p.Errors = append(p.Errors, faultAt(d.Location, d.Message))
		}
	}
	return p
}
