package engine

import (
	"context"
	"encoding/json"

	"caseclock/access"
	"caseclock/deadline"
)

// Entered gives the fields of one event of a case as a person would enter them,
// by their JSON names, for a form that corrects it. Error: ErrNotThere, also
// where the case has no such event; ErrNotAllowed.
func (d *Desk) Entered(ctx context.Context, id, event string) (map[string]string, error) {
	c, _, err := d.caseFor(id, access.RecordEvents)
	if err != nil {
		return nil, err
	}
	i := position(&c, event)
	if i < 0 {
		return nil, ErrNotThere
	}
	fields, err := fieldsOf(&c.Events[i])
	if err != nil {
		return nil, err
	}
	if err := d.looked(ctx, "look", id, "event, to correct it"); err != nil {
		return nil, err
	}
	return fields, nil
}

// fieldsOf writes an event as Set reads it.
func fieldsOf(e *deadline.Event) (map[string]string, error) {
	content, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	fields := map[string]string{}
	return fields, json.Unmarshal(content, &fields)
}
