package rules

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files; read the diff")

// golden compares what was made with a file, or rewrites the file.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test ./rules -update writes it", err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (go test ./rules -update rewrites it): -want +got\n%s", path, d)
	}
}

// builtin gives a built-in pack or ends the test.
func builtin(t testing.TB, id string) *Pack {
	t.Helper()
	p, err := Builtin(id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Every pack's check sheet is as it was last read and agreed.
func TestSheetsAreGolden(t *testing.T) {
	for _, id := range List() {
		for format, ext := range map[string]string{"markdown": ".md", "html": ".html"} {
			b, err := Sheet(builtin(t, id), format)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "testdata/sheets/"+id+ext, b)
		}
	}
	if _, err := Sheet(builtin(t, Default), "pdf"); err == nil || !strings.Contains(err.Error(), "markdown, html") {
		t.Errorf("a format that is none: %v, want an error that names those there are", err)
	}
}

// Every bad pack is refused with all its faults, each under its line.
func TestBadPacksAreRefused(t *testing.T) {
	refused(t, "testdata/bad", func(path string) error { _, err := LoadFile(path); return err })
}

// Every bad list of holidays is refused with all its faults.
func TestBadHolidaysAreRefused(t *testing.T) {
	refused(t, "testdata/bad-holidays", func(path string) error { _, err := LoadHolidays(path); return err })
}

func refused(t *testing.T, folder string, load func(string) error) {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files in %s, %v", len(files), folder, err)
	}
	for _, path := range files {
		err := load(path)
		if err == nil {
			t.Errorf("%s was accepted", path)
			continue
		}
		faults, ok := err.(Faults)
		if !ok {
			t.Errorf("%s: %v has no lines", path, err)
		}
		for _, f := range faults {
			if f.Line < 1 || f.File == "" || f.Text == "" {
				t.Errorf("%s: a fault without its place: %+v", path, f)
			}
		}
		golden(t, strings.TrimSuffix(path, ".yaml")+".txt", []byte(err.Error()+"\n"))
	}
}
