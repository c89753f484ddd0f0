package engine

import (
	"encoding/json"
	"fmt"
	"time"

	"caseclock/report/document"
	"caseclock/store"
)

// EarlierCell is what earlier issues say of a count: that it is hidden in all
// of them, or what was last shown.
type EarlierCell struct {
	Hidden bool
	N      int
}

// packCells writes what a report shows of each count, by the count's ID: its
// value, or null where it is hidden. What was shown anywhere in it is known.
func packCells(r *document.Report) ([]byte, error) {
	cells := map[string]*int{}
	take := func(line document.Line) {
		for i := range line {
			switch c := &line[i]; {
			case c.ID == "":
			case c.State == document.Shown:
				cells[c.ID] = &c.N
			case c.State == document.Hidden && cells[c.ID] == nil:
				cells[c.ID] = nil
			}
		}
	}
	for i := range r.Sections {
		for j := range r.Sections[i].Tables {
			for _, g := range r.Sections[i].Tables[j].Groups {
				for _, line := range g.Lines {
					take(line)
				}
			}
		}
	}
	for i := range r.Data {
		for _, row := range r.Data[i].Rows {
			take(row)
		}
	}
	return json.Marshal(cells)
}

func unpackCells(id string, content []byte) (map[string]*int, error) {
	var cells map[string]*int
	if err := json.Unmarshal(content, &cells); err != nil {
		return nil, fmt.Errorf("the counts of issued report %s cannot be read: %w", id, err)
	}
	return cells, nil
}

// earlier is what all issues that hide small numbers, and were kept at or
// before an instant (zero: all), say of each count together. A count that one
// of them shows is known, whatever the others hide; of several values that were
// shown, the last.
func (e *Engine) earlier(known time.Time) (map[string]EarlierCell, error) {
	all, err := e.store.Issues()
	if err != nil {
		return nil, err
	}
	union := map[string]EarlierCell{}
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

func (e *Engine) addEarlier(union map[string]EarlierCell, x *store.Issue) error {
	content, err := e.store.IssueCells(*x)
	if err != nil {
		return err
	}
	cells, err := unpackCells(x.ID, content)
	for id, n := range cells {
		if n != nil {
			union[id] = EarlierCell{N: *n}
		} else if _, there := union[id]; !there {
			union[id] = EarlierCell{Hidden: true}
		}
	}
	return err
}
