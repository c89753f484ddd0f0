package deadline

import (
	"os"
	"strings"
	"testing"
)

// Months are added as another program adds them: testdata/months.txt says which
// and how, for each day of a common and of a leap year and 1 to 12 months.
func TestMonthsAgreeWithAnotherProgram(t *testing.T) {
	table, err := os.ReadFile("testdata/months.txt")
	if err != nil {
		t.Fatal(err)
	}
	days, wrong := 0, 0
	for line := range strings.Lines(string(table)) {
		words := strings.Fields(line)
		if strings.HasPrefix(line, "#") || len(words) == 0 {
			continue
		}
		start, err := ParseDate(words[0])
		if err != nil || len(words) != 13 {
			t.Fatalf("%s: %d words, %v", words[0], len(words), err)
		}
		days++
		for m, want := range words[1:] {
			if got := start.AddMonths(m + 1).String(); got != want {
				wrong++
				t.Errorf("%s and %d months: %s, want %s", start, m+1, got, want)
			}
		}
	}
	t.Logf("months: %d sums, %d wrong", days*12, wrong)
	if days != 365+366 {
		t.Errorf("the table has %d days, want 731", days)
	}
}
