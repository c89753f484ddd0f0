package daemon

import (
	"bytes"
	"encoding/json"
	"errors"
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
	return c.changed("/api/v1/cases/"+caseID+"/events", key, ifMatch, e)
}

// changed is Change for what answers with the ids of events: an event of a case,
// a withdrawal, reasons.
func (c *Client) changed(path, key, ifMatch string, body any) (Answer, error) {
	a, err := c.Change(path, key, ifMatch, body)
	if err != nil || a.Status != http.StatusCreated {
		return a, err
	}
	var said struct {
		CaseID string `json:"case_id"`
		Events []string
		Given  []struct{ Event string }
	}
	err = json.Unmarshal(a.Body, &said)
	for _, g := range said.Given {
		said.Events = append(said.Events, g.Event)
	}
	for _, id := range said.Events {
		a.Events = append(a.Events, Kept{id, said.CaseID})
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
	if err = errors.Join(err, answer.Body.Close()); err != nil { // an answer that is cut off is none
		return Answer{}, err
	}
	return Answer{Status: answer.StatusCode, Replayed: answer.Header.Get("Idempotency-Replayed") == "true",
		ETag: answer.Header.Get("ETag"), Body: body}, nil
}

func fetch(client *http.Client, url string) (int, []byte, error) {
	answer, err := client.Get(url)
	if err != nil {
		return 0, nil, err
	}
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, body, errors.Join(err, answer.Body.Close())
}
