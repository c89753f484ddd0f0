package deadline

// Query is a doubt about the data: listed, never guessed away.
type Query struct {
	Case     string   `json:"case"`
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Event    string   `json:"event"` // the id of the event, or empty where the doubt is about the case
	On       Date     `json:"on"`
	Text     string   `json:"text"`
}

// Severity is how much a query matters.
type Severity string

// The severities of queries.
const (
	Wrong   Severity = "wrong"   // a figure or a date is likely to be wrong
	Missing Severity = "missing" // something that is needed is not there
	Odd     Severity = "odd"     // possible, worth a look
)
