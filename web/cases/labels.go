package cases

import (
	"strings"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// input is one field of a form with the template that draws it.
type input struct {
	page.Field
	Form string // "day", "input", "select"
}

// labels are the fields of events as forms name them, with hints.
var labels = map[string][2]string{
	"on":              {"Day on which it happened", "Written like 26/1/2026."},
	"authority":       {"Council", ""},
	"chair":           {"Chair", ""},
	"lead":            {"Lead professional", ""},
	"family":          {"Family reference", "A reference that brothers and sisters share. Never a name."},
	"registered_on":   {"Day of registration", "Written like 26/1/2026."},
	"last_review":     {"Day of the last review conference", "Written like 26/1/2026."},
	"last_core_group": {"Day of the last core group", "Written like 26/1/2026."},
	"subject":         {"Whom the concern is about", ""},
	"edd":             {"Expected date of delivery", "For an unborn child. Written like 26/1/2026."},
	"direction":       {"Which way the child moves", ""},
	"conference":      {"Kind of conference", ""},
	"planned":         {"Day for which it is planned", "Written like 26/1/2026."},
	"meeting":         {"Meeting reference", "A reference that the children of one meeting share. Never a name."},
	"outcome":         {"Outcome", ""},
	"until":           {"Day agreed for the continued conference", "Only where it was continued. Written like 26/1/2026."},
	"next":            {"Day agreed for the next review", "Written like 26/1/2026."},
	"of":              {"Which conference it is of", ""},
	"cause":           {"Why the case is closed", ""},
}

// wordNames are words of events as people read them, where the word with its
// hyphens undone does not say enough.
var wordNames = map[string]string{
	"child": "A child", "unborn": "An unborn child", "in": "To us: we receive the child", "out": "Away from us",
	"moved-away": "The child moved away", "died": "The child died", "pregnancy-ended": "The pregnancy ended", "process-ended": "The process ended",
	"retained": "Kept on the register", "inquorate": "Inquorate: too few came",
}

func wordName(w string) string {
	if s := wordNames[w]; s != "" {
		return s
	}
	return categoryName(w)
}

// inputOf draws a field of a kind of event. The case is nil for a new one; a
// conference narrows the outcomes.
func inputOf(x *page.Exchange, f *engine.CaseFile, field engine.FieldForm, conference string, v *page.View) input {
	l := labels[field.Name]
	in := input{page.Field{Name: field.Name, Label: l[0], Hint: l[1], Value: v.Form.Get(field.Name), Faults: v.Faults.Of(field.Name)}, "input"}
	if in.Label == "" {
		in.Label = categoryName(strings.ReplaceAll(field.Name, "_", "-"))
	}
	if !field.Required {
		in.Label += " (optional)"
	}
	switch {
	case field.Name == "of" && f != nil:
		in.choose(conferencesHeld(f), "Not known")
	case field.Name == "chair":
		in.choose(x.PeopleAs(access.Chair, access.RecordEvents), "As it is")
	case field.Name == "lead":
		in.choose(x.PeopleAs(access.Lead, access.RecordEvents), "As it is")
	case field.Name == "authority":
		in.choose(councils(x), "As it is")
	case field.Shape == deadline.DayShape:
		in.Form = "day"
	case field.Shape == deadline.WordShape:
		words := field.Words
		if some := field.ByConference[conference]; len(some) > 0 {
			words = some
		}
		in.choose(wordChoices(words), unsaid(field))
	}
	return in
}

// unsaid is what the first choice of a field says; none for a field whose first
// word holds where nothing is said.
func unsaid(field engine.FieldForm) string {
	if field.Name == "subject" || field.Name == "direction" {
		return ""
	}
	return "Choose"
}

func wordChoices(words []string) []page.Choice {
	var list []page.Choice
	for _, w := range words {
		list = append(list, page.Choice{Value: w, Text: wordName(w)})
	}
	return list
}

// councils are all that the configuration knows: a case may be handed on to one
// that is not the viewer's.
func councils(x *page.Exchange) []page.Choice {
	var list []page.Choice
	for _, a := range x.Kit.Engine.Book.Authorities {
		list = append(list, page.Choice{Value: a.ID, Text: x.AuthorityName(a.ID)})
	}
	return list
}

// choose makes the field a list. A value that the list lacks is added to it, so
// that it is not lost; without a list, the value is typed.
func (in *input) choose(list []page.Choice, first string) {
	if len(list) == 0 {
		return
	}
	in.Form = "select"
	if first != "" {
		in.Choices = append(in.Choices, page.Choice{Text: first})
	}
	found := in.Value == ""
	for _, c := range list {
		c.Chosen = c.Value == in.Value
		found = found || c.Chosen
		in.Choices = append(in.Choices, c)
	}
	if !found {
		in.Choices = append(in.Choices, page.Choice{Value: in.Value, Text: in.Value, Chosen: true})
	}
}

// conferencesHeld are the conferences of a case, the latest first, by their
// days.
func conferencesHeld(f *engine.CaseFile) []page.Choice {
	var list []page.Choice
	for i := len(f.Timeline) - 1; i >= 0; i-- {
		if h := &f.Timeline[i]; h.Counts && h.Kind == deadline.ConferenceHeld.String() {
			list = append(list, page.Choice{Value: h.On.Long(), Text: h.On.Long() + ": " + h.Text})
		}
	}
	return list
}
