package engine

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"caseclock/notify"
)

// No text of a case is in an issued report, in what is kept beside it, in the
// mail that tells of it or in the log.
func TestNoCanaryIsIssued(t *testing.T) {
	b := newBench(t, "2026-02-10")
	b.reopen(quarterly)
	b.wake()
	ref := canaries["case"]
	b.record("case-assigned", ref, "2026-01-01", "authority", "stirling", "chair", "chair-1", "family", canaries["family"])
	b.record("concern-notified", ref, "2026-01-05", "id", canaries["id"])
	b.record("conference-called", ref, "2026-01-06", "conference", "initial", "planned", "2026-01-20", "meeting", canaries["meeting"])
	b.record("conference-held", ref, "2026-01-30", "conference", "initial", "outcome", "registered", "meeting", canaries["meeting"])
	if _, err := b.RecordReason(context.Background(), Who{By: "chair-1"}, Reason{Which: Which{Case: ref, Rule: "initial-cpcc"}, Category: "other", Text: canaries["text"]}); err != nil {
		t.Fatal(err)
	}
	b.at("2026-04-15")
	_, mail := b.wake()
	left := strings.Builder{}
	left.WriteString(b.log.String())
	for _, l := range mail {
		if strings.Contains(l.body, notify.SubjectReady) {
			left.WriteString(l.body)
		}
	}
	x, err := b.Store().Issue("quarter-2026Q1")
	if err != nil || x.CasesSeen == 0 {
		t.Fatal(x.CasesSeen, err)
	}
	left.WriteString(x.ID + x.Title + x.Digest + string(x.Facts) + string(x.Cells))
	for _, f := range x.Files {
		if f.Name != "report.xlsx" {
			left.Write(f.Bytes)
			continue
		}
		z, err := zip.NewReader(bytes.NewReader(f.Bytes), f.Size)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range z.File {
			r, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			content, _ := io.ReadAll(r)
			left.Write(content)
		}
	}
	for what, canary := range canaries {
		if i := strings.Index(left.String(), canary); i >= 0 {
			t.Errorf("%s left: ...%s...", what, left.String()[max(0, i-80):min(left.Len(), i+80)])
		}
	}
}
