package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"caseclock/access"
	"caseclock/deadline"
)

// Sort is the order of a list of cases.
type Sort string

// The orders of cases.
const (
	ByReference Sort = "reference"
	ByNextDue   Sort = "next-due"  // soonest first; those with nothing open last
	ByDaysLate  Sort = "days-late" // latest first
)

// Sorts lists them.
var Sorts = []Sort{ByReference, ByNextDue, ByDaysLate}

// Statuses of cases beside those of deadlines.
const (
	CaseUnexplained = "unexplained" // a deadline of it needs a reason
	CaseOpen        = "open"        // a deadline of it is open
	CaseSettled     = "settled"     // nothing of it is open
)

// CaseStatuses lists the words that CasesAsk.Status accepts.
func CaseStatuses() []string {
	return append([]string{CaseUnexplained, CaseOpen, CaseSettled}, deadline.Statuses()...)
}

// CasesAsk says which cases are wanted; what is empty does not narrow. With a
// rule, the status is that of the rule's deadlines.
type CasesAsk struct {
	Status    string `json:"status,omitempty"` // one of CaseStatuses
	Rule      string `json:"rule,omitempty"`
	Chair     string `json:"chair,omitempty"`
	Authority string `json:"authority,omitempty"` // that has the case now
	Queried   bool   `json:"queried,omitempty"`   // something about its data is doubtful
	Sort      Sort   `json:"sort,omitempty"`      // empty: by reference
	Page      int    `json:"page,omitempty"`      // from 1
	Size      int    `json:"size,omitempty"`      // lines of a page; 0: 50
}

// CasePage is one page of a list of cases.
type CasePage struct {
	AsAt  deadline.Date `json:"as_at"`
	Total int           `json:"total"`
	Page  int           `json:"page"`
	Pages int           `json:"pages"`
	Lines []CaseLine    `json:"lines"`
}

// CaseLine is one case of a list.
type CaseLine struct {
	CaseID     string    `json:"case_id"` // opaque
	Reference  string    `json:"case"`
	Version    int       `json:"version"`
	Authority  string    `json:"authority"`
	Chair      string    `json:"chair"`
	Lead       string    `json:"lead"`
	Next       *WorkLine `json:"next"`        // what is open, counted and due first
	DaysLate   int       `json:"days_late"`   // the most of what is open or needs a reason
	Open       int       `json:"open"`        // deadlines
	NeedReason int       `json:"need_reason"` // deadlines
	Queries    int       `json:"queries"`
	Trouble    bool      `json:"trouble"` // it could not be evaluated
	Settled    bool      `json:"settled"` // nothing of it is open
}

// Cases lists the cases that the viewer may see. Error: Refused, ErrNotAllowed.
func (d *Desk) Cases(ctx context.Context, a CasesAsk) (CasePage, error) {
	if !d.v.May(access.SeeCases) {
		return CasePage{}, ErrNotAllowed
	}
	if err := a.check(d.e); err != nil {
		return CasePage{}, err
	}
	var p CasePage
	err := d.e.onBoard(ctx, func(b *board) error {
		p = d.cases(b, a)
		return nil
	})
	if err != nil {
		return CasePage{}, err
	}
	if err := d.looked(ctx, "look", "", fmt.Sprintf("cases: %d of %d listed", len(p.Lines), p.Total)); err != nil {
		return CasePage{}, err
	}
	return p, nil
}

func (a *CasesAsk) check(e *Engine) error {
	var faults Refused
	if a.Status != "" && !slices.Contains(CaseStatuses(), a.Status) {
		faults.add("status: %q is no status; accepted: %s", clip(a.Status), strings.Join(CaseStatuses(), ", "))
	}
	if a.Sort == "" {
		a.Sort = ByReference
	}
	if !slices.Contains(Sorts, a.Sort) {
		faults.add("sort: %q is no order; accepted: %s, %s, %s", clip(string(a.Sort)), ByReference, ByNextDue, ByDaysLate)
	}
	checkRule(&faults, e.Book, a.Rule)
	checkPage(&faults, &a.Page, &a.Size)
	return faults.err()
}

func checkRule(faults *Refused, book *Book, rule string) {
	if rule == "" {
		return
	}
	if ids := book.RuleIDs(); !slices.Contains(ids, rule) {
		faults.add("rule: %q is no rule of the packs in force; accepted: %s", clip(rule), strings.Join(ids, ", "))
	}
}

// checkPage checks a page's number and size, and fills in what is left out.
func checkPage(faults *Refused, page, size *int) {
	if *page == 0 {
		*page = 1
	}
	if *size == 0 {
		*size = PageSize
	}
	if *page < 0 || *page > 1<<20 {
		faults.add("page: %d; accepted are numbers from 1 on", *page)
	}
	if *size < 0 || *size > LongestPage {
		faults.add("size: %d lines; accepted are 1 to %d", *size, LongestPage)
	}
}

// pages is how many pages so many lines make; one where there are none.
func pages(lines, size int) int { return max(1, (lines+size-1)/size) }

func (d *Desk) cases(b *board, a CasesAsk) CasePage {
	p := CasePage{AsAt: b.day, Page: a.Page, Lines: []CaseLine{}}
	var lists [][]*boardCase
	var less func(x, y *boardCase) int
	for _, l := range d.theirs(b, a.Authority, a.Chair) {
		o := &l.cases[orderOf[a.Sort]]
		lists, less = append(lists, o.list), o.less
	}
	var wanted func(*boardCase) bool
	if a.Status != "" || a.Rule != "" || a.Queried {
		wanted = a.wanted(b)
	}
	page, total := window(lists, less, (a.Page-1)*a.Size, a.Page*a.Size, wanted)
	for _, c := range page {
		p.Lines = append(p.Lines, b.caseLine(c))
	}
	p.Total, p.Pages = total, pages(total, a.Size)
	return p
}

// wanted says which cases are among those asked for.
func (a *CasesAsk) wanted(b *board) func(*boardCase) bool {
	rule := b.bit(a.Rule)
	status, err := deadline.ParseStatus(a.Status)
	return func(c *boardCase) bool {
		var of mask
		switch {
		case a.Queried && c.queries == 0:
			return false
		case a.Status == CaseUnexplained:
			of = c.unsaid
		case a.Status == CaseOpen:
			of = c.running
		case a.Status == "" || a.Status == CaseSettled:
			if a.Status != "" && (c.trouble || c.running&rule != 0) {
				return false
			}
			if a.Rule == "" {
				return true
			}
			for _, s := range c.statuses {
				of |= s
			}
		case err == nil:
			of = c.statuses[status]
		}
		return of&rule != 0
	}
}

func (b *board) caseLine(c *boardCase) CaseLine {
	l := CaseLine{CaseID: c.id, Reference: c.ref, Version: c.version, Authority: c.who.Authority, Chair: c.who.Chair, Lead: c.who.Lead,
		DaysLate: int(c.late), Open: c.open, NeedReason: c.needs, Queries: c.queries, Trouble: c.trouble, Settled: c.open == 0 && !c.trouble}
	for i := range c.rows[:c.hot] {
		if r := &c.rows[i]; r.isOpen() && r.counted && r.due == c.next && c.next != 0 {
			w := b.line(hotRow{c, r})
			l.Next = &w
			break
		}
	}
	return l
}
