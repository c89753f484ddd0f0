package work

import (
	"fmt"
	"strings"

	"caseclock/access"
	"caseclock/engine"
	"caseclock/web/page"
)

// headings are the names of the groups.
var headings = map[engine.Group]string{
	engine.NeedsReason: "Needs a reason",
	engine.Out:         "Out of timescale, with nothing more to say yet",
	engine.Coming:      "Coming",
}

// group is one group as the page shows it.
type group struct {
	engine.WorkGroup
	Heading, Count string
	Lines          []line
	Pager          page.Pager
}

// line is one deadline as the page shows it: the words alone, since a template
// that looks them up in something deeper takes several times as long.
type line struct {
	Ref, Path        string // of the case
	Timescale, From  string
	Due, LastWorkday string // LastWorkday: empty where that is the due day itself
	Proposed         string // empty: none
	Lapsed           bool
	Chair, Where     string
	Status, Colour   string
	Days             string // late or to go, in words
	ReasonText       string // of the link to the reason; empty: it is not offered
	ReasonPath       string
	WhyLink          string
	Why              []string // the steps of the explanation, where they were asked for
}

// lineOf words a line. Its path's last part is how the page's own links name it.
func lineOf(x *page.Exchange, g engine.Group, w *engine.WorkLine) line {
	status, key := page.StatusOf(w.Status), w.DeadlineKey.String()
	l := line{Ref: w.Reference, Path: "/cases/" + w.CaseID, Timescale: w.Timescale, From: page.Long(w.Start), Due: page.Long(w.Due), Lapsed: w.Lapsed,
		Chair: x.PersonName(w.Chair), Where: x.AuthorityName(w.Authority), Status: status.Words, Colour: status.Colour,
		Days: daysOf(w), ReasonText: reasonText(x, g, w), ReasonPath: "/cases/" + w.CaseID + "/reason/" + key + "?back=work",
		WhyLink: x.With("why", w.CaseID+"."+key) + "#why"}
	if l.Chair == "" {
		l.Chair = "nobody yet"
	}
	if w.LastWorkday != 0 && w.LastWorkday != w.Due {
		l.LastWorkday = page.Long(w.LastWorkday)
	}
	if w.Proposed != 0 {
		l.Proposed = page.Long(w.Proposed)
	}
	return l
}

// fill prepares the groups for the page.
func fill(x *page.Exchange, v *view) error {
	for _, g := range v.Work.Groups {
		shown := group{WorkGroup: g, Heading: headings[g.Group], Count: counted(g.Group, g.Count, v.Work.Within)}
		shown.Pager = x.Pager(strings.ToLower(shown.Heading), g.Page, g.Pages, "group", string(g.Group))
		for _, w := range g.Lines {
			l := lineOf(x, g.Group, &w)
			var err error
			if l.Why, err = explained(x, &w); err != nil {
				return err
			}
			shown.Lines = append(shown.Lines, l)
		}
		v.Groups = append(v.Groups, shown)
	}
	return nil
}

// reasonText names the link to the reason where the viewer may give one.
func reasonText(x *page.Exchange, g engine.Group, w *engine.WorkLine) string {
	part := access.Part{Authority: w.Authority, Chair: w.Chair, Lead: w.Lead}
	switch {
	case g == engine.NeedsReason && x.Viewer.MayFor(access.GiveReasons, part):
		return "Give the reason"
	case g == engine.Coming && x.Viewer.MayFor(access.AgreeDelays, part):
		return "Agree a delay"
	}
	return ""
}

// counted says how many lines a group has.
func counted(g engine.Group, n, within int) string {
	switch {
	case g == engine.NeedsReason && n == 0:
		return "Nothing needs a reason."
	case g == engine.NeedsReason && n == 1:
		return "1 timescale was missed and needs a reason, or a new date."
	case g == engine.NeedsReason:
		return fmt.Sprintf("%s timescales were missed and need a reason, or a new date.", page.Thousands(n))
	case g == engine.Out && n == 0:
		return "Nothing else is out of timescale."
	case g == engine.Out && n == 1:
		return "1 more is out of timescale and not done yet."
	case g == engine.Out:
		return fmt.Sprintf("%s more are out of timescale and not done yet.", page.Thousands(n))
	case n == 0:
		return fmt.Sprintf("Nothing falls due in the next %d days.", within)
	case n == 1:
		return fmt.Sprintf("1 falls due in the next %d days.", within)
	}
	return fmt.Sprintf("%s fall due in the next %d days.", page.Thousands(n), within)
}

// daysOf says how late a line is or how long there is to go.
func daysOf(w *engine.WorkLine) string {
	switch {
	case w.DaysLate == 1:
		return "1 day late"
	case w.DaysLate > 1:
		return page.Days(w.DaysLate) + " late"
	case w.Due == 0:
		return ""
	case w.DaysToGo == 0:
		return "due today"
	case w.DaysToGo == 1:
		return "1 day to go"
	}
	return page.Days(w.DaysToGo) + " to go"
}

// explained are the steps by which a line's date was reached, where the address
// asks for them.
func explained(x *page.Exchange, w *engine.WorkLine) ([]string, error) {
	id, text, _ := strings.Cut(x.R.URL.Query().Get("why"), ".")
	if id != w.CaseID || text != w.DeadlineKey.String() {
		return nil, nil
	}
	e, err := x.Desk.Explain(x.R.Context(), id, w.DeadlineKey)
	if err != nil {
		return nil, err
	}
	return page.Steps(e), nil
}
