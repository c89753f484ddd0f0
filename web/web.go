package web

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"caseclock/access"
	"caseclock/engine"
	"caseclock/web/ahead"
	"caseclock/web/cases"
	"caseclock/web/imports"
	"caseclock/web/mailbox"
	"caseclock/web/pace"
	"caseclock/web/page"
	"caseclock/web/people"
	"caseclock/web/reports"
	"caseclock/web/rulebook"
	"caseclock/web/status"
	"caseclock/web/trail"
	"caseclock/web/work"

	"github.com/rs/zerolog"
)

// Options are what a site is made of.
type Options struct {
	Engine   *engine.Engine
	Accounts *engine.Accounts // of the engine
	Door     Door
	Now      func() time.Time
	Log      zerolog.Logger
	Product  string // name and version
	TLS      bool   // browsers reach it by https, whoever ends it
	Demo     *Demo  // nil: a real store
}

// Demo is what a demonstration shows beside the pages.
type Demo struct {
	Site  string                // that the links of its mails begin with
	Mails func() []mailbox.Mail // in the order in which they were sent
}

// Door lets people in: it has the pages for signing in and out, and knows who
// is behind a request.
type Door interface {
	Routes() []page.Route
	// Wrap loads and keeps the session of each request; failed answers where it
	// cannot.
	Wrap(next http.Handler, failed func(http.ResponseWriter, *http.Request, error)) http.Handler
	// Viewer is who is signed in, or nil.
	Viewer(r *http.Request) *access.Viewer
	// Session names the session of who is signed in, so that its requests are
	// counted. Nothing opens it by that name.
	Session(r *http.Request) string
	// Bearer is whose token a request of the API carries, or nil; an error where
	// this could not be found out.
	Bearer(r *http.Request) (*access.Viewer, error)
	// Ask answers a request that needs somebody signed in.
	Ask(x *page.Exchange) error
}

// site is the pages with their table.
type site struct {
	Options
	kit  *page.Kit
	pace pace.Pace // of each session
}

// New makes the handler of all pages and the API. It is refused where a route
// has no row in the table, or a row no route.
func New(o Options) (http.Handler, error) {
	if o.Accounts == nil {
		return nil, errors.New("web: there are no accounts; accepted are the engine's (OpenAccounts)")
	}
	s := &site{Options: o, kit: &page.Kit{Engine: o.Engine, Now: o.Now, Log: o.Log, Product: o.Product, Demo: o.Demo != nil}}
	if d, ok := o.Door.(interface{ From(*http.Request) string }); ok {
		s.kit.From = d.From
	}
	mux := http.NewServeMux()
	rows := s.rows()
	programs, err := s.programs(rows)
	if err != nil {
		return nil, err
	}
	routes := append(s.routes(), page.Route{Pattern: described, Handle: func(x *page.Exchange) error { programs.Document(x.W, x.R); return nil }})
	if err := complete(append(operations(programs), routes...), rows); err != nil {
		return nil, err
	}
	for _, r := range routes {
		mux.HandleFunc(r.Pattern, s.guarded(rows[r.Pattern], r.Handle))
	}
	mux.HandleFunc("/", s.guarded(everybody, nowhere))
	protected := http.NewCrossOriginProtection()
	protected.SetDenyHandler(s.guarded(everybody, foreign))
	return withHeaders(o.TLS, s.apart(programs, o.Door.Wrap(protected.Handler(mux), s.failed))), nil
}

// routes are all that is served.
func (s *site) routes() []page.Route {
	own := []page.Route{{Pattern: "GET /assets/{name}", Handle: page.Asset}, {Pattern: "GET /{$}", Handle: first}}
	if d := s.Demo; d != nil {
		own = append(own, mailbox.Routes(d.Site, d.Mails)...)
	}
	return slices.Concat(own, s.Door.Routes(), ahead.Routes(), imports.Routes(), work.Routes(), cases.Routes(),
		people.Routes(s.Accounts), reports.Routes(), rulebook.Routes(), status.Routes(), trail.Routes())
}

// rows are the table, with those of a demonstration where this is one.
func (s *site) rows() map[string]need {
	rows := maps.Clone(table)
	if s.Demo != nil {
		maps.Copy(rows, demoTable)
	}
	return rows
}

// complete says which routes have no row, and which rows no route.
func complete(routes []page.Route, rows map[string]need) error {
	var faults []error
	seen := map[string]bool{}
	for _, r := range routes {
		if _, ok := rows[r.Pattern]; !ok {
			faults = append(faults, fmt.Errorf("web: the route %q has no row in the table", r.Pattern))
		}
		if seen[r.Pattern] {
			faults = append(faults, fmt.Errorf("web: the route %q is there twice", r.Pattern))
		}
		seen[r.Pattern] = true
	}
	for pattern := range rows {
		if !seen[pattern] {
			faults = append(faults, fmt.Errorf("web: the row %q of the table has no route", pattern))
		}
	}
	return errors.Join(faults...)
}

// guarded answers a route for those whom the table lets in.
func (s *site) guarded(n need, handle page.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		x := &page.Exchange{W: w, R: r, Kit: s.kit}
		x.Viewer = s.Door.Viewer(r)
		if x.Viewer != nil {
			x.Desk = s.Engine.Desk(x.Viewer)
		}
		defer s.caught(x)
		err := s.tooMany(x)
		switch {
		case err != nil:
		case n.open:
			err = handle(x)
		case x.Viewer == nil:
			err = s.Door.Ask(x)
		case !n.self && !x.Viewer.May(n.act):
			err = engine.ErrNotAllowed
		default:
			err = handle(x)
		}
		if err != nil {
			x.Fail(s.denied(x, err))
		}
	}
}

// tooMany refuses a session that asks for too much. So a script that takes
// everything away is held up, and the person's other sessions go on.
func (s *site) tooMany(x *page.Exchange) error {
	if x.Viewer == nil {
		return nil
	}
	wait, news := s.pace.Take(s.Door.Session(x.R), s.Now())
	if wait == 0 {
		return nil
	}
	if news {
		s.Log.Warn().Str("person", x.Viewer.ID).Str("from", x.Viewer.From).Msg("a session asks for more pages than a person can read, and is held up")
	}
	x.W.Header().Set("Retry-After", strconv.Itoa(wait))
	return &page.Refusal{Status: http.StatusTooManyRequests, Title: "You asked for too much at once"}
}

// denied writes down that somebody asked for what is not theirs, before they are
// told so. It gives the error that they are told.
func (s *site) denied(x *page.Exchange, err error) error {
	if x.Desk == nil || !errors.Is(err, engine.ErrNotAllowed) && !errors.Is(err, engine.ErrNotThere) {
		return err
	}
	if failed := x.Desk.Refused(x.R.Context(), x.R.Pattern); failed != nil {
		return failed
	}
	return err
}

// failed answers a request of which it cannot be said who is behind it.
func (s *site) failed(w http.ResponseWriter, r *http.Request, err error) {
	(&page.Exchange{W: w, R: r, Kit: s.kit}).Fail(err)
}

// caught answers a page that panicked. The log has no more than the type, since
// the value may name a child's reference.
func (s *site) caught(x *page.Exchange) {
	if p := recover(); p != nil {
		if p == http.ErrAbortHandler {
			panic(p)
		}
		x.Fail(fmt.Errorf("a panic of type %T", p))
	}
}

// first leads to the first page of the person's role.
func first(x *page.Exchange) error { return x.See(page.First(x.Viewer)) }

func nowhere(*page.Exchange) error {
	return &page.Refusal{Status: http.StatusNotFound, Title: "There is no such page"}
}

func foreign(*page.Exchange) error {
	return &page.Refusal{Status: http.StatusForbidden, Title: "This was sent from another site"}
}

// Local says whether a path leads to a page of this site, and may be gone back
// to after signing in.
func Local(path string) bool {
	u, err := url.Parse(path)
	return err == nil && u.Scheme == "" && u.Host == "" && strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && !strings.Contains(path, "\\")
}
