package notify

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Ready is a report that was made and kept, and the people who are told that
// it is there. Neither its figures nor its files are mailed.
type Ready struct {
	ID     string // as links and commands take it
	Title  string
	Period string   // for people
	For    string   // for whom it is, and what that means for its small numbers
	People []string // ids
}

// readyMark remembers that a person was told of a report.
func readyMark(report, person string) string { return digest(string(ReportReady), report, person) }

// Told says whether everyone who is to be told of a report was.
func (r *Ready) Told(sent Memory) bool {
	return !slices.ContainsFunc(r.People, func(id string) bool { return !sent.Has(readyMark(r.ID, id)) })
}

// ComposeReady makes the mails that tell people of reports: one for each
// report and person, once, at any time within the hours. They go to the person
// named and not to who covers. What a person cannot be told is in the error,
// by id; the sendings of the others are returned with it.
func ComposeReady(now time.Time, reports []Ready, people People, cfg Config, sent Memory) ([]Sending, error) {
	if !cfg.Open(now) {
		return nil, nil
	}
	var out []Sending
	var faults []error
	for i := range reports {
		r := &reports[i]
		for _, id := range r.People {
			if sent.Has(readyMark(r.ID, id)) {
				continue
			}
			s, err := r.sending(now, people.Person(id), &cfg)
			if err != nil {
				faults = append(faults, fmt.Errorf("report %s for %s: %w", r.ID, id, err))
				continue
			}
			out = append(out, s)
		}
	}
	return out, errors.Join(faults...)
}

// TellReady claims and sends the mails that tell people of reports. An error is
// the ledger's; all else that went wrong is among the report's problems.
func (n *Notifier) TellReady(ctx context.Context, now time.Time, reports []Ready) (Report, error) {
	var r Report
	if n.Courier == nil {
		return r, nil
	}
	sendings, err := ComposeReady(now, reports, n.People, n.Config, n.Ledger)
	r.note(err)
	if err := n.claim(sendings, &r); err != nil || r.Claimed == 0 {
		return r, err
	}
	return r, n.deliver(ctx, &r)
}

func (r *Ready) sending(now time.Time, to *Person, cfg *Config) (Sending, error) {
	switch {
	case to == nil:
		return Sending{}, errors.New("nobody of the configuration has this id")
	case to.Email == "":
		return Sending{}, errors.New("there is no address")
	}
	s := Sending{ID: readyMark(r.ID, to.ID), Kind: ReportReady}
	s.Marks = []string{s.ID}
	p := page{Report: &readyWords{Title: plain(r.Title), Period: plain(r.Period), For: plain(r.For),
		Link: reportLink(cfg, r.ID), Command: "caseclock reports show " + plain(r.ID)}}
	return s, s.write(now, cfg, to, &letter{subject: SubjectReady}, &p)
}

// readyWords is what a mail says of a report.
type readyWords struct{ Title, Period, For, Link, Command string }

func reportLink(cfg *Config, id string) string {
	if cfg.Link == "" {
		return ""
	}
	return strings.TrimSuffix(cfg.Link, "/") + "/reports/" + url.PathEscape(id)
}
