package main

import (
	"embed"
	"errors"
	"os"
)

// demodata is a case system's export, with two rows that are refused, and its
// mapping: for the page Import of a demonstration.
//
//go:embed demodata
var demodata embed.FS

// writeExport puts them into the demonstration's folder.
func (s *demonstration) writeExport() error {
	var failed error
	for _, name := range []string{"export.csv", "mapping.yaml"} {
		content, err := demodata.ReadFile("demodata/" + name)
		if err == nil {
			err = os.WriteFile(s.path(name), content, 0o600)
		}
		failed = errors.Join(failed, err)
	}
	return failed
}
