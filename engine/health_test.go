package engine

import (
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
)

// A message that the mail server refused for good stays in health at the wakes
// that follow, though nothing of it is sent again.
func TestRefusedMessagesStayInHealth(t *testing.T) {
	b := newBench(t, "2026-05-05")
	b.overdueCase("CP-0001", "chair-1")
	b.box.refuse = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	b.wake()
	b.at("2026-05-06")
	s, _ := b.wake()
	if s.Refused == 0 || !strings.Contains(strings.Join(s.Warnings, "\n"), "refused for good") {
		t.Errorf("%d refused, %v", s.Refused, s.Warnings)
	}
	b.box.refuse = nil
	b.at("2026-05-20")
	if s, _ := b.wake(); s.Refused != 0 {
		t.Errorf("%d refused a fortnight later", s.Refused)
	}
}

// Without a person the account at the machine stands for who recorded.
func TestAccountStandsForThePerson(t *testing.T) {
	b := newBench(t, "2026-05-05")
	done, err := b.Record(t.Context(), Who{Peer: "root (uid 0)", Door: "cli"}, Entry{Fields: map[string]string{"event": "concern-notified", "case": "CP-0001", "on": "2026-05-01"}})
	if err != nil {
		t.Fatal(err)
	}
	if found, err := b.Store().Event(done.Event); err != nil || found.By != "root (uid 0)" {
		t.Errorf("recorded by %q, %v", found.By, err)
	}
	if _, err := b.Record(t.Context(), Who{By: "nobody", Door: "cli"}, Entry{Fields: map[string]string{"event": "born", "case": "CP-0001", "on": "2026-05-02"}}); err == nil {
		t.Error("a person whom the configuration does not name was accepted")
	}
}

// An import names the authorities and people that the configuration does not
// know, each once.
func TestImportNamesTheUnknown(t *testing.T) {
	b := newBench(t, "2026-09-01")
	done, _ := b.importFile("children.mapping.yaml", "children.csv", false)
	notes := strings.Join(done.Notes, "\n")
	if strings.Count(notes, "no person lead-21") != 1 || strings.Contains(notes, "lead-12;") || strings.Contains(notes, "chair-1;") {
		t.Errorf("notes:\n%s", notes)
	}
}
