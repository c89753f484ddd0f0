package api

import (
	"strconv"

	"caseclock/access"
)

// tooMany says how long a token is to wait that has sent too many requests.
func (a *API) tooMany(v *access.Viewer) *Problem {
	wait, _ := a.pace.Take(v.ID+"/"+v.Token, a.Now())
	if wait == 0 {
		return nil
	}
	p := problem("too-many")
	p.headers.Set("Retry-After", strconv.Itoa(wait))
	return p
}
