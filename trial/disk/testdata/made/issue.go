package main

import (
	"bytes"
	"context"

	"caseclock/deadline"
	"caseclock/store"
)

func later(ctx context.Context, s *store.Store, day deadline.Date) {
	x := store.Issue{ID: "q-1", Series: "quarter", From: day, To: day + 89, AsAt: day + 100, KnownAt: s.Created(), For: "committee", Title: "Timescales", Product: "old", CasesSeen: 7, Digest: "d", Facts: []byte(`{}`), Cells: []byte(`{"a":7}`),
		Files: []store.IssueFile{{Name: "report.html", Media: "text/html", Bytes: bytes.Repeat([]byte("<p>38 of 42</p>\n"), 1000)}}}
	_, _, err := s.KeepIssue(ctx, store.Entry{By: "manager-1", Action: "issue"}, x)
	check(err)
	shelves(ctx, s)
}
