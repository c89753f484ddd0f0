package engine

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"testing"

	"caseclock/intake"
)

// A first import that is broken off after its first batch is still the first
// when it is made again: the children it had not come to are brought in as
// they stand, as in one that was never broken off.
func TestFirstImportBrokenOff(t *testing.T) {
	before := batchEvents
	batchEvents = 4
	defer func() { batchEvents = before }()
	content, err := os.ReadFile("../testdata/imports/children.csv")
	if err != nil {
		t.Fatal(err)
	}
	mapping, err := os.ReadFile("../testdata/imports/children.mapping.yaml")
	if err != nil {
		t.Fatal(err)
	}
	whole, broken := newBench(t, "2026-09-01"), newBench(t, "2026-09-01")
	bring := func(b *bench, tell func(ImportNews) error) error {
		file := intake.File{Name: "children.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }}
		_, err := b.Import(context.Background(), Who{By: "coordinator-1"}, ImportAsk{Mapping: string(mapping), MappingName: "children.mapping.yaml"}, []intake.File{file}, tell)
		return err
	}
	quiet := func(ImportNews) error { return nil }
	if err := bring(whole, quiet); err != nil {
		t.Fatal(err)
	}
	stop, recorded := errors.New("the plug is pulled"), false
	err = bring(broken, func(ImportNews) error {
		if s, err := broken.Store().Stats(); err == nil && s.Events > 0 {
			recorded = true
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || !recorded {
		t.Fatalf("the import was not broken off in the middle: %v", err)
	}
	if told, err := BrokenImport(broken.Store()); err != nil || told == "" {
		t.Errorf("nothing says that the import was broken off: %q, %v", told, err)
	}
	if err := bring(broken, quiet); err != nil {
		t.Fatal(err)
	}
	if told, err := BrokenImport(broken.Store()); err != nil || told != "" {
		t.Errorf("an import that was finished is told of as broken off: %q, %v", told, err)
	}
	want, got := whole.rows(Ask{}), broken.rows(Ask{})
	if len(want) != len(got) {
		t.Fatalf("%d deadlines after a second start, want %d", len(got), len(want))
	}
	for i := range want {
		if want[i].Case != got[i].Case || want[i].Rule != got[i].Rule || want[i].Start != got[i].Start || want[i].Due != got[i].Due {
			t.Errorf("%s %s from %s, want %s %s from %s", got[i].Case, got[i].Rule, got[i].Start, want[i].Case, want[i].Rule, want[i].Start)
		}
	}
}
