package draw

import (
	"bytes"
	"testing"

	"caseclock/report/document"
)

func drawn(t *testing.T, r document.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheSameDocumentGivesTheSamePage(t *testing.T) {
	for name := range pages() {
		if drawn(t, pages()[name]) != drawn(t, pages()[name]) {
			t.Errorf("%s differs from itself", name)
		}
	}
}
