package page

import (
	"errors"
	"slices"
	"strings"

	"caseclock/engine"
)

// Fault is one thing that is wrong with a form.
type Fault struct {
	Field string // the name of the input it is about; empty: the form as a whole
	Text  string // what is wrong and what is accepted; a sentence
}

// Faults are all that is wrong with a form, in the order of its fields.
type Faults []Fault

// Add notes a fault of a field.
func (f *Faults) Add(field, text string) { *f = append(*f, Fault{field, text}) }

// Of are the texts about one field.
func (f Faults) Of(field string) (texts []string) {
	for _, x := range f {
		if x.Field == field {
			texts = append(texts, x.Text)
		}
	}
	return texts
}

// Take adds what the engine refused, and says whether err was that. Each fault
// is about the field that it begins with where the form has one of that name.
func (f *Faults) Take(err error, fields ...string) bool {
	var refused *engine.Refused
	if !errors.As(err, &refused) {
		return false
	}
	for _, text := range refused.Faults {
		field := ""
		if name, rest, ok := strings.Cut(text, ": "); ok {
			for _, known := range fields {
				if known == name {
					field, text = name, rest
				}
			}
		}
		f.Add(field, Sentence(text))
	}
	return true
}

// Sentence begins with a capital and ends with a full stop.
func Sentence(s string) string {
	if s == "" {
		return s
	}
	if s[0] >= 'a' && s[0] <= 'z' {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	if last := s[len(s)-1]; last != '.' && last != '?' && last != '!' {
		s += "."
	}
	return s
}

// InOrder puts the faults in the order of a form's fields; those about no field
// of it come last.
func (f Faults) InOrder(fields ...string) {
	place := func(x Fault) int {
		if i := slices.Index(fields, x.Field); i >= 0 {
			return i
		}
		return len(fields)
	}
	slices.SortStableFunc(f, func(a, b Fault) int { return place(a) - place(b) })
}
