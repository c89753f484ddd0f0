package deadline

import (
	"strings"
	"testing"
)

func TestParseTrigger(t *testing.T) {
	for words, classes := range map[string]int{
		"concern-notified child":                1,
		"concern-notified":                      2,
		"concern-notified unborn":               1,
		"conference-held":                       5 * 5, // every kind, every outcome but inquorate
		"conference-held inquorate":             5,
		"conference-held initial continued":     1,
		"conference-held registered retained":   5 * 2,
		"conference-held initial pre-birth":     2 * 5,
		"registers":                             4, // not a review
		"newly-registers pre-birth":             1,
		"deregisters":                           5,
		"closed":                                4,
		"closed died moved-away":                2,
		"transfer-notified in":                  1,
		"position-brought-in last-review":       1,
		"notice-given, same-kind":               1,
		"minutes-circulated, of that day":       1,
		"conference-held, near the planned day": 25,
	} {
		trigger, err := ParseTrigger(words)
		if err != nil {
			t.Errorf("%s: %v", words, err)
			continue
		}
		n := 0
		for c := range everyClass() {
			if trigger.on.has(c) {
				n++
			}
		}
		if n != classes {
			t.Errorf("%s names %d classes of events, want %d", words, n, classes)
		}
	}
	for words, fault := range map[string]string{
		"":                           "an event is missing",
		"conference-hold":            "no event that a rule can name",
		"withdrawn":                  "no event that a rule can name",
		"reason-recorded":            "no event that a rule can name",
		"conference-held early":      "does not go with conference-held",
		"registers retained":         "does not go with registers",
		"deregisters review":         "does not go with deregisters",
		"closed moved":               "is no closed",
		"position-brought-in":        "names one day",
		"notice-given, of that kind": "is no link",
		"core-group-held initial":    "does not go with core-group-held",
	} {
		if _, err := ParseTrigger(words); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("%q: %v, want %q", words, err, fault)
		}
	}
}

func everyClass() map[class]bool {
	all := map[class]bool{}
	for c := range classes {
		all[c] = true
	}
	return all
}

func TestCompileRefuses(t *testing.T) {
	good := func() Rule {
		starts, _ := ParseTrigger("concern-notified child")
		met, _ := ParseTrigger("conference-held initial")
		return Rule{ID: "initial-cpcc", Duty: "A conference is held.", Sources: []Source{{Document: "FV", Paragraph: "7"}},
			Force: Must, Limit: Limit{Span: Span{21, CalendarDays}}, Starts: []Trigger{starts}, MetBy: []Trigger{met}, Repeat: "absorb"}
	}
	for fault, spoil := range map[string]func(*Rule){
		"":                              func(*Rule) {},
		"id is missing":                 func(r *Rule) { r.ID = "" },
		"duty is missing":               func(r *Rule) { r.Duty = "" },
		"source is missing":             func(r *Rule) { r.Sources = nil },
		"force":                         func(r *Rule) { r.Force = "perhaps" },
		"repeat":                        func(r *Rule) { r.Repeat = "" },
		"while":                         func(r *Rule) { r.While = "asleep" },
		"nothing starts":                func(r *Rule) { r.Starts = nil },
		"nothing meets":                 func(r *Rule) { r.MetBy = nil },
		"limit of 0 is impossible":      func(r *Rule) { r.Limit.Number = 0 },
		"limit of 10000 is impossible":  func(r *Rule) { r.Limit.Number = 10000 },
		"limit in \"fortnights\"":       func(r *Rule) { r.Limit.Unit = "fortnights" },
		"weeks of pregnancy is imposs":  func(r *Rule) { r.Limit.Span = Span{41, WeeksOfPregnancy} },
		"whichever stands without":      func(r *Rule) { r.Limit.Whichever = "later" },
		"whichever \"\" is unknown":     func(r *Rule) { r.Limit.Other = &Span{28, WeeksOfPregnancy} },
		"one in weeks of pregnancy and": func(r *Rule) { r.Limit.Other, r.Limit.Whichever = &Span{3, Weeks}, "later" },
		"before \"birth\" is unknown":   func(r *Rule) { r.Limit.Before = "birth" },
		"agreed \"soon\" is unknown":    func(r *Rule) { r.Limit.Agreed = "soon" },
		"one plain span":                func(r *Rule) { r.Limit.Before, r.Limit.Agreed = "planned", "until" },
		"not_before is in working days": func(r *Rule) { r.NotBefore = &Span{1, WorkingDays} },
	} {
		r := good()
		spoil(&r)
		_, err := Compile(Pack{ID: "p", Rules: []Rule{r}})
		if got := ""; err != nil {
			got = err.Error()
			if fault == "" || !strings.Contains(got, fault) {
				t.Errorf("got %q, want %q", got, fault)
			}
		} else if fault != "" {
			t.Errorf("%q was not refused", fault)
		}
	}
	if _, err := Compile(Pack{ID: "p", Rules: []Rule{good(), good()}}); err == nil || !strings.Contains(err.Error(), "a second rule") {
		t.Errorf("two rules of one id: %v", err)
	}
}

func TestRuleName(t *testing.T) {
	for id, want := range map[string]string{"initial-cpcc": "Initial case conference", "pre-birth-cpcc": "Pre-birth case conference",
		"notice-of-cpcc": "Notice of case conference", "first-review-after-pre-birth": "First review after pre-birth", "plan": "Plan", "": ""} {
		if got := RuleName(id); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}
