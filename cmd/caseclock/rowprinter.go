package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// rowPrinter prints rows as a table, as JSON or as CSV.
type rowPrinter struct {
	w      *bufio.Writer
	format string
	heads  []string
	table  [][]string
	all    []json.RawMessage
	csv    csvPrinter
}

func newRowPrinter(w io.Writer, format string, heads, csvHeads []string) *rowPrinter {
	p := &rowPrinter{w: bufio.NewWriter(w), format: format, heads: heads, all: []json.RawMessage{}}
	if format == "csv" {
		p.csv = newCSVPrinter(p.w)
		_ = p.csv.line(csvHeads...)
	}
	return p
}

// row prints one row: as it stands in JSON, by cells in the others.
func (p *rowPrinter) row(v any, cells, csvCells func() []string) error {
	switch p.format {
	case "table":
		p.table = append(p.table, cells())
		return nil
	case "csv":
		return p.csv.line(csvCells()...)
	}
	content, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if p.format == "json" {
		p.all = append(p.all, content)
		return nil
	}
	_, err = p.w.Write(append(content, '\n'))
	return err
}

// end prints what waits for the last row.
func (p *rowPrinter) end() error {
	var err error
	switch p.format {
	case "table":
		if len(p.table) == 0 {
			_, err = fmt.Fprintln(p.w, "none")
			break
		}
		err = printTable(p.w, p.heads, p.table)
	case "csv":
		p.csv.Flush()
		err = p.csv.Error()
	case "json":
		err = printJSON(p.w, p.all)
	}
	if err != nil {
		return err
	}
	return p.w.Flush()
}
