package deadline

import "testing"

// Whatever is read as a date is written back as it was read, and as long as the
// reader says; so no day that does not exist is one.
func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-02-28", "2026-02-31", "2024-02-29", "2025-02-29", "0026-01-05", "0000-01-01", "9999-12-31", "31/02/2026",
		"2026-1-5", "20260105", "2026-01-05T00:00:00Z", " 2026-01-05", "２０２６-01-05", "-026-01-05", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err == nil && (d == 0 || d.String() != s) {
			t.Errorf("%q was read as %s", s, d)
		}
		var again Date
		if got := again.UnmarshalText([]byte(s)); s != "" && (got == nil) != (err == nil) {
			t.Errorf("%q: as a text %v, as a date %v", s, got, err)
		}
	})
}
