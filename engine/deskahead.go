package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"caseclock/access"
	"caseclock/deadline"
)

// WeeksAhead is how many weeks are looked ahead, the present one included.
const WeeksAhead = 26

// AheadAsk says which of what falls due is wanted; what is empty does not
// narrow.
type AheadAsk struct {
	Authority string `json:"authority,omitempty"` // that has the case now
	Chair     string `json:"chair,omitempty"`
	Rule      string `json:"rule,omitempty"`
}

// Family is a kind of timescale, by what meets it.
type Family string

// The families, in the order in which they are shown.
const (
	Conferences Family = "conferences"
	CoreGroups  Family = "core-groups"
	Notices     Family = "notices" // of conferences
	Papers      Family = "papers"  // decisions, plan, minutes
	OtherDuties Family = "other"
)

// Families lists them.
var Families = []Family{Conferences, CoreGroups, Notices, Papers, OtherDuties}

// familyOf reads a rule's family off the first event that meets it.
func familyOf(r *deadline.Rule) Family {
	if len(r.MetBy) == 0 {
		return OtherDuties
	}
	word, _, _ := strings.Cut(r.MetBy[0].String(), " ")
	switch strings.TrimSuffix(word, ",") {
	case "conference-held":
		return Conferences
	case "core-group-held":
		return CoreGroups
	case "notice-given":
		return Notices
	case "decisions-circulated", "plan-circulated", "minutes-circulated":
		return Papers
	}
	return OtherDuties
}

// Ahead is what falls due from today on, by week.
type Ahead struct {
	AsAt   deadline.Date
	Weeks  []AheadWeek // every week, from the present one on
	Rules  []string    // ids that occur, family by family
	Chairs []string    // ids that occur; empty stands for nobody
	Total  int
}

// AheadWeek is how much falls due in one week.
type AheadWeek struct {
	Monday   deadline.Date
	Total    int
	ByFamily map[Family]int
	ByRule   map[string]int
	ByChair  map[string]int
}

// AheadLine is one deadline that falls due.
type AheadLine struct {
	WorkLine
	Family Family
	// NoticeBy is the last day on which notice can be given of a conference held
	// on the due day; none where no conference meets the deadline.
	NoticeBy deadline.Date
}

// AheadLines are what falls due in one week.
type AheadLines struct {
	AsAt   deadline.Date
	Monday deadline.Date
	Before deadline.Date // Monday of the week before; none: it is not looked at
	After  deadline.Date // and of the week after
	Lines  []AheadLine   // by due day, then reference
}

// Ahead counts what falls due in the weeks ahead, of the cases that the viewer
// may see: what is open, counted and due from today on. Error: Refused,
// ErrNotAllowed.
func (d *Desk) Ahead(ctx context.Context, a AheadAsk) (Ahead, error) {
	var out Ahead
	err := d.ahead(ctx, a, func(b *board, rows []hotRow) {
		out = countAhead(b.day, rows)
	})
	if err != nil {
		return Ahead{}, err
	}
	return out, d.looked(ctx, "look", "", fmt.Sprintf("looking ahead: %d deadlines in %d weeks", out.Total, WeeksAhead))
}

// AheadWeek lists what falls due in the week of a Monday. Error: Refused,
// ErrNotAllowed; ErrNotThere: it is no Monday, or none of the weeks ahead.
func (d *Desk) AheadWeek(ctx context.Context, monday deadline.Date, a AheadAsk) (AheadLines, error) {
	first := mondayOf(d.e.Today())
	last := first + 7*(WeeksAhead-1)
	if monday < first || monday > last || monday != mondayOf(monday) {
		return AheadLines{}, ErrNotThere
	}
	out := AheadLines{Monday: monday}
	if monday > first {
		out.Before = monday - 7
	}
	if monday < last {
		out.After = monday + 7
	}
	err := d.ahead(ctx, a, func(b *board, rows []hotRow) {
		out.AsAt = b.day
		for _, h := range rows {
			if mondayOf(h.r.due) == monday {
				out.Lines = append(out.Lines, AheadLine{b.line(h), familyOf(h.r.rule), b.noticeBy(h.r)})
			}
		}
	})
	if err != nil {
		return AheadLines{}, err
	}
	return out, d.looked(ctx, "look", "", fmt.Sprintf("the week of %s: %d deadlines", monday, len(out.Lines)))
}

// ahead picks the rows of the weeks ahead that the viewer may see. read must not
// call the store.
func (d *Desk) ahead(ctx context.Context, a AheadAsk, read func(b *board, rows []hotRow)) error {
	if !d.v.May(access.SeeCases) {
		return ErrNotAllowed
	}
	var faults Refused
	checkRule(&faults, d.e.Book, a.Rule)
	if err := faults.err(); err != nil {
		return err
	}
	return d.e.onBoard(ctx, func(b *board) error {
		var rows []hotRow
		end := mondayOf(b.day) + 7*WeeksAhead
		for _, h := range b.hot.list {
			r := h.r
			if r.isOpen() && r.counted && r.due >= b.day && r.due < end && (a.Rule == "" || a.Rule == r.rule.ID) && d.wants(h.c, a.Authority, a.Chair) {
				rows = append(rows, h)
			}
		}
		read(b, rows)
		return nil
	})
}

func countAhead(today deadline.Date, rows []hotRow) Ahead {
	out := Ahead{AsAt: today, Total: len(rows)}
	for i := range WeeksAhead {
		out.Weeks = append(out.Weeks, AheadWeek{Monday: mondayOf(today) + deadline.Date(7*i),
			ByFamily: map[Family]int{}, ByRule: map[string]int{}, ByChair: map[string]int{}})
	}
	families := map[string]int{}
	for _, h := range rows {
		w := &out.Weeks[int(h.r.due-out.Weeks[0].Monday)/7]
		f := familyOf(h.r.rule)
		w.Total++
		w.ByFamily[f]++
		w.ByRule[h.r.rule.ID]++
		w.ByChair[h.c.who.Chair]++
		families[h.r.rule.ID] = slices.Index(Families, f)
		if !slices.Contains(out.Rules, h.r.rule.ID) {
			out.Rules = append(out.Rules, h.r.rule.ID)
		}
		if !slices.Contains(out.Chairs, h.c.who.Chair) {
			out.Chairs = append(out.Chairs, h.c.who.Chair)
		}
	}
	slices.SortFunc(out.Rules, func(a, b string) int { return cmp.Or(families[a]-families[b], strings.Compare(a, b)) })
	slices.Sort(out.Chairs)
	return out
}

// mondayOf is the first day of a day's week.
func mondayOf(d deadline.Date) deadline.Date {
	return d - deadline.Date((int(d.Weekday())+6)%7)
}

// noticeBy is the last day to give notice of a conference held on the row's due
// day, as Row has it.
func (b *board) noticeBy(r *boardRow) deadline.Date {
	p := deadline.InForce(b.book.rulebook.Periods(r.authority), r.start)
	if p == nil || r.due == 0 {
		return 0
	}
	return noticeBy(p, &deadline.Deadline{Rule: r.rule, Due: r.due})
}

// AheadCalendar is what falls due in the weeks ahead as a calendar file: all-day
// events that name a case by its reference and nothing else of it. Error:
// Refused, ErrNotAllowed.
func (d *Desk) AheadCalendar(ctx context.Context, a AheadAsk) (string, error) {
	text, n, err := d.calendar(ctx, a, nil)
	if err != nil {
		return "", err
	}
	return text, d.looked(ctx, "export", "", fmt.Sprintf("a calendar: %d deadlines", n))
}
