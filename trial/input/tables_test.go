//go:build trial

package input

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"strings"
)

// tables are tables of events that are off.
func tables(add func(name, content string)) {
	for name, t := range map[string]string{
		"only-header":     head,
		"column-twice":    "id,case,case,event,on\ne1,CP-1,CP-2,concern-notified,2026-01-05\n",
		"column-unknown":  "id,case,event,on,name\ne1,CP-1,concern-notified,2026-01-05,x\n",
		"column-missing":  "id,event,on\ne1,concern-notified,2026-01-05\n",
		"column-case":     "ID,Case,Event,On\ne1,CP-1,concern-notified,2026-01-05\n",
		"column-empty":    "id,case,event,on,\ne1,CP-1,concern-notified,2026-01-05,\n",
		"semicolons":      strings.ReplaceAll(head+row, ",", ";"),
		"tabs":            strings.ReplaceAll(head+row, ",", "\t"),
		"short":           head + "e1,CP-1\n",
		"long":            head + "e1,CP-1,concern-notified,2026-01-05,,,,,\n",
		"unclosed":        head + "e1,\"CP-1,concern-notified,2026-01-05,,\n" + row,
		"quote-inside":    head + "e1,C\"P,concern-notified,2026-01-05,,\n",
		"after-quote":     head + "e1,\"CP\"1,concern-notified,2026-01-05,,\n",
		"newline-in-cell": head + "e1,\"CP\n1\",concern-notified,2026-01-05,,\n",
		"formula":         head + "e1,\"=HYPERLINK(\"\"http://x\"\")\",concern-notified,2026-01-05,,\n",
		"row-twice":       head + row + row,
		"no-header":       row,
		"wide":            strings.Repeat("a,", 100000) + "\n",
	} {
		add("table-"+name+".csv", t)
	}
}

// exports are a council's own tables that are off.
func exports(add func(name, content string)) {
	at := func(day string) string { return exportHead + strings.Replace(exportFirst, "17/08/2026", day, 1) }
	for name, t := range map[string]string{
		"31-february": at("31/02/2026"), "us-order": at("08/17/2026"), "year-0026": at("17/08/0026"), "two-figures": at("17/08/26"), "iso": at("2026-08-17"),
		"ahead": at("17/08/2126"), "excel-number": at("46251"), "with-time": at("17/08/2026 00:00"), "formula": at("=TODAY()"), "blank": at(" "), "nbsp": at("17/08/2026\u00a0"),
		"only-header": exportHead, "row-twice-same": exportHead + exportFirst + exportFirst, "row-twice-other": exportHead + exportFirst + strings.Replace(exportFirst, "17/08", "18/08", 1),
		"header-short": strings.Replace(exportHead, "Date of concern,", "", 1) + exportFirst, "header-twice": strings.Replace(exportHead, "Area", "Chair", 1) + exportFirst,
		"ragged": exportHead + "CP-1,FAL\n", "unknown-word": exportHead + strings.Replace(exportFirst, "FAL", "XXX", 1), "no-case": exportHead + strings.Replace(exportFirst, "CP-1", "", 1),
		"good-and-bad": exportHead + exportFirst + strings.Replace(strings.Replace(exportFirst, "CP-1", "CP-2", 1), "17/08/2026", "31/02/2026", 1),
	} {
		add("x-export-"+name+".csv", t)
	}
}

// workbooks are Excel files that are none, or worse.
func workbooks(later func(name string, make func() []byte)) {
	add := func(name string, b []byte) { later(name, func() []byte { return b }) }
	good, err := os.ReadFile("../../testdata/imports/children.xlsx")
	if err != nil {
		panic(err)
	}
	add("x-good.xlsx", good)
	add("x-cut.xlsx", good[:len(good)/2])
	add("x-empty.xlsx", nil)
	add("x-text.xlsx", []byte(exportHead+exportFirst))
	add("x-really-a-workbook.csv", good)
	add("x-old-excel.xlsx", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 600)))
	add("x-no-parts.xlsx", packed(map[string]io.Reader{"hello.txt": strings.NewReader("hello")}))
	sheet := func(name string, content func() io.Reader) {
		later(name, func() []byte { return instead(good, "xl/worksheets/sheet1.xml", content()) })
	}
	const begin = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheet("x-no-rows.xlsx", func() io.Reader { return strings.NewReader(begin + `</sheetData></worksheet>`) })
	sheet("x-bomb-of-blanks.xlsx", func() io.Reader { return io.MultiReader(strings.NewReader(begin), io.LimitReader(blanks{}, 128<<20)) })
	sheet("x-bomb-of-rows.xlsx", func() io.Reader {
		return strings.NewReader(begin + strings.Repeat(`<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>`, 2000000))
	})
	sheet("x-row-of-a-million.xlsx", func() io.Reader {
		return strings.NewReader(begin + `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>`)
	})
	sheet("x-entities.xlsx", func() io.Reader {
		return strings.NewReader(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData><row r="1"><c><v>&b;</v></c></row></sheetData></worksheet>`)
	})
	add("x-path-outside.xlsx", packed(map[string]io.Reader{"../../../../tmp/x": strings.NewReader("x")}))
}

// instead gives a workbook with one part in the place of its own.
func instead(good []byte, part string, by io.Reader) []byte {
	z, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		panic(err)
	}
	files := map[string]io.Reader{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			panic(err)
		}
		files[f.Name] = r
	}
	if files[part] == nil {
		panic("the workbook has no " + part)
	}
	files[part] = by
	return packed(files)
}

// packed makes a zip of files.
func packed(files map[string]io.Reader) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, r := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.Copy(w, r)
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
