package cases

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// entry is one recorded event as the history shows it.
type entry struct {
	engine.Happening
	Says   string // what happened, in words
	Undone string // what became of it, where it no longer counts
	Name   string // of who recorded it
	Mark   string // names it in addresses
	// Correct and Withdraw say what the viewer may do to it.
	Correct, Withdraw bool
}

// history gives all that was recorded of a case, the latest day first.
func history(x *page.Exchange, f *engine.CaseFile) []entry {
	by := map[string]*engine.Happening{}
	for i := range f.Timeline {
		by[f.Timeline[i].Event] = &f.Timeline[i]
	}
	var all []entry
	for i := range f.Timeline {
		h := f.Timeline[i]
		e := entry{Happening: h, Says: sentence(inWordsOf(h.Text)), Name: x.PersonName(h.By), Mark: markOf(f.ID, h.Event)}
		e.Undone = undone(x, by, &h)
		still := h.WithdrawnBy == "" && h.ReplacedBy == "" && h.Kind != deadline.Withdrawn.String()
		e.Withdraw = f.May.Withdraw && still
		e.Correct = f.May.Record && still && h.Kind != deadline.ReasonRecorded.String()
		all = append(all, e)
	}
	slices.Reverse(all)
	return all
}

// undone says what became of an event that no longer counts.
func undone(x *page.Exchange, by map[string]*engine.Happening, h *engine.Happening) string {
	if w := by[h.WithdrawnBy]; w != nil {
		s := "Withdrawn on " + page.Moment(w.Recorded) + named(x, w.By)
		if w.Why != "" {
			return s + ": " + sentence(w.Why)
		}
		return s + "."
	}
	if r := by[h.ReplacedBy]; r != nil {
		s := "Corrected on " + page.Moment(r.Recorded) + named(x, r.By) + ". It now says: " + sentence(inWordsOf(r.Text)) + " The day is " + r.On.Long() + "."
		if r.Why != "" {
			s += " It was corrected because: " + sentence(r.Why)
		}
		return s
	}
	return ""
}

func named(x *page.Exchange, id string) string {
	if id == "" {
		return ""
	}
	return " by " + x.PersonName(id)
}

// markOf names an event of a case in an address. The event's own id is not
// used: a case system may make it of the case's reference.
func markOf(caseID, event string) string {
	sum := sha256.Sum256([]byte(caseID + "\x00" + event))
	return hex.EncodeToString(sum[:8])
}

// marked finds the event of a case that an address names; nil: there is none.
func marked(f *engine.CaseFile, mark string) *engine.Happening {
	for i := range f.Timeline {
		if markOf(f.ID, f.Timeline[i].Event) == mark {
			return &f.Timeline[i]
		}
	}
	return nil
}

var (
	isoDay   = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)
	ruleIn   = regexp.MustCompile(` for ([a-z0-9-]+) from `)
	category = regexp.MustCompile(`(: )([a-z]+(?:-[a-z]+)+)(,|$)`)
)

// inWordsOf writes the days, timescales and reasons of a recorded event's text
// as people read them.
func inWordsOf(text string) string {
	text = ruleIn.ReplaceAllStringFunc(text, func(s string) string {
		return " for " + deadline.RuleName(ruleIn.FindStringSubmatch(s)[1]) + " from "
	})
	text = category.ReplaceAllStringFunc(text, func(s string) string { return strings.ReplaceAll(s, "-", " ") })
	return isoDay.ReplaceAllStringFunc(text, func(s string) string {
		if d, err := deadline.ParseDate(s); err == nil {
			return d.Long()
		}
		return s
	})
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string { return page.Sentence(inWordsOf(s)) }
