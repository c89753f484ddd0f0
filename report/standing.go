package report

import "caseclock/deadline"

// standing is how a deadline stands, or a meeting of several: all that the
// figures need of it. What is no breach is not asked about its reason.
type standing struct {
	due         deadline.Date
	status      deadline.Status
	late        int32 // days; 0 in timescale
	breach      bool
	unexplained bool
	lapsed      bool
	agreed      bool // in advance
	category    string
	reasonLate  int32 // how late the one is whose reason category is
}

func standingOf(d *deadline.Deadline) standing {
	s := standing{due: d.Due, status: d.Status, breach: d.Breach()}
	if d.Status.OutOfTimescale() {
		s.late = d.DaysLate
	}
	if !s.breach {
		return s
	}
	s.unexplained = !d.Explained()
	if r := d.Reason; r != nil {
		s.lapsed = r.Lapsed
		s.agreed = r.InAdvance && r.AgreedBy != ""
		s.category, s.reasonLate = r.Category, s.late
	}
	return s
}

// rank orders statuses by which of them a meeting takes; the highest wins.
func rank(s deadline.Status) int {
	switch s {
	case deadline.Overdue:
		return 6
	case deadline.EndedOverdue:
		return 5
	case deadline.MetLate:
		return 4
	case deadline.Pending:
		return 3
	case deadline.Met:
		return 2
	}
	return 1
}

// join makes one standing of two children's at one meeting. The order in
// which they are joined makes no difference.
func (s standing) join(o standing) standing {
	j := s
	j.due = min(s.due, o.due)
	if rank(o.status) > rank(s.status) {
		j.status = o.status
	}
	j.late = max(s.late, o.late)
	j.breach = s.breach || o.breach
	j.unexplained = s.unexplained || o.unexplained
	j.lapsed = s.lapsed || o.lapsed
	j.agreed = s.agreed || o.agreed
	if o.reasonBefore(s) {
		j.category, j.reasonLate = o.category, o.reasonLate
	}
	return j
}

// reasonBefore says whether o's reason speaks for the meeting rather than s's:
// that of the latest, then the first by name.
func (s standing) reasonBefore(o standing) bool {
	switch {
	case s.category == "" || o.category == "":
		return s.category != ""
	case s.reasonLate != o.reasonLate:
		return s.reasonLate > o.reasonLate
	}
	return s.category < o.category
}
