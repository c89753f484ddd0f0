package deadline

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Event is a fact of a case as it was recorded: what happened, on which day,
// and who wrote it down when. An event is never changed; another may withdraw
// or replace it. Absent fields are zero.
type Event struct {
	ID       string    `json:"id,omitempty"`
	Case     string    `json:"case"`
	Kind     Kind      `json:"event"`
	On       Date      `json:"on"`
	Recorded time.Time `json:"recorded,omitzero"` // instant, UTC
	By       string    `json:"by,omitempty"`
	Source   string    `json:"source,omitempty"` // file and line
	Replaces string    `json:"replaces,omitempty"`

	Authority string `json:"authority,omitempty"`
	Chair     string `json:"chair,omitempty"`
	Lead      string `json:"lead,omitempty"`
	Family    string `json:"family,omitempty"`

	RegisteredOn  Date `json:"registered_on,omitzero"`
	LastReview    Date `json:"last_review,omitzero"`
	LastCoreGroup Date `json:"last_core_group,omitzero"`

	Subject   Subject   `json:"subject,omitzero"`
	EDD       Date      `json:"edd,omitzero"` // expected date of delivery
	Direction Direction `json:"direction,omitzero"`

	Conference Conference `json:"conference,omitzero"`
	Planned    Date       `json:"planned,omitzero"`
	Meeting    string     `json:"meeting,omitempty"`
	Outcome    Outcome    `json:"outcome,omitzero"`
	Until      Date       `json:"until,omitzero"`
	Next       Date       `json:"next,omitzero"`
	Of         Date       `json:"of,omitzero"`

	Rule     string `json:"rule,omitempty"`
	Start    Date   `json:"start,omitzero"`
	Category string `json:"category,omitempty"`
	Text     string `json:"text,omitempty"`
	Proposed Date   `json:"proposed,omitzero"`
	AgreedBy string `json:"agreed_by,omitempty"`

	Cause  Cause  `json:"cause,omitzero"`
	Target string `json:"target,omitempty"`
	Why    string `json:"why,omitempty"`
}

// Field is one thing that an event of some kind carries.
type Field struct {
	Name     string // as in JSON and in CSV headers
	Required bool
}

var commonFields = fields("id case* event* on* recorded by source replaces")

var carried = [...][]Field{
	CaseAssigned:        fields("authority chair lead family"),
	PositionBroughtIn:   fields("registered_on* last_review last_core_group"),
	ConcernNotified:     fields("subject edd"),
	EDDRevised:          fields("edd*"),
	TransferNotified:    fields("direction"),
	ConferenceCalled:    fields("conference* planned* meeting"),
	NoticeGiven:         fields("conference*"),
	ConferenceHeld:      fields("conference* outcome* until next meeting"),
	DecisionsCirculated: fields("of meeting"),
	PlanCirculated:      fields("of meeting"),
	MinutesCirculated:   fields("of meeting"),
	ReasonRecorded:      fields("rule* start* conference category* text proposed agreed_by"),
	Closed:              fields("cause*"),
	Withdrawn:           fields("target* why"),
}

func fields(list string) []Field {
	var fs []Field
	for _, w := range strings.Fields(list) {
		name, required := strings.CutSuffix(w, "*")
		fs = append(fs, Field{name, required})
	}
	return fs
}

// Fields lists what an event of this kind carries: first what all events do,
// then its own.
func Fields(k Kind) []Field {
	fs := slices.Clone(commonFields)
	if int(k) < len(carried) {
		fs = append(fs, carried[k]...)
	}
	return fs
}

// FieldNames lists every field of any event once, in the order of the
// struct: a header for CSV.
func FieldNames() []string {
	names := []string{}
	for _, s := range setters {
		names = append(names, s.name)
	}
	return names
}

type setter struct {
	name  string
	set   func(*Event, string) error
	has   func(*Event) bool
	shape Shape
	words []string // of a word: those accepted
}

var setters = []setter{
	text("id", func(e *Event) *string { return &e.ID }),
	reference("case", func(e *Event) *string { return &e.Case }),
	enum("event", kindWords, "event", func(e *Event) *Kind { return &e.Kind }),
	day("on", func(e *Event) *Date { return &e.On }),
	{"recorded", setRecorded, func(e *Event) bool { return !e.Recorded.IsZero() }, InstantShape, nil},
	text("by", func(e *Event) *string { return &e.By }),
	text("source", func(e *Event) *string { return &e.Source }),
	text("replaces", func(e *Event) *string { return &e.Replaces }),
	text("authority", func(e *Event) *string { return &e.Authority }),
	text("chair", func(e *Event) *string { return &e.Chair }),
	text("lead", func(e *Event) *string { return &e.Lead }),
	text("family", func(e *Event) *string { return &e.Family }),
	day("registered_on", func(e *Event) *Date { return &e.RegisteredOn }),
	day("last_review", func(e *Event) *Date { return &e.LastReview }),
	day("last_core_group", func(e *Event) *Date { return &e.LastCoreGroup }),
	enum("subject", subjectWords, "subject", func(e *Event) *Subject { return &e.Subject }),
	day("edd", func(e *Event) *Date { return &e.EDD }),
	enum("direction", directionWords, "direction", func(e *Event) *Direction { return &e.Direction }),
	enum("conference", conferenceWords, "kind of conference", func(e *Event) *Conference { return &e.Conference }),
	day("planned", func(e *Event) *Date { return &e.Planned }),
	text("meeting", func(e *Event) *string { return &e.Meeting }),
	enum("outcome", outcomeWords, "outcome", func(e *Event) *Outcome { return &e.Outcome }),
	day("until", func(e *Event) *Date { return &e.Until }),
	day("next", func(e *Event) *Date { return &e.Next }),
	day("of", func(e *Event) *Date { return &e.Of }),
	text("rule", func(e *Event) *string { return &e.Rule }),
	day("start", func(e *Event) *Date { return &e.Start }),
	text("category", func(e *Event) *string { return &e.Category }),
	text("text", func(e *Event) *string { return &e.Text }),
	day("proposed", func(e *Event) *Date { return &e.Proposed }),
	text("agreed_by", func(e *Event) *string { return &e.AgreedBy }),
	enum("cause", causeWords, "cause", func(e *Event) *Cause { return &e.Cause }),
	text("target", func(e *Event) *string { return &e.Target }),
	text("why", func(e *Event) *string { return &e.Why }),
}

var setterOf = func() map[string]setter {
	m := map[string]setter{}
	for _, s := range setters {
		m[s.name] = s
	}
	return m
}()

// Set gives a field its value from text, by the field's JSON name. An empty
// value leaves it absent. The error says what is accepted.
func (e *Event) Set(field, value string) error {
	s, ok := setterOf[field]
	if !ok {
		return fmt.Errorf("unknown field %q; accepted: %s", clip(field), strings.Join(FieldNames(), ", "))
	}
	if value == "" {
		return nil
	}
	if err := s.set(e, value); err != nil {
		return fmt.Errorf("%s: %w", field, err)
	}
	return nil
}

// Check says what keeps an event from being read as one of its kind: a
// required field that is missing, a field that its kind does not carry (set
// names the fields the source gave, so that a given default is seen too; nil
// looks at the values), a category with no such word. Categories nil means
// the published list.
func (e *Event) Check(set []string, categories []string) []error {
	var faults []error
	allowed := Fields(e.Kind)
	for _, f := range allowed {
		if f.Required && !setterOf[f.Name].has(e) {
			faults = append(faults, fmt.Errorf("%s: missing; %s needs it", f.Name, or(e.Kind.String(), "an event")))
		}
	}
	if e.Kind == 0 {
		return faults
	}
	if set == nil {
		for _, s := range setters {
			if s.has(e) {
				set = append(set, s.name)
			}
		}
	}
	for _, name := range set {
		if !slices.ContainsFunc(allowed, func(f Field) bool { return f.Name == name }) {
			faults = append(faults, fmt.Errorf("%s: %s does not carry it; accepted: %s", name, e.Kind, fieldList(e.Kind)))
		}
	}
	return append(faults, e.checkReason(categories)...)
}

func (e *Event) checkReason(categories []string) []error {
	if e.Kind != ReasonRecorded || e.Category == "" {
		return nil
	}
	if categories == nil {
		categories = Categories
	}
	if !slices.Contains(categories, e.Category) {
		return []error{fmt.Errorf("category: %q is no category; accepted: %s", clip(e.Category), strings.Join(categories, ", "))}
	}
	if e.Category == "other" && strings.TrimSpace(e.Text) == "" {
		return []error{fmt.Errorf("text: missing; the category other needs it")}
	}
	return nil
}

func fieldList(k Kind) string {
	var names []string
	for _, f := range Fields(k) {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

func text(name string, at func(*Event) *string) setter {
	return setter{name, func(e *Event, v string) error {
		if i := strings.IndexFunc(v, func(r rune) bool { return r == 0 }); i >= 0 {
			return fmt.Errorf("a NUL character at byte %d; accepted is text", i+1)
		}
		*at(e) = v
		return nil
	}, func(e *Event) bool { return *at(e) != "" }, TextShape, nil}
}

// reference is a text that names something, so that somebody must be able to see it.
func reference(name string, at func(*Event) *string) setter {
	s := text(name, at)
	set := s.set
	s.set = func(e *Event, v string) error {
		if !strings.ContainsFunc(v, seen) {
			return fmt.Errorf("%q has no character that can be seen; accepted is the reference of the case", clip(v))
		}
		return set(e, v)
	}
	return s
}

func seen(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }

func day(name string, at func(*Event) *Date) setter {
	return setter{name, func(e *Event, v string) error {
		d, err := ParseDate(v)
		*at(e) = d
		return err
	}, func(e *Event) bool { return *at(e) != 0 }, DayShape, nil}
}

func enum[T ~uint8](name string, words []string, what string, at func(*Event) *T) setter {
	return setter{name, func(e *Event, v string) error {
		w, err := parseWord[T](words, v, what)
		*at(e) = w
		return err
	}, func(e *Event) bool { return *at(e) != 0 }, WordShape, accepted(words)}
}

func setRecorded(e *Event, v string) error {
	t, err := time.Parse(time.RFC3339Nano, v)
	if err != nil {
		return fmt.Errorf("%q is no instant; accepted is RFC 3339, 2026-01-20T14:05:00Z", clip(v))
	}
	e.Recorded = t.UTC()
	return nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
