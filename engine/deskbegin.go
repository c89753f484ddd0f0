package engine

import (
	"context"
	"errors"
	"strings"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/store"
)

// Beginning is a new case: who has it in hand, and its first event.
type Beginning struct {
	Authority string            `json:"authority"`
	Reference string            `json:"case"`
	Chair     string            `json:"chair,omitempty"`
	Lead      string            `json:"lead,omitempty"`
	Family    string            `json:"family,omitempty"`
	First     map[string]string `json:"first"` // the fields of its first event, by their JSON names
	Key       string            `json:"key,omitempty"`
}

const (
	referenceTaken = "reference: it is in use already; accepted is one that no case has"
	longestRef     = 60 // characters
)

// Begin records a new case: that it is assigned, on the day of its first event,
// and that event. Errors: ErrNotAllowed where the authority is not the viewer's
// to record in; *Refused, in the same words for a reference that is in use by
// whatever case.
func (d *Desk) Begin(ctx context.Context, a Beginning) (Kept, error) {
	if !d.v.In(access.RecordEvents, a.Authority) {
		return Kept{}, ErrNotAllowed
	}
	ref := strings.TrimSpace(a.Reference)
	var faults Refused
	d.checkNew(&faults, a.Authority, ref)
	first := d.readEntry(&faults, "", a.First, ref)
	if first.Replaces != "" {
		faults.add("replaces: the case has no such event")
	}
	answered, err := d.answered(a.Key)
	if err != nil {
		return Kept{}, err
	}
	if err := faults.err(); err != nil && !answered {
		return Kept{}, err
	}
	assigned := deadline.Event{Case: ref, Kind: deadline.CaseAssigned, On: first.On, By: d.v.ID, Authority: a.Authority,
		Chair: strings.TrimSpace(a.Chair), Lead: strings.TrimSpace(a.Lead), Family: strings.TrimSpace(a.Family)}
	first.By = d.v.ID
	w := store.Write{Events: []deadline.Event{assigned, first}, Key: a.Key, Asked: asked("begin", a)}
	receipt, err := d.append(ctx, "record", "a new case: "+first.Kind.String(), w, expected{ref: ref})
	if err != nil {
		return Kept{}, err
	}
	return d.kept(&receipt, nil, &assigned)
}

// checkNew notes what is wrong with a new case's authority and reference.
func (d *Desk) checkNew(faults *Refused, authority, ref string) {
	if d.e.Book.Authority(authority) == nil && len(d.e.Book.Authorities) > 0 {
		faults.add("authority: %q is none of the configuration; accepted: %s", clip(authority), strings.Join(d.e.Book.authorityIDs(), ", "))
	}
	switch _, err := d.e.store.CaseID(ref); {
	case ref == "":
		faults.add("reference: missing; accepted is the case system's reference, never a name")
	case strings.ContainsFunc(ref, func(r rune) bool { return r <= ' ' || r == ',' || r == ';' || r == 0x7f }) || len([]rune(ref)) > longestRef:
		faults.add("reference: it looks like a name; accepted is a reference of up to %d characters without spaces, never a name", longestRef)
	case err == nil:
		faults.add(referenceTaken)
	case !errors.Is(err, store.ErrNotFound):
		faults.take(err)
	}
}
