package engine

import (
	"caseclock/access"
	"caseclock/deadline"
	"caseclock/store"
)

// trailFilter says which entries the viewer may see. It remembers of each case
// what it found.
type trailFilter struct {
	d     *Desk
	cases map[string]seen
}

// seen is what the viewer may do with a case.
type seen struct{ trail, page bool }

// of looks at who has a case in hand today. A case that there is not is nobody's.
func (f *trailFilter) of(id string) seen {
	if s, known := f.cases[id]; known {
		return s
	}
	var s seen
	if c, err := f.d.e.store.CaseByID(id); err == nil {
		who := responsibleFor(&c, deadline.Moment{AsAt: f.d.e.Today()})
		p := access.Part{Authority: who.Authority, Chair: who.Chair, Lead: who.Lead}
		s = seen{f.d.v.MayFor(access.SeeTrail, p), f.d.v.MayFor(access.SeeCases, p)}
	}
	f.cases[id] = s
	return s
}

// shows says whether an entry is among those asked for and the viewer's to see.
func (f *trailFilter) shows(e *store.Entry, a *TrailAsk) bool {
	if a.From != 0 && e.At.Before(startOf(a.From)) || a.To != 0 && !e.At.Before(startOf(a.To+1)) {
		return false
	}
	switch {
	case f.d.v.Everywhere(access.SeeTrail):
		return true
	case e.Case != "":
		return f.of(e.Case).trail
	case a.Case != "": // it came with events of the case, which is the viewer's
		return true
	}
	return e.By == f.d.v.ID || e.Door != "daemon" && f.d.mayFor(access.SeeTrail, e.By)
}

func (f *trailFilter) line(e *store.Entry) TrailLine {
	l := TrailLine{Seq: e.Seq, At: e.At, By: e.By, Peer: e.Peer, Door: e.Door, Action: e.Action, Case: e.Case, Events: e.Events, Detail: e.Detail}
	l.SeesCase = e.Case != "" && f.of(e.Case).page
	return l
}
