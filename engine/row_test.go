package engine

import (
	"encoding/json"
	"testing"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
)

// What a list prints can be read back by the command that asked for it.
func TestRowIsReadBackAsPrinted(t *testing.T) {
	authority, by, text := "stirling", "chair-1", "late papers"
	line := deadline.Line{Case: "CP-0417", Rule: "minutes", Start: date(t, "2026-01-20"), Due: date(t, "2026-02-04"), Status: deadline.MetLate,
		Conference: deadline.PreBirth, DaysLate: 3, Breach: true, Pack: "forth-valley", Authority: &authority,
		Reason: &deadline.ReasonLine{Category: "other", Text: &text, On: date(t, "2026-02-05"), By: &by}}
	want := Row{Line: line, Counted: true, LastWorkday: date(t, "2026-02-04"), NoticeBy: date(t, "2026-01-30")}
	content, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Row
	if err := json.Unmarshal(content, &got); err != nil || !cmp.Equal(got, want) {
		t.Errorf("row: %v %s", err, cmp.Diff(want, got))
	}
	var plain Line
	content, _ = json.Marshal(Line{line})
	if err := json.Unmarshal(content, &plain); err != nil || !cmp.Equal(plain.Line, line) {
		t.Errorf("line: %v %s", err, cmp.Diff(line, plain.Line))
	}
}
