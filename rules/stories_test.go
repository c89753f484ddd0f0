package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every rule of every pack has its story: a paragraph a coordinator can read,
// then the last day in time and the first day out. The stories themselves are
// run with the command's.
func TestEveryRuleHasItsStory(t *testing.T) {
	for _, id := range List() {
		p := builtin(t, id)
		for i := range p.Rules {
			rule := p.Rules[i].ID
			path := filepath.Join("..", "testdata", "stories", "rules", id, rule+".txtar")
			data, err := os.ReadFile(path)
			if err != nil {
				t.Errorf("%s of %s has no story: %v", rule, id, err)
				continue
			}
			for _, part := range []string{
				"# ", "--rules " + id + " ", ",met,0,", ",met-late,1,", ",pending,0,", ",overdue,1,", "," + rule + ",",
				"cmp stdout last-day-in-time.csv", "cmp stdout first-day-out.csv",
			} {
				if !strings.Contains(string(data), part) {
					t.Errorf("%s does not have %q", path, part)
				}
			}
			if !strings.HasPrefix(string(data), "# ") {
				t.Errorf("%s does not begin with a paragraph in plain words", path)
			}
		}
	}
}
