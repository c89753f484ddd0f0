package draw

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// printingTime is how long a browser may take over one page where the caller
// sets no earlier end.
const printingTime = time.Minute

// PDF has a Chromium print the page that HTML wrote, and writes its PDF: tagged,
// so that it can be heard as well as read. The program is its path, or a name
// to be found in PATH.
//
// The page lies in a directory that only this user can read, which is removed
// afterwards with all that the browser left in it; the browser is given the
// path of the page and nothing of what is in it, and reaches no network. It
// ends, with every process it started, when ctx does or after a minute.
// Nothing is written to w but a whole PDF. Errors say what is wrong with the
// program or with its run.
func PDF(ctx context.Context, program string, html []byte, w io.Writer) error {
	if program == "" {
		return errors.New("no program is configured that prints PDF; accepted is the path of a Chromium")
	}
	path, err := exec.LookPath(program)
	if err != nil {
		return fmt.Errorf("the program that prints PDF is not found: %w", err)
	}
	dir, err := os.MkdirTemp("", "caseclock-print-") // 0700
	if err != nil {
		return err
	}
	defer discard(dir)
	if err := os.WriteFile(filepath.Join(dir, "page.html"), html, 0o600); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, printingTime)
	defer cancel()
	if err := printPage(ctx, path, dir); err != nil {
		return err
	}
	made, err := os.ReadFile(filepath.Join(dir, "page.pdf"))
	if err != nil || !bytes.HasPrefix(made, []byte("%PDF-")) {
		return fmt.Errorf("%s wrote no PDF", path)
	}
	_, err = w.Write(made)
	return err
}

// discard removes a browser's directory; a process of it may outlive it by a
// moment and write there meanwhile.
func discard(dir string) {
	for range 100 {
		if os.RemoveAll(dir) == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func printPage(ctx context.Context, program, dir string) error {
	var said tail
	cmd := exec.CommandContext(ctx, program, printFlags(dir)...)
	cmd.Dir, cmd.Stderr, cmd.WaitDelay = dir, &said, 5*time.Second
	cmd.Env = append(os.Environ(), "HOME="+dir, "TMPDIR="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir)
	together(cmd)
	err := cmd.Run()
	var ended *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%s was stopped before the PDF was made: %w", program, context.Cause(ctx))
	case errors.As(err, &ended) && said.last() != "":
		return fmt.Errorf("%s ended with status %d: %s", program, ended.ExitCode(), said.last())
	case errors.As(err, &ended):
		return fmt.Errorf("%s ended with status %d", program, ended.ExitCode())
	}
	return err
}

// printFlags are those of Chromium that print one page of this machine's, in a
// profile of its own, without speaking to anybody.
func printFlags(dir string) []string {
	flags := []string{"--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
		"--user-data-dir=" + filepath.Join(dir, "profile"), "--no-pdf-header-footer", "--generate-pdf-document-outline",
		"--print-to-pdf=" + filepath.Join(dir, "page.pdf")}
	if os.Geteuid() == 0 {
		flags = append(flags, "--no-sandbox") // Chromium has none for the superuser
	}
	return append(flags, "file://"+filepath.ToSlash(filepath.Join(dir, "page.html")))
}

// tail keeps the end of what a program says.
type tail struct{ b []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.b = append(t.b, p...)
	if over := len(t.b) - 4096; over > 0 {
		t.b = t.b[over:]
	}
	return len(p), nil
}

// last is the last line that says something: no line of a stack.
func (t *tail) last() string {
	last := ""
	for line := range strings.Lines(string(t.b)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			last = line
		}
	}
	return last
}
