package page

import (
	"crypto/rand"
	"errors"
	"net/http"
	"strings"

	"caseclock/engine"
)

// Refusal is an answer that is a page of its own: a status and a heading. The
// heading never holds what was sent.
type Refusal struct {
	Status int
	Title  string
}

// Error is the heading.
func (r *Refusal) Error() string { return r.Title }

// Fail answers a request that an error ended. The reader gets an id and nothing
// from within; the log has the id and the error.
func (x *Exchange) Fail(err error) {
	var refusal *Refusal
	var refused *engine.Refused
	id := strings.ToLower(rand.Text()[:12])
	switch {
	case errors.As(err, &refusal):
	case errors.Is(err, engine.ErrNotThere):
		refusal = &Refusal{http.StatusNotFound, "There is no such page"}
	case errors.Is(err, engine.ErrNotAllowed):
		refusal = &Refusal{http.StatusForbidden, "This is not yours to do"}
	case errors.As(err, &refused):
		refusal = &Refusal{http.StatusUnprocessableEntity, "This could not be done as it was asked"}
	case x.R.Context().Err() != nil:
		return // nobody waits for the answer any more
	default:
		refusal = &Refusal{http.StatusInternalServerError, "Something went wrong"}
		x.Kit.Log.Error().Str("id", id).Str("page", x.R.Pattern).Err(err).Msg("a page could not be made")
	}
	v := View{Status: refusal.Status, Title: refusal.Title, Data: struct {
		ID     string
		Status int
		Faults []string
	}{id, refusal.Status, faultsOf(refused)}}
	if shown := x.Show(layouts, "refusal.html", v); shown != nil {
		http.Error(x.W, refusal.Title, refusal.Status)
	}
}

func faultsOf(r *engine.Refused) []string {
	if r == nil {
		return nil
	}
	return r.Faults
}
