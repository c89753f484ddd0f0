package report

import (
	"strings"

	"caseclock/deadline"
)

// standing is how a deadline stands, or a meeting of several: all that the
// figures need of it, in 28 bytes. What is no breach is not asked about its
// reason.
type standing struct {
	due        deadline.Date
	late       int32 // days; 0 in timescale
	reasonLate int32 // how late the one is whose reason category is
	toReason   int32 // days from the breach to the first reason; with a category only
	category   word  // of the reason; 0: none
	part       word  // whom it counts for, with Options.By; 0: nobody
	status     deadline.Status
	fate       fate
	marks      mark
}

// mark is something that is so or not.
type mark uint8

const (
	breach mark = 1 << iota
	unexplained
	lapsed
	inAdvance
	agreed // in advance
	repeated
)

func (s *standing) is(m mark) bool { return s.marks&m != 0 }

func (s *standing) mark(m mark, so bool) {
	if so {
		s.marks |= m
	}
}

func (f *Figures) standingOf(r *reading, d *deadline.Deadline) standing {
	s := standing{due: d.Due, status: d.Status}
	if !d.Status.OutOfTimescale() || d.Due < f.o.From {
		return s // in the periods before this one only how it stands is counted
	}
	s.late = d.DaysLate
	if !d.Breach() {
		return s
	}
	s.marks = breach
	s.mark(unexplained, !d.Explained())
	if d.Reason == nil {
		return s
	}
	s.mark(lapsed, d.Reason.Lapsed)
	s.mark(inAdvance, d.Reason.InAdvance)
	s.mark(agreed, d.Reason.InAdvance && d.Reason.AgreedBy != "")
	p := proposalOf(d, r.reasons(d), f.o.AsAt)
	s.fate, s.toReason = p.fate, p.after
	s.mark(repeated, p.repeated)
	if s.category = f.words.of(d.Reason.Category); s.category != 0 {
		s.reasonLate = s.late
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
func (s standing) join(o standing, ws *words) standing {
	j := s
	if o.due < s.due || o.due == s.due && ws.before(o.part, s.part) {
		j.due, j.part = o.due, o.part
	}
	if rank(o.status) > rank(s.status) {
		j.status = o.status
	}
	j.late = max(s.late, o.late)
	j.marks = s.marks | o.marks
	j.fate = max(s.fate, o.fate)
	j.toReason = max(s.toReason, o.toReason)
	if o.reasonBefore(s, ws) {
		j.category, j.reasonLate = o.category, o.reasonLate
	}
	return j
}

// reasonBefore says whether s's reason speaks for the meeting rather than o's:
// that of the latest, then the first by name.
func (s standing) reasonBefore(o standing, ws *words) bool {
	switch {
	case s.category == 0 || o.category == 0:
		return s.category != 0
	case s.reasonLate != o.reasonLate:
		return s.reasonLate > o.reasonLate
	}
	return ws.text(s.category) < ws.text(o.category)
}

// words are texts that many deadlines share, kept once each.
type words struct {
	number map[string]word
	texts  []string
}

// word is a text by its number; 0 is the empty one.
type word uint32

func (ws *words) of(s string) word {
	if s == "" {
		return 0
	}
	if w, ok := ws.number[s]; ok {
		return w
	}
	if ws.number == nil {
		ws.number, ws.texts = map[string]word{}, []string{""}
	}
	s = strings.Clone(s)
	w := word(len(ws.texts))
	ws.number[s], ws.texts = w, append(ws.texts, s)
	return w
}

func (ws *words) text(w word) string {
	if w == 0 {
		return ""
	}
	return ws.texts[w]
}

// before says whether a comes before b: by name, the empty one last.
func (ws *words) before(a, b word) bool {
	if a == 0 || b == 0 {
		return a != 0 && b == 0
	}
	return ws.texts[a] < ws.texts[b]
}
