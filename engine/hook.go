package engine

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"caseclock/deadline"
)

// Hook is another program that is told of breaches.
type Hook struct {
	URL         string
	Secret      []byte   // that signs what is told
	Authorities []string // whose cases it is told of, by ids; none: all
	Private     bool     // it may be at a private address
}

// HookSecret reads a secret as Standard Webhooks writes it, whsec_ and 24 to 64
// bytes in base64, or as it is, 24 to 64 characters.
func HookSecret(s string) ([]byte, error) {
	secret := []byte(s)
	if coded, ok := strings.CutPrefix(s, "whsec_"); ok {
		var err error
		if secret, err = base64.StdEncoding.DecodeString(coded); err != nil {
			return nil, fmt.Errorf("the secret is not base64 behind whsec_; accepted is what openssl rand -base64 32 prints")
		}
	}
	if len(secret) < 24 || len(secret) > 64 {
		return nil, fmt.Errorf("the secret has %d bytes; accepted are 24 to 64", len(secret))
	}
	return secret, nil
}

// id names a hook in the store: by a hash, since addresses can be secret.
func (h *Hook) id() string { return hashed("hook", h.URL)[:16] }

// host is what is said of a hook to people.
func (h *Hook) host() string {
	if u, err := url.Parse(h.URL); err == nil {
		return u.Host
	}
	return "?"
}

func (h *Hook) covers(authority string) bool {
	return len(h.Authorities) == 0 || slices.Contains(h.Authorities, authority)
}

func hashed(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:])
}

// HookEvent is what a hook is told.
type HookEvent string

// The events.
const (
	BreachAppeared  HookEvent = "breach.appeared"
	BreachExplained HookEvent = "breach.explained" // a reason was recorded that holds
	BreachPutRight  HookEvent = "breach.put-right" // it was done late, or fell away late
	BreachWithdrawn HookEvent = "breach.withdrawn" // what is recorded was corrected: it is none
)

// HookMessage is the body of what a hook is told. It has no reference: whoever
// may know it asks the API for the case.
type HookMessage struct {
	Type      HookEvent `json:"type"`
	Timestamp time.Time `json:"timestamp"` // when it was found
	Data      HookData  `json:"data"`
}

// HookData is the breach as it was found.
type HookData struct {
	CaseID string        `json:"case_id"` // opaque
	Rule   string        `json:"rule"`
	Due    deadline.Date `json:"due"`
	Status string        `json:"status"` // empty: it is no more
}

// hookTold is what a hook knows of one deadline.
type hookTold struct {
	Rule      string        `json:"rule"`
	Due       deadline.Date `json:"due"`
	Explained bool          `json:"explained,omitempty"`
	Done      bool          `json:"done,omitempty"`
	Told      int           `json:"told,omitempty"` // how many messages
	status    deadline.Status
}

// hookCase is what a hook knows of a case, by the keys of its deadlines.
type hookCase map[string]hookTold

// breachOf is a breach as a hook is to know it.
func breachOf(d *deadline.Deadline) (string, hookTold) {
	key := DeadlineKey{d.Rule.ID, d.Start, d.Conference}.String()
	return key, hookTold{Rule: d.Rule.ID, Due: d.Due, Explained: d.Explained(), Done: !d.Open(), status: d.Status}
}

// hookNews is one thing to tell.
type hookNews struct {
	key   string
	event HookEvent
	at    hookTold
	nth   int // message about this deadline
}

// decide compares what a hook knows of a case with what is, and gives what is to
// be told, in order, and what the hook then knows. gone says that what is not
// there any more is to be told, too.
func decide(was, is hookCase, gone bool) (news []hookNews, after hookCase) {
	after = hookCase{}
	for _, key := range slices.Sorted(maps.Keys(is)) {
		now := is[key]
		before, known := was[key]
		now.Told = before.Told
		say := func(e HookEvent) {
			now.Told++
			news = append(news, hookNews{key, e, now, now.Told})
		}
		if !known || before.Done && !now.Done {
			say(BreachAppeared)
		}
		if now.Explained && !before.Explained {
			say(BreachExplained)
		}
		if now.Done && !before.Done {
			say(BreachPutRight)
		}
		after[key] = now
	}
	for _, key := range slices.Sorted(maps.Keys(was)) {
		before := was[key]
		if _, there := is[key]; there {
			continue
		}
		if !gone {
			after[key] = before
			continue
		}
		before.Told++
		news = append(news, hookNews{key, BreachWithdrawn, before, before.Told})
	}
	return news, after
}

// message writes what is told of a case.
func (n *hookNews) message(caseID string, at time.Time) ([]byte, error) {
	m := HookMessage{n.event, at.UTC().Truncate(time.Second), HookData{CaseID: caseID, Rule: n.at.Rule, Due: n.at.Due}}
	if n.event != BreachWithdrawn {
		m.Data.Status = n.at.status.String()
	}
	return json.Marshal(m)
}

// signature signs a message as Standard Webhooks does: HMAC-SHA256 over its id,
// the time of the attempt and the body.
func (h *Hook) signature(id string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, h.Secret)
	fmt.Fprintf(mac, "%s.%s.", id, strconv.FormatInt(at.Unix(), 10))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
