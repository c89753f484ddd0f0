package daemon

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// Case is a case as the API gives it.
type Case struct {
	CaseID    string            `json:"case_id"`
	Ref       string            `json:"case"`
	ETag      string            `json:"etag"`
	Events    []CaseEvent       `json:"events"` // by day, then as recorded
	Deadlines []json.RawMessage `json:"deadlines"`
}

// CaseEvent is an event of a case's history.
type CaseEvent struct {
	ID       string `json:"id"`
	Kind     string `json:"event"`
	On       string `json:"on"`
	Text     string `json:"text"` // what happened, in words, with all of its fields
	Recorded string `json:"recorded"`
	By       string `json:"by"`
	Source   string `json:"source"`
}

// Find gives the opaque id of a case by its reference; empty: there is none.
func (c *Client) Find(ref string) (string, error) {
	a, err := c.Change("/api/v1/cases/search", "", "", map[string]string{"case": ref})
	var found struct {
		CaseID string `json:"case_id"`
	}
	switch {
	case err != nil:
		return "", err
	case a.Status == http.StatusNotFound:
		return "", nil
	case a.Status != http.StatusOK:
		return "", fmt.Errorf("finding a case: status %d: %s", a.Status, a.Body)
	}
	err = json.Unmarshal(a.Body, &found)
	return found.CaseID, err
}

// Case reads a case by its opaque id.
func (c *Client) Case(id string) (Case, error) {
	var k Case
	a, err := c.Get("/api/v1/cases/" + id)
	if err == nil && a.Status != http.StatusOK {
		err = fmt.Errorf("case %s: status %d: %s", id, a.Status, a.Body)
	}
	if err == nil {
		err = json.Unmarshal(a.Body, &k)
	}
	return k, err
}

// Entry is an entry of the audit trail.
type Entry struct {
	Seq    uint64 `json:"seq"`
	By     string `json:"by"`
	Door   string `json:"door"`
	Action string `json:"action"`
	CaseID string `json:"case_id"`
	Events int    `json:"events"`
	Detail string `json:"detail"`
}

// Trail reads the whole audit trail, in order. It needs see-trail.
func (c *Client) Trail() ([]Entry, error) {
	var all []Entry
	for path := "/api/v1/trail?limit=500"; ; {
		a, err := c.Get(path)
		if err == nil && a.Status != http.StatusOK {
			err = fmt.Errorf("the trail: status %d: %s", a.Status, a.Body)
		}
		var page struct {
			Entries []Entry
			Next    string
		}
		if err == nil {
			err = json.Unmarshal(a.Body, &page)
		}
		if err != nil {
			return all, err
		}
		all = append(all, page.Entries...)
		if page.Next == "" {
			return all, nil
		}
		path = "/api/v1/trail?limit=500&cursor=" + page.Next
	}
}
