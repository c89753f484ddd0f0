package engine

import "encoding/json"

// asking is a request that may be repeated: its idempotency key, if any, and what
// a repeat of it is told by.
type asking struct {
	key    string
	repeat []byte
}

// asked writes down a request as it came, so that a repeat under its key is told
// from another. What is made of a request may differ by then: its case is there
// now, or it is another day.
func asked(action string, parts ...any) []byte {
	content, err := json.Marshal(append([]any{action}, parts...))
	if err != nil {
		return nil // then by what is made of it
	}
	return content
}
