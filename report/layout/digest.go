package layout

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
)

// digestOf stands for all that the document was made from: the digest of the
// deadlines and queries that were counted, the flow, the other rulebook, and
// the earlier issue.
func digestOf(m *Material) string {
	h := sha256.New()
	fmt.Fprintf(h, "caseclock report 2\n%s\n", m.Report.Digest)
	for _, t := range m.flows() {
		fmt.Fprintf(h, "flow %s %s\n", t.From, t.To)
		for _, f := range t.Authorities {
			fmt.Fprintf(h, "%q %v %v %v\n", f.Authority, f.Numbers(), slices.Sorted(slices.Values(f.Register.Left.Days)), slices.Sorted(slices.Values(f.Register.On.Days)))
		}
	}
	if m.WhatIf != nil {
		rows, _ := json.Marshal(m.WhatIf.Rows)
		fmt.Fprintf(h, "what if %q %s\n", m.WhatIf.Name, rows)
	}
	if m.Since != nil {
		fmt.Fprintf(h, "since %q %s %s %v\n", m.Since.Issue, m.Since.Before.Digest, m.Since.Now.Digest, m.Since.Late)
	}
	return fmt.Sprintf("sha256:%x", h.Sum(nil))
}
