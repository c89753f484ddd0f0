package engine

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/notify"
	"caseclock/report/document"
)

// quarterly makes the quarter's report on the 15th day after it, for two of the
// committee.
func quarterly(s *Settings) {
	reporting(s)
	s.People = append(s.People, person("cpc-1", notify.Committee), person("cpc-2", notify.Committee))
	s.Scheduled = []Scheduled{{ID: "quarter", Period: Quarter, Day: 15, For: document.Committee, To: []string{"cpc-1", "cpc-2"}}}
}

// quarterBench has seen the schedule in February and has something to count.
func quarterBench(t *testing.T) *bench {
	b := newBench(t, "2026-02-10")
	b.reopen(quarterly)
	b.overdueCase("CP-0001", "chair-1")
	b.wake()
	return b
}

// about are the mails that tell of a report.
func aboutReports(mail []letter) (to []string) {
	for _, l := range mail {
		if strings.Contains(l.body, "Subject: "+notify.SubjectReady) {
			who, _, _ := strings.Cut(l.to, "@")
			to = append(to, who)
		}
	}
	slices.Sort(to)
	return to
}

func (b *bench) issueIDs() (ids []string) {
	b.t.Helper()
	if err := b.Issues(context.Background(), func(i Issue) error { ids = append(ids, i.ID); return nil }); err != nil {
		b.t.Fatal(err)
	}
	return ids
}

// expect wakes and says what was issued and who was told.
func (b *bench) expect(when string, issued, told string) Summary {
	b.t.Helper()
	s, mail := b.wake()
	if got := strings.Join(b.issueIDs(), " "); got != issued {
		b.t.Errorf("%s: issued %q, want %q", when, got, issued)
	}
	if got := strings.Join(aboutReports(mail), " "); got != told {
		b.t.Errorf("%s: told %q, want %q", when, got, told)
	}
	return s
}

func TestAQuartersReportIsMadeOnItsDayOnce(t *testing.T) {
	b := quarterBench(t)
	b.at("2026-04-14")
	b.expect("the day before", "", "")
	b.at("2026-04-15")
	made := 0
	making = func(*ReportAsk) error { made++; return nil }
	defer func() { making = func(*ReportAsk) error { return nil } }()
	b.expect("the day", "quarter-2026Q1", "cpc-1 cpc-2")
	b.expect("the next wake", "quarter-2026Q1", "")
	b.reopen(quarterly)
	b.expect("after a restart", "quarter-2026Q1", "")
	if made != 1 {
		t.Errorf("made %d times", made)
	}
	b.at("2026-07-14")
	b.expect("the day before the next", "quarter-2026Q1", "")
	b.at("2026-07-15")
	b.expect("the next quarter", "quarter-2026Q1 quarter-2026Q2", "cpc-1 cpc-2")
	all, _ := b.Store().Issues()
	x := all[0]
	if x.Planned != date(t, "2026-04-15") || x.AsAt != date(t, "2026-04-15") || x.From != date(t, "2026-01-01") || x.To != date(t, "2026-03-31") || x.For != "committee" {
		t.Errorf("issued as %+v", x)
	}
	if d, err := b.Again(context.Background(), x.ID); err != nil || !d.Same() {
		t.Errorf("made again in July: %+v, %v", d, err)
	}
}

// After an outage the last report that is due is made late, once, and not
// those that were missed before it.
func TestAfterAnOutageTheLastReportIsMadeLate(t *testing.T) {
	b := quarterBench(t)
	b.at("2026-11-20")
	b.expect("nine months later", "quarter-2026Q3", "cpc-1 cpc-2")
	b.expect("the next wake", "quarter-2026Q3", "")
	if all, _ := b.Store().Issues(); all[0].AsAt != date(t, "2026-11-20") || all[0].Planned != date(t, "2026-10-15") {
		t.Errorf("issued as %+v", all[0])
	}
}

// A schedule begins with the first period that ends once it is there.
func TestAScheduleDoesNotIssueThePast(t *testing.T) {
	b := newBench(t, "2026-04-20")
	b.reopen(quarterly)
	b.overdueCase("CP-0001", "chair-1")
	b.expect("the first wake", "", "")
	b.at("2026-07-15")
	b.expect("the first quarter that ends", "quarter-2026Q2", "cpc-1 cpc-2")
	more := func(s *Settings) {
		quarterly(s)
		s.Scheduled = append(s.Scheduled, Scheduled{ID: "month", Period: Month, Day: 1, For: document.Internal, To: []string{"manager-1"}})
	}
	b.reopen(more)
	b.expect("another schedule", "quarter-2026Q2", "")
	b.at("2026-08-01")
	b.expect("a month later", "quarter-2026Q2 month-2026M07", "manager-1")
}

// A person's issue of the period does not stand for the schedule's.
func TestAPersonsIssueIsNotTheSchedules(t *testing.T) {
	b := quarterBench(t)
	b.at("2026-04-10")
	a := quarterAsk(t, document.Committee)
	a.Series = "quarter"
	b.issueNow(a)
	b.expect("before the day", "quarter-2026Q1", "")
	b.at("2026-04-15")
	b.expect("the day", "quarter-2026Q1 quarter-2026Q1-2", "cpc-1 cpc-2")
}

// What ends the process between keeping and telling, or between telling and
// noting it, makes no second report and no second message.
func TestACrashBetweenKeepingAndTelling(t *testing.T) {
	b := quarterBench(t)
	b.at("2026-04-15")
	reportKept = func(Issue) { panic(errGone) }
	crash := func() {
		defer func() { _ = recover() }()
		_, _ = b.Wake(context.Background(), b.now())
	}
	crash()
	reportKept = func(Issue) {}
	if got := b.issueIDs(); len(got) != 1 || len(aboutReports(b.box.take())) != 0 {
		t.Fatalf("issued %v before the crash, or told of it", got)
	}
	b.later(time.Hour)
	b.reopen(func(s *Settings) {
		quarterly(s)
		s.Courier = wrecked{s.Courier}
	})
	crash()
	first := b.box.take()
	if got := aboutReports(first); len(got) != 1 {
		t.Fatalf("told %v before the second crash", got)
	}
	b.later(7 * time.Minute)
	b.reopen(quarterly)
	s, mail := b.wake()
	if got := strings.Join(aboutReports(mail), " "); got != "cpc-1 cpc-2" || len(b.issueIDs()) != 1 {
		t.Errorf("afterwards told %q, %d reports, %+v", got, len(b.issueIDs()), s)
	}
	if !slices.ContainsFunc(mail, func(l letter) bool { return l.body == first[0].body }) {
		t.Error("what was accepted before the crash came again as another message")
	}
	if _, again := b.wake(); len(aboutReports(again)) > 0 {
		t.Error("told once more")
	}
}

// Nobody is told of a report that could not be kept, and nothing is mailed
// outside the hours; then it waits.
func TestTellingWaits(t *testing.T) {
	b := newBench(t, "2026-02-10")
	hours := func(s *Settings) {
		quarterly(s)
		s.Alerts.Hours = notify.Hours{From: 9 * 60, To: 17 * 60}
	}
	b.reopen(hours)
	b.wake()
	b.at("2026-04-15")
	b.later(-9 * time.Hour) // half past midnight
	b.expect("at night", "quarter-2026Q1", "")
	b.at("2026-04-15")
	b.expect("in the hours", "quarter-2026Q1", "cpc-1 cpc-2")
}

// A report that cannot be made is loud, rests for an hour, and stops neither
// alerts nor other reports.
func TestAReportThatCannotBeMade(t *testing.T) {
	b := newBench(t, "2026-02-10")
	two := func(s *Settings) {
		quarterly(s)
		s.Scheduled = append(s.Scheduled, Scheduled{ID: "second", Period: Quarter, Day: 15, For: document.Internal, To: []string{"manager-1"}})
	}
	b.reopen(two)
	b.wake()
	b.at("2026-04-15")
	b.overdueCase("CP-0001", "chair-1")
	tried := 0
	defer func() { making = func(*ReportAsk) error { return nil } }()
	for what, fail := range map[string]func() error{
		"an error": func() error { return errors.New("the paper is out") },
		"a panic":  func() error { panic("CP-0001 is broken") },
	} {
		making = func(a *ReportAsk) error {
			if a.Series != "quarter" {
				return nil
			}
			tried++
			return fail()
		}
		b.later(2 * time.Hour)
		before := tried
		s, mail := b.wake()
		if i := slices.IndexFunc(s.Warnings, func(w string) bool { return strings.HasPrefix(w, "report quarter could not be made") }); i < 0 || tried != before+1 {
			t.Errorf("%s: warned of %q, tried %d times", what, s.Warnings, tried-before)
		}
		if before == 0 && (!tells(mail, "CP-0001", "initial") || !slices.Equal(aboutReports(mail), []string{"manager-1"})) {
			t.Errorf("%s: alerts or the other report did not go: %d mails", what, len(mail))
		}
		if s, _ := b.wake(); tried != before+1 || len(s.Warnings) == 0 {
			t.Errorf("%s: tried again at once, or no longer told: %q", what, s.Warnings)
		}
	}
	if log := b.log.String(); !strings.Contains(log, "could not be made") || strings.Contains(log, "CP-0001") {
		t.Errorf("the log: %s", log)
	}
	making = func(*ReportAsk) error { return nil }
	b.later(time.Hour)
	if s := b.expect("once it can be made", "second-2026Q1 quarter-2026Q1", "cpc-1 cpc-2"); len(s.Warnings) > 0 {
		t.Errorf("still warned: %q", s.Warnings)
	}
}

// Whoever is named long after a report was made is not told of it; whoever
// cannot be written to keeps nobody from theirs.
func TestWhoIsTold(t *testing.T) {
	b := quarterBench(t)
	b.at("2026-04-15")
	b.reopen(func(s *Settings) {
		quarterly(s)
		s.People = append(s.People, notify.Person{ID: "cpc-3", Roles: []string{notify.Committee}})
		s.Scheduled[0].To = []string{"cpc-3", "cpc-1"}
	})
	s := b.expect("the day", "quarter-2026Q1", "cpc-1")
	if !slices.ContainsFunc(s.Warnings, func(w string) bool { return strings.Contains(w, "cpc-3: there is no address") }) {
		t.Errorf("warned of %q", s.Warnings)
	}
	b.at("2026-05-14")
	b.reopen(quarterly)
	b.expect("within the month", "quarter-2026Q1", "cpc-2")
	b.at("2026-05-20")
	b.reopen(func(s *Settings) {
		quarterly(s)
		s.Scheduled[0].To = []string{"manager-1"}
	})
	b.expect("later", "quarter-2026Q1", "")
}
