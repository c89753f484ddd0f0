package engine

import (
	"context"
	"errors"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/notify"
	"caseclock/store"
)

// dueItem is a row of the board for a calendar.
type dueItem struct {
	id, ref    string
	who        Responsible
	rule       *deadline.Rule
	due        deadline.Date
	noticeBy   deadline.Date
	conference deadline.Conference
	startedBy  int32
}

// calendar writes what falls due in the weeks ahead, and says how much that is.
// Grants, where there are any, narrow it. What is still owed after a death is
// for those who record alone, as in mail.
func (d *Desk) calendar(ctx context.Context, a AheadAsk, grants []access.Grant) (text string, n int, err error) {
	var list []dueItem
	narrow := &access.Viewer{ID: d.v.ID, Grants: grants}
	err = d.ahead(ctx, a, func(b *board, rows []hotRow) {
		for _, h := range rows {
			if grants != nil && !narrow.MayFor(access.SeeCases, h.c.who.part()) {
				continue
			}
			list = append(list, dueItem{h.c.id, h.c.ref, h.c.who, h.r.rule, h.r.due, b.noticeBy(h.r), h.r.conference, h.r.startedBy})
		}
	})
	if err != nil {
		return "", 0, err
	}
	var items []*notify.Item
	cases := map[string]*deadline.Case{}
	for i := range list {
		it, err := d.calendarItem(&list[i], cases)
		if err != nil {
			return "", 0, err
		}
		if it != nil {
			items = append(items, it)
		}
	}
	return notify.Calendar(&d.e.Alerts, d.e.Now(), "Caseclock: what falls due", items), len(items), nil
}

// calendarItem makes an item of a row; nil where it is not for the viewer.
func (d *Desk) calendarItem(x *dueItem, cases map[string]*deadline.Case) (*notify.Item, error) {
	c := cases[x.id]
	if c == nil {
		read, err := d.e.store.CaseByID(x.id)
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		c = &read
		cases[x.id] = c
	}
	if died(c, deadline.Moment{AsAt: d.e.Today()}) && !d.v.MayFor(access.RecordEvents, x.who.part()) {
		return nil, nil
	}
	return &notify.Item{
		Case:     &notify.Case{ID: x.id, Reference: x.ref, Authority: x.who.Authority, Chair: x.who.Chair, Lead: x.who.Lead},
		Deadline: deadline.Deadline{Rule: x.rule, Due: x.due, Conference: x.conference, StartedBy: x.startedBy, Status: deadline.Pending},
		Lineage:  notify.Lineage(c, x.startedBy), NoticeBy: x.noticeBy}, nil
}
