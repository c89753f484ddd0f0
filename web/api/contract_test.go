package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"caseclock/web/api"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// described is an API's document, as a program would read it.
type described struct {
	raw    []byte
	doc    *openapi3.T
	router routers.Router
}

var documents sync.Map // by API

func document(t testing.TB, a *api.API) *described {
	t.Helper()
	if d, ok := documents.Load(a); ok {
		return d.(*described)
	}
	w := httptest.NewRecorder()
	a.Document(w, httptest.NewRequest(http.MethodGet, "/api/openapi.json", nil))
	d := &described{raw: w.Body.Bytes()}
	var err error
	if d.doc, err = openapi3.NewLoader().LoadFromData(d.raw); err != nil {
		t.Fatal(err)
	}
	if d.router, err = legacy.NewRouter(d.doc); err != nil {
		t.Fatal(err)
	}
	documents.Store(a, d)
	return d
}

// check holds every answer of every test to the document.
func check(t testing.TB, a *api.API, r *http.Request, got answer) {
	t.Helper()
	if got.StatusCode >= 400 {
		checkProblem(t, got)
	}
	d := document(t, a)
	route, params, err := d.router.FindRoute(r)
	if err != nil {
		if got.StatusCode != 401 && got.StatusCode != 404 && got.StatusCode != 405 && got.StatusCode != 429 {
			t.Errorf("%s %s is not in the document and was answered %d", r.Method, r.URL.Path, got.StatusCode)
		}
		return
	}
	options := &openapi3filter.Options{IncludeResponseStatus: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: options},
		Status:                 got.StatusCode, Header: got.Header, Body: io.NopCloser(bytes.NewReader(got.body)), Options: options})
	if err != nil {
		t.Errorf("%s %s, answered %d, is not as the document says: %v\n%.2000s", r.Method, r.URL.Path, got.StatusCode, err, got.body)
	}
}

// checkProblem holds a problem to what all have in common.
func checkProblem(t testing.TB, got answer) {
	t.Helper()
	var p api.Problem
	d := json.NewDecoder(bytes.NewReader(got.body))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		t.Errorf("%d is no problem: %v: %s", got.StatusCode, err, got.body)
	}
	if got.Header.Get("Content-Type") != "application/problem+json" || p.Status != got.StatusCode || p.Title == "" || !strings.HasPrefix(p.Type, "urn:caseclock:problem:") {
		t.Errorf("%d, %s: %s", got.StatusCode, got.Header.Get("Content-Type"), got.body)
	}
}

// The document is valid OpenAPI 3.1, and says of each operation what it answers.
func TestDocument(t *testing.T) {
	s := open(t, 0)
	d := document(t, s.api)
	if err := d.doc.Validate(context.Background(), openapi3.EnableExamplesValidation()); err != nil {
		t.Error(err)
	}
	if d.doc.OpenAPI != "3.1.0" {
		t.Error(d.doc.OpenAPI)
	}
	var described []string
	for path, item := range d.doc.Paths.Map() {
		for method, op := range item.Operations() {
			described = append(described, method+" "+path)
			if op.OperationID == "" || op.Summary == "" || len(op.Tags) != 1 {
				t.Errorf("%s %s: %+v", method, path, op)
			}
			for _, status := range []string{"401", "403", "429", "500", "503"} {
				if op.Responses.Value(status) == nil {
					t.Errorf("%s %s does not say that it may answer %s", method, path, status)
				}
			}
			if method == http.MethodPost && op.RequestBody != nil && op.RequestBody.Value.Content["application/json"].Example == nil {
				t.Errorf("%s %s has no example", method, path)
			}
		}
	}
	slices.Sort(described)
	if got := s.api.Operations(); !slices.Equal(got, described) {
		t.Errorf("operations %v\ndescribed %v", got, described)
	}
}
