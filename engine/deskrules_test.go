package engine

import (
	"errors"
	"strings"
	"testing"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/rules"

	"pgregory.net/rapid"
)

// What is due when something happens, worked out by hand from the packs.
func TestForward(t *testing.T) {
	d := newBench(t, "2026-03-02").sit(access.Chair, "chair-1", "stirling")
	for _, c := range []struct{ pack, what, on, further, want string }{
		{"scotland-2014", "concern", "2025-12-11", "", "initial-cpcc 2026-01-01 (2025-12-31)"},
		{"scotland-2021", "concern", "2025-12-11", "", "initial-cpcc 2026-01-08"},
		{"scotland-2014", "concern-unborn", "2025-12-11", "edd=2026-06-01", "pre-birth-cpcc 2026-03-09"},
		{"scotland-2014", "concern-unborn", "2025-12-11", "", "pre-birth-cpcc none"},
		{"scotland-2014", "called-initial", "2026-02-02", "planned=2026-02-20", "notice-of-cpcc 2026-02-15 (2026-02-13)"},
		{"scotland-2014", "initial-continued", "2026-01-12", "until=2026-02-02", "decisions-record 2026-01-13, minutes 2026-01-27, continued-initial-cpcc 2026-02-02"},
		{"scotland-2021", "initial-inquorate", "2026-01-12", "", "reconvened-cpcc 2026-01-26"},
		{"scotland-2014", "review-retained", "2025-08-31", "", "decisions-record 2025-09-01, plan 2025-09-05, minutes 2025-09-15, next-review 2026-02-28 (2026-02-27)"},
		{"fife", "review-deregistered", "2026-01-05", "", "decisions-record 2026-01-06, minutes 2026-01-20, deregistration-core-group 2026-03-02"},
		{"forth-valley", "core-group", "2026-01-05", "", "core-group 2026-02-16"},
		{"scotland-2014", "core-group", "2026-01-05", "", ""},
		{"scotland-2014", "change-identified", "2026-01-05", "", "chair-notification 2026-01-08"},
		{"scotland-2021", "transfer-notified", "2026-01-05", "", "transfer-cpcc 2026-02-03"},
	} {
		w := Worked{Pack: c.pack, What: c.what, On: mustDate(c.on)}
		if name, day, ok := strings.Cut(c.further, "="); ok {
			*map[string]*deadline.Date{"edd": &w.EDD, "planned": &w.Planned, "until": &w.Until}[name] = mustDate(day)
		}
		dues, err := d.Forward(w)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
		}
		if got := duesText(dues); got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.pack, c.what, got, c.want)
		}
	}
}

// duesText writes each rule with its day, and the last working day where that is
// another.
func duesText(dues []Due) string {
	var all []string
	for _, u := range dues {
		s := u.Rule + " " + u.Due.String()
		if u.Due == 0 {
			s = u.Rule + " none"
		}
		if u.LastWorkday != u.Due {
			s += " (" + u.LastWorkday.String() + ")"
		}
		if len(u.Steps) == 0 || (u.Due == 0) != (u.Missing != "") {
			s += " unexplained"
		}
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}

// What a conference is in time for, worked out by hand.
func TestBackward(t *testing.T) {
	d := newBench(t, "2026-03-02").sit(access.Chair, "chair-1", "stirling")
	for _, c := range []struct {
		pack       string
		conference deadline.Conference
		on, edd    string
		notice     string
		want       string // occurrence, rule, since
	}{
		{"scotland-2014", deadline.Initial, "2026-03-05", "", "2026-02-28", "concern initial-cpcc 2026-02-12, initial-continued continued-initial-cpcc 2025-12-05"},
		{"scotland-2021", deadline.Initial, "2026-03-05", "", "2026-02-28", "concern initial-cpcc 2026-02-05, initial-inquorate reconvened-cpcc 2026-02-19"},
		{"scotland-2014", deadline.PreBirth, "2026-03-05", "2026-06-01", "2026-02-28", "concern-unborn pre-birth-cpcc ever"},
		{"scotland-2014", deadline.PreBirth, "2026-03-10", "2026-06-01", "2026-03-05", "concern-unborn pre-birth-cpcc 2026-02-17"},
		{"scotland-2014", deadline.Review, "2026-05-31", "", "2026-05-26", "initial-registered first-review 2026-03-01, pre-birth-registered first-review 2026-03-01, transfer-registered first-review 2026-03-01, review-retained next-review 2025-12-01"},
		{"scotland-2014", deadline.Review, "2026-02-28", "", "2026-02-23", "initial-registered first-review 2025-11-28, pre-birth-registered first-review 2025-11-28, transfer-registered first-review 2025-11-28, review-retained next-review 2025-08-28"},
		{"scotland-2014", deadline.Transfer, "2026-03-05", "", "2026-02-28", "transfer-notified transfer-cpcc 2026-02-12"},
	} {
		w := Worked{Pack: c.pack, Conference: c.conference, On: mustDate(c.on)}
		if c.edd != "" {
			w.EDD = mustDate(c.edd)
		}
		b, err := d.Backward(w)
		if err != nil || len(b.Notice) != 1 || b.Notice[0].Due != mustDate(c.notice) {
			t.Errorf("%s, %s: notice %+v, %v", c.pack, c.conference, b.Notice, err)
		}
		if got := sinceText(b.InTime); got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.pack, c.conference, got, c.want)
		}
	}
}

func sinceText(list []Since) string {
	var all []string
	for _, s := range list {
		from := s.From.String()
		if s.From == 0 {
			from = "ever"
		}
		for _, o := range Occurrences {
			if o.Words == s.Words {
				all = append(all, o.ID+" "+s.Due.Rule+" "+from)
			}
		}
	}
	return strings.Join(all, ", ")
}

// Backward and forward say the same: what happened on the first day in time is
// due on the day of the conference or later, and a day earlier it is due before.
func TestBackwardIsForwardReversed(t *testing.T) {
	d := newBench(t, "2026-03-02").sit(access.Chair, "chair-1", "stirling")
	rapid.Check(t, func(t *rapid.T) {
		w := Worked{Pack: rapid.SampledFrom(rules.List()).Draw(t, "pack"),
			Conference: rapid.SampledFrom([]deadline.Conference{deadline.Initial, deadline.Review, deadline.Transfer}).Draw(t, "conference"),
			On:         mustDate("2016-06-01") + deadline.Date(rapid.IntRange(0, 4000).Draw(t, "day"))}
		b, err := d.Backward(w)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range b.InTime {
			if s.From == 0 {
				continue
			}
			for _, o := range Occurrences {
				if o.Words != s.Words {
					continue
				}
				for _, u := range must(t, d, Worked{Pack: w.Pack, What: o.ID, On: s.From, Planned: s.From}) {
					if u.Rule == s.Due.Rule && u.Due < w.On {
						t.Fatalf("%s on %s is due on %s, before %s", o.ID, s.From, u.Due, w.On)
					}
				}
				for _, u := range must(t, d, Worked{Pack: w.Pack, What: o.ID, On: s.From - 1, Planned: s.From}) {
					if u.Rule == s.Due.Rule && u.Due >= w.On {
						t.Fatalf("%s on %s, a day earlier, is due on %s, not before %s", o.ID, s.From-1, u.Due, w.On)
					}
				}
			}
		}
	})
}

func must(t *rapid.T, d *Desk, w Worked) []Due {
	dues, err := d.Forward(w)
	if err != nil {
		t.Fatal(err)
	}
	return dues
}

// By an authority the pack counts that is in force on the day its clock starts.
func TestForwardByAnAuthority(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.reopen(func(s *Settings) {
		book, err := BuildBook([]AuthorityRules{{ID: "stirling", Name: "Stirling Council", Rules: []PackFrom{{Pack: "scotland-2014"}, {Pack: "scotland-2021", From: mustDate("2023-04-01")}}}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.Book = book
	})
	d := b.sit(access.Chair, "chair-1", "stirling")
	for on, want := range map[string]string{"2023-03-31": "initial-cpcc 2023-04-21", "2023-04-01": "initial-cpcc 2023-04-29 (2023-04-28)"} {
		dues, err := d.Forward(Worked{Authority: "stirling", What: "concern", On: mustDate(on)})
		if got := duesText(dues); err != nil || got != want {
			t.Errorf("%s: %s, want %s; %v", on, got, want, err)
		}
	}
	works, err := d.Works()
	if err != nil || len(works) != 1 || len(works[0].Packs) != 2 || works[0].Packs[0].Until != mustDate("2023-03-31") || works[0].Packs[1].Unchecked != works[0].Packs[1].Rules {
		t.Errorf("%+v: %v", works, err)
	}
}

// What cannot be worked out is refused with every fault, and past the calendar
// there is no guess.
func TestWorkedIsRefused(t *testing.T) {
	d := newBench(t, "2026-03-02").sit(access.Chair, "chair-1", "stirling")
	var refused *Refused
	if _, err := d.Forward(Worked{}); !errors.As(err, &refused) || len(refused.Faults) != 3 {
		t.Errorf("%v", err)
	}
	if _, err := d.Backward(Worked{Authority: "atlantis", On: 1}); !errors.As(err, &refused) || len(refused.Faults) != 3 {
		t.Errorf("%v", err)
	}
	if _, err := d.Forward(Worked{Pack: "scotland-2014", What: "called-initial", On: mustDate("2026-03-02"), Planned: mustDate("2026-03-01")}); !errors.As(err, &refused) {
		t.Errorf("%v", err)
	}
	dues, err := d.Forward(Worked{Pack: "scotland-2021", What: "transfer-notified", On: mustDate("2028-12-20")})
	if err != nil || len(dues) != 1 || dues[0].Due != 0 || dues[0].Missing == "" {
		t.Errorf("%+v: %v", dues, err)
	}
}
