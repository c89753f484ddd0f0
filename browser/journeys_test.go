package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
)

// A chair comes from the mail to a recorded reason by keyboard alone, with no
// more than three pages and one form.
func TestChairFromTheMailToAReason(t *testing.T) {
	t.Parallel()
	b := demonstration(t).enter(t, "chair")
	b.visit("/mailbox")
	b.follow("to chair-1")
	loads, forms := b.counted()
	b.follow("/cases/")
	b.says("A reason is needed")
	b.choose("Why it was late", "Inquorate")
	b.write("Proposed date", "28 September 2026")
	b.write("In a few words", "Two of five could come.")
	b.follow("Save")
	b.says("Your reason is recorded.", "28 September 2026")
	eval[bool](b, unfold)
	b.says("Two of five could come.")
	if l, f := b.counted(); l-loads > 3 || f-forms != 1 {
		t.Errorf("it took %d pages and %d forms", l-loads, f-forms)
	}
}

// On My work a chair reads why a date is so where the line stands, and gives a
// reason from there.
func TestMyWork(t *testing.T) {
	t.Parallel()
	b := demonstration(t).enter(t, "chair")
	b.follow("My work")
	b.follow("Why this date?")
	b.says("is due on")
	if !strings.HasSuffix(eval[string](b, `location.hash`), "#why") || strings.Contains(b.path(), "CP-") {
		t.Errorf("the explanation stands at %s", b.path())
	}
	b.visit("/work")
	b.follow("Give the reason")
	b.follow("Save") // with nothing in it
	if !strings.HasPrefix(b.title(), "Error: ") {
		t.Errorf("the title is %q", b.title())
	}
	b.press("\t\r") // the first link of the summary
	if got := eval[string](b, `document.activeElement.id`); got != "category" {
		t.Errorf("the first fault leads to %q", got)
	}
	b.choose("Why", "Severe weather")
	b.write("Proposed date", "28/9/2026")
	b.follow("Save")
	b.says("Your reason is recorded.")
}

// A coordinator sends a file with a fault, reads what it would change, and
// confirms the rest; then records an event, and corrects its day.
func TestCoordinator(t *testing.T) {
	t.Parallel()
	b := demonstration(t).enter(t, "coordinator")
	b.follow("Import")
	b.attach("Send a mapping", "../testdata/imports/children.mapping.yaml")
	b.attach("File to import", "../testdata/imports/faults/31-february.csv")
	b.follow("See what it would change")
	b.says("Nothing was imported.", "Refused rows", "31/02/2026")
	b.follow("Leave out the refused rows")
	b.says("The refused rows are left out.", "To be recorded", "CP-1001")
	b.follow("Confirm the import")
	b.says("The import is recorded.")

	b.follow("Cases")
	b.write("Reference of a case", "CP-1001")
	b.follow("Find")
	b.follow("Record an event")
	b.follow("Core group held")
	b.write("Day on which it happened", "1/9/2026")
	b.follow("Save")
	b.says("The event is recorded.", "1 September 2026")
	b.follow("Correct Core group held")
	b.write("Day on which it happened", "2/9/2026")
	b.follow("Save")
	b.says("2 September 2026", "This corrects an earlier entry.")
	if strings.Contains(b.path(), "CP-") {
		t.Errorf("the address %s has a reference", b.path())
	}
}

// The committee reads a report, in which small numbers are hidden, and prints
// it.
func TestCommittee(t *testing.T) {
	t.Parallel()
	b := demonstration(t).enter(t, "committee")
	b.follow("Reports")
	b.follow("Make the report")
	b.says("small numbers hidden")
	b.follow("Read or print the whole report")
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	if pdf := call(b, page.PrintToPDF, page.PrintToPDFParams{}); !strings.HasPrefix(string(pdf.Data), "%PDF-") || len(pdf.Data) < 10_000 {
		t.Errorf("the print has %d bytes", len(pdf.Data))
	}
}

// Who looks after the installation sees a mail refused for good, with the
// server's words, and has it tried again.
func TestAdmin(t *testing.T) {
	t.Parallel()
	b := demonstration(t).enter(t, "admin")
	b.follow("Status")
	b.says("Refused for good")
	b.follow("Try again")
	b.says("The message will be tried again.")
	if b.offers("Cases") || b.visit("/cases") != 403 {
		t.Error("who looks after the installation sees cases")
	}
}

// An auditor asks who looked, by person and by case, and finds the look of a
// chair.
func TestAuditor(t *testing.T) {
	t.Parallel()
	s := demonstration(t)
	chair := s.enter(t, "chair")
	chair.follow("Cases")
	chair.says("Reference of a case")
	reference := eval[string](chair, `document.querySelector('main table th a').textContent`)
	chair.follow(reference)
	b := s.enter(t, "auditor")
	b.follow("Who looked")
	b.choose("Person", "Chair One")
	b.follow("Show")
	b.says("Chair One")
	b.visit("/trail")
	b.tabTo("Look for a case")
	b.press(" ")
	b.write("Reference of the case", reference)
	b.follow("Who looked at it")
	b.says("Chair One")
	if strings.Contains(b.path(), "CP-") {
		t.Errorf("the address %s has a reference", b.path())
	}
}

// Anybody works out days without a case, forward and backward.
func TestCalculator(t *testing.T) {
	t.Parallel()
	b := demonstration(t).enter(t, "manager")
	b.follow("Rules")
	b.follow("Work out dates")
	b.choose("What happened", "A notification of concern about a child")
	b.write("On which day", "11/12/2025")
	b.follow("Work out what is due")
	b.says("1 January 2026")
	b.write("Day of the conference", "5/3/2026")
	b.follow("Work backward")
	b.says("28 February 2026")
}

// A lead professional looks ahead, and makes an address for their calendar.
func TestLookingAhead(t *testing.T) {
	t.Parallel()
	b := demonstration(t).enter(t, "lead")
	b.follow("Looking ahead")
	b.follow("Your calendar, to fetch")
	b.follow("Make an address")
	b.says("address is made")
}
