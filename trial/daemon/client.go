package daemon

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Client is a program that uses the API with a token. It is safe for concurrent
// use. The API admits 200 requests of a token at once and 20 a second after that:
// who asks more takes several tokens.
type Client struct {
	Base  string // "http://127.0.0.1:40123"
	Token string
	http  *http.Client
}

// Client speaks to the daemon with a token.
func (d *Daemon) Client(token string) *Client { return &Client{d.Pages, token, d.readers} }

// Event is an event as the API takes it: "event" and "on", of a batch "case" too,
// and the fields of its kind.
type Event map[string]any

// Answer is what the daemon said to a change.
type Answer struct {
	Status   int
	Replayed bool   // this was answered before, under the same key
	ETag     string // of one case that was changed
	Events   []Kept
	Body     []byte // as it came
}

// Kept is where an event that was recorded is.
type Kept struct {
	ID     string `json:"id"`
	CaseID string `json:"case_id"`
}

// Record sends events of any cases, all or none (POST /api/v1/events). Without a
// key the request is not idempotent. The error says that no whole answer came.
func (c *Client) Record(key string, events ...Event) (Answer, error) {
	a, err := c.Change("/api/v1/events", key, "", map[string]any{"events": events})
	if err == nil && a.Status == http.StatusCreated {
		var said struct{ Events []Kept }
		err = json.Unmarshal(a.Body, &said)
		a.Events = said.Events
	}
	return a, err
}

// RecordOf records an event of one case as it was read with an ETag; "*" changes
// it whatever was recorded since.
func (c *Client) RecordOf(caseID, key, ifMatch string, e Event) (Answer, error) {
	a, err := c.Change("/api/v1/cases/"+caseID+"/events", key, ifMatch, e)
	if err == nil && a.Status == http.StatusCreated {
		var said struct{ Events []string }
		err = json.Unmarshal(a.Body, &said)
		for _, id := range said.Events {
			a.Events = append(a.Events, Kept{id, caseID})
		}
	}
	return a, err
}

// Change posts a body as JSON to a path of the API.
func (c *Client) Change(path, key, ifMatch string, body any) (Answer, error) {
	content, err := json.Marshal(body)
	if err != nil {
		return Answer{}, err
	}
	return c.patiently(func() (Answer, error) { return c.post(path, key, ifMatch, content) })
}

func (c *Client) post(path, key, ifMatch string, content []byte) (Answer, error) {
	r, err := http.NewRequest(http.MethodPost, c.Base+path, bytes.NewReader(content))
	if err != nil {
		return Answer{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	r.GetBody = nil // the transport must not send it again by itself
	if ifMatch != "" {
		r.Header.Set("If-Match", ifMatch)
	}
	return c.send(r)
}

// Get asks for a path of the API.
func (c *Client) Get(path string) (Answer, error) {
	return c.patiently(func() (Answer, error) {
		r, err := http.NewRequest(http.MethodGet, c.Base+path, nil)
		if err != nil {
			return Answer{}, err
		}
		return c.send(r)
	})
}

// patiently asks again while the API says that the token asks too much.
func (c *Client) patiently(ask func() (Answer, error)) (Answer, error) {
	for {
		a, err := ask()
		if err != nil || a.Status != http.StatusTooManyRequests {
			return a, err
		}
		time.Sleep(tooMany)
	}
}

// tooMany is how long to wait where a token asked too much: the API admits one
// request more in this time.
const tooMany = 50 * time.Millisecond

func (c *Client) send(r *http.Request) (Answer, error) {
	r.Header.Set("Authorization", "Bearer "+c.Token)
	answer, err := c.http.Do(r)
	if err != nil {
		return Answer{}, err
	}
	body, err := io.ReadAll(answer.Body)
	err = errors.Join(err, answer.Body.Close())
	return Answer{Status: answer.StatusCode, Replayed: answer.Header.Get("Idempotency-Replayed") == "true",
		ETag: answer.Header.Get("ETag"), Body: body}, err
}

func fetch(client *http.Client, url string) (int, []byte, error) {
	answer, err := client.Get(url)
	if err != nil {
		return 0, nil, err
	}
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, body, errors.Join(err, answer.Body.Close())
}

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
