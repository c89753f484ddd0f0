package daemon

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"caseclock/deadline"
)

// Check looks whether the daemon has what the ledger says: every event that was
// answered as saved, with its id, as it was sent and once; of each other request
// all events or none; and nothing else in these cases.
func (l *Ledger) Check(c *Client) error {
	return check(c, l.requests(func(*request) bool { return true }))
}

// CheckOf is Check for the cases of some requests alone, by their keys, and those
// that share a request with them.
func (l *Ledger) CheckOf(c *Client, keys ...string) error {
	all := l.requests(func(*request) bool { return true })
	about := map[string]bool{}
	for before := -1; before < len(about); {
		before = len(about)
		for i := range all {
			if !slices.Contains(keys, all[i].Key) && !all[i].touches(about) {
				continue
			}
			for _, e := range all[i].Events {
				about[fmt.Sprint(e["case"])] = true
			}
		}
	}
	return check(c, slices.DeleteFunc(all, func(r request) bool { return !r.touches(about) }))
}

func (r *request) touches(cases map[string]bool) bool {
	return slices.ContainsFunc(r.Events, func(e Event) bool { return cases[fmt.Sprint(e["case"])] })
}

func check(c *Client, of []request) error {
	var faults []error
	seen := &seen{c, map[string]*Case{}}
	for i := range of {
		faults = append(faults, seen.check(&of[i]))
	}
	return errors.Join(append(faults, seen.rest())...)
}

// seen are the cases as the daemon gives them, less what a request explains.
type seen struct {
	client *Client
	cases  map[string]*Case // by reference; nil: there is none
}

func (s *seen) of(ref string) (*Case, error) {
	if k, known := s.cases[ref]; known {
		return k, nil
	}
	id, err := s.client.Find(ref)
	if err != nil || id == "" {
		s.cases[ref] = nil
		return nil, err
	}
	k, err := s.client.Case(id)
	s.cases[ref] = &k
	return &k, err
}

// check takes what a request recorded out of the cases.
func (s *seen) check(r *request) error {
	found := 0
	for i, e := range r.Events {
		k, err := s.of(fmt.Sprint(e["case"]))
		if err != nil {
			return err
		}
		id := ""
		if r.Status == http.StatusCreated {
			id = r.Kept[i]
		}
		switch took, err := take(k, e, id); {
		case err != nil:
			return err
		case took:
			found++
		case id != "":
			return fmt.Errorf("key %s: event %s was answered as saved and is not there as it was sent", r.Key, id)
		}
	}
	if found != 0 && found != len(r.Events) {
		return fmt.Errorf("key %s: %d of %d events are there", r.Key, found, len(r.Events))
	}
	return nil
}

// take removes the event from the case where it is there as sent; an id names
// the one it must be.
func take(k *Case, e Event, id string) (bool, error) {
	want, err := said(e)
	if err != nil || k == nil {
		return false, err
	}
	for i, h := range k.Events {
		if (id == "" || h.ID == id) && h.Kind == want.Kind && h.Text == want.Text && (e["on"] == nil || h.On == want.On) {
			k.Events = slices.Delete(k.Events, i, i+1)
			return true, nil
		}
	}
	return false, nil
}

// rest says what is in the cases that no request explains.
func (s *seen) rest() error {
	for ref, k := range s.cases {
		if k != nil && len(k.Events) > 0 {
			return fmt.Errorf("case %s has %d events that nobody sent, the first %+v", ref, len(k.Events), k.Events[0])
		}
	}
	return nil
}

// said is an event as a case's history words it.
func said(e Event) (h CaseEvent, err error) {
	var d deadline.Event
	for field, value := range e {
		err = cmp.Or(err, d.Set(field, fmt.Sprint(value)))
	}
	h = CaseEvent{Kind: d.Kind.String(), On: d.On.String(), Text: d.Plain()}
	for _, f := range []struct{ name, value string }{{"authority", d.Authority}, {"chair", d.Chair}, {"lead", d.Lead}, {"family", d.Family}} {
		if f.value != "" {
			h.Text += ", " + f.name + " " + f.value
		}
	}
	if d.Kind == deadline.ReasonRecorded {
		h.Text += " for " + d.Rule + " from " + d.Start.String() + ": " + d.Category
		if d.Proposed != 0 {
			h.Text += ", proposed " + d.Proposed.String()
		}
	}
	return h, err
}

// CheckTrail looks whether the audit trail has no gap and its entries brought as
// many events as are told.
func CheckTrail(auditor *Client, events int) error {
	all, err := auditor.Trail()
	if err != nil {
		return err
	}
	n := 0
	for i, e := range all {
		if e.Seq != uint64(i+1) {
			return fmt.Errorf("entry %d of the trail has the number %d", i+1, e.Seq)
		}
		n += e.Events
	}
	if n != events {
		return fmt.Errorf("the entries of the trail brought %d events, and there are %d", n, events)
	}
	return nil
}
