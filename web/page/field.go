package page

import "strings"

// Field is an input of a form with its label, its hint, what was typed and what
// is wrong with it.
type Field struct {
	Name, Label, Hint string
	Value             string
	Faults            []string
	Choices           []Choice
}

// Choice is one of a select or of radio buttons.
type Choice struct {
	Value, Text string
	Chosen      bool
}

// field prepares an input of the view's form: name, label and hint.
func field(v *View, name, label string, hint ...string) Field {
	return Field{Name: name, Label: label, Hint: strings.Join(hint, " "), Value: v.Form.Get(name), Faults: v.Faults.Of(name)}
}

// choicesOf gives a field its choices; what was typed is the one chosen.
func choicesOf(f Field, choices []Choice) Field {
	f.Choices = append([]Choice{}, choices...)
	for i := range f.Choices {
		f.Choices[i].Chosen = f.Choices[i].Value == f.Value
	}
	return f
}

// Described are the ids of what describes the input, for aria-describedby.
func (f Field) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.Name+"-hint")
	}
	if len(f.Faults) > 0 {
		ids = append(ids, f.Name+"-fault")
	}
	return strings.Join(ids, " ")
}
