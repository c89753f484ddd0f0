//go:build trial

package input

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
)

// hostile is a file that somebody might send, by accident or not.
type hostile struct {
	name string // its extension says how it is read; "x-" in front: as a council's own export
	make func() []byte
}

const (
	line        = `{"id":"e1","case":"CP-1","event":"concern-notified","on":"2026-01-05"}` + "\n"
	line2       = `{"id":"e2","case":"CP-1","event":"conference-held","on":"2026-01-20","conference":"initial","outcome":"registered"}` + "\n"
	head        = "id,case,event,on,conference,outcome\n"
	row         = "e1,CP-1,concern-notified,2026-01-05,,\n"
	exportHead  = "Person ID,Area,Sibling group,Register status,Unborn,Expected delivery,Date of concern,Initial conference,Initial outcome,Date registered,Last review,Last core group,Date deregistered,Chair,Lead professional\n"
	exportFirst = "CP-1,FAL,,Not registered,N,,17/08/2026,,,,,,,Chair Two,lead-12\n"
)

// files are all of them.
func files() []hostile {
	var all []hostile
	add := func(name string, content string) {
		all = append(all, hostile{name, func() []byte { return []byte(content) }})
	}
	encodings(add)
	lines(add)
	values(add)
	tables(add)
	exports(add)
	workbooks(func(name string, make func() []byte) { all = append(all, hostile{name, make}) })
	return all
}

// encodings are one good content of each shape, as other programs write it.
func encodings(add func(name, content string)) {
	for _, f := range []struct{ name, content string }{{"%s.jsonl", line + line2}, {"%s.csv", head + row}, {"x-%s.csv", exportHead + exportFirst}} {
		name := func(what string) string { return fmt.Sprintf(f.name, what) }
		add(name("plain"), f.content)
		add(name("bom"), "\ufeff"+f.content)
		add(name("two-boms"), "\ufeff\ufeff"+f.content)
		add(name("utf-16le"), wide(f.content, binary.LittleEndian, true))
		add(name("utf-16be"), wide(f.content, binary.BigEndian, true))
		add(name("utf-16le-no-bom"), wide(f.content, binary.LittleEndian, false))
		add(name("cp1252"), strings.Replace(f.content, "CP-1", "CP-\xe9", 1))
		add(name("crlf"), strings.ReplaceAll(f.content, "\n", "\r\n"))
		add(name("cr"), strings.ReplaceAll(f.content, "\n", "\r"))
		add(name("mixed-ends"), strings.Replace(f.content, "\n", "\r\n", 1)+"\n\r\n")
		add(name("no-last-end"), strings.TrimSuffix(f.content, "\n"))
		add(name("nul"), strings.Replace(f.content, "CP-1", "CP-\x00", 1))
		add(name("ctrl-z"), f.content+"\x1a")
		add(name("empty"), "")
		add(name("only-bom"), "\ufeff")
		add(name("only-ends"), "\n\n\n")
		add(name("only-spaces"), "   \t  ")
		add(name("gzip"), "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03KLJN\x01\x00")
		add(name("zip"), "PK\x03\x04\x14\x00")
		add(name("png"), "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
		add(name("html"), "<!doctype html><title>Sign in</title>")
		add(name("field-10mb"), strings.Replace(f.content, "CP-1", strings.Repeat("x", 10<<20), 1))
		add(name("right-to-left"), strings.Replace(f.content, "CP-1", "CP-\u202e1", 1))
		add(name("zero-width"), strings.Replace(f.content, "CP-1", "CP-\u200b1", 1))
	}
}

func wide(s string, order binary.ByteOrder, mark bool) string {
	var b bytes.Buffer
	if mark {
		s = "\ufeff" + s
	}
	for _, u := range utf16.Encode([]rune(s)) {
		_ = binary.Write(&b, order, u)
	}
	return b.String()
}

// lines are files of one event a line that are off.
func lines(add func(name, content string)) {
	for name, l := range map[string]string{
		"cut":              line[:40],
		"array":            "[" + strings.TrimSpace(line) + "]\n",
		"number":           "5\n",
		"null":             "null\n",
		"two-on-a-line":    strings.TrimSpace(line) + line2,
		"key-twice":        `{"id":"e1","case":"CP-1","case":"CP-2","event":"concern-notified","on":"2026-01-05"}`,
		"key-other-case":   `{"id":"e1","Case":"CP-1","event":"concern-notified","on":"2026-01-05"}`,
		"key-unknown":      `{"id":"e1","case":"CP-1","event":"concern-notified","on":"2026-01-05","name":"x"}`,
		"deep":             `{"case":` + strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000) + "}",
		"deep-unclosed":    strings.Repeat("[", 100000),
		"trailing-comma":   `{"id":"e1","case":"CP-1","event":"concern-notified","on":"2026-01-05",}`,
		"single-quotes":    `{'case':'CP-1'}`,
		"comment":          "// a comment\n" + line,
		"lone-surrogate":   `{"id":"e1","case":"CP-\ud800","event":"concern-notified","on":"2026-01-05"}`,
		"escaped-nul":      `{"id":"e1","case":"CP-\u0000","event":"concern-notified","on":"2026-01-05"}`,
		"raw-newline":      "{\"id\":\"e1\",\"case\":\"CP-\n1\"}",
		"id-twice-same":    line + line,
		"id-twice-other":   line + strings.Replace(line, "CP-1", "CP-2", 1),
		"replaces-itself":  `{"id":"e1","case":"CP-1","event":"concern-notified","on":"2026-01-05","replaces":"e1"}`,
		"replaces-nothing": `{"id":"e1","case":"CP-1","event":"concern-notified","on":"2026-01-05","replaces":"e9"}`,
		"withdraws-none":   `{"id":"e1","case":"CP-1","event":"withdrawn","on":"2026-01-05","target":"e9"}`,
		"withdraws-twice":  line + `{"id":"w1","case":"CP-1","event":"withdrawn","on":"2026-01-06","target":"e1"}` + "\n" + `{"id":"w2","case":"CP-1","event":"withdrawn","on":"2026-01-06","target":"w1"}`,
		"other-case":       line + `{"id":"w1","case":"CP-2","event":"withdrawn","on":"2026-01-06","target":"e1"}`,
		"csv-inside":       head + row,
	} {
		add("line-"+name+".jsonl", l)
	}
	add("line-inside.csv", line)
}

// values are one value at a time that is off.
func values(add func(name, content string)) {
	for i, day := range []string{"2026-02-31", "2026-13-01", "0026-01-05", "26-01-05", "05/01/2026", "01/13/2026", "2026-1-5", "2026-01-05T00:00:00Z", "", " 2026-01-05",
		"20260105", "9999-12-31", "10000-01-01", "1899-12-31", "2126-01-05", "２０２６-01-05", "-2026-01-05", "2025-02-29", "0000-00-00", "45000"} {
		add(fmt.Sprintf("day-%02d.jsonl", i), strings.Replace(line, "2026-01-05", day, 1))
	}
	add("day-number.jsonl", strings.Replace(line, `"2026-01-05"`, "20260105", 1))
	add("day-null.jsonl", strings.Replace(line, `"2026-01-05"`, "null", 1))
	for i, ref := range []string{"", " ", "A child's name", "=1+1", "+44", "-1", "@x", "\\tx", "\\n", strings.Repeat("9", 10000), "<script>alert(1)</script>", "'; DROP TABLE x; --", "../../etc/passwd", "%s%n", "CP-1 "} {
		add(fmt.Sprintf("case-%02d.jsonl", i), strings.Replace(line, "CP-1", ref, 1))
	}
	for name, l := range map[string]string{
		"event-unknown":      strings.Replace(line, "concern-notified", "concern", 1),
		"event-number":       strings.Replace(line, `"concern-notified"`, "3", 1),
		"event-missing":      `{"id":"e1","case":"CP-1","on":"2026-01-05"}`,
		"outcome-unknown":    strings.Replace(line2, "registered", "maybe", 1),
		"outcome-of-another": strings.Replace(line2, `"registered"`, `"deregistered"`, 1),
		"conference-missing": strings.Replace(line2, `"conference":"initial",`, "", 1),
		"edd-bad":            strings.Replace(line, "}", `,"edd":"soon"}`, 1),
		"recorded-bad":       strings.Replace(line, "}", `,"recorded":"yesterday"}`, 1),
		"recorded-ahead":     strings.Replace(line, "}", `,"recorded":"2126-01-01T00:00:00Z"}`, 1),
		"field-of-another":   strings.Replace(line, "}", `,"outcome":"registered"}`, 1),
	} {
		add("value-"+name+".jsonl", l)
	}
}
