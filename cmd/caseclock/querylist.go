package main

import (
	"encoding/json"
	"io"
	"path/filepath"
	"strings"

	"caseclock/deadline"
)

// queryPrinter writes queries to a file: one a line as JSON, or as CSV where
// the file's name ends in .csv. A nil one writes nothing.
type queryPrinter struct {
	lines *json.Encoder
	table *csvPrinter
}

var queryHeads = []string{"case", "code", "severity", "event", "on", "text"}

func newQueryPrinter(w io.Writer, name string) *queryPrinter {
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		t := newCSVPrinter(w)
		_ = t.line(queryHeads...)
		t.Flush()
		return &queryPrinter{table: &t}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return &queryPrinter{lines: e}
}

func (p *queryPrinter) write(queries []deadline.Query) error {
	if p == nil {
		return nil
	}
	for _, q := range queries {
		var err error
		if p.table != nil {
			err = p.table.line(q.Case, q.Code, string(q.Severity), q.Event, q.On.String(), q.Text)
		} else {
			err = p.lines.Encode(q)
		}
		if err != nil {
			return err
		}
	}
	if p.table != nil {
		p.table.Flush()
		return p.table.Error()
	}
	return nil
}
