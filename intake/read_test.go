package intake

import (
	"io"
	"strings"
	"testing"

	"caseclock/deadline"
)

// text is a file that a test holds in memory.
func text(name, content string) File {
	return File{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

// readAll reads files as one run and writes the events and faults as lines.
func readAll(t testing.TB, o Options, files ...File) (events []deadline.Event, faults []string) {
	t.Helper()
	r := NewReader(o)
	for _, f := range files {
		if err := r.Read(f, func(e *deadline.Event, _ int) error {
			events = append(events, *e)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if fs := r.Faults(); fs != nil {
		faults = strings.Split(fs.Error(), "\n")
	}
	return events, faults
}

func TestFaultsOfEventFiles(t *testing.T) {
	const good = `{"id":"e1","case":"CP-0417","event":"conference-held","on":"2026-01-20","conference":"initial","outcome":"registered"}`
	for _, c := range []struct {
		name, file, content string
		want                []string
	}{
		{"good", "a.jsonl", good + "\n", nil},
		{"empty lines", "a.jsonl", "\n" + good + "\r\n  \n", nil},
		{"byte order mark", "a.jsonl", "\ufeff" + good, nil},
		{"null is absent", "a.jsonl", `{"id":null,"case":"CP-1","event":"born","on":"2026-01-20","edd":null}`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, faults := readAll(t, Options{}, text(c.file, c.content))
			if strings.Join(faults, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(faults, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func BenchmarkReadEvents(b *testing.B) {
	const line = `{"id":"e1234567","case":"CP-0417","event":"conference-held","on":"2026-01-20","conference":"initial","outcome":"registered"}` + "\n"
	content := strings.ReplaceAll(strings.Repeat(line, 1000), `"id":"e1234567",`, "")
	f := text("a.jsonl", content)
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		r := NewReader(Options{})
		_ = r.Read(f, func(*deadline.Event, int) error { return nil })
	}
}
