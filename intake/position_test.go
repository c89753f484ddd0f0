package intake

import (
	"fmt"
	"strings"
	"testing"

	"caseclock/deadline"
)

const registered = `
source: registered
row: Ref
case: Ref
position:
  {registered_on: Registered, last_review: Review, last_core_group: Group, when: {column: Status, is: On}}
columns:
  - {column: Chair, event: case-assigned, into: chair, holds: latest, fields: {on: Since}}
  - {column: Team, event: case-assigned, into: lead, holds: once, fields: {on: {day: import}}}
  - {column: Concern, event: concern-notified, holds: once}
  - {column: Review, event: conference-held, holds: latest, fields: {conference: {always: review}, outcome: {always: retained}}}
  - {column: Group, event: core-group-held, holds: latest}
  - {column: Planned, event: conference-called, into: planned, holds: latest, fields: {on: Called, conference: {always: review}}}
`

const registeredHeader = "Ref,Status,Registered,Review,Group,Concern,Chair,Since,Team,Called,Planned\n"

// told imports each night's rows and gives what the last one makes, without
// what is the same.
func told(t *testing.T, m *memory, nights ...string) string {
	t.Helper()
	mapping, err := LoadMapping("registered.yaml", []byte(registered))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for n, rows := range nights {
		_, items := m.run(t, Import{Mapping: mapping, Files: []File{text("r.csv", registeredHeader+rows)}, Today: day(t, "2026-09-03") + deadline.Date(n)})
		got = nil
		for _, i := range items {
			if i.Change == Unchanged {
				continue
			}
			line := fmt.Sprintf("%s %s", i.Change, i.Key.Column)
			for _, e := range i.Events {
				line += fmt.Sprintf(" [%s %s", e.Kind, e.On)
				for _, d := range []deadline.Date{e.RegisteredOn, e.LastReview, e.LastCoreGroup, e.Planned} {
					if d != 0 {
						line += " " + d.String()
					}
				}
				line += "]"
			}
			got = append(got, line)
		}
	}
	return strings.Join(got, "\n")
}

// A first import begins mid-way: where a registered child stood is brought in,
// and what lies before is remembered.
func TestPosition(t *testing.T) {
	const on = "CP-1,On,10/01/2026,01/06/2026,20/08/2026,12/12/2025,chair-1,01/02/2026,team-1,01/06/2026,01/12/2026\n"
	for _, c := range []struct {
		name   string
		nights []string
		want   string
	}{
		{"first", []string{on}, `new position brought in [position-brought-in 2026-09-03 2026-01-10 2026-06-01 2026-08-20]
new Chair [case-assigned 2026-02-01]
new Team [case-assigned 2026-09-03]
remembered Concern
remembered Review
remembered Group
new Planned [conference-called 2026-06-01 2026-12-01]`},
		{"the same", []string{on, on}, ""},
		{"a conference that has been", []string{strings.Replace(on, "01/12/2026", "01/08/2026", 1)}, `new position brought in [position-brought-in 2026-09-03 2026-01-10 2026-06-01 2026-08-20]
new Chair [case-assigned 2026-02-01]
new Team [case-assigned 2026-09-03]
remembered Concern
remembered Review
remembered Group
remembered Planned`},
		{"no longer registered", []string{strings.Replace(on, ",On,", ",Off,", 1)}, `new Chair [case-assigned 2026-02-01]
new Team [case-assigned 2026-09-03]
new Concern [concern-notified 2025-12-12]
new Review [conference-held 2026-06-01]
new Group [core-group-held 2026-08-20]
new Planned [conference-called 2026-06-01 2026-12-01]`},
		{"taken off the register", []string{on, strings.Replace(on, ",On,", ",Off,", 1)}, ""},
		{"a child of a later night", []string{"", "CP-2,On,10/01/2026,,,12/12/2025,,,,,\n"}, "new Concern [concern-notified 2025-12-12]"},
		{"a review since", []string{on, strings.Replace(on, "01/06/2026,20", "03/09/2026,20", 1)}, "further Review [conference-held 2026-09-03]"},
		{"a review entered late", []string{on, strings.Replace(on, "01/06/2026,20", "02/09/2026,20", 1)},
			"corrected position brought in [position-brought-in 2026-09-03 2026-01-10 2026-09-02 2026-08-20]\nremembered Review"},
		{"a review since, and the night after", []string{on, strings.Replace(on, "01/06/2026,20", "03/09/2026,20", 1), strings.Replace(on, "01/06/2026,20", "04/09/2026,20", 1)}, "further Review [conference-held 2026-09-04]"},
		{"a core group since", []string{on, strings.Replace(on, "20/08", "04/09", 1)}, "further Group [core-group-held 2026-09-04]"},
		{"a core group entered late", []string{on, strings.Replace(on, "20/08", "21/08", 1)},
			"corrected position brought in [position-brought-in 2026-09-03 2026-01-10 2026-06-01 2026-08-21]\nremembered Group"},
		{"a review put right", []string{on, strings.Replace(on, "01/06/2026,20", "01/05/2026,20", 1)},
			"corrected position brought in [position-brought-in 2026-09-03 2026-01-10 2026-05-01 2026-08-20]\nremembered Review"},
		{"a core group put right", []string{on, strings.Replace(on, "20/08", "19/08", 1)},
			"corrected position brought in [position-brought-in 2026-09-03 2026-01-10 2026-06-01 2026-08-19]\nremembered Group"},
		{"review and core group emptied", []string{on, strings.Replace(on, "01/06/2026,20/08/2026", ",", 1)}, ""},
		{"the day of registration corrected", []string{on, strings.Replace(on, "10/01", "12/01", 1)}, "corrected position brought in [position-brought-in 2026-09-03 2026-01-12 2026-06-01 2026-08-20]"},
		{"an earlier day corrected", []string{on, strings.Replace(on, "12/12/2025", "11/12/2025", 1)}, "remembered Concern"},
		{"a cell that was remembered emptied", []string{on, strings.Replace(on, "12/12/2025", "", 1)}, ""},
		{"another concern since", []string{on, strings.Replace(on, "12/12/2025", "05/09/2026", 1)}, "new Concern [concern-notified 2026-09-05]"},
		{"a fact of the day of the import corrected", []string{on, strings.Replace(on, "team-1", "team-2", 1)}, "corrected Team [case-assigned 2026-09-03]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMemory()
			if got := told(t, m, c.nights...); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			before := m.frozen()
			if told(t, m, c.nights[len(c.nights)-1]); !m.same(before) {
				t.Error("the last night again changes something")
			}
		})
	}
}
