package main

import (
	"bytes"
	"io"
	"testing"
)

func opened(b []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
}

func TestCellsAreGuarded(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"CP-0417", "CP-0417"}, {"", ""}, {"=1+2", "'=1+2"}, {"+1", "'+1"}, {"-1", "'-1"}, {"@a", "'@a"}, {"\tx", "'\tx"}, {"\rx", "'\rx"}, {"a=1", "a=1"},
	} {
		if got := guard(c.in); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestTerminalsAreNotObeyed(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"CP-0417", "CP-0417"}, {"\x1b[2J", "·[2J"}, {"a\nb", "a·b"}, {"\u009bx", "·x"}, {"é", "é"},
	} {
		if got := harmless(c.in); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}
