package engine

import (
	"encoding/json"
	"time"
)

// PassText is the name under which a session has its Pass, as JSON.
const PassText = "pass"

// SessionTexts is how a session's texts are written: the same texts are the same
// bytes. A session manager has it for its codec; what is no text is left out.
type SessionTexts struct{}

type sessionTexts struct {
	Deadline time.Time         `json:"deadline"`
	Texts    map[string]string `json:"texts"`
}

// Encode writes.
func (SessionTexts) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	t := sessionTexts{deadline, map[string]string{}}
	for k, v := range values {
		if s, ok := v.(string); ok {
			t.Texts[k] = s
		}
	}
	return json.Marshal(t)
}

// Decode reads.
func (SessionTexts) Decode(b []byte) (time.Time, map[string]any, error) {
	var t sessionTexts
	if err := json.Unmarshal(b, &t); err != nil {
		return time.Time{}, nil, err
	}
	values := map[string]any{}
	for k, v := range t.Texts {
		values[k] = v
	}
	return t.Deadline, values, nil
}

// passOf is the pass that a session's texts have; none where nobody signed in.
func passOf(data []byte) (p Pass, ok bool) {
	var t sessionTexts
	if json.Unmarshal(data, &t) != nil || t.Texts[PassText] == "" {
		return p, false
	}
	return p, json.Unmarshal([]byte(t.Texts[PassText]), &p) == nil
}
