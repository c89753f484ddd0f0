package rules

import (
	"os"
	"slices"
	"strings"
	"testing"

	"caseclock/deadline"
)

// The limits of every pack, as the published tables have them.
var limits = []struct{ pack, rule, limit, notBefore, source string }{
	{"scotland-2014", "initial-cpcc", "21 calendar days", "", "FV 7, NG14 Appendix C"},
	{"scotland-2014", "pre-birth-cpcc", "28 weeks of pregnancy or 21 calendar days, whichever is later", "", "FV 10, NG14 Appendix C"},
	{"scotland-2014", "notice-of-cpcc", "at least 5 calendar days before the planned day", "", "FV 7, NG14 Appendix C"},
	{"scotland-2014", "continued-initial-cpcc", "the period agreed, 3 months at most", "1 calendar day", "FV 3"},
	{"scotland-2014", "decisions-record", "1 calendar day", "", "FV 20"},
	{"scotland-2014", "plan", "5 calendar days", "", "FV 46, NG14 Appendix C"},
	{"scotland-2014", "minutes", "15 calendar days", "", "FV 20, NG14 Appendix C"},
	{"scotland-2014", "first-core-group", "15 calendar days", "", "FV 47, NG14 Appendix C"},
	{"scotland-2014", "first-review", "3 months", "1 calendar day", "FV 12, NG14 Appendix C"},
	{"scotland-2014", "next-review", "6 months", "1 calendar day", "FV 12, NG14 Appendix C"},
	{"scotland-2014", "chair-notification", "3 calendar days", "", "FV 50, NG14 Appendix C"},
	{"scotland-2014", "transfer-cpcc", "21 calendar days", "", "FV 14"},
	{"scotland-2014", "deregistration-core-group", "6 weeks", "1 calendar day", "FV 12"},
	{"forth-valley", "pre-birth-allocation", "21 calendar days", "", "FV 10"},
	{"forth-valley", "core-group", "6 weeks", "1 calendar day", "FV 48"},
	{"fife", "deregistration-core-group", "8 weeks", "6 weeks", "Fife CPC"},
	{"fife", "core-group", "1 month", "1 calendar day", "Fife"},
	{"scotland-2021", "initial-cpcc", "28 calendar days", "", "NG21 Appendix D"},
	{"scotland-2021", "pre-birth-cpcc", "28 calendar days or 28 weeks of pregnancy, whichever is earlier", "", "NG21 Appendix D"},
	{"scotland-2021", "notice-of-cpcc", "at least 5 calendar days before the planned day", "", "NG21 Appendix D"},
	{"scotland-2021", "reconvened-cpcc", "10 working days", "", "NG21 Appendix D"},
	{"scotland-2021", "decisions-record", "1 calendar day", "", "NG21"},
	{"scotland-2021", "plan", "5 working days", "", "NG21"},
	{"scotland-2021", "minutes", "10 working days", "", "NG21 Appendix D"},
	{"scotland-2021", "first-core-group", "15 working days", "", "NG21 Appendix D"},
	{"scotland-2021", "first-review", "6 months", "1 calendar day", "NG21"},
	{"scotland-2021", "first-review-after-pre-birth", "3 months", "1 calendar day", "NG21 Appendix D"},
	{"scotland-2021", "next-review", "6 months", "1 calendar day", "NG21"},
	{"scotland-2021", "chair-notification", "3 calendar days", "", "NG21 Appendix D"},
	{"scotland-2021", "transfer-cpcc", "21 working days", "", "NG21"},
}

func TestLimitsAreThePublishedOnes(t *testing.T) {
	for _, l := range limits {
		r := builtin(t, l.pack).Rule(l.rule)
		if r == nil {
			t.Errorf("%s has no %s", l.pack, l.rule)
			continue
		}
		notBefore := ""
		if r.NotBefore != nil {
			notBefore = r.NotBefore.String()
		}
		got := []string{r.Limit.String(), notBefore, shortSources(r.Sources)}
		if want := []string{l.limit, l.notBefore, l.source}; !slices.Equal(got, want) {
			t.Errorf("%s %s: %q, want %q", l.pack, l.rule, got, want)
		}
	}
}

// No pack has a rule beyond the table above and what it takes from another.
func TestPacksHaveNoOtherRules(t *testing.T) {
	for _, id := range List() {
		p := builtin(t, id)
		var want, got []string
		for _, l := range limits {
			if l.pack == id || l.pack == p.Extends {
				want = append(want, l.rule)
			}
		}
		for i := range p.Rules {
			got = append(got, p.Rules[i].ID)
		}
		slices.Sort(want)
		slices.Sort(got)
		if want = slices.Compact(want); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", id, got, want)
		}
	}
}

// Known lists each rule of each pack once.
func TestKnownListsEveryRule(t *testing.T) {
	var want []string
	for _, l := range limits {
		want = append(want, l.rule)
	}
	slices.Sort(want)
	if want = slices.Compact(want); !slices.Equal(Known(), want) {
		t.Errorf("%v, want %v", Known(), want)
	}
}

// What every built-in pack keeps to, beyond what the loader demands of any.
func TestBuiltinPacksAreTidy(t *testing.T) {
	for _, id := range List() {
		p := builtin(t, id)
		if p.ID != id {
			t.Errorf("packs/%s.yaml has the id %s", id, p.ID)
		}
		cited := map[string]bool{}
		for i := range p.Rules {
			lintRule(t, id, &p.Rules[i])
			for _, s := range p.Rules[i].Sources {
				cited[s.Document] = true
			}
		}
		for _, d := range p.NoLimit {
			lintSentence(t, id+" "+d.ID, d.Duty)
			for _, s := range d.Sources {
				cited[s.Document] = true
			}
		}
		for _, d := range p.Documents {
			if !cited[d.ID] {
				t.Errorf("%s: document %s is listed and never cited", id, d.ID)
			}
		}
		for _, note := range p.Notes {
			lintSentence(t, id+" notes", note)
		}
	}
}

func lintRule(t *testing.T, pack string, r *deadline.Rule) {
	t.Helper()
	what := pack + " " + r.ID
	lintSentence(t, what, r.Duty)
	for _, reading := range r.Reading {
		lintSentence(t, what, reading)
	}
	if IsChecked(r) {
		t.Errorf("%s says %s; only a practitioner's own hand may", what, CheckedText(r))
	}
	if (r.Force == deadline.WherePossible) != (r.ID == "notice-of-cpcc") {
		t.Errorf("%s has the force %q", what, r.Force)
	}
	for _, t2 := range slices.Concat(r.Starts, r.MetBy, r.FallsAway) {
		if p := Phrase(t2); p == "" || strings.Contains(p, "  ") {
			t.Errorf("%s: %q has no plain English: %q", what, t2, p)
		}
	}
	for _, s := range r.Sources {
		if s.Paragraph == "" && s.Note == "" && s.Document != "Fife" && s.Document != "Fife CPC" {
			t.Errorf("%s cites %s with no paragraph and no note why", what, s.Document)
		}
	}
}

var neverSaid = []string{"unlawful", "illegal", "failed", "failure", "offence", "--", "TODO"}

func lintSentence(t *testing.T, what, s string) {
	t.Helper()
	if s == "" || s[0] < 'A' && s[0] > '9' || !strings.HasSuffix(s, ".") {
		t.Errorf("%s: %q is no sentence", what, s)
	}
	for _, w := range neverSaid {
		if strings.Contains(strings.ToLower(s), strings.ToLower(w)) {
			t.Errorf("%s says %q", what, w)
		}
	}
}

// A pack printed as YAML or JSON is the same pack when it is read again, even
// where the pack that it extends is gone.
func TestPacksComeBackAsTheyWere(t *testing.T) {
	gone := func(string) (string, []byte, error) { return "", nil, os.ErrNotExist }
	for _, id := range List() {
		p := builtin(t, id)
		q, err := Load("again.yaml", p.YAML(), gone)
		if err != nil || q.Digest() != p.Digest() {
			t.Errorf("%s as YAML: %v", id, err)
		}
		q, err = Load("again.json", p.JSON(), nil)
		if err != nil || q.Digest() != p.Digest() || q.Extends != p.Extends {
			t.Errorf("%s as JSON: %v", id, err)
		}
	}
}

// Whatever a pack says is in its digest.
func TestDigestCoversEverything(t *testing.T) {
	_, data, err := BuiltinFiles(Default)
	if err != nil {
		t.Fatal(err)
	}
	base := builtin(t, Default).Digest()
	for _, change := range [][2]string{
		{"number: 21, unit: calendar days}\n    met_by: [conference-held initial continued", "number: 22, unit: calendar days}\n    met_by: [conference-held initial continued"},
		{"checked: {by: , on: }", "checked: {by: coordinator-1, on: 2026-01-10}"},
		{`paragraph: "46"`, `paragraph: "47"`},
		{"force: should", "force: must"},
		{"The day is a calendar day.", "The day is a working day."},
		{"Guidance for Child Protection in Scotland 2014", "Guidance for Child Protection in Scotland 2015"},
		{`version: "1"`, `version: "2"`},
		{"duty: Dissent from", "duty: Any dissent from"},
	} {
		changed := strings.Replace(string(data), change[0], change[1], 1)
		p, err := Load("changed", []byte(changed), nil)
		if err != nil || changed == string(data) || p.Digest() == base {
			t.Errorf("%q for %q: same digest, %v", change[1], change[0], err)
		}
	}
}
