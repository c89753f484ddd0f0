package engine

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caseclock/access"
	"caseclock/notify"
	"caseclock/store"
)

// Once a day the head of the log is written into a folder, with the leaves since
// the last, and mailed. What lies in the folder names a record that was
// rewritten; while it cannot be written to, that is said, and tried again.
func TestTheHeadIsKeptElsewhere(t *testing.T) {
	b := newBench(t, "2026-03-02")
	folder := filepath.Join(t.TempDir(), "elsewhere")
	b.HeadKept = HeadSettings{Folder: folder, MailTo: "chair-1", At: notify.Clock(9 * 60)}
	b.record("concern-notified", "CP-0001", "2026-03-01")
	mails := 0
	wake := func() Summary {
		s, letters := b.wake()
		for _, l := range letters {
			mails += strings.Count(l.body, notify.SubjectHead)
		}
		return s
	}
	if s := wake(); !strings.Contains(strings.Join(s.Warnings, "\n"), "head.folder") {
		t.Errorf("nobody is told that the folder is missing: %q", s.Warnings)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, day := range []string{"2026-03-02", "2026-03-03", "2026-03-04"} {
		b.at(day)
		wake()
		wake()
		b.record("core-group-held", "CP-0001", day)
	}
	if mails != 3 {
		t.Errorf("%d mails with a head on three days", mails)
	}
	files, _ := filepath.Glob(filepath.Join(folder, "*"))
	if len(files) != 3 || filepath.Base(files[0]) != "caseclock-head-2026-03-02.txt" {
		t.Fatal(files)
	}
	var copies []store.LogCopy
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := store.ParseLogCopy(f)
		f.Close()
		if err != nil {
			t.Fatal(file, err)
		}
		if n := len(copies); n > 0 && c.From != copies[n-1].Leaves {
			t.Errorf("%s begins with leaf %d, and the one before ends with %d", file, c.From, copies[n-1].Leaves)
		}
		copies = append(copies, c)
	}
	now, err := b.Store().LogCopy(0)
	if err != nil {
		t.Fatal(err)
	}
	if faults := now.Against(copies...); len(faults) > 0 {
		t.Error(faults)
	}
	b.logIsShown(t)
}

func (b *bench) logIsShown(t *testing.T) {
	t.Helper()
	admin := b.sit(access.Admin, "admin-1")
	h, err := admin.Health(context.Background())
	if err != nil || h.Store.Log.Leaves == 0 || !h.Store.Log.Kept.Equal(b.now()) || h.Store.Log.Nowhere {
		t.Errorf("%+v, %v", h.Store.Log, err)
	}
	b.at("2026-03-07")
	h, err = admin.Health(context.Background())
	if err != nil || !strings.Contains(strings.Join(h.Warnings, "\n"), "not written elsewhere") {
		t.Errorf("%q, %v", h.Warnings, err)
	}
}
