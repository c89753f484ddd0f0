package notify

import (
	"strings"
	"testing"
)

func theReport(people ...string) Ready {
	return Ready{ID: "quarter-2026Q1", Title: "Timescales of child protection case conferences, Stirling Council", Period: "January to March 2026",
		For: "For the committee: small numbers hidden", People: people}
}

// committee is people of whom two are told of reports.
func committee() People {
	return NewPeople(
		Person{ID: "cpc-1", Name: "Somebody", Email: "cpc-1@council.example", Roles: []string{Committee}},
		Person{ID: "cpc-2", Name: "Somebody", Email: "cpc-2@council.example", Roles: []string{Committee}},
		Person{ID: "cpc-3", Name: "Somebody", Roles: []string{Committee}},
		Person{ID: "coord-1", Email: "coord-1@council.example", Roles: []string{Coordinator}},
		Person{ID: "away-1", Email: "away-1@council.example", Roles: []string{Chair}, Away: []Away{{day("2026-01-01"), day("2026-12-31"), "cpc-1"}}},
	)
}

func TestAReportIsToldOnceAPerson(t *testing.T) {
	now, sent := at("2026-04-15 10:00"), Marks{}
	r := theReport("cpc-1", "cpc-2")
	first, err := ComposeReady(now, []Ready{r}, committee(), theConfig(), sent)
	if err != nil || len(first) != 2 || first[0].Person != "cpc-1" || first[1].To != "cpc-2@council.example" || first[0].ID == first[1].ID || r.Told(sent) {
		t.Fatalf("%d mails, %v", len(first), err)
	}
	for _, s := range first {
		for _, m := range s.Marks {
			sent[m] = true
		}
	}
	if again, err := ComposeReady(now, []Ready{r}, committee(), theConfig(), sent); len(again) > 0 || err != nil || !r.Told(sent) {
		t.Errorf("told again: %d, %v", len(again), err)
	}
	next := r
	next.ID = "quarter-2026Q1-2"
	if other, _ := ComposeReady(now, []Ready{next}, committee(), theConfig(), sent); len(other) != 2 || other[0].MessageID == first[0].MessageID {
		t.Errorf("a corrected report: %d mails", len(other))
	}
	repeated, _ := ComposeReady(at("2026-04-16 11:00"), []Ready{r}, committee(), theConfig(), Marks{})
	if repeated[0].MessageID != first[0].MessageID {
		t.Error("told again after a restore it is another message")
	}
}

// Whoever cannot be written to does not keep the others from theirs.
func TestAReportForNobody(t *testing.T) {
	now := at("2026-04-15 10:00")
	out, err := ComposeReady(now, []Ready{theReport("cpc-3", "gone", "cpc-2")}, committee(), theConfig(), Marks{})
	if len(out) != 1 || out[0].Person != "cpc-2" {
		t.Errorf("%d mails", len(out))
	}
	for _, want := range []string{"quarter-2026Q1 for cpc-3: there is no address", "quarter-2026Q1 for gone: nobody"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestAReportWaitsForTheHours(t *testing.T) {
	cfg := theConfig()
	cfg.Hours = Hours{7 * 60, 19 * 60}
	for when, want := range map[string]int{"2026-04-15 06:59": 0, "2026-04-15 07:00": 1, "2026-04-15 18:59": 1, "2026-04-15 19:00": 0} {
		if out, err := ComposeReady(at(when), []Ready{theReport("cpc-1")}, committee(), cfg, Marks{}); len(out) != want || err != nil {
			t.Errorf("%s: %d mails, %v", when, len(out), err)
		}
	}
}

func TestHowAReportIsTold(t *testing.T) {
	cfg := theConfig()
	with := must[[]Sending](t)(ComposeReady(at("2026-04-15 10:00"), []Ready{theReport("cpc-1")}, committee(), cfg, Marks{}))
	golden(t, "report-ready.eml", with[0].Bytes)
	cfg.Link = ""
	without := must[[]Sending](t)(ComposeReady(at("2026-04-15 10:00"), []Ready{theReport("cpc-1")}, committee(), cfg, Marks{}))
	golden(t, "report-ready-without-link.eml", without[0].Bytes)
}

// The committee hears of reports and of no case, whoever names them: as a
// case's chair, or as who covers for one.
func TestTheCommitteeHearsOfNoCase(t *testing.T) {
	now := at("2026-02-11 07:30")
	for _, chair := range []string{"cpc-1", "away-1"} {
		c := theCase()
		c.Chair, c.Lead = chair, "cpc-2"
		items := []Item{theConcern().item(c, now)}
		alerts := Decide(now, items, committee(), theConfig(), Marks{})
		if len(alerts) == 0 {
			t.Errorf("chair %s: nobody is told", chair)
		}
		for _, a := range alerts {
			if a.Person != "coord-1" {
				t.Errorf("chair %s: %s is told of a case: %s", chair, a.Person, a.Why)
			}
		}
	}
	if err := (Rung{When: Before, Days: 7, To: []string{Committee}}).Faults(); len(err) != 1 {
		t.Errorf("a rung to the committee: %v", err)
	}
}
