package engine

import (
	"context"
	"errors"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/store"
)

// Desk is the engine as one person may use it. What they may not see is
// answered exactly as what is not there (ErrNotThere); what they may see but
// not do, with ErrNotAllowed. Every look at a case, search, export and report
// is in the audit trail, on the disk, before the answer is given.
type Desk struct {
	e *Engine
	v *access.Viewer
}

// Errors of a desk.
var (
	ErrNotThere   = errors.New("there is no such thing, or it is not yours to see")
	ErrNotAllowed = errors.New("this is not yours to do")
)

// Desk is the engine as a person may use it.
func (e *Engine) Desk(v *access.Viewer) *Desk { return &Desk{e, v} }

// Viewer is who sits at the desk.
func (d *Desk) Viewer() *access.Viewer { return d.v }

// Who is the viewer as the audit trail names them.
func (d *Desk) Who() Who { return Who{By: d.v.ID, Peer: d.v.From, Door: d.v.Door} }

// looked writes a look to the audit trail. No answer is given without it.
func (d *Desk) looked(ctx context.Context, action, caseID, detail string) error {
	return d.e.store.Record(ctx, d.entry(action, caseID, detail))
}

// Refused writes to the audit trail that the viewer asked for what they may not
// do, or for what is not there for them; what is the pattern of the address, which
// names nobody.
func (d *Desk) Refused(ctx context.Context, what string) error {
	return d.looked(ctx, "refused", "", what)
}

// entry begins an entry of the audit trail for the viewer.
func (d *Desk) entry(action, caseID, detail string) store.Entry {
	if d.v.Token != "" {
		detail += " (token " + d.v.Token + ")"
	}
	return d.Who().entry(action, caseID, detail)
}

// caseFor reads a case by its opaque id, where the viewer may do something to
// it today.
func (d *Desk) caseFor(id string, acts ...access.Act) (deadline.Case, Responsible, error) {
	c, err := d.e.store.CaseByID(id)
	if errors.Is(err, store.ErrNotFound) {
		return c, Responsible{}, ErrNotThere
	}
	if err != nil {
		return c, Responsible{}, err
	}
	who := responsibleFor(&c, deadline.Moment{AsAt: d.e.Today()})
	part := access.Part{Authority: who.Authority, Chair: who.Chair, Lead: who.Lead}
	if !d.v.MayFor(access.SeeCases, part) {
		return deadline.Case{}, Responsible{}, ErrNotThere
	}
	for _, act := range acts {
		if d.v.MayFor(act, part) {
			return c, who, nil
		}
	}
	if len(acts) > 0 {
		return deadline.Case{}, Responsible{}, ErrNotAllowed
	}
	return c, who, nil
}
