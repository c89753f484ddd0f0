package cases

import (
	"crypto/rand"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// reasonView is what the form for a reason is made from: one reason for one
// deadline or several, of one case and of others.
type reasonView struct {
	CaseID, Reference string
	Sentences         []string // each deadline in a sentence, where it is the only one
	Main              []box    // what the form is for
	Others            []box    // what could take the same reason
	Hidden            []hidden
	Categories        []page.Choice
	Early             bool // nothing is out of timescale yet
	InAdvance         bool // the viewer may agree a delay in advance and no more
	Open              bool // something is still to be done, so that a date is needed
	Dated             bool // something that can be ticked is still to be done
	Given             string
	Hint              string // for the proposed date
	Changed           []news
	Top               bool // it stands on the page of the case

	form     url.Values
	versions map[string]int // of the cases, as they were shown, by opaque id
	lines    []engine.WorkLine
}

// news are what was recorded of a case since a form was shown.
type news struct {
	Reference string
	Words     []string
}

// newsOf says what changed, in words.
func newsOf(c *engine.Changed) []news {
	var all []news
	for i := range c.Cases {
		n := news{Reference: c.Cases[i].Reference}
		for _, w := range c.Cases[i].Words {
			n.Words = append(n.Words, sentence(w))
		}
		all = append(all, n)
	}
	return all
}

// box is a tick box for one deadline.
type box struct {
	Value, Text string
	Ticked      bool
}

// hidden is a field that nobody sees.
type hidden struct{ Name, Value string }

// mostMain is how many deadlines the form is for at most; there are links for
// the others.
const mostMain = 12

// newReasonView looks up what a form for these deadlines of a case shows. Those
// that there are no more are passed over; ErrNotThere where none is left. Form
// is what was posted; nil: nothing was yet.
func newReasonView(x *page.Exchange, id string, keys []engine.DeadlineKey, form url.Values) (*reasonView, error) {
	v := &reasonView{CaseID: id, form: form, versions: map[string]int{}, Early: true, Dated: form.Get("proposed") != ""}
	if form == nil {
		v.form = url.Values{"once": {rand.Text()}}
	}
	forms, err := x.Desk.ReasonForms(x.R.Context(), id, keys...)
	if err != nil {
		return nil, err
	}
	var others []engine.Companion
	for i := range forms {
		v.take(&forms[i])
		others = append(others, forms[i].Companions...)
	}
	v.boxes(x, others, form == nil)
	v.shownVersions()
	v.hide()
	v.Hint = dayHint(x, v.lines[0].Authority, v.form)
	return v, nil
}

// take adds a deadline that the form is for.
func (v *reasonView) take(f *engine.ReasonForm) {
	l := f.Line
	v.Reference, v.InAdvance = l.Reference, f.InAdvance
	v.versions[l.CaseID] = l.Version
	v.Early = v.Early && !l.Status.OutOfTimescale()
	v.Open = v.Open || l.Open
	v.Dated = v.Dated || l.Open
	v.lines = append(v.lines, l)
	v.Sentences = append(v.Sentences, sentenceOf(&l))
	if f.Given != nil {
		v.Given = givenWords(f.Given)
	}
	if v.Categories == nil {
		v.Categories = []page.Choice{{Text: "Choose the reason"}}
		for _, c := range f.Categories {
			v.Categories = append(v.Categories, page.Choice{Value: c, Text: categoryName(c)})
		}
	}
}

// boxes lists what can be ticked: all that the form is for, and each companion
// once.
func (v *reasonView) boxes(x *page.Exchange, others []engine.Companion, fresh bool) {
	seen := map[string]bool{}
	add := func(list *[]box, l *engine.WorkLine, text string, ticked bool) {
		value := l.CaseID + "." + l.DeadlineKey.String()
		if seen[value] {
			return
		}
		seen[value] = true
		if !fresh {
			ticked = slices.Contains(v.form["for"], value)
		}
		*list = append(*list, box{value, text, ticked})
	}
	for i := range v.lines {
		add(&v.Main, &v.lines[i], sentenceOf(&v.lines[i]), v.together())
	}
	if len(v.Main) > 1 {
		v.Given = ""
	}
	for i := range others {
		o := &others[i]
		add(&v.Others, &o.WorkLine, o.Reference+": "+sentenceOf(&o.WorkLine)+" "+ties[o.Why], false)
		v.Dated = v.Dated || o.Open
		if v.versions[o.CaseID] == 0 {
			v.versions[o.CaseID] = o.Version
		}
	}
}

// together says whether all that the form is for began with one event, so that
// one reason is likely for all. Else each is for the person to tick: a reason is
// not to be recorded by oversight.
func (v *reasonView) together() bool {
	for i := range v.lines {
		if v.lines[i].Start != v.lines[0].Start {
			return false
		}
	}
	return true
}

// ties say what a companion has in common.
var ties = map[engine.Tie]string{
	engine.SameMeeting: "It was the same meeting.", engine.SameConference: "It was the same conference.",
	engine.SameFamily: "Brother or sister.",
}

// shownVersions keeps the versions of the cases that the form was first shown
// with, so that what was recorded since is noticed.
func (v *reasonView) shownVersions() {
	for id, n := range versionsOf(v.form) {
		v.versions[id] = n
	}
}

// versionsOf reads the versions of a posted form.
func versionsOf(form url.Values) map[string]int {
	versions := map[string]int{}
	for _, text := range form["version"] {
		id, number, _ := strings.Cut(text, ".")
		if n, err := strconv.Atoi(number); err == nil && n > 0 {
			versions[id] = n
		}
	}
	return versions
}

// hide makes the fields that nobody sees.
func (v *reasonView) hide() {
	v.Hidden = nil
	for i := range v.lines {
		v.Hidden = append(v.Hidden, hidden{"main", v.lines[i].DeadlineKey.String()})
	}
	if len(v.Main) == 1 {
		v.Hidden = append(v.Hidden, hidden{"for", v.Main[0].Value})
	}
	var ids []string
	for id := range v.versions {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		v.Hidden = append(v.Hidden, hidden{"version", id + "." + strconv.Itoa(v.versions[id])})
	}
	for _, name := range []string{"once", "back"} {
		if value := v.form.Get(name); value != "" {
			v.Hidden = append(v.Hidden, hidden{name, value})
		}
	}
}

// dayHint says how to write the proposed date and, where one was typed that is
// no working day, which is the last before it.
func dayHint(x *page.Exchange, authority string, form url.Values) string {
	hint := "Today or later, written like 26/1/2026."
	d, ok := page.ParseDay(page.Text(form, "proposed"))
	if !ok {
		return hint + " If it is no working day, the last working day before it is shown."
	}
	return strings.TrimSpace(hint + " " + workdayWords(x, authority, d))
}

// workdayWords says which is the last working day before a day that is none;
// empty where it is one, or where the calendar does not say.
func workdayWords(x *page.Exchange, authority string, d deadline.Date) string {
	last := x.Desk.Workday(authority, d)
	if last == 0 || last == d {
		return ""
	}
	what := "a " + d.Weekday().String()
	if !d.Weekend() {
		what = "a holiday"
	}
	return d.Long() + " is " + what + "; the last working day before it is " + last.WithWeekday() + "."
}
