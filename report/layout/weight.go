package layout

import "strings"

// fieldWeights is what hiding a count costs the reader, beside the others: what
// the per cent in time is worked out from is dearest.
var fieldWeights = map[string]int{"counted": 6, "met": 6, "out": 3, "due": 2, "met_late": 2, "overdue": 2,
	"register_start": 6, "register_end": 6, "register_in": 4, "register_out": 4, "considered": 3, "registered": 3}

// weightOf is what hiding a count costs. Totals are dearer than what they are
// the total of, and children dearer than meetings.
func weightOf(id string) int {
	parts := strings.Split(id, "|")
	w := max(1, fieldWeights[parts[len(parts)-1]])
	if len(parts) != 5 {
		return w
	}
	if parts[1] == every {
		w *= 2
	}
	if parts[2] == every {
		w *= 4
	}
	if parts[3] == "child" {
		w *= 2
	}
	return w
}
