package cases

import (
	"slices"
	"strconv"
	"time"

	"caseclock/deadline"
)

// axis marks the months; where there are many, every third, sixth or twelfth.
func (d *drawing) axis() {
	months := 0
	for m := d.From; m < d.To; m = m.AddMonths(1) {
		months++
	}
	step := 1
	for _, s := range []int{3, 6, 12} {
		if (d.Width-2*margin)*step/months < 36 {
			step = s
		}
	}
	for m := d.From; m < d.To; m = m.AddMonths(1) {
		year, month, _ := m.Civil()
		if (month-1)%step != 0 {
			continue
		}
		t := tick{X: d.x(m), Text: time.Month(month).String()[:3]}
		t.LabelX = t.X + 3
		if month == 1 || len(d.Months) == 0 {
			t.Year = strconv.Itoa(year)
		}
		if len(d.Months) == 1 && t.LabelX-d.Months[0].LabelX < 44 {
			d.Months[0].Year = "" // there is no room for both years
		}
		d.Months = append(d.Months, t)
	}
}

// events places what happened, a lane for each sort that there is.
func (d *drawing) events(c course, y int) int {
	for _, name := range eventLanes {
		l := lane{Label: name, Y: y + 14}
		clear := 0 // where the next text may begin
		seen := map[deadline.Date]bool{}
		for _, m := range c.marks {
			if m.lane != name || m.on < d.From || m.on >= d.To || seen[m.on] {
				continue
			}
			seen[m.on] = true
			p := point{X: d.x(m.on), Y: y + labelHeight + rowHeight/2, Form: "event", Text: m.text}
			p.TextX = p.X + 8
			if wide := 7 * len(m.text); p.TextX < clear || p.TextX+wide > d.Width {
				p.Text = ""
			} else if m.text != "" {
				clear = p.TextX + wide
			}
			l.Points = append(l.Points, p)
		}
		if len(l.Points) > 0 {
			y += labelHeight + rowHeight
			l.Line = y
			d.Lanes = append(d.Lanes, l)
		}
	}
	return y
}

// clocks places the bars, a lane for each timescale in the order in which they
// first ran, and in a lane as many rows as clocks ran at once.
func (d *drawing) clocks(c course, y int) int {
	var labels []string
	of := map[string][]*clock{}
	for i := range c.clocks {
		k := &c.clocks[i]
		if k.until(c.asAt) < d.From || k.start >= d.To {
			continue
		}
		if of[k.label] == nil {
			labels = append(labels, k.label)
		}
		of[k.label] = append(of[k.label], k)
	}
	for _, label := range labels {
		ks := of[label]
		slices.SortStableFunc(ks, func(a, b *clock) int { return int(a.start - b.start) })
		l := lane{Label: label, Y: y + 14}
		y += labelHeight
		var rows []deadline.Date // the last day of each row
		for _, k := range ks {
			r := slices.IndexFunc(rows, func(last deadline.Date) bool { return last < k.start })
			if r < 0 {
				r, rows = len(rows), append(rows, 0)
			}
			rows[r] = max(k.until(c.asAt), k.proposed)
			l.Bars = append(l.Bars, d.bar(k, c.asAt, y+r*rowHeight))
		}
		y += len(rows) * rowHeight
		l.Line = y
		d.Lanes = append(d.Lanes, l)
	}
	return y
}

// bar places one clock.
func (d *drawing) bar(k *clock, asAt deadline.Date, y int) bar {
	end := k.until(asAt)
	limit := end
	if k.due != 0 {
		limit = k.due
	}
	b := bar{Y: y + (rowHeight-barHeight)/2, Open: k.met == 0 && k.ended == 0}
	b.X, b.W = d.span(k.start, limit)
	if k.status.OutOfTimescale() {
		b.LateX, b.LateW = d.span(k.due, end)
	}
	middle := y + rowHeight/2
	put := func(on deadline.Date, form string) *point {
		if on < d.From || on >= d.To {
			return nil
		}
		return &point{X: d.x(on), Y: middle, Form: form}
	}
	switch {
	case k.met != 0 && k.status.OutOfTimescale():
		b.End = put(k.met, "late")
	case k.met != 0:
		b.End = put(k.met, "in-time")
	case k.ended != 0:
		b.End = put(k.ended, "ended")
	}
	b.Reason, b.Proposed = put(k.reason, "reason"), put(k.proposed, "proposed")
	return b
}

// span is the place of some days, cut to what is drawn; never nothing.
func (d *drawing) span(from, to deadline.Date) (x, w int) {
	x = d.x(max(from, d.From))
	return x, max(2, d.x(min(to, d.To))-x)
}
