package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"caseclock/report/document"
	"caseclock/report/draw"
)

// writeForm draws one form.
func (a *app) writeForm(ctx context.Context, w io.Writer, r document.Report, format string) error {
	switch format {
	case "csv":
		return draw.CSV(w, r, "figures")
	case "json":
		return draw.JSON(w, r)
	case "html":
		return draw.HTML(w, r)
	case "xlsx":
		return draw.Excel(w, r)
	case "pdf":
		return a.writePDF(ctx, w, r)
	}
	return printReport(w, &r)
}

// writePDF prints the page by the configured browser.
func (a *app) writePDF(ctx context.Context, w io.Writer, r document.Report) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	return printedBy(ctx, c.Report.Chromium, w, r)
}

func printedBy(ctx context.Context, browser string, w io.Writer, r document.Report) error {
	if browser == "" {
		return errors.New("report.chromium: names no browser that could print it; accepted is the path of a Chromium, /usr/bin/chromium")
	}
	var page bytes.Buffer
	if err := draw.HTML(&page, r); err != nil {
		return err
	}
	return draw.PDF(ctx, browser, page.Bytes(), w)
}

// writeForms writes every form into a directory, the printed one where a
// browser is configured. What is there already is never written over.
func (a *app) writeForms(ctx context.Context, r document.Report, dir string) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	files, err := draw.Files(r)
	if err != nil {
		return err
	}
	if c.Report.Chromium != "" {
		var pdf bytes.Buffer
		if err := printedBy(ctx, c.Report.Chromium, &pdf, r); err != nil {
			return err
		}
		files = append(files, draw.File{Name: "report.pdf", Media: "application/pdf", Bytes: pdf.Bytes()})
	}
	if err := a.writeFiles(files, dir); err != nil {
		return err
	}
	if c.Report.Chromium == "" {
		fmt.Fprintln(a.out, "no report.pdf: report.chromium names no browser that could print it")
	}
	return nil
}

// writeFiles writes new files, for their owner alone, and says which.
func (a *app) writeFiles(files []draw.File, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	var there []error
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(dir, f.Name)); !errors.Is(err, fs.ErrNotExist) {
			there = append(there, fmt.Errorf("%s: it is there already; accepted is a directory without it", filepath.Join(dir, f.Name)))
		}
	}
	if there != nil {
		return errors.Join(there...)
	}
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		if err := os.WriteFile(path, f.Bytes, 0o600); err != nil {
			return err
		}
		fmt.Fprintln(a.out, path)
	}
	return nil
}
