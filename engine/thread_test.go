package engine

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"caseclock/report/draw"
)

// The main thread: an export comes in, the chair is mailed before and after the
// due day, a reason stops the chasing, what is done late is put right, and the
// report says so.
func TestFromExportToMailToReasonToReport(t *testing.T) {
	b := newBench(t, "2026-05-05")
	done, _ := b.importFile("conferences.mapping.yaml", "conferences.csv", false)
	if done.Events < 80 || done.Events != done.Counts["new"] || done.Cases != 9 {
		t.Fatalf("imported %d events in %d cases", done.Events, done.Cases)
	}
	s, mail := b.wake()
	if s.Cases != 9 || s.Owed != 0 || s.Sent == 0 || len(mail) == 0 {
		t.Fatalf("first wake: %+v, %d mails", s, len(mail))
	}
	if _, again := b.wake(); len(again) != 0 {
		t.Errorf("a second wake mailed %d again", len(again))
	}
	b.reopen(nil)
	if _, again := b.wake(); len(again) != 0 {
		t.Errorf("a restart mailed %d again", len(again))
	}

	// CP-0422: the first review is due on 11 May.
	b.at("2026-05-10")
	if _, mail = b.wake(); !mentions(mail, "chair-2", "CP-0422") {
		t.Errorf("the day before the due day chair-2 hears nothing of CP-0422")
	}
	b.at("2026-05-12")
	if _, mail = b.wake(); !mentions(mail, "chair-2", "CP-0422") {
		t.Errorf("the day after the due day chair-2 hears nothing of CP-0422")
	}
	before := len(b.rows(Ask{Case: "CP-0422", Unexplained: true}))
	b.reason("CP-0422", "first-review", "chair-2", "2026-06-01")
	if after := len(b.rows(Ask{Case: "CP-0422", Unexplained: true})); after != before-1 {
		t.Errorf("unexplained %d, before the reason %d", after, before)
	}
	for _, day := range []string{"2026-05-15", "2026-05-19", "2026-05-23", "2026-05-31"} {
		b.at(day)
		if _, mail = b.wake(); tells(mail, "CP-0422", "first review") {
			t.Errorf("%s: chased all the same", day)
		}
	}
	b.at("2026-06-02")
	if _, mail = b.wake(); !tells(mail, "CP-0422", "first review") {
		t.Errorf("the proposed date has passed and nobody is told")
	}
	b.record("conference-held", "CP-0422", "2026-06-03", "conference", "review", "outcome", "retained")
	b.at("2026-06-03")
	b.wake()
	var csv strings.Builder
	r, err := b.Document(context.Background(), ReportAsk{From: date(t, "2026-05-01"), To: date(t, "2026-05-31"), Authority: "falkirk"})
	if err := errors.Join(err, draw.CSV(&csv, r, "figures")); err != nil {
		t.Fatal(err)
	}
	if line := lineOf(csv.String(), "falkirk,first-review,child,"); !strings.HasPrefix(line, "falkirk,first-review,child,2,0,1,1,") {
		t.Errorf("report says %q", line)
	}
}

func (b *bench) reason(ref, rule, by, proposed string) {
	b.t.Helper()
	r := Reason{Which: Which{Case: ref, Rule: rule}, Category: "chair-unavailable"}
	if proposed != "" {
		r.Proposed = date(b.t, proposed)
	}
	if _, err := b.RecordReason(context.Background(), Who{By: by, Door: "cli"}, r); err != nil {
		b.t.Fatal(err)
	}
}

func mentions(mail []letter, person, ref string) bool {
	for _, l := range mail {
		if strings.HasPrefix(l.to, person+"@") && strings.Contains(l.body, ref) {
			return true
		}
	}
	return false
}

// tells says whether a mail tells of a deadline: a line with the case's
// reference, a colon, and words of the timescale's name.
func tells(mail []letter, ref, timescale string) bool {
	for _, l := range mail {
		for _, line := range strings.Split(l.body, "\r\n") {
			rest, named := strings.CutPrefix(line, ref+": ")
			if named && strings.Contains(strings.ReplaceAll(strings.ToLower(rest), "-", " "), timescale) {
				return true
			}
		}
	}
	return false
}

func lineOf(text, prefix string) string {
	for _, l := range strings.Split(text, "\n") {
		if strings.HasPrefix(l, prefix) {
			return l
		}
	}
	return ""
}

// A corrected start takes its reason and its alerts along: nobody is told
// anew unless the due day moves past what was told.
func TestReasonFollowsCorrectedStart(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.record("case-assigned", "CP-0001", "2026-02-01", "authority", "stirling", "chair", "chair-1")
	first := b.record("concern-notified", "CP-0001", "2026-02-01")
	b.wake()
	b.reason("CP-0001", "initial-cpcc", "chair-1", "2026-03-20")
	b.record("concern-notified", "CP-0001", "2026-02-03", "replaces", first.Event)
	rows := b.rows(Ask{Case: "CP-0001", Rule: "initial-cpcc"})
	if len(rows) != 1 || rows[0].Start != date(t, "2026-02-03") || !rows[0].Explained {
		t.Fatalf("after the correction: %+v", rows)
	}
}

// The same file the next night changes nothing, and what changed moves
// deadlines instead of making new ones.
func TestNightlyImport(t *testing.T) {
	b := newBench(t, "2026-05-05")
	b.importFile("conferences.mapping.yaml", "conferences.csv", false)
	before, _ := b.Store().Stats()
	done, _ := b.importFile("conferences.mapping.yaml", "conferences.csv", false)
	after, _ := b.Store().Stats()
	if done.Applied || after.Events != before.Events || after.Entries != before.Entries {
		t.Errorf("the same file again: applied %v, %d events, before %d; %d entries, before %d", done.Applied, after.Events, before.Events, after.Entries, before.Entries)
	}
	planned, dry := b.importFile("conferences.mapping.yaml", "conferences-next-night.csv", true)
	if still, _ := b.Store().Stats(); still.Events != before.Events || planned.Applied {
		t.Errorf("a dry run recorded %d events", still.Events-before.Events)
	}
	done, wet := b.importFile("conferences.mapping.yaml", "conferences-next-night.csv", false)
	if !done.Applied || done.Counts["vanished-row"] != 1 || done.Counts["corrected"] == 0 || done.Deadlines[Moves] == 0 {
		t.Errorf("next night: %+v", done)
	}
	if len(dry) != len(wet) && planned.Deadlines[Moves] != done.Deadlines[Moves] {
		t.Errorf("the dry run planned %+v, the import did %+v", planned, done)
	}
}

// What a person withdrew is not brought back by the next import.
func TestWithdrawnStaysWithdrawn(t *testing.T) {
	b := newBench(t, "2026-05-05")
	b.importFile("conferences.mapping.yaml", "conferences.csv", false)
	s, err := b.Story(context.Background(), Ask{Case: "CP-0436"})
	if err != nil {
		t.Fatal(err)
	}
	var id string
	for _, h := range s.Timeline {
		if h.Kind == "minutes-circulated" {
			id = h.Event
		}
	}
	b.at("2026-05-06")
	if _, err := b.Withdraw(context.Background(), Who{By: "coordinator-1"}, Withdrawal{Event: id, Why: "sent to nobody"}); err != nil {
		t.Fatal(err)
	}
	done, _ := b.importFile("conferences.mapping.yaml", "conferences.csv", false)
	if done.Counts["held-back"] != 1 || done.Applied {
		t.Errorf("the next import: %+v", done)
	}
	rows := b.rows(Ask{Case: "CP-0436", Rule: "minutes"})
	if len(rows) != 1 || rows[0].Met != 0 {
		t.Errorf("the minutes are %+v", rows)
	}
	// As known before the withdrawal they were met.
	rows = b.rows(Ask{Case: "CP-0436", Rule: "minutes", KnownAt: b.now().Add(-12 * time.Hour)})
	if len(rows) != 1 || rows[0].Met == 0 {
		t.Errorf("as known the day before the minutes are %+v", rows)
	}
}

// A question about an earlier instant is reckoned by the rules in force then.
func TestKnownAtUsesTheRulesInForceThen(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.record("case-assigned", "CP-0001", "2026-02-20", "authority", "stirling")
	b.record("concern-notified", "CP-0001", "2026-02-20")
	then := b.now()
	b.at("2026-03-09")
	b.reopen(func(s *Settings) {
		book, err := BuildBook([]AuthorityRules{{ID: "stirling", Rules: []PackFrom{{Pack: "scotland-2021"}}}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.Book = book
	})
	b.reopen(func(s *Settings) { s.Book = b.Book })
	if kept, err := b.Store().Rulebooks(); err != nil || len(kept) != 2 {
		t.Errorf("%d rulebooks are kept (%v), want the two that were in force", len(kept), err)
	}
	due := func(known time.Time) string {
		rows := b.rows(Ask{Case: "CP-0001", Rule: "initial-cpcc", KnownAt: known})
		if len(rows) != 1 {
			t.Fatalf("%d rows", len(rows))
		}
		return rows[0].Due.String()
	}
	if now, before := due(time.Time{}), due(then.Add(time.Hour)); now != "2026-03-20" || before != "2026-03-13" {
		t.Errorf("due %s now and %s as known then, want 2026-03-20 and 2026-03-13", now, before)
	}
}

// A file of more events than are held at once comes in whole all the same, and
// again changes nothing.
func TestImportInBatches(t *testing.T) {
	before := batchEvents
	batchEvents = 7
	defer func() { batchEvents = before }()
	b := newBench(t, "2026-05-05")
	first, _ := b.importFile("conferences.mapping.yaml", "conferences.csv", false)
	if first.Events != first.Counts["new"] {
		t.Errorf("%d events, %d new", first.Events, first.Counts["new"])
	}
	if s, _ := b.Store().Stats(); s.Events != uint64(first.Events) || s.Cases != 9 {
		t.Errorf("%d events in %d cases, want %d in 9", s.Events, s.Cases, first.Events)
	}
	if done, _ := b.importFile("conferences.mapping.yaml", "conferences.csv", false); done.Applied {
		t.Error("the same file again was recorded")
	}
	b.importFile("conferences.mapping.yaml", "conferences-next-night.csv", false)
}

// A first import begins mid-way: a registered child's position is brought in,
// what lies before it makes no event, and the review's clock runs from the last
// review.
func TestFirstImportBeginsMidWay(t *testing.T) {
	b := newBench(t, "2026-09-01")
	done, _ := b.importFile("children.mapping.yaml", "children.csv", false)
	if !done.First || done.Counts["remembered"] == 0 {
		t.Errorf("first import: %+v", done)
	}
	rows := b.rows(Ask{Case: "CP-1001", Rule: "next-review"})
	if len(rows) != 1 || rows[0].Start != date(t, "2026-02-17") || rows[0].Due != date(t, "2026-08-17") || *rows[0].Authority != "stirling" {
		t.Errorf("next review: %+v", rows)
	}
	if rows := b.rows(Ask{Case: "CP-1001", Rule: "minutes"}); len(rows) != 0 {
		t.Errorf("minutes of conferences before the records began: %+v", rows)
	}
	b.at("2026-09-02")
	if done, _ := b.importFile("children.mapping.yaml", "children.csv", false); done.Applied || done.First {
		t.Errorf("the next night: %+v", done)
	}
	b.at("2026-09-03")
	if done, _ := b.importFile("children.mapping.yaml", "children-next-night.csv", false); done.Counts["further"] == 0 {
		t.Errorf("a further review: %+v", done)
	}
}
