package draw

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"caseclock/report/document"
)

func printed(t *testing.T, r document.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := PDF(t.Context(), chromium(t), []byte(drawn(t, r)), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The PDF is tagged and says its language; each of its pages has the mark and
// its number.
func TestPDF(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for name, r := range pages() {
		pdf := printed(t, r)
		if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
			t.Fatalf("%s begins %q", name, pdf[:8])
		}
		for _, want := range []string{"/StructTreeRoot", "/MarkInfo", "/Lang (en-GB)"} {
			if !bytes.Contains(pdf, []byte(want)) {
				t.Errorf("%s has no %s", name, want)
			}
		}
		sheets := textOf(t, pdf)
		for i, text := range sheets {
			for _, want := range []string{r.Scope.For.Mark(), fmt.Sprintf("Page %d of %d", i+1, len(sheets))} {
				if !strings.Contains(text, want) {
					t.Errorf("%s, page %d, does not say %q", name, i+1, want)
				}
			}
		}
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// textOf is the text of each page of a PDF.
func textOf(t *testing.T, pdf []byte) []string {
	t.Helper()
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		missing(t, "no pdftotext in PATH")
	}
	cmd := exec.Command(program, "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	sheets := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
	if n := len(regexp.MustCompile(`/Type /Page\b`).FindAll(pdf, -1)); n != len(sheets) {
		t.Errorf("%d pages, %d texts", n, len(sheets))
	}
	return sheets
}

// Tables that are broken over pages have their heads on each, and a wide one
// has its page on its side.
func TestPrintedTables(t *testing.T) {
	pdf := printed(t, internalPage())
	heads, sideways := 0, 0
	for _, text := range textOf(t, pdf) {
		if regexp.MustCompile(`Timescale .*Due .*Counted`).MatchString(strings.Join(strings.Fields(text), " ")) {
			heads++
		}
	}
	for _, box := range regexp.MustCompile(`/MediaBox \[0 0 ([0-9.]+) [0-9.]+\]`).FindAllSubmatch(pdf, -1) {
		if strings.HasPrefix(string(box[1]), "84") { // 842 points, near enough
			sideways++
		}
	}
	if heads < 8 || sideways < 1 || sideways > 2 {
		t.Errorf("the heads of four long tables stand on %d pages, and %d lie on their side", heads, sideways)
	}
}

// program writes a script in place of a browser.
func program(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "browser")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// What goes wrong with the browser is said, and nothing is written.
func TestPDFRefused(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	folder := t.TempDir()
	for name, c := range map[string]struct{ program, want string }{
		"none configured": {"", "no program is configured that prints PDF; accepted is the path of a Chromium"},
		"not there":       {"/no/such/chromium", "the program that prints PDF is not found: exec: \"/no/such/chromium\": stat /no/such/chromium: no such file or directory"},
		"not in PATH":     {"no-such-chromium", "the program that prints PDF is not found: exec: \"no-such-chromium\": executable file not found in $PATH"},
		"a folder":        {folder, "the program that prints PDF is not found: exec: \"" + folder + "\": is a directory"},
		"fails":           {program(t, "echo one >&2; echo '[0.1:FATAL] no usable sandbox' >&2; echo '#0 0x55d9' >&2; echo >&2; exit 7"), " ended with status 7: [0.1:FATAL] no usable sandbox"},
		"fails silently":  {program(t, "exit 3"), " ended with status 3"},
		"writes nothing":  {program(t, "exit 0"), " wrote no PDF"},
		"writes no PDF":   {program(t, `for f in "$@"; do case $f in --print-to-pdf=*) echo "<html>" > "${f#*=}";; esac; done`), " wrote no PDF"},
	} {
		var b bytes.Buffer
		err := PDF(t.Context(), c.program, []byte("<p>SECRET</p>"), &b)
		if err == nil || !strings.HasSuffix(err.Error(), c.want) || b.Len() > 0 {
			t.Errorf("%s: %v, and %d bytes", name, err, b.Len())
		}
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// The page lies where only its user can read it, the browser is told of it by
// path alone, and finds a profile of its own.
func TestBrowserIsToldNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	told := filepath.Join(t.TempDir(), "told")
	var b bytes.Buffer
	err := PDF(t.Context(), program(t, `{ echo "$@"; env; stat -c %a . page.html; } > `+told+`
for f in "$@"; do case $f in --print-to-pdf=*) printf %%PDF-1.7 > "${f#*=}";; esac; done`), []byte("<p>SECRET 38 of 42</p>"), &b)
	if err != nil || b.String() != "%PDF-1.7" {
		t.Fatal(err, b.String())
	}
	got, _ := os.ReadFile(told)
	if s := string(got); strings.Contains(s, "SECRET") || !strings.HasSuffix(s, "\n700\n600\n") || !strings.Contains(s, "--user-data-dir="+os.Getenv("TMPDIR")) || !strings.Contains(s, "--no-pdf-header-footer") {
		t.Errorf("it was told %s", s)
	}
}

// A browser that does not end is stopped with what it started.
func TestPDFIsStopped(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	child := filepath.Join(t.TempDir(), "child")
	browser := program(t, "sleep 60 & echo $! > "+child+"; wait")
	var pid []byte
	for limit := 250 * time.Millisecond; len(pid) == 0 && limit < 30*time.Second; limit *= 2 { // until it has begun by then
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		var b bytes.Buffer
		err := PDF(ctx, browser, nil, &b)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "was stopped before the PDF was made") {
			t.Error(err)
		}
		pid, _ = os.ReadFile(child)
	}
	if len(pid) == 0 {
		t.Fatal("the browser never began")
	}
	for range 500 { // the orphan is reaped by the first process
		state, err := os.ReadFile("/proc/" + strings.TrimSpace(string(pid)) + "/stat")
		if err != nil || strings.Contains(string(state), ") Z ") {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("its child %s lives on", pid)
}
