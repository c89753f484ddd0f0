package layout

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// explain says from which relations a count can be worked out: as few as still
// do.
func (r *reader) explain(name string) string {
	pinned := func(relations []relation) bool {
		a := newAttacker(r.truth, r.can, relations)
		v := a.at[name]
		return a.can[v].known() || a.shut(v)
	}
	of := r.relations
	for n := len(of) / 2; n >= 1; n /= 2 {
		for i := 0; i+n <= len(of); {
			if fewer := slices.Concat(of[:i], of[i+n:]); pinned(fewer) {
				of = fewer
			} else {
				i += n
			}
		}
	}
	var b strings.Builder
	for _, rel := range of {
		for _, x := range slices.Sorted(maps.Keys(rel.coef)) {
			fmt.Fprintf(&b, "\n    %+d × %s, which is %d and may be %v", rel.coef[x], x, r.truth[x], r.can[x])
		}
		fmt.Fprintf(&b, "\n    = 0%s", map[bool]string{true: ", or less"}[rel.atMost])
	}
	return b.String()
}
