package notify

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Occasion is the kind of a rung.
type Occasion string

// The occasions that a ladder can name. The words are those of the
// configuration.
const (
	Before         Occasion = "before"          // so many days before the due day, while it is open
	After          Occasion = "after"           // so many days after it, while it is open
	Unexplained    Occasion = "unexplained"     // out of timescale for so many days without a reason that holds
	ProposedPassed Occasion = "proposed-passed" // the proposed date has passed and it is still open
	PutRight       Occasion = "put-right"       // a breach that was told of has been done
)

// The occasions that go to the coordinator whatever the ladder says.
const (
	NoDeliveryDate Occasion = "delivery-date-missing"
	NoDueDay       Occasion = "due-day-unknown" // the calendar of holidays does not reach so far
)

// Occasions are the words for rungs that a ladder can have.
var Occasions = []Occasion{Before, After, Unexplained, ProposedPassed, PutRight}

// The roles that a rung can name. Chair and lead are those of the case; the
// others are everyone of the case's authority who has the role.
const (
	Chair       = "chair"
	Lead        = "lead"
	Manager     = "manager"
	Coordinator = "coordinator"
)

// Committee is the role of those who are told of reports, and of no case: no
// rung can name it.
const Committee = "committee"

// Roles are the words for whom a rung tells.
var Roles = []string{Chair, Lead, Manager, Coordinator}

// Rung is one occasion on which people are told about a deadline.
type Rung struct {
	When  Occasion
	Days  int      // calendar days from the due day; 0 for proposed-passed and put-right
	Every int      // unexplained only: again after so many calendar days; 0 is once
	To    []string // roles
}

// Ladder is all rungs of an installation.
type Ladder []Rung

// LongestRung is the most days that a rung can lie from the due day, or that
// can pass until it is told again.
const LongestRung = 366

// DefaultLadder is what a configuration without a ladder means.
func DefaultLadder() Ladder {
	return Ladder{
		{When: Before, Days: 7, To: []string{Chair}},
		{When: Before, Days: 1, To: []string{Chair}},
		{When: After, Days: 1, To: []string{Chair, Lead}},
		{When: Unexplained, Days: 4, Every: 4, To: []string{Chair}},
		{When: Unexplained, Days: 8, Every: 4, To: []string{Manager}},
		{When: ProposedPassed, To: []string{Chair, Lead}},
		{When: PutRight, To: []string{Chair, Lead, Manager}},
	}
}

// String writes the rung as ParseRung reads it.
func (r Rung) String() string { return r.when() + " to " + strings.Join(r.To, ", ") }

func (r Rung) when() string {
	switch {
	case r.When == Before || r.When == After:
		return fmt.Sprintf("%s %s", days(r.Days), r.When)
	case r.When == Unexplained && r.Every > 0:
		return fmt.Sprintf("unexplained from day %d every %s", r.Days, days(r.Every))
	case r.When == Unexplained:
		return fmt.Sprintf("unexplained from day %d", r.Days)
	}
	return string(r.When)
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// Faults says everything that is wrong with a rung, and what is accepted.
func (r Rung) Faults() []error {
	var fs []error
	fault := func(format string, args ...any) { fs = append(fs, fmt.Errorf(format, args...)) }
	least, most := 1, LongestRung
	switch r.When {
	case Before:
		least = 0
	case ProposedPassed, PutRight:
		most, least = 0, 0
	case After, Unexplained:
	default:
		fault("when %q is no occasion; accepted: %s", clip(string(r.When)), joined(Occasions))
		least, most = 0, LongestRung
	}
	if r.Days < least || r.Days > most {
		fault("%d days do not go with %s; accepted is %d to %d", r.Days, r.When, least, most)
	}
	if r.Every < 0 || r.Every > LongestRung || r.Every > 0 && r.When != Unexplained {
		fault("every %d days does not go with %s; accepted is 1 to %d, with unexplained only", r.Every, r.When, LongestRung)
	}
	if len(r.To) == 0 {
		fault("to: nobody is named; accepted are roles: %s", strings.Join(Roles, ", "))
	}
	for i, role := range r.To {
		if !slices.Contains(Roles, role) {
			fault("to: %q is no role; accepted: %s", clip(role), strings.Join(Roles, ", "))
		} else if slices.Contains(r.To[:i], role) {
			fault("to: %s is named twice", role)
		}
	}
	return fs
}

// ParseRung reads one rung as a sentence:
//
//	7 days before to chair
//	1 day after to chair and lead
//	unexplained from day 8 every 4 days to manager
//	proposed-passed to chair, lead
//	put-right to chair
func ParseRung(text string) (Rung, error) {
	words := strings.Fields(strings.ReplaceAll(text, ",", " "))
	at := slices.Index(words, "to")
	if at < 0 {
		return Rung{}, rungError(text, errors.New("it does not say to whom"))
	}
	r, err := parseWhen(words[:at])
	if err != nil {
		return Rung{}, rungError(text, err)
	}
	for _, w := range words[at+1:] {
		if w != "and" {
			r.To = append(r.To, w)
		}
	}
	if fs := r.Faults(); len(fs) > 0 {
		return Rung{}, rungError(text, errors.Join(fs...))
	}
	return r, nil
}

func rungError(text string, err error) error {
	return fmt.Errorf("rung %q: %w; accepted is such as \"7 days before to chair\", \"1 day after to chair and lead\", "+
		"\"unexplained from day 8 every 4 days to manager\", \"proposed-passed to chair\", \"put-right to chair\"", clip(text), err)
}

func parseWhen(words []string) (Rung, error) {
	switch {
	case len(words) == 1:
		return Rung{When: Occasion(words[0])}, nil
	case len(words) == 3 && isDays(words[1]) && (words[2] == string(Before) || words[2] == string(After)):
		n, err := number(words[0])
		return Rung{When: Occasion(words[2]), Days: n}, err
	case len(words) >= 4 && words[0] == string(Unexplained) && words[1] == "from" && words[2] == "day":
		return parseUnexplained(words[3:])
	}
	return Rung{}, errors.New("the occasion is not understood")
}

func parseUnexplained(words []string) (Rung, error) {
	r := Rung{When: Unexplained}
	var err error
	if r.Days, err = number(words[0]); err != nil || len(words) == 1 {
		return r, err
	}
	if len(words) != 4 || words[1] != "every" || !isDays(words[3]) {
		return r, errors.New("how often is not understood")
	}
	r.Every, err = number(words[2])
	if err == nil && r.Every == 0 {
		err = errors.New("every 0 days is always")
	}
	return r, err
}

func isDays(w string) bool { return w == "day" || w == "days" }

func number(w string) (int, error) {
	n, err := strconv.ParseUint(w, 10, 16)
	if err != nil {
		return 0, fmt.Errorf("%q is no number of days", clip(w))
	}
	return int(n), nil
}

// ParseLadder reads a ladder, a rung an entry. All faults come at once, each
// with the rung's place, counted from 1.
func ParseLadder(texts []string) (Ladder, error) {
	var l Ladder
	var faults []error
	for i, t := range texts {
		r, err := ParseRung(t)
		if err != nil {
			faults = append(faults, fmt.Errorf("ladder, %d: %w", i+1, err))
		}
		l = append(l, r)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return l, nil
}

// clip keeps a value quoted in an error short.
func clip(s string) string {
	if len(s) <= 60 {
		return s
	}
	return strings.ToValidUTF8(s[:60], "") + "…"
}

func joined[T ~string](list []T) string {
	var s []string
	for _, v := range list {
		s = append(s, string(v))
	}
	return strings.Join(s, ", ")
}
