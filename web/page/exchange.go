package page

import (
	"net"
	"net/http"
	"time"

	"caseclock/access"
	"caseclock/engine"

	"github.com/rs/zerolog"
)

// Kit is what pages are made with, one for all.
type Kit struct {
	Engine  *engine.Engine
	Now     func() time.Time // the present instant
	Log     zerolog.Logger
	Product string // name and version
	Demo    bool   // everything shown is invented, and each page says so
	// From is the address of a request's other end; nil: of the connection.
	From func(r *http.Request) string
}

// Handler answers a request. Of its errors, engine.ErrNotThere and
// engine.ErrNotAllowed have pages of their own; any other is logged under an id
// and answered with that id alone.
type Handler func(x *Exchange) error

// Route is a method and path as http.ServeMux reads them, "GET /cases/{id}",
// and what answers it. Who may come is not said here but in the one table of
// package web.
type Route struct {
	Pattern string
	Handle  Handler
}

// Exchange is one request under way, and its answer.
type Exchange struct {
	W      http.ResponseWriter
	R      *http.Request
	Kit    *Kit
	Viewer *access.Viewer // nil on pages for everybody, where nobody is signed in
	Desk   *engine.Desk   // of the viewer
}

// See sends the browser to another page of this site with a GET.
func (x *Exchange) See(path string) error {
	http.Redirect(x.W, x.R, path, http.StatusSeeOther)
	return nil
}

// Say is See with a word for what was done, which the page there puts at its
// top (see the words in said.go).
func (x *Exchange) Say(path, word string) error { return x.See(path + "?said=" + word) }

// May says whether the viewer may do something at all.
func (x *Exchange) May(act access.Act) bool { return x.Viewer.May(act) }

// From is the address of the other end, for those who are not signed in; a
// viewer has their own.
func (x *Exchange) From() string {
	if x.Kit.From != nil {
		return x.Kit.From(x.R)
	}
	host, _, err := net.SplitHostPort(x.R.RemoteAddr)
	if err != nil {
		return "this machine" // through a socket
	}
	return host
}
