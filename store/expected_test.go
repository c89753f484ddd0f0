package store

import (
	"context"
	"errors"
	"testing"

	"caseclock/deadline"
)

// A Write that was meant for so many events is recorded for no other number,
// and a repeat of one that was recorded is answered all the same.
func TestWriteForSoManyEvents(t *testing.T) {
	s, _ := newTestStore(t)
	write := func(key string, asked map[string]int, refs ...string) error {
		in := Write{Audit: Entry{Action: "record"}, Key: key, If: asked}
		for _, ref := range refs {
			in.Events = append(in.Events, deadline.Event{Case: ref, Kind: deadline.Born, On: 2460000})
		}
		_, err := s.Append(context.Background(), in)
		return err
	}
	for _, c := range []struct {
		name  string
		asked map[string]int
		refs  []string
		want  error
	}{
		{"a case that must be there", map[string]int{"A": 1}, []string{"A"}, ErrGrown},
		{"a new case", map[string]int{"A": 0}, []string{"A"}, nil},
		{"the same, which is there now", map[string]int{"A": 0}, []string{"A"}, ErrGrown},
		{"as it stands", map[string]int{"A": 1}, []string{"A", "A"}, nil},
		{"as it stood", map[string]int{"A": 1}, []string{"A"}, ErrGrown},
		{"one of two cases changed", map[string]int{"A": 3, "B": 1}, []string{"A", "B"}, ErrGrown},
		{"both as they stand", map[string]int{"A": 3, "B": 0}, []string{"B", "A"}, nil},
		{"nothing asked", nil, []string{"A"}, nil},
	} {
		if err := write("", c.asked, c.refs...); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for range 2 {
		if err := write("once", map[string]int{"C": 0}, "C"); err != nil {
			t.Errorf("with a key: %v", err)
		}
	}
	for key, want := range map[string]bool{"once": true, "never": false} {
		if got, err := s.Answered(key); got != want || err != nil {
			t.Errorf("key %s answered: %t, %v", key, got, err)
		}
	}
	for ref, want := range map[string]int{"A": 5, "B": 1, "C": 1} {
		if c, err := s.Case(ref); err != nil || len(c.Facts) != want {
			t.Errorf("%s holds %d events, want %d (%v)", ref, len(c.Facts), want, err)
		}
	}
}
