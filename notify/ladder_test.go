package notify

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseRung(t *testing.T) {
	for text, want := range map[string]Rung{
		"7 days before to chair":                         {When: Before, Days: 7, To: []string{Chair}},
		"0 days before to chair":                         {When: Before, To: []string{Chair}},
		"1 day after to chair and lead":                  {When: After, Days: 1, To: []string{Chair, Lead}},
		"unexplained from day 4 every 4 days to chair":   {When: Unexplained, Days: 4, Every: 4, To: []string{Chair}},
		"unexplained from day 8 to manager":              {When: Unexplained, Days: 8, To: []string{Manager}},
		"  proposed-passed  to chair,lead, coordinator ": {When: ProposedPassed, To: []string{Chair, Lead, Coordinator}},
		"put-right to chair":                             {When: PutRight, To: []string{Chair}},
	} {
		got, err := ParseRung(text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v %s", text, err, diff)
		}
	}
}

func TestParseRungRefuses(t *testing.T) {
	for text, why := range map[string]string{
		"":                                            "it does not say to whom",
		"7 days before":                               "it does not say to whom",
		"7 days before to":                            "nobody is named",
		"7 days before to boss":                       `"boss" is no role`,
		"7 days before to chair, chair":               "chair is named twice",
		"-7 days before to chair":                     `"-7" is no number of days`,
		"0 days after to chair":                       "0 days do not go with after; accepted is 1 to 366",
		"367 days before to chair":                    "accepted is 0 to 366",
		"seven days before to chair":                  `"seven" is no number of days`,
		"7 weeks before to chair":                     "the occasion is not understood",
		"put-wrong to chair":                          `"put-wrong" is no occasion`,
		"unexplained to chair":                        "0 days do not go with unexplained",
		"unexplained from day 4 every day to chair":   "how often is not understood",
		"unexplained from day 4 every 0 days to lead": "every 0 days is always",
	} {
		_, err := ParseRung(text)
		if err == nil || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), "accepted is such as") {
			t.Errorf("%q: %v; want %q and what is accepted", text, err, why)
		}
	}
}

func TestParseLadderAllFaultsAtOnce(t *testing.T) {
	_, err := ParseLadder([]string{"7 days before to chair", "now to chair", "put-right to nobody"})
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 2 || !strings.Contains(err.Error(), "ladder, 2:") || !strings.Contains(err.Error(), "ladder, 3:") {
		t.Errorf("got %v", err)
	}
}

// The default ladder is sound, and reads back from its own words.
func TestDefaultLadder(t *testing.T) {
	var texts []string
	for _, r := range DefaultLadder() {
		if fs := r.Faults(); len(fs) > 0 {
			t.Errorf("%s: %v", r, errors.Join(fs...))
		}
		texts = append(texts, r.String())
	}
	got := must[Ladder](t)(ParseLadder(texts))
	if diff := cmp.Diff(DefaultLadder(), got); diff != "" {
		t.Error(diff)
	}
}

// FuzzParseRung: whatever is read is sound and reads back from its own words.
func FuzzParseRung(f *testing.F) {
	for _, r := range DefaultLadder() {
		f.Add(r.String())
	}
	f.Add("unexplained from day 4 every")
	f.Add("to to to")
	f.Add("7 days before to chair\x00")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRung(text)
		if err != nil {
			return
		}
		if fs := r.Faults(); len(fs) > 0 {
			t.Fatalf("%q was read and has faults: %v", text, fs)
		}
		again, err := ParseRung(r.String())
		if err != nil || !cmp.Equal(r, again) {
			t.Fatalf("%q: %q reads back as %v (%v)", text, r, again, err)
		}
	})
}
