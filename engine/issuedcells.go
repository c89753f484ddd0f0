package engine

import (
	"encoding/json"
	"fmt"
	"time"

	"caseclock/report/document"
	"caseclock/store"
)

// packCells writes the counts of a report by their names: as they were, and
// whether they were shown.
func packCells(r *document.Report) ([]byte, error) { return json.Marshal(r.Counts) }

func unpackCells(id string, content []byte) (map[string]document.Printed, error) {
	var cells map[string]document.Printed
	if err := json.Unmarshal(content, &cells); err != nil {
		return nil, fmt.Errorf("the counts of issued report %s cannot be read: %w", id, err)
	}
	return cells, nil
}

// earlier is what all issues that hide small numbers, and were kept at or
// before an instant (zero: all), say of each count together. A count that one
// of them shows is known, whatever the others hide; of several values that were
// shown, the last.
func (e *Engine) earlier(known time.Time) (map[string]document.Printed, error) {
	all, err := e.store.Issues()
	if err != nil {
		return nil, err
	}
	union := map[string]document.Printed{}
	for i := range all {
		x := &all[i]
		if !document.Audience(x.For).Hides() || !known.IsZero() && x.IssuedAt.After(known) {
			continue
		}
		if err := e.addEarlier(union, x); err != nil {
			return nil, err
		}
	}
	return union, nil
}

func (e *Engine) addEarlier(union map[string]document.Printed, x *store.Issue) error {
	content, err := e.store.IssueCells(*x)
	if err != nil {
		return err
	}
	cells, err := unpackCells(x.ID, content)
	for id, n := range cells {
		if was, there := union[id]; n.State == document.Shown || !there || was.State != document.Shown {
			union[id] = n
		}
	}
	return err
}
