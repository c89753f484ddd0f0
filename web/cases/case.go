package cases

import (
	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// caseView is what the page of a case is made from.
type caseView struct {
	File                   engine.CaseFile
	Council, Chair, Lead   string
	Form                   *reasonView // for what needs a reason; nil: nothing does, or it is not the viewer's to give
	Next, Running, Settled []row
	OpenSettled            bool // one of them is explained
	Drawing                drawing
	Longer, Shorter        string // addresses of the whole timeline and of its latest part
	History                []entry
	Queries                []doubt
	Sent                   []sent

	person func(id string) string
}

// row is a deadline as the page shows it.
type row struct {
	engine.Row
	Clock      engine.Clock
	Days       string
	ReasonText string // of the link to the reason; empty: it is not offered
	WhyLink    string
	Why        []string
	Asked      bool   // the explanation was asked for
	Hint       string // where the proposed date is no working day
}

// Key names the deadline in addresses.
func (r *row) Key() string { return r.Clock.DeadlineKey.String() }

// doubt is a query about the data, in words.
type doubt struct {
	Text     string
	On       deadline.Date
	Severity string
}

// severities are how much a query matters, in words.
var severities = map[deadline.Severity]string{
	deadline.Wrong:   "A date or a figure is likely to be wrong",
	deadline.Missing: "Something that is needed is missing",
	deadline.Odd:     "Possible, and worth a look",
}

// sent is a mail about the case.
type sent struct {
	engine.SentTo
	Name, Words string
}

// sentWords are the states of mails in words.
var sentWords = map[string]string{
	"sent": "accepted by the mail server", "claimed": "about to be sent", "retry": "not accepted yet; it is tried again",
	"unknown": "no answer came; it is repeated", "dead": "refused for good", "dropped": "no longer needed, not sent",
}

// show answers GET /cases/{id}.
func show(x *page.Exchange) error {
	f, err := x.Desk.Case(x.R.Context(), x.R.PathValue("id"))
	if err != nil {
		return err
	}
	d := &caseView{File: f, person: x.PersonName, Council: x.AuthorityName(deref(f.Authority)), Chair: x.PersonName(deref(f.Chair)), Lead: x.PersonName(deref(f.Lead))}
	if err := d.deadlines(x); err != nil {
		return err
	}
	v := page.View{Title: f.Case, Here: "/cases", Wide: true, Data: d}
	if d.Form, err = topForm(x, &f); err != nil {
		return err
	}
	if d.Form != nil {
		v.Form = d.Form.form
	}
	d.History = history(x, &f)
	for i := range f.Queries {
		q := &f.Queries[i]
		d.Queries = append(d.Queries, doubt{sentence(q.Text), q.On, severities[q.Severity]})
	}
	for _, s := range f.Sendings {
		words := sentWords[s.State]
		if words == "" {
			words = s.State
		}
		d.Sent = append(d.Sent, sent{s, x.PersonName(s.Person), words})
	}
	d.timeline(x)
	return x.Show(pages, "case.html", v)
}

// timeline draws the case, whole where that is asked for.
func (d *caseView) timeline(x *page.Exchange) {
	whole := x.R.URL.Query().Get("span") == "all"
	d.Drawing = draw(courseOf(&d.File), whole)
	switch {
	case d.Drawing.Cut:
		d.Longer = x.With("span", "all") + "#timeline"
	case whole:
		d.Shorter = x.With("span", "") + "#timeline"
	}
}

// mostNext is how many of the next things stand at the top.
const mostNext = 5

// deadlines sorts the deadlines: what runs, by due day; what is met or ended,
// the latest first.
func (d *caseView) deadlines(x *page.Exchange) error {
	f := &d.File
	for i := range f.Clocks {
		r := row{Row: f.Deadlines[i], Clock: f.Clocks[i], ReasonText: reasonText(f, &f.Clocks[i])}
		r.Days = daysOf(&r.Clock, f.AsAt)
		if r.Clock.Proposed != 0 && r.Status.Open() {
			r.Hint = workdayWords(x, deref(f.Authority), r.Clock.Proposed)
		}
		r.WhyLink = x.With("why", r.Key()) + "#why"
		if x.R.URL.Query().Get("why") == r.Key() && !r.Asked {
			e, err := x.Desk.Explain(x.R.Context(), f.ID, r.Clock.DeadlineKey)
			if err != nil {
				return err
			}
			r.Why, r.Asked = page.Steps(e), true
		}
		switch {
		case !r.Status.Open():
			d.Settled = append([]row{r}, d.Settled...)
			d.OpenSettled = d.OpenSettled || r.Asked
			continue
		case len(d.Next) < mostNext && r.Counted:
			d.Next = append(d.Next, r)
		}
		d.Running = append(d.Running, r)
	}
	return nil
}

// reasonText names the link to the reason form, where the viewer may use it.
func reasonText(f *engine.CaseFile, c *engine.Clock) string {
	late := c.Status.OutOfTimescale()
	switch {
	case !c.TakesReason:
		return ""
	case f.May.GiveReasons && c.NeedsReason:
		return "Give the reason"
	case f.May.GiveReasons && late && c.Breach:
		return "Give another reason"
	case f.May.GiveReasons && c.Status.Open() && !late:
		return "Say in advance why it will be late"
	case f.May.AgreeDelays && c.Status.Open() && !late:
		return "Agree a delay"
	}
	return ""
}

// daysOf says how late a deadline is, or how long there is to go.
func daysOf(c *engine.Clock, asAt deadline.Date) string {
	switch {
	case c.DaysLate > 0:
		return page.Days(c.DaysLate) + " late"
	case c.Met != 0 || c.Ended != 0 || c.Due == 0:
		return ""
	case c.Due == asAt:
		return "due today"
	case c.Due > asAt:
		return page.Days(int(c.Due-asAt)) + " to go"
	}
	return ""
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Category is a category as people read it.
func (d *caseView) Category(c string) string { return categoryName(c) }

// Person is a person's name.
func (d *caseView) Person(id string) string { return d.person(id) }
