package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// operation is what one of the API's needs beside its types.
type operation struct {
	id, method, path string
	summary, about   string
	tag              string
	status           int // of a good answer; 0: 200
	trait
	refusals []int // beside those of every operation
	example  any   // of the body
}

// everywhere are the statuses that every operation may answer with.
var everywhere = []int{401, 403, 429, 500, 503}

// add registers an operation.
func add[I, O any](a *API, o operation, answer func(context.Context, *I) (*O, error)) {
	if o.within == 0 {
		o.within = shortTime
	}
	if o.longest == 0 {
		o.longest = longestBody
	}
	refusals := append(slices.Clone(everywhere), o.refusals...)
	if o.body {
		refusals = append(refusals, 400, 408, 413, 415, 422)
	}
	if o.once != again {
		refusals = append(refusals, 409)
	}
	op := huma.Operation{OperationID: o.id, Method: o.method, Path: "/api/v1" + o.path, Summary: o.summary, Description: o.about, Tags: []string{o.tag},
		DefaultStatus: o.status, Errors: refusals, MaxBodyBytes: -1, BodyReadTimeout: -1}
	if o.once != again {
		op.Parameters = append(op.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header", Description: "The same request with the same key is done once, and answered each time as it was the first time",
			Schema: &huma.Schema{Type: huma.TypeString, Pattern: keyShape.String()}})
	}
	a.traits[o.method+" "+op.Path] = o.trait
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := answer(ctx, in)
		if err == nil {
			return out, nil
		}
		p := problemOf(ctx, err)
		if p.cause != nil {
			hand(ctx).note(p)
		}
		return nil, p
	})
	if o.example != nil {
		item := a.item(op.Path, o.method)
		item.RequestBody.Content["application/json"].Example = o.example
	}
}

// item finds an operation in the document.
func (a *API) item(path, method string) *huma.Operation {
	p := a.huma.OpenAPI().Paths[path]
	return map[string]*huma.Operation{http.MethodGet: p.Get, http.MethodPost: p.Post, http.MethodDelete: p.Delete}[method]
}

// raw says in the document that an operation answers with something else than
// JSON.
func (a *API) raw(path, media string) {
	a.item(path, http.MethodGet).Responses["200"].Content = map[string]*huma.MediaType{media: {}}
}

// fields are what an event carries by the names of JSON, without what is absent.
func fields(event any) map[string]string {
	content, err := json.Marshal(event)
	if err != nil {
		return nil
	}
	all := map[string]string{}
	_ = json.Unmarshal(content, &all)
	return all
}

// instant reads an instant of the query, which huma has checked.
func instant(s string) time.Time {
	t, _ := time.Parse(time.RFC3339, s)
	return t
}

// list gives an empty list where there is none, so that it is never null.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}
