// Made is how the stores beside it were made: in a checkout of the last commit before
// each change of store.Schema, by the program of that time. Versions before 2 have no
// issue.go, and those before 4 no shelf.go; their functions were empty then.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"caseclock/deadline"
	"caseclock/store"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

type entry struct {
	Seq                            uint64
	By, Action, Door, Case, Detail string
	At                             time.Time
	Events                         int
	Digest                         string
}

type kept struct {
	Schema   int
	Cases    map[string]string            // id by reference
	Events   map[string][]json.RawMessage // by reference
	Trail    []entry
	Rows     []string
	Sendings map[string]string
	Settings map[string]string
}

func main() {
	path := os.Args[1]
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	ctx := context.Background()
	s, err := store.Open(path, store.Options{Now: func() time.Time { now = now.Add(time.Minute); return now }})
	check(err)
	day, err := deadline.ParseDate("2026-01-01")
	check(err)
	var refs []string
	for i := range 24 {
		ref := fmt.Sprintf("CP-%d", i)
		refs = append(refs, ref)
		on := day + deadline.Date(i)
		_, err := s.Append(ctx, store.Write{Key: fmt.Sprint("key-", i), Audit: store.Entry{By: fmt.Sprintf("clerk-%d", i%3), Action: "record", Door: "cli", Detail: fmt.Sprint(i)},
			Rows: []store.Row{{Source: "register", Key: fmt.Sprint("row-", i), Events: []store.RowEvent{{Label: "concern", New: 1}}, Data: []byte("d")}},
			Events: []deadline.Event{
				{Case: ref, Kind: deadline.CaseAssigned, On: on, By: "clerk", Authority: []string{"stirling", "falkirk", "fife"}[i%3], Chair: "chair-1", Family: fmt.Sprintf("F-%d", i/2)},
				{ID: "given-" + ref, Case: ref, Kind: deadline.ConcernNotified, On: on, By: "clerk", Source: fmt.Sprintf("export.csv:%d", i)},
				{Case: ref, Kind: deadline.ConferenceCalled, On: on + 2, Conference: deadline.Initial, Planned: on + 15, Meeting: "m-1"},
				{Case: ref, Kind: deadline.ConferenceHeld, On: on + 15, Conference: deadline.Initial, Outcome: deadline.Registered},
				{Case: ref, Kind: deadline.MinutesCirculated, On: on + 40, Of: on + 15},
				{Case: ref, Kind: deadline.ReasonRecorded, On: on + 41, By: "chair-1", Rule: "minutes", Start: on + 15, Category: "other", Text: strings.Repeat("they were late; ", i+1), Proposed: on + 50},
			}})
		check(err)
		if i%5 == 4 {
			_, err := s.Append(ctx, store.Write{Audit: store.Entry{By: "clerk-1", Action: "record"}, Events: []deadline.Event{
				{Case: ref, Kind: deadline.Withdrawn, On: on + 60, By: "clerk-1", Target: "given-" + ref, Why: "of another case"},
				{Case: ref, Kind: deadline.CaseAssigned, On: on + 61, By: "clerk-1", Authority: "fife", Chair: "chair-2"}}})
			check(err)
		}
		id, err := s.CaseID(ref)
		check(err)
		check(s.Record(ctx, store.Entry{By: "auditor-1", Action: "look", Case: id}))
		x := store.Sending{ID: fmt.Sprint("sending-", i), Alerts: []string{fmt.Sprint("alert-", i)}, State: store.Claimed, Person: "chair-1", Due: now, Next: now, Claimed: now, MessageID: "<1@x>", Message: bytes.Repeat([]byte("To: chair\r\n"), 4)}
		check(s.PutSendings(ctx, store.Entry{By: "daemon", Action: "claim"}, store.SendingChange{Sending: x}))
		x.State = store.Claimed + store.State(i%6)
		check(s.PutSendings(ctx, store.Entry{By: "daemon", Action: "outcome"}, store.SendingChange{Was: store.Claimed, Sending: x}))
	}
	check(s.PutRulebook(ctx, store.Entry{By: "daemon", Action: "rulebook"}, store.Rulebook{Digest: "d1", Since: now, Content: []byte(`{"rules":1}`)}))
	check(s.Set(ctx, "last evaluated", []byte("2026-01-05")))
	later(ctx, s, day)
	k := kept{Schema: store.Schema, Cases: map[string]string{}, Events: map[string][]json.RawMessage{}, Sendings: map[string]string{}, Settings: map[string]string{}}
	for i, ref := range refs {
		c, err := s.Case(ref)
		check(err)
		for _, e := range c.Events {
			b, err := json.Marshal(e)
			check(err)
			k.Events[ref] = append(k.Events[ref], b)
		}
		k.Cases[ref], err = s.CaseID(ref)
		check(err)
		x, err := s.Sending(fmt.Sprint("sending-", i))
		check(err)
		b, err := json.Marshal(x)
		check(err)
		k.Sendings[x.ID] = string(b)
	}
	check(s.Trail(ctx, func(e store.Entry) error {
		k.Trail = append(k.Trail, entry{e.Seq, e.By, e.Action, e.Door, e.Case, e.Detail, e.At, e.Events, fmt.Sprintf("%x", e.Digest)})
		return nil
	}))
	check(s.Rows(ctx, "register", func(r store.Row) error {
		b, err := json.Marshal(r)
		k.Rows = append(k.Rows, string(b))
		return err
	}))
	v, err := s.Setting("last evaluated")
	check(err)
	k.Settings["last evaluated"] = string(v)
	r, err := s.Verify(ctx)
	check(err)
	check(r.Err())
	check(s.Close())
	b, err := json.MarshalIndent(k, "", " ")
	check(err)
	check(os.WriteFile(os.Args[2], b, 0o600))
}
