package intake

import (
	"slices"
	"strings"

	"caseclock/deadline"
)

// Collected are the cases of a run of files.
type Collected struct {
	Cases  []deadline.Case // by reference, in the order of its bytes; events as in the files
	Events int
	Faults *Faults  // nil where every line was read
	Notes  []string // an encoding that was assumed
}

// Collect reads files of events as one run and gathers the events into cases,
// each in the order of the files and their lines. Where there are faults there
// are no cases. The error is one of reading, not of what was read.
func Collect(o Options, files ...File) (Collected, error) {
	var got Collected
	r := NewReader(o)
	at := map[string]int{}
	var events [][]deadline.Event
	var refs []string
	for _, f := range files {
		err := r.Read(f, func(e *deadline.Event, _ int) error {
			i, ok := at[e.Case]
			if !ok {
				i = len(events)
				at[e.Case] = i
				events, refs = append(events, nil), append(refs, e.Case)
			}
			e.Case = refs[i]
			events[i] = append(events[i], *e)
			got.Events++
			return nil
		})
		if err != nil {
			return got, err
		}
	}
	got.Notes = r.Notes()
	if got.Faults = r.Faults(); got.Faults != nil {
		return got, nil
	}
	for i, ref := range refs {
		got.Cases = append(got.Cases, deadline.NewCase(ref, events[i]))
	}
	slices.SortFunc(got.Cases, func(a, b deadline.Case) int { return strings.Compare(a.Ref, b.Ref) })
	return got, nil
}
