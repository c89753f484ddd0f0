package engine

import "caseclock/deadline"

// notice remembers which authorities and people an import names that the
// configuration does not know: a slip in a mapping is told once, at the import,
// and not found out from a report with a hole. Where nothing is configured
// there is nothing to compare with.
func (b *bringing) notice(event *deadline.Event) {
	if event.Kind != deadline.CaseAssigned || len(b.e.Book.Authorities) == 0 || len(b.e.People) == 0 {
		return
	}
	for _, n := range b.e.unknownNames(event) {
		if b.unknown == nil {
			b.unknown = map[string]bool{}
		}
		b.unknown[n] = true
	}
}
