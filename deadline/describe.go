package deadline

// Shape is what a field of an event holds.
type Shape string

// The shapes of fields.
const (
	TextShape    Shape = "text"
	DayShape     Shape = "day"     // YYYY-MM-DD
	WordShape    Shape = "word"    // one of a few
	InstantShape Shape = "instant" // RFC 3339
)

// FieldForm is one field that an event of some kind carries, and what it
// accepts.
type FieldForm struct {
	Field
	Shape Shape
	Words []string // of a word: those accepted
}

// Describe says what an event of a kind carries, as Fields, and what each of
// its fields accepts, as Set and Check do. The outcomes are those of any
// conference: Outcomes gives those of one kind.
func Describe(k Kind) []FieldForm {
	var all []FieldForm
	for _, f := range Fields(k) {
		s := setterOf[f.Name]
		all = append(all, FieldForm{f, s.shape, s.words})
	}
	return all
}

// Outcomes lists how a conference of a kind can end.
func Outcomes(c Conference) []string {
	var all []string
	for o := Registered; int(o) < len(outcomeWords); o++ {
		if o.Possible(c) {
			all = append(all, o.String())
		}
	}
	return all
}

// PlainKind says what an event of a kind is, in the field's words.
func PlainKind(k Kind) string { return word(kindNames, int(k)) }

// accepted are the words of a list that may be written.
func accepted(words []string) []string {
	if words[0] == "" {
		return words[1:]
	}
	return words
}
