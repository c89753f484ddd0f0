package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Document answers with the description of the API, OpenAPI 3.1.
func (a *API) Document(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/openapi+json; version=3.1")
	_, _ = w.Write(a.document)
}

// Broken answers a request for it of which it could not be found out whose it is.
func (a *API) Broken(w http.ResponseWriter, r *http.Request, err error) {
	(&exchange{a: a, w: w, r: r}).refuse(problemOf(r.Context(), err))
}

// description is what is said of the API as a whole.
func description() string {
	var b strings.Builder
	b.WriteString(`What the pages do, for programs. Everything is asked for with a token, which acts for a person and for no other: what the person may not see is answered as what is not there.

Days are plain dates (2026-03-02), instants RFC 3339 in UTC. In a body, null is the same as absent. A field that is not known, or is given twice, is refused. A body is at most 1 MiB (10 MiB of events), nested 16 deep at most.

A change to a case names the version that it was read at (If-Match). With an Idempotency-Key a request is done once: the same method, address and body with the same key of the same person is answered as the first time for 30 days, also after a restart; events and reasons are not recorded twice for good. What was refused may be put right and sent with the same key.

Problems (RFC 9457) never hold a value that was sent. Their types:

| type | status | when, and the way out |
| --- | --- | --- |
`)
	names := slices.SortedFunc(maps.Keys(kinds), func(x, y string) int { return kinds[x].status*1000 + strings.Compare(x, y) - kinds[y].status*1000 })
	for _, n := range names {
		fmt.Fprintf(&b, "| %s%s | %d | %s |\n", problemType, n, kinds[n].status, kinds[n].about)
	}
	return b.String()
}

// write writes the document.
func (a *API) write() ([]byte, error) {
	api := a.huma.OpenAPI()
	api.Info.Version = "1"
	for _, item := range api.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Delete} {
			if op != nil {
				a.finish(op)
			}
		}
	}
	content, err := json.Marshal(api)
	if err != nil {
		return nil, err
	}
	var whole any
	if err := json.Unmarshal(content, &whole); err != nil {
		return nil, err
	}
	nullable(whole)
	return json.MarshalIndent(whole, "", "  ")
}

// finish describes what the guard answers with.
func (a *API) finish(op *huma.Operation) {
	text := &huma.Schema{Type: huma.TypeString}
	header := func(status, name, about string) {
		if r := op.Responses[status]; r != nil {
			if r.Headers == nil {
				r.Headers = map[string]*huma.Param{}
			}
			r.Headers[name] = &huma.Param{Description: about, Schema: text}
		}
	}
	header("401", "WWW-Authenticate", "Bearer")
	header("403", "WWW-Authenticate", "Bearer")
	header("429", "Retry-After", "Seconds")
	header("503", "Retry-After", "Seconds")
}

// nullable lets words that may be null be null, as JSON Schema asks.
func nullable(v any) {
	switch v := v.(type) {
	case map[string]any:
		words, isEnum := v["enum"].([]any)
		types, several := v["type"].([]any)
		if isEnum && several && slices.Contains(types, any("null")) && !slices.Contains(words, nil) {
			v["enum"] = append(words, nil)
		}
		for _, x := range v {
			nullable(x)
		}
	case []any:
		for _, x := range v {
			nullable(x)
		}
	}
}
