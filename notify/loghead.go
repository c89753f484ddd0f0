package notify

import (
	"context"
	"time"

	"caseclock/deadline"
)

// LogHead is the head of the store's log, which goes to a person once a day so
// that it is kept where nobody who can write to the store can write.
type LogHead struct {
	Lines  []string // as caseclock head prints them; they say nothing of any case
	MailTo string   // id of the person
}

// Passed says whether a time of day has come in London.
func (c Clock) Passed(now time.Time) bool { return clockOf(now) >= c }

func headMark(person string, day deadline.Date) string {
	return digest(string(HeadOfLog), person, day.String())
}

// ComposeHead makes the day's mail with the head.
func ComposeHead(now time.Time, h LogHead, to *Person, cfg Config) (Sending, error) {
	today := deadline.DayOf(now)
	s := Sending{ID: headMark(to.ID, today), Kind: HeadOfLog}
	s.Marks = []string{s.ID}
	p := page{Day: today.WithWeekday(), Head: h.Lines}
	return s, s.write(now, &cfg, to, &letter{subject: SubjectHead}, &p)
}

// TellHead claims and sends the mail with the head, once a day and within the
// hours. An error is the ledger's; all else is among the report's problems. Told
// says whether the day's mail is in the ledger, from where it is tried until it
// was accepted.
func (n *Notifier) TellHead(ctx context.Context, now time.Time, h LogHead) (r Report, told bool, err error) {
	if n.Courier == nil || !n.Config.Open(now) {
		return r, false, nil
	}
	if n.Ledger.Has(headMark(h.MailTo, deadline.DayOf(now))) {
		return r, true, nil
	}
	to := n.People.Person(h.MailTo)
	if to == nil {
		r.Problems = append(r.Problems, "the head of the log: "+h.MailTo+" is not among the people")
		return r, false, nil
	}
	s, err := ComposeHead(now, h, to, n.Config)
	if err != nil {
		r.Problems = append(r.Problems, "the head of the log for "+h.MailTo+": "+err.Error())
		return r, false, nil
	}
	if err := n.claim([]Sending{s}, &r); err != nil {
		return r, false, err
	}
	return r, true, n.deliver(ctx, &r)
}
