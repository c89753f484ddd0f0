package notify

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"caseclock/deadline"

	ics "github.com/arran4/golang-ical"
)

// upcoming finds, for each person, what is due within the calendar's reach: a
// deadline belongs to those whom the ladder reminds of it.
func upcoming(cfg *Config, today deadline.Date, items []Item, people People) map[string][]*Item {
	of := map[string][]*Item{}
	if cfg.Upcoming <= 0 {
		return of
	}
	roles := cfg.Ladder.reminded()
	for i := range items {
		it := &items[i]
		if due := it.due(); !it.pending() || due < max(today, it.Case.Since) || due > today+deadline.Date(cfg.Upcoming) {
			continue
		}
		var told []string
		for _, rc := range people.route(today, it.Case, roles) {
			if !slices.Contains(told, rc.person) {
				told = append(told, rc.person)
				of[rc.person] = append(of[rc.person], it)
			}
		}
	}
	return of
}

// reminded are the roles that some rung tells before a due day.
func (l Ladder) reminded() []string {
	var roles []string
	for _, r := range l {
		if r.When == Before {
			roles = append(roles, r.To...)
		}
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

// calendar writes what is coming up as all-day events. An event keeps its UID
// when its due day moves, and a later message has a higher SEQUENCE, so that a
// reader's calendar moves it.
func calendar(cfg *Config, now time.Time, items []*Item) string {
	return newCalendar(cfg, now, items).Serialize(ics.WithNewLine("\r\n"))
}

// Calendar is a calendar to fetch or to download, under a name, with the same
// events as the one that is attached to mail: whoever has both has each once.
func Calendar(cfg *Config, now time.Time, name string, items []*Item) string {
	c := newCalendar(cfg, now, items)
	c.SetName(name)
	c.SetXWRCalName(name)
	c.SetRefreshInterval("PT6H", ics.WithValue("DURATION"))
	c.SetXPublishedTTL("PT6H")
	return c.Serialize(ics.WithNewLine("\r\n"))
}

func newCalendar(cfg *Config, now time.Time, items []*Item) *ics.Calendar {
	c := ics.NewCalendar()
	c.SetProductId("-//Caseclock//Timescales//EN")
	c.SetMethod(ics.MethodPublish)
	sorted := slices.Clone(items)
	slices.SortStableFunc(sorted, func(a, b *Item) int {
		return cmp.Or(int(a.due()-b.due()), strings.Compare(a.Case.Reference, b.Case.Reference), strings.Compare(a.rule(), b.rule()))
	})
	for _, it := range sorted {
		e := c.AddEvent(it.thread() + "@" + domain(cfg.From))
		e.SetDtStampTime(now.UTC())
		e.SetSequence(sequence(deadline.DayOf(now)))
		e.SetAllDayStartAt(midnight(it.due()))
		e.SetAllDayEndAt(midnight(it.due() + 1))
		e.SetSummary(summary(it))
		e.SetTimeTransparency(ics.TransparencyTransparent)
		e.SetClass(ics.ClassificationConfidential)
		if to := link(cfg, &Alert{Case: it.Case.ID}); to != "" {
			e.SetURL(to)
		}
		if it.NoticeBy != 0 {
			e.SetDescription("Last day to give notice of a conference on this day: " + it.NoticeBy.Long())
		}
	}
	return c
}

func summary(it *Item) string {
	if it.AgreedReview != 0 {
		return plain(it.Case.Reference) + ": " + agreedReviewWords
	}
	return plain(it.Case.Reference) + ": " + plain(it.rule()) + " is due"
}

// sequence grows with the day of the message: 1 January 2000 is 0.
func sequence(today deadline.Date) int {
	epoch, _ := deadline.NewDate(2000, 1, 1)
	return max(0, int(today-epoch))
}

func midnight(d deadline.Date) time.Time {
	y, m, day := d.Civil()
	return time.Date(y, time.Month(m), day, 0, 0, 0, 0, time.UTC)
}
