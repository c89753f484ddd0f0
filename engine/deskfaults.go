package engine

import (
	"regexp"
	"strings"
)

// fieldName is what a fault begins with where it is about a field of a form:
// "proposed", "agreed_by", "events[3].category".
var fieldName = regexp.MustCompile(`^[a-z][a-z_-]*(\[\d+\](\.[a-z_-]+)?)?$`)

// ByField gives the faults by the field that each is about, as JSON names it,
// without that name. What is about no field is under the empty name.
func (r *Refused) ByField() map[string][]string {
	by := map[string][]string{}
	for _, f := range r.Faults {
		name, rest, ok := strings.Cut(f, ": ")
		if !ok || !fieldName.MatchString(name) {
			by[""] = append(by[""], f)
			continue
		}
		name = strings.ReplaceAll(name, "-", "_")
		by[name] = append(by[name], rest)
	}
	return by
}
