package deadline

// Evaluate is the reckoning: the deadlines of a case under a rulebook, as at a
// day and, where the moment names an instant, as known then. It is pure: the
// same facts give the same deadlines, in the contract's order (Sort).
func Evaluate(c *Case, b *Rulebook, m Moment) []Deadline {
	var r Reckoner
	return r.Evaluate(c, b, m)
}

// Reckoner evaluates many cases with the memory of one. It is not safe for
// concurrent use.
type Reckoner struct {
	out []Deadline
}

// Evaluate is as the function, but what it returns is overwritten by the next
// call.
func (r *Reckoner) Evaluate(c *Case, b *Rulebook, m Moment) []Deadline {
	return r.out
}

// Queries lists what is doubtful in the data of a case, in the order of its
// events.
func Queries(c *Case, b *Rulebook, m Moment) []Query { return nil }

// Step is one step of an explanation, in words and as data.
type Step struct {
	Kind string         `json:"kind"` // started, rule, count, skipped, met, ...
	Text string         `json:"text"`
	On   Date           `json:"on"`
	Data map[string]any `json:"data,omitempty"`
}

// Explanation is how one deadline was reached.
type Explanation struct {
	Deadline Line   `json:"deadline"`
	Steps    []Step `json:"steps"`
}

// Explain says how a deadline of the case was reached, every step of it.
func Explain(c *Case, b *Rulebook, m Moment, d *Deadline) Explanation { return Explanation{} }
