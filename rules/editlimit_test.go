package rules

import (
	"slices"
	"strings"
	"testing"

	"caseclock/deadline"
)

func TestEditedLimit(t *testing.T) {
	for _, c := range []struct{ pack, edit, id, limit string }{
		{"scotland-2014", "initial-cpcc=28 calendar days", "scotland-2014 with initial-cpcc 28 calendar days", "28 calendar days"},
		{"scotland-2014", "initial-cpcc=28d", "scotland-2014 with initial-cpcc 28 calendar days", "28 calendar days"},
		{"scotland-2014", " minutes = 10 wd ", "scotland-2014 with minutes 10 working days", "10 working days"},
		{"scotland-2014", "first-review=1 month", "scotland-2014 with first-review 1 month", "1 month"},
		{"scotland-2014", "next-review=5m", "scotland-2014 with next-review 5 months", "5 months"},
		{"fife", "core-group=6w", "fife with core-group 6 weeks", "6 weeks"},
		{"scotland-2014", "notice-of-cpcc=7d", "scotland-2014 with notice-of-cpcc 7 calendar days", "at least 7 calendar days before the planned day"},
		{"scotland-2014", "continued-initial-cpcc=2 months", "scotland-2014 with continued-initial-cpcc 2 months", "the period agreed, 2 months at most"},
		{"scotland-2014", "pre-birth-cpcc=28d", "scotland-2014 with pre-birth-cpcc 28 calendar days", "28 weeks of pregnancy or 28 calendar days, whichever is later"},
		{"scotland-2014", "pre-birth-cpcc=30 weeks of pregnancy", "scotland-2014 with pre-birth-cpcc 30 weeks of pregnancy", "30 weeks of pregnancy or 21 calendar days, whichever is later"},
	} {
		p := builtin(t, c.pack)
		e, err := ParseLimitEdit(c.edit)
		if err != nil {
			t.Fatal(err)
		}
		before := p.Rule(e.Rule).Limit.String()
		q, err := WithLimit(p.Pack, e)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Rule(e.Rule).Limit.String(); q.ID != c.id || got != c.limit {
			t.Errorf("%s: %q with %q, want %q with %q", c.edit, q.ID, got, c.id, c.limit)
		}
		if q.Rule(e.Rule).Pack() != q || IsChecked(q.Rule(e.Rule)) {
			t.Errorf("%s: the rule is of pack %s, or counts as checked", c.edit, q.Rule(e.Rule).Pack().ID)
		}
		if p.Rule(e.Rule).Limit.String() != before || len(p.Rules) != len(q.Rules) {
			t.Errorf("%s: the pack itself has changed", c.edit)
		}
	}
}

// Whoever checked a rule did not check another limit for it.
func TestEditedLimitIsUnchecked(t *testing.T) {
	p := *builtin(t, "scotland-2014").Pack
	p.Rules = slices.Clone(p.Rules)
	for i := range p.Rules {
		p.Rules[i].Checked = deadline.Checked{By: "A. Practitioner", On: 2461000}
	}
	q, err := WithLimit(&p, LimitEdit{Rule: "minutes", Span: deadline.Span{Number: 10, Unit: deadline.WorkingDays}})
	if err != nil {
		t.Fatal(err)
	}
	if IsChecked(q.Rule("minutes")) || !IsChecked(q.Rule("plan")) || !IsChecked(p.Rule("minutes")) {
		t.Error("the edited rule alone is to be unchecked")
	}
}

func TestTwoEditedLimits(t *testing.T) {
	p := builtin(t, "scotland-2014").Pack
	for _, edit := range []string{"initial-cpcc=28d", "minutes=10wd"} {
		e, err := ParseLimitEdit(edit)
		if err != nil {
			t.Fatal(err)
		}
		if p, err = WithLimit(p, e); err != nil {
			t.Fatal(err)
		}
	}
	if want := "scotland-2014 with initial-cpcc 28 calendar days and minutes 10 working days"; p.ID != want {
		t.Errorf("the id is %q, want %q", p.ID, want)
	}
}

// The clock of an edited rule runs as the pack's own would, to the other day.
func TestEditedLimitIsCounted(t *testing.T) {
	q, err := WithLimit(builtin(t, "scotland-2014").Pack, LimitEdit{Rule: "initial-cpcc", Span: deadline.Span{Number: 28, Unit: deadline.CalendarDays}})
	if err != nil {
		t.Fatal(err)
	}
	on, _ := deadline.NewDate(2026, 1, 5)
	c := deadline.NewCase("CP-0417", []deadline.Event{{ID: "e1", Case: "CP-0417", Kind: deadline.ConcernNotified, On: on}})
	ds := deadline.Evaluate(&c, deadline.NewRulebook(deadline.Period{Pack: q, Calendar: Scotland()}), deadline.Moment{AsAt: on})
	if len(ds) != 1 || ds[0].Due != on+28 {
		t.Errorf("%v, want one due 28 days on", ds)
	}
}

func TestEditedLimitIsRefused(t *testing.T) {
	for edit, want := range map[string]string{
		"initial-cpcc":                         "accepted is RULE=LIMIT",
		"initial-cpcc=":                        "accepted is RULE=LIMIT",
		"initial-cpcc=soon":                    "accepted is RULE=LIMIT",
		"initial-cpcc=28":                      "units: calendar days, working days, weeks, months, weeks of pregnancy",
		"initial-cpcc=28 days":                 "units: calendar days",
		"initial-cpcc=2 month":                 "units: calendar days",
		"=28d":                                 "accepted is RULE=LIMIT",
		"initial-cpcc=-1d":                     "accepted is RULE=LIMIT",
		"initial-cpcc=99999999999999999999d":   "accepted is RULE=LIMIT",
		"initial=28d":                          "accepted: initial-cpcc, ",
		"initial-cpcc=0d":                      "accepted is 1 to 3660",
		"initial-cpcc=9999d":                   "accepted is 1 to 3660",
		"initial-cpcc=28 weeks of pregnancy":   "accepted is a limit in days, weeks or months",
		"pre-birth-cpcc=41 weeks of pregnancy": "accepted is 1 to 40",
	} {
		e, err := ParseLimitEdit(edit)
		if err == nil {
			_, err = WithLimit(builtin(t, "scotland-2014").Pack, e)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", edit, err, want)
		}
	}
}
