package deadline

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Unit is what a limit is counted in.
type Unit string

// The units of limits.
const (
	CalendarDays     Unit = "calendar days"
	WorkingDays      Unit = "working days"
	Weeks            Unit = "weeks" // of 7 days
	Months           Unit = "months"
	WeeksOfPregnancy Unit = "weeks of pregnancy" // completed weeks; 40 is the expected date of delivery
)

// Units lists the units of limits.
var Units = []Unit{CalendarDays, WorkingDays, Weeks, Months, WeeksOfPregnancy}

// Span is a number of days, weeks or months.
type Span struct {
	Number int  `json:"number"`
	Unit   Unit `json:"unit"`
}

// String writes "21 calendar days", and "1 month" in the singular.
func (s Span) String() string {
	if s.Number == 1 {
		return fmt.Sprintf("1 %s", strings.TrimSuffix(string(s.Unit), "s"))
	}
	return fmt.Sprintf("%d %s", s.Number, s.Unit)
}

// Limit says how long a clock may run. Besides its span it may name another
// span of which the later or the earlier governs (a pregnancy's weeks against
// days from the notification), be counted back from the planned day of the
// conference called, or be cut short by the day agreed (until).
type Limit struct {
	Span
	Whichever string `json:"whichever,omitempty"` // "later" or "earlier", with Other
	Other     *Span  `json:"other,omitempty"`
	Before    string `json:"before,omitempty"` // "planned"
	Agreed    string `json:"agreed,omitempty"` // "until"
}

// String writes the limit as the sheet does.
func (l Limit) String() string {
	s := l.Span.String()
	switch {
	case l.Before != "":
		return "at least " + s + " before the " + l.Before + " day"
	case l.Agreed != "":
		return "the period agreed, " + s + " at most"
	case l.Other != nil:
		return s + " or " + l.Other.String() + ", whichever is " + l.Whichever
	}
	return s
}

// Source is where a rule stands: a document and its paragraph.
type Source struct {
	Document  string `json:"document"`
	Paragraph string `json:"paragraph,omitempty"`
	Note      string `json:"note,omitempty"`
}

func (s Source) String() string {
	t := s.Document
	if s.Paragraph != "" {
		t += " " + s.Paragraph
	}
	return t
}

// Force is how binding a timescale is.
type Force string

// The forces of rules. A rule "where possible" makes no breach.
const (
	Must          Force = "must"
	Should        Force = "should"
	WherePossible Force = "where possible"
)

// Checked says which practitioner looked at a rule, and when; zero is nobody.
type Checked struct {
	By string `json:"by,omitempty"`
	On Date   `json:"on"`
}

// Rule is a timescale: what starts its clock, how long it may run, what meets
// it and what ends it unmet.
type Rule struct {
	ID      string   `json:"id"`
	Duty    string   `json:"duty"`
	Sources []Source `json:"source"`
	Reading []string `json:"reading,omitempty"` // ours, where the source is silent
	Force   Force    `json:"force"`
	Checked Checked  `json:"checked"`

	Limit     Limit     `json:"limit"`
	NotBefore *Span     `json:"not_before,omitempty"` // what comes earlier does not meet
	Starts    []Trigger `json:"starts"`
	While     string    `json:"while,omitempty"` // "registered", "not registered": after the event
	MetBy     []Trigger `json:"met_by"`
	FallsAway []Trigger `json:"falls_away_on"`
	Repeat    string    `json:"repeat"` // "absorb" or "each"

	pack        *Pack
	startOn     mask
	meets, ends mask // by any trigger
	meetsPlain  mask // by a trigger with no link
	endsPlain   mask
	ofDay       bool
	absorb      bool
	needs       int8 // registration asked after the event: 0 none, 1 registered, -1 not
	wherePoss   bool
	gestation   bool // the limit depends on the delivery date
	days        Date // the limit, where it is so many days and nothing else
}

// Duty is something owed for which the source gives no limit: shown, never
// overdue.
type Duty struct {
	ID      string   `json:"id"`
	Duty    string   `json:"duty"`
	Sources []Source `json:"source"`
}

// Pack is a set of rules that belong together, such as a national guidance.
type Pack struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Extends string   `json:"extends,omitempty"`
	Version string   `json:"version"`
	Notes   []string `json:"notes,omitempty"`
	Rules   []Rule   `json:"rules"`
	NoLimit []Duty   `json:"no_fixed_limit,omitempty"`

	starts [classes][]start
}

// start is a rule that events of one class start.
type start struct {
	rule  *Rule
	newly bool
	from  position
}

// LongestLimit is the longest limit that makes sense, in any unit.
const LongestLimit = 3660

// Compile checks a pack's rules and prepares them for evaluation. All faults
// are returned at once, each beginning with the rule's id.
func Compile(p Pack) (*Pack, error) {
	var faults []error
	c := p
	c.Rules = slices.Clone(p.Rules)
	c.starts = [classes][]start{}
	for i := range c.Rules {
		r := &c.Rules[i]
		for _, err := range r.compile(&c) {
			faults = append(faults, fmt.Errorf("rule %s: %w", r.ID, err))
		}
		if slices.IndexFunc(c.Rules, func(o Rule) bool { return o.ID == r.ID }) < i {
			faults = append(faults, fmt.Errorf("rule %s: a second rule with this id", r.ID))
		}
	}
	return &c, errors.Join(faults...)
}

// Rule finds a rule by its id, or nil.
func (p *Pack) Rule(id string) *Rule {
	for i := range p.Rules {
		if p.Rules[i].ID == id {
			return &p.Rules[i]
		}
	}
	return nil
}

// Pack is the pack that the rule was compiled in.
func (r *Rule) Pack() *Pack { return r.pack }

func (r *Rule) compile(p *Pack) []error {
	r.pack = p
	r.startOn, r.meets, r.ends, r.meetsPlain, r.endsPlain, r.ofDay = 0, 0, 0, 0, 0, false
	for _, t := range r.Starts {
		r.startOn |= t.on
		for c := range classes {
			if t.on.has(c) {
				p.starts[c] = append(p.starts[c], start{r, t.newly, t.from})
			}
		}
	}
	for _, t := range r.MetBy {
		r.meets |= t.on
		if t.link == anyKind {
			r.meetsPlain |= t.on
		}
		r.ofDay = r.ofDay || t.link == ofDay
	}
	for _, t := range r.FallsAway {
		r.ends |= t.on
		if t.link == anyKind {
			r.endsPlain |= t.on
		}
	}
	r.absorb = r.Repeat == "absorb"
	r.wherePoss = r.Force == WherePossible
	r.gestation = r.Limit.Unit == WeeksOfPregnancy || r.Limit.Other != nil && r.Limit.Other.Unit == WeeksOfPregnancy
	r.days = r.Limit.plainDays()
	r.needs = map[string]int8{"registered": 1, "not registered": -1}[r.While]
	return r.faults()
}

func (r *Rule) faults() []error {
	var fs []error
	need := func(ok bool, format string, args ...any) {
		if !ok {
			fs = append(fs, fmt.Errorf(format, args...))
		}
	}
	need(r.ID != "", "id is missing; accepted is a short name in lower case with hyphens")
	need(r.Duty != "", "duty is missing; accepted is a sentence")
	need(len(r.Sources) > 0, "source is missing; accepted is at least one document with its paragraph")
	need(slices.Contains([]Force{Must, Should, WherePossible}, r.Force), "force %q is unknown; accepted: must, should, where possible", r.Force)
	need(r.Repeat == "absorb" || r.Repeat == "each", "repeat %q is unknown; accepted: absorb, each", r.Repeat)
	need(r.While == "" || r.needs != 0, "while %q is unknown; accepted: registered, not registered", r.While)
	need(len(r.Starts) > 0, "nothing starts its clock; accepted is a list of events")
	need(len(r.MetBy) > 0, "nothing meets it; accepted is a list of events")
	fs = append(fs, r.Limit.Span.faults("limit")...)
	if r.NotBefore != nil {
		fs = append(fs, r.NotBefore.faults("not_before")...)
		need(r.NotBefore.Unit != WorkingDays && r.NotBefore.Unit != WeeksOfPregnancy, "not_before is in %s; accepted: calendar days, weeks, months", r.NotBefore.Unit)
	}
	return append(fs, r.Limit.faults()...)
}

func (l Limit) faults() []error {
	var fs []error
	if l.Other != nil {
		fs = append(fs, l.Other.faults("limit's other")...)
		if l.Whichever != "later" && l.Whichever != "earlier" {
			fs = append(fs, fmt.Errorf("limit's whichever %q is unknown; accepted: later, earlier", l.Whichever))
		}
		if (l.Unit == WeeksOfPregnancy) == (l.Other.Unit == WeeksOfPregnancy) {
			fs = append(fs, errors.New("a limit with another is one in weeks of pregnancy and one that is not"))
		}
	} else if l.Whichever != "" {
		fs = append(fs, errors.New("limit's whichever stands without other"))
	}
	if l.Before != "" && l.Before != "planned" {
		fs = append(fs, fmt.Errorf("limit's before %q is unknown; accepted: planned", l.Before))
	}
	if l.Agreed != "" && l.Agreed != "until" {
		fs = append(fs, fmt.Errorf("limit's agreed %q is unknown; accepted: until", l.Agreed))
	}
	if l.Before != "" && (l.Unit == WeeksOfPregnancy || l.Other != nil || l.Agreed != "") {
		fs = append(fs, errors.New("a limit before the planned day is one plain span"))
	}
	return fs
}

func (s Span) faults(what string) []error {
	var fs []error
	if s.Number < 1 || s.Number > LongestLimit {
		fs = append(fs, fmt.Errorf("%s of %d is impossible; accepted is 1 to %d", what, s.Number, LongestLimit))
	}
	if !slices.Contains(Units, s.Unit) {
		fs = append(fs, fmt.Errorf("%s in %q is unknown; accepted: calendar days, working days, weeks, months, weeks of pregnancy", what, s.Unit))
	}
	if s.Unit == WeeksOfPregnancy && s.Number > 40 {
		fs = append(fs, fmt.Errorf("%s of %d weeks of pregnancy is impossible; accepted is 1 to 40", what, s.Number))
	}
	return fs
}
