package engine

import (
	"context"
	"fmt"
	"slices"

	"caseclock/access"
	"caseclock/deadline"
)

// Group is a part of what a person has to do.
type Group string

// The groups of My work, in their order.
const (
	// NeedsReason is out of timescale, binding and counted, with no reason, or
	// with one whose proposed date has passed.
	NeedsReason Group = "needs-reason"
	// Out is out of timescale and still open, and nothing more is asked: it has
	// a reason that holds, or is to be done where possible.
	Out Group = "out"
	// Coming is open, and falls due soon.
	Coming Group = "coming"
)

// Groups lists them in their order, which is that of a caseload's lists.
var Groups = []Group{NeedsReason, Out, Coming}

// Pages of lists.
const (
	DefaultWithin = 42  // days ahead
	PageSize      = 50  // lines of a page where none is asked for
	LongestPage   = 500 // lines
)

// WorkAsk says which of a person's work is wanted; what is empty does not
// narrow.
type WorkAsk struct {
	Authority string `json:"authority,omitempty"` // that has the case now
	Rule      string `json:"rule,omitempty"`
	Chair     string `json:"chair,omitempty"`
	Within    int    `json:"within,omitempty"` // days ahead of what is coming; 0: 42
	Group     Group  `json:"group,omitempty"`  // empty: the first page of each
	Page      int    `json:"page,omitempty"`   // of the group, from 1
	Size      int    `json:"size,omitempty"`   // lines of a page; 0: 50
}

// Work is what a person has to do as at today.
type Work struct {
	AsAt    deadline.Date `json:"as_at"`
	Within  int           `json:"within"` // days
	Groups  []WorkGroup   `json:"groups"`
	Trouble int           `json:"trouble"` // cases that could not be evaluated, and so are not in the groups
}

// WorkGroup is one page of one group.
type WorkGroup struct {
	Group Group      `json:"group"`
	Count int        `json:"count"` // of all its pages
	Page  int        `json:"page"`  // from 1
	Pages int        `json:"pages"`
	Lines []WorkLine `json:"lines"` // by due day, then reference
}

// WorkLine is one deadline of one case, for a list.
type WorkLine struct {
	CaseID    string `json:"case_id"` // opaque
	Reference string `json:"case"`
	Version   int    `json:"version"` // of the case: how many events are recorded
	DeadlineKey
	Timescale   string          `json:"timescale"` // the rule as people read it
	Duty        string          `json:"duty"`
	Authority   string          `json:"authority"` // that has the case now
	Chair       string          `json:"chair"`
	Lead        string          `json:"lead"`
	Due         deadline.Date   `json:"due"`
	LastWorkday deadline.Date   `json:"last_workday"` // at or before the due day; none: not known
	DaysLate    int             `json:"days_late"`
	DaysToGo    int             `json:"days_to_go"` // until the due day; 0 on it and after it
	Proposed    deadline.Date   `json:"proposed"`
	Met         deadline.Date   `json:"met"`
	Ended       deadline.Date   `json:"ended"`
	Status      deadline.Status `json:"status"`
	Open        bool            `json:"open"`
	Lapsed      bool            `json:"lapsed"` // it has a reason, whose proposed date has passed
}

// Work gives what the viewer has to do, in groups: what needs a reason, what is
// out, what is coming. Chairs and lead professionals have their own cases in
// it, others those of their authorities. Error: Refused, ErrNotAllowed.
func (d *Desk) Work(ctx context.Context, a WorkAsk) (Work, error) {
	if !d.v.May(access.SeeCases) {
		return Work{}, ErrNotAllowed
	}
	if err := a.check(d.e); err != nil {
		return Work{}, err
	}
	var w Work
	err := d.e.onBoard(ctx, func(b *board) error {
		w = d.work(b, a)
		return nil
	})
	if err != nil {
		return Work{}, err
	}
	detail := fmt.Sprintf("my work: %d need a reason, %d out, %d coming", w.count(NeedsReason), w.count(Out), w.count(Coming))
	if err := d.looked(ctx, "look", "", detail); err != nil {
		return Work{}, err
	}
	return w, nil
}

// count is how many lines a group has.
func (w *Work) count(g Group) int {
	for i := range w.Groups {
		if w.Groups[i].Group == g {
			return w.Groups[i].Count
		}
	}
	return 0
}

// check notes what is wrong with the question, and fills in what is left out.
func (a *WorkAsk) check(e *Engine) error {
	var faults Refused
	if a.Group != "" && !slices.Contains(Groups, a.Group) {
		faults.add("group: %q is no group; accepted: %s, %s, %s", clip(string(a.Group)), NeedsReason, Out, Coming)
	}
	if a.Within < 0 || a.Within > deadline.LongestLimit {
		faults.add("within: %d days; accepted are 1 to %d", a.Within, deadline.LongestLimit)
	}
	if a.Within == 0 {
		a.Within = DefaultWithin
	}
	checkRule(&faults, e.Book, a.Rule)
	checkPage(&faults, &a.Page, &a.Size)
	if a.Group == "" {
		a.Page = 1
	}
	return faults.err()
}

// work picks the lines out of the board.
func (d *Desk) work(b *board, a WorkAsk) Work {
	w := Work{AsAt: b.day, Within: a.Within}
	loads := d.theirs(b, a.Authority, a.Chair)
	var wanted func(hotRow) bool
	if a.Rule != "" {
		wanted = func(h hotRow) bool { return h.r.rule.ID == a.Rule }
	}
	for k, g := range Groups {
		if a.Group != "" && a.Group != g {
			continue
		}
		var lists [][]hotRow
		for _, l := range loads {
			list := l.work[k].list
			if k == pending {
				list = list[:dueBy(list, b.day+deadline.Date(a.Within))]
			}
			lists = append(lists, list)
		}
		rows, count := window(lists, lessHot, (a.Page-1)*a.Size, a.Page*a.Size, wanted)
		o := WorkGroup{Group: g, Count: count, Page: a.Page, Pages: pages(count, a.Size), Lines: make([]WorkLine, 0, len(rows))}
		for _, h := range rows {
			o.Lines = append(o.Lines, b.line(h))
		}
		w.Groups = append(w.Groups, o)
	}
	for _, c := range b.troubled {
		if d.wants(c, a.Authority, a.Chair) {
			w.Trouble++
		}
	}
	return w
}

// wants says whether a case is the viewer's to see, and is asked for.
func (d *Desk) wants(c *boardCase, authority, chair string) bool {
	return (authority == "" || c.who.Authority == authority) && (chair == "" || c.who.Chair == chair) && d.sees(c)
}

// sees says whether a case is the viewer's to see today.
func (d *Desk) sees(c *boardCase) bool { return d.may(c, access.SeeCases) }

func (d *Desk) may(c *boardCase, act access.Act) bool { return d.v.MayFor(act, c.who.part()) }

// part is who has the case in hand, as access knows it.
func (r Responsible) part() access.Part {
	return access.Part{Authority: r.Authority, Chair: r.Chair, Lead: r.Lead}
}

// line makes the line of a deadline.
func (b *board) line(h hotRow) WorkLine {
	c, r := h.c, h.r
	l := WorkLine{CaseID: c.id, Reference: c.ref, Version: c.version, DeadlineKey: r.key(), Timescale: deadline.RuleName(r.rule.ID), Duty: r.rule.Duty,
		Authority: c.who.Authority, Chair: c.who.Chair, Lead: c.who.Lead, Due: r.due, LastWorkday: b.book.workday(r.authority, r.start, r.due),
		DaysLate: int(r.late), DaysToGo: max(0, int(r.due-b.day)), Proposed: r.proposed, Met: r.met, Ended: r.ended,
		Status: r.status, Open: r.isOpen()}
	l.Lapsed = r.isOpen() && r.proposed != 0 && r.proposed < b.day
	return l
}

// workday is the last working day at or before a day, by the calendar of the
// period in force for an authority on another; none where it is not known.
func (b *Book) workday(authority string, inForce, day deadline.Date) deadline.Date {
	p := deadline.InForce(b.rulebook.Periods(authority), inForce)
	if p == nil || p.Calendar == nil || day == 0 {
		return 0
	}
	last, err := p.Calendar.LastWorkday(day)
	if err != nil {
		return 0
	}
	return last
}
