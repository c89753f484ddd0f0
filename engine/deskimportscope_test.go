package engine

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// Two coordinators of two councils: neither can bring in, correct, withdraw,
// look into or take over what is the other's.
func TestTwoCoordinatorsOfTwoCouncils(t *testing.T) {
	b := newBench(t, "2026-05-05")
	stirling, falkirk := b.importer("coordinator-1", "stirling"), b.importer("coordinator-2", "falkirk")
	bring := func(d *Desk, good bool, rows ...string) ImportPlan {
		t.Helper()
		file := "id,case,event,on,authority,conference,outcome,target,why,replaces\n"
		for _, r := range rows {
			file += r + strings.Repeat(",", 9-strings.Count(r, ",")) + "\n"
		}
		p, err := d.PlanImport(t.Context(), Upload{Name: "events.csv", Source: "shared", Content: strings.NewReader(file), AcceptGoodRows: good})
		if err != nil {
			t.Fatal(err)
		}
		if p, err = d.ConfirmImport(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
		return p
	}
	begun := bring(falkirk, false, "f1,CP-FAL,case-assigned,2026-01-05,falkirk", "f2,CP-FAL,concern-notified,2026-01-06")
	if begun.State != PlanRecorded || b.events() != 2 {
		t.Fatalf("falkirk's own case: %+v", begun)
	}
	// Each is refused, in the same words as a case that nobody knows.
	var words string
	for _, rows := range [][]string{
		{"n1,CP-NOBODY,concern-notified,2026-01-07"},
		{"n1,CP-FAL,concern-notified,2026-01-07"},
		{"n1,CP-FAL,case-assigned,2026-01-07,stirling"},
		{"n1,CP-NEW,case-assigned,2026-01-07,falkirk"},
		{"n1,CP-NEW,case-assigned,2026-01-07,stirling", "n2,CP-NEW,case-assigned,2026-09-07,falkirk"},
		{"n1,CP-NEW,case-assigned,2026-09-07,stirling"},
		{"f2,CP-NEW,case-assigned,2026-01-06,stirling"}, // would take f2 from its case
		{"f2,CP-FAL,concern-notified,2026-01-06"},       // as it stands
	} {
		p := bring(stirling, true, rows...)
		if len(p.PlanDetails.Rows) == 0 || b.events() != 2 {
			t.Fatalf("%s: %d events, %+v", rows, b.events(), p)
		}
		f := p.PlanDetails.Rows[0]
		if words == "" {
			words = f.What
		}
		if f.What != words || f.Line != 2 {
			t.Errorf("%s: line %d: %s", rows, f.Line, f.What)
		}
		told, _ := json.Marshal(p)
		if strings.Contains(string(told), "CP-") || p.Events != 0 {
			t.Errorf("%s: the plan tells %s", rows, told)
		}
	}
	// An event of another council's is as one that is not there.
	for _, aim := range []string{"target", "replaces"} {
		tell := func(id string) string {
			row := "n1,CP-S,withdrawn,2026-01-07,,,," + id + ",a slip"
			if aim == "replaces" {
				row = "n1,CP-S,concern-notified,2026-01-07,,,,,," + id
			}
			p := bring(stirling, false, "n0,CP-S,case-assigned,2026-01-07,stirling", row)
			return strings.ReplaceAll(fmt.Sprint(p.PlanDetails.Rows), id, "ID")
		}
		if there, not := tell("f1"), tell("zz"); there != not || b.events() != 2 {
			t.Errorf("%s: %s, and of an event that is not there: %s", aim, there, not)
		}
	}
	// What vanished from the source is told of their own alone.
	own := bring(stirling, false, "s1,CP-STI,case-assigned,2026-01-05,stirling", "s2,CP-STI,concern-notified,2026-01-06")
	if own.State != PlanRecorded || len(own.Items) != 2 || b.events() != 4 {
		t.Errorf("%+v", own)
	}
	// One import for both: the rows that are theirs are brought in, the others are refused.
	both := bring(stirling, true, "f3,CP-FAL,born,2026-02-01", "s3,CP-STI,born,2026-02-01")
	if both.State != PlanRecorded || both.Events != 1 || both.Refused != 1 || b.events() != 5 {
		t.Errorf("%+v", both)
	}
	if strings.Contains(b.dump(), "f3") || strings.Contains(b.log.String(), "CP-") {
		t.Errorf("%s\n%s", b.dump(), b.log)
	}
	if handed := bring(stirling, false, "s4,CP-STI,case-assigned,2026-02-02,falkirk"); handed.State != PlanRefused {
		t.Errorf("a case is given away: %+v", handed)
	}
}

// A row that stood for another council's case before is theirs still, whatever
// case it names now and whatever it leaves out.
func TestARowThatWasAnotherCouncils(t *testing.T) {
	b := newBench(t, "2026-05-05")
	const mapping = `source: meetings
row: [Ref]
case: Case
columns:
  - {column: Council, event: case-assigned, into: authority, holds: latest, fields: {on: Begun}}
  - {column: Concern, event: concern-notified, holds: once}
`
	bring := func(d *Desk, row string) ImportPlan {
		t.Helper()
		p, err := d.PlanImport(t.Context(), Upload{Name: "m.csv", Mapping: mapping, MappingName: "m.yaml", AcceptGoodRows: true,
			Content: strings.NewReader("Ref,Case,Council,Begun,Concern\n" + row + "\n")})
		if err != nil {
			t.Fatal(err)
		}
		if p, err = d.ConfirmImport(t.Context(), p.ID); err != nil || p.State != PlanRecorded {
			t.Fatalf("%v: %+v", err, p)
		}
		return p
	}
	stirling, falkirk := b.importer("coordinator-1", "stirling"), b.importer("coordinator-2", "falkirk")
	bring(falkirk, "M1,CP-FAL,falkirk,05/01/2026,06/01/2026")
	before := b.dump()
	for _, row := range []string{"M1,CP-STI,stirling,05/01/2026,07/01/2026", "M1,CP-STI,,,", "M1,CP-STI,,,06/01/2026"} {
		p := bring(stirling, row)
		told, _ := json.Marshal(p)
		if b.dump() != before || len(p.Items) > 0 || p.Refused != 1 || strings.Contains(string(told), "CP-FAL") || strings.Contains(string(told), "earlier import") {
			t.Errorf("%s: %s", row, told)
		}
	}
}
