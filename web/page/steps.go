package page

import (
	"encoding/json"
	"strings"

	"caseclock/engine"
)

// Steps are the steps of an explanation as sentences, without the ids of the
// events: the history on the page of the case names those by their days.
func Steps(e engine.Explained) []string {
	var x struct {
		Steps []struct{ Text, Event string }
	}
	if err := json.Unmarshal(e.Explanation, &x); err != nil {
		return e.Steps
	}
	var list []string
	for _, s := range x.Steps {
		if s.Event != "" {
			s.Text = strings.ReplaceAll(s.Text, " ("+s.Event+")", "")
		}
		list = append(list, s.Text)
	}
	return list
}
