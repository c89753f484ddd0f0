package load

import (
	"context"
	"errors"
	"io"
	"time"

	"caseclock/store"
)

// Run writes to a store from so many writers at once until the context ends or a
// Write fails, and tells each answer before the same writer's next. A writer goes
// on after the last Write that the store holds. It waits the pause after each.
// Meanwhile the store is scrubbed now and then.
func Run(ctx context.Context, s *store.Store, writers int, pause time.Duration, tell io.Writer) error {
	ended := make(chan error)
	go func() { ended <- scrub(ctx, s) }()
	for w := range writers {
		go func() { ended <- one(ctx, s, w, pause, tell) }()
	}
	var first error
	for range writers + 1 {
		if err := <-ended; first == nil {
			first = err
		}
	}
	return first
}

func one(ctx context.Context, s *store.Store, w int, pause time.Duration, tell io.Writer) error {
	i, err := Held(s, w)
	for ; err == nil && ctx.Err() == nil; i++ {
		in := Write(w, i)
		var r store.Receipt
		if r, err = s.Append(ctx, in); err == nil {
			_, err = io.WriteString(tell, Line(w, i, &r)) // one write, so one line
		}
		time.Sleep(pause)
	}
	return err
}

// scrubEvery is how long to wait between two scrubs.
const scrubEvery = 150 * time.Millisecond

func scrub(ctx context.Context, s *store.Store) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(scrubEvery):
		}
		if _, err := s.Scrub(ctx); err != nil && !errors.Is(err, store.ErrStillRead) && ctx.Err() == nil {
			return err
		}
		if err := s.Err(); err != nil {
			return err
		}
	}
}

// Held is how many of a writer's Writes the store holds, by their keys.
func Held(s *store.Store, w int) (int, error) {
	for i := 0; ; i++ {
		if known, err := s.Answered(Key(w, i)); err != nil || !known {
			return i, err
		}
	}
}
