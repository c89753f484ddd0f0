package api

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"caseclock/access"
	"caseclock/engine"
	"caseclock/web/pace"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/rs/zerolog"
)

// Options are what the API is made of.
type Options struct {
	Engine *engine.Engine
	// Bearer is whose token a request carries, or nil; an error where this could not
	// be found out.
	Bearer func(*http.Request) (*access.Viewer, error)
	// Needs says what an operation asks of who comes: an act, or that it is about
	// themselves alone. known is false for an operation that the table of package
	// web does not have.
	Needs   func(operation string) (act access.Act, self, known bool)
	Now     func() time.Time // the present instant
	Log     zerolog.Logger
	Product string // name and version
}

// API answers the operations below /api/v1.
type API struct {
	Options
	mux      *http.ServeMux
	huma     huma.API
	traits   map[string]trait // by operation
	document []byte
	pace     pace.Pace
	foreign  *http.CrossOriginProtection
	underWay sync.Map // idempotency keys, by person and key
}

// trait is what the guard knows of an operation beside the table.
type trait struct {
	longest int64         // bytes of a body
	within  time.Duration // it is answered
	body    bool          // it has one
	once    once
}

// once says how a request with an idempotency key is kept from being done
// twice.
type once uint8

const (
	again   once = iota // it may be done again: nothing is recorded
	byStore             // the store knows the key with what it records
	byClaim             // the key is claimed before it is done
)

// Limits of requests.
const (
	longestBody   = 1 << 20
	longestBatch  = 10 << 20
	longestUpload = 15 << 20 // 10 MiB as base64, and a mapping
	bodyTime      = 30 * time.Second
	shortTime     = 30 * time.Second
	longTime      = 4 * time.Minute
)

// New makes the API. It is refused where an operation has no row in the table,
// or the document cannot be written.
func New(o Options) (*API, error) {
	a := &API{Options: o, mux: http.NewServeMux(), traits: map[string]trait{},
		foreign: http.NewCrossOriginProtection()}
	a.huma = humago.New(a.mux, a.config())
	a.register()
	var faults []error
	for _, op := range a.Operations() {
		if _, _, known := o.Needs(op); !known {
			faults = append(faults, fmt.Errorf("api: the operation %q has no row in the table", op))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	var err error
	a.document, err = a.write()
	return a, err
}

// Operations are all that is answered, as http.ServeMux writes patterns.
func (a *API) Operations() []string {
	var all []string
	for op := range a.traits {
		all = append(all, op)
	}
	slices.Sort(all)
	return all
}

// config is how huma is set up: JSON alone, and none of its own pages.
func (a *API) config() huma.Config {
	c := huma.DefaultConfig("Caseclock", "1")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.RejectUnknownQueryParameters = true
	c.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	c.Components.Schemas = registry()
	c.Info.Description = description()
	c.Info.License = nil
	c.Servers = []*huma.Server{{URL: "/", Description: "the site that serves this document"}}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer",
		Description: "A token that a person made under My account. It is narrowed to acts, expires, and can be revoked."}}
	c.Security = []map[string][]string{{"token": {}}}
	return c
}

// register registers every operation.
func (a *API) register() {
	a.addMe()
	a.addCases()
	a.addEvents()
	a.addDeadlines()
	a.addReasons()
	a.addRules()
	a.addEvaluate()
	a.addReports()
	a.addImports()
	a.addTrail()
}
