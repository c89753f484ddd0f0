package suppress

import (
	"errors"
	"fmt"
	"slices"
)

// check gives each cell its number, in order of id, or all faults.
func (p Problem) check() (map[string]int, error) {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	value := map[string]int{}
	var ids []string
	for _, c := range p.Cells {
		if _, twice := value[c.ID]; twice {
			fault("cell %q: twice; an id names one cell", c.ID)
			continue
		}
		if c.Value < 0 || c.Then < 0 {
			fault("cell %q: counts %d, and %d before; a count is at least 0", c.ID, c.Value, c.Then)
		}
		if c.Before > Withheld {
			fault("cell %q: shown before as %d; accepted are None, Shown, Hidden and Withheld", c.ID, c.Before)
		}
		value[c.ID] = c.Value
		ids = append(ids, c.ID)
	}
	for i, s := range p.Sums {
		faults = append(faults, s.check(i, value)...)
	}
	for _, b := range p.Bounds {
		faults = append(faults, b.check(value)...)
	}
	if p.Threshold < 0 {
		fault("threshold %d: a threshold is at least 0", p.Threshold)
	}
	slices.Sort(ids)
	number := make(map[string]int, len(ids))
	for i, id := range ids {
		number[id] = i
	}
	return number, errors.Join(faults...)
}

func (s Sum) check(at int, value map[string]int) (faults []error) {
	name := fmt.Sprintf("sum %d, of %q", at+1, s.Total)
	total, ok := value[s.Total]
	if !ok {
		faults = append(faults, fmt.Errorf("%s: no such cell", name))
	}
	seen := map[string]bool{s.Total: true}
	sum := 0
	for _, part := range s.Parts {
		v, known := value[part]
		ok = ok && known
		if !known {
			faults = append(faults, fmt.Errorf("%s: part %q is no cell", name, part))
		}
		if seen[part] {
			faults = append(faults, fmt.Errorf("%s: %q is in it twice; a cell is in a sum once", name, part))
		}
		seen[part] = true
		sum += v
	}
	if ok && sum != total {
		faults = append(faults, fmt.Errorf("%s: %d, but its parts add up to %d", name, total, sum))
	}
	return faults
}

func (b AtMost) check(value map[string]int) (faults []error) {
	less, ok := value[b.Less]
	if !ok {
		faults = append(faults, fmt.Errorf("bound: %q is no cell", b.Less))
	}
	more, also := value[b.More]
	if !also {
		faults = append(faults, fmt.Errorf("bound: %q is no cell", b.More))
	}
	if ok && also && less > more {
		faults = append(faults, fmt.Errorf("bound: %q is %d, more than %q with %d", b.Less, less, b.More, more))
	}
	if ok && b.Less == b.More {
		faults = append(faults, fmt.Errorf("bound: %q stands beside itself", b.Less))
	}
	return faults
}
