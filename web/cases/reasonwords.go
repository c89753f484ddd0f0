package cases

import (
	"fmt"
	"slices"
	"strings"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// sentenceOf says a deadline and how it stands in one sentence, without the
// case.
func sentenceOf(l *engine.WorkLine) string {
	s := l.Timescale
	if l.Conference != 0 {
		s += fmt.Sprintf(" (%s conference)", l.Conference)
	}
	s += ", counted from " + l.Start.Long() + ", "
	switch {
	case l.Due == 0:
		return s + "has no due day yet."
	case l.Met != 0 && l.DaysLate > 0:
		return s + fmt.Sprintf("was due on %s and was done on %s, %s late.", l.Due.Long(), l.Met.Long(), page.Days(l.DaysLate))
	case l.Ended != 0:
		return s + fmt.Sprintf("was due on %s and ended on %s without being done.", l.Due.Long(), l.Ended.Long())
	case l.DaysLate > 0:
		s += fmt.Sprintf("was due on %s and is %s late.", l.Due.Long(), page.Days(l.DaysLate))
		if l.Lapsed {
			s += fmt.Sprintf(" The date proposed for it, %s, has passed.", l.Proposed.Long())
		}
		return s
	}
	return s + "is due on " + l.Due.Long() + "."
}

// givenWords says the reason that was recorded last.
func givenWords(r *deadline.ReasonLine) string {
	s := fmt.Sprintf("The reason recorded on %s is: %s", r.On.Long(), strings.ToLower(categoryName(r.Category)))
	if r.Proposed != 0 {
		s += ", to be done by " + r.Proposed.Long()
		if r.Lapsed {
			s += ", which has passed"
		}
	}
	return s + "."
}

// categoryName is a category as people read it: "Report not ready".
func categoryName(c string) string {
	s := strings.ReplaceAll(c, "-", " ")
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Title is the heading of the form's page.
func (v *reasonView) Title() string {
	switch {
	case v.InAdvance:
		return "Agree a delay in advance: " + v.Reference
	case v.Early:
		return "Say in advance why it will be late: " + v.Reference
	}
	return "Give the reason: " + v.Reference
}

// Save is the word on the button.
func (v *reasonView) Save() string {
	if v.InAdvance {
		return "Agree the delay"
	}
	return "Save the reason"
}

// Proposed is the label of the proposed date.
func (v *reasonView) Proposed() string {
	switch {
	case v.InAdvance:
		return "New date agreed"
	case v.Open:
		return "Proposed date: by when it will be done"
	}
	return "Proposed date, where something is still to be done"
}

// Warning says what the text must not hold.
func (v *reasonView) Warning() string {
	return "Not needed for most reasons. Up to 500 characters. " + page.Sentence(engine.TextWarning)
}

// reworded are faults as a person at a form reads them, by field and how the
// engine's begins.
var reworded = []struct{ field, begins, text string }{
	{"category", "Missing", "Choose the reason."},
	{"text", "Missing", "Say the reason in a few words: the category other needs it."},
	{"proposed", "Missing", "Write the day by which it will be done."},
	{"deadlines", "None", "Choose at least one timescale."},
	{"why", "Missing", "Say in a few words what was wrong with it."},
	{"on", "Missing", "Write the day on which it happened."},
	{"reference", "Missing", "Write the case system's reference. Never write a name."},
}

// reword says the engine's faults in the page's words.
func reword(faults page.Faults) {
	for i := range faults {
		for _, w := range reworded {
			if faults[i].Field == w.field && strings.HasPrefix(faults[i].Text, w.begins) {
				faults[i].Text = w.text
			}
		}
	}
}

// CategoryLabel is the label of the category.
func (v *reasonView) CategoryLabel() string {
	if v.Early {
		return "Why it will be late"
	}
	return "Why it was late"
}

// mostOpen is how many companions are shown without being unfolded.
const mostOpen = 4

// Folded says whether the companions are folded away: they are many, and none
// is ticked.
func (v *reasonView) Folded() bool {
	return len(v.Others) > mostOpen && !slices.ContainsFunc(v.Others, func(b box) bool { return b.Ticked })
}
