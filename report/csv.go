package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// firstColumns are a contract: they stay, in this order; columns are only
// added after them.
var firstColumns = strings.Split("authority,rule,basis,due,met,met_late,overdue,ended,ended_overdue,pending,"+
	"percent_in_time,median_days_late,longest_days_late,unexplained", ",")

var moreColumns = strings.Split("where_possible,limit,no_reason,proposed_dates_missed,agreed_in_advance,"+
	"no_due_day_undated,no_due_day_unknown,no_due_day_settled,from,to,as_at,known_at,mark,product,digest", ",")

// WriteCSV writes one row for each authority, timescale and basis for which
// there is something to count; after the columns named here come those of the
// reasons, one for each category. A text that a spreadsheet would take for a
// formula is given an apostrophe.
func (r Report) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	categories := r.Categories()
	header := append(append([]string{}, firstColumns...), moreColumns...)
	for _, c := range categories {
		header = append(header, "reason_"+c)
	}
	if err := out.Write(header); err != nil {
		return err
	}
	for i := range r.Figures {
		if err := out.Write(r.csvRow(&r.Figures[i], categories)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (r Report) csvRow(f *Figure, categories []string) []string {
	n := strconv.Itoa
	percent, hasPercent := f.Percent()
	median, late := f.MedianLate()
	longest, _ := f.LongestLate()
	row := []string{plain(f.Authority), plain(f.Rule), f.Basis.String(),
		n(f.Due), n(f.Met), n(f.MetLate), n(f.Overdue), n(f.Ended), n(f.EndedOverdue), n(f.Pending),
		where(percent.String(), hasPercent), where(median.String(), late), where(n(longest), late), n(f.Unexplained),
		yes(f.WherePossible), plain(r.Limits(f)),
		n(f.NoReason()), n(f.ProposedMissed), n(f.AgreedInAdvance)}
	for _, of := range []int{f.NoDueDay.Undated, f.NoDueDay.Unknown, f.NoDueDay.Settled} {
		row = append(row, where(n(of), f.Basis == Child))
	}
	o := r.Options
	row = append(row, o.From.String(), o.To.String(), o.AsAt.String(), instant(o.KnownAt), Mark, plain(r.About.Product), "sha256:"+r.Digest)
	for _, c := range categories {
		row = append(row, n(f.Reasons[c]))
	}
	return row
}

// plain keeps a spreadsheet from taking a text for a formula.
func plain(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func where(s string, there bool) string {
	if !there {
		return ""
	}
	return s
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
