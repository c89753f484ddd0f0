package api

import (
	"encoding/base64"
	"encoding/json"

	"caseclock/engine"
)

// Paged are the parameters of a list.
type Paged struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"How many at most"`
	Cursor string `query:"cursor" maxLength:"400" doc:"Where the page begins: next of the page before"`
}

// mark is what a cursor holds. No reference is in it, since it stands in
// addresses.
type mark struct {
	Of   string `json:"o"` // the list
	Case string `json:"c,omitempty"`
	Key  string `json:"k,omitempty"`
	Nth  int    `json:"n,omitempty"`
}

// after is where a page begins.
func (p Paged) after(of string) (engine.After, error) {
	if p.Cursor == "" {
		return engine.After{}, nil
	}
	var m mark
	content, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err == nil {
		err = json.Unmarshal(content, &m)
	}
	if err != nil || m.Of != of {
		return engine.After{}, wrongCursor()
	}
	return engine.After{Case: m.Case, Key: m.Key, Nth: m.Nth}, nil
}

func wrongCursor() error {
	return problem("refused", Fault{Parameter: "cursor", Detail: "this is none of this list; accepted is next of the page before"})
}

// next is the cursor of the page that follows; nil: none does.
func next(of string, a *engine.After) *string {
	if a == nil {
		return nil
	}
	content, err := json.Marshal(mark{of, a.Case, a.Key, a.Nth})
	if err != nil {
		return nil
	}
	s := base64.RawURLEncoding.EncodeToString(content)
	return &s
}
