package entrance

import "net/http"

// From is the address of a request's other end, as a proxy that is believed
// says it.
func (e *Entrance) From(r *http.Request) string { return e.from(r) }
