//go:build trial

package disk_test

import (
	"bufio"
	"bytes"
	"encoding/gob"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// heard is what a child said before it ended: lines of a word, a number and the
// rest.
type heard struct {
	word string
	n    int
	rest string
}

// child runs a role in a process of its own and gives what it said. Ended: it
// came to its end; otherwise the text says how it died. A process may die of a
// file that it maps, and nothing in it can keep it from that.
func child(t *testing.T, role string, in any) (said []heard, ended bool, death string) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "TRIAL_DISK_CHILD="+role)
	var content, stderr bytes.Buffer
	must(0, gob.NewEncoder(&content).Encode(in))
	c.Stdin, c.Stderr = &content, &stderr
	out := must(c.StdoutPipe())
	must(0, c.Start())
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		number, rest, _ := strings.Cut(rest, " ")
		h := heard{word: word, rest: rest}
		fmt.Sscan(number, &h.n)
		said = append(said, h)
		ended = ended || word == "end"
	}
	err := c.Wait()
	return said, ended, fmt.Sprintf("%v: %.2000s", err, stderr.String())
}

// saying writes a line as child reads it.
func saying(word string, n int, rest string) {
	fmt.Printf("%s %d %s\n", word, n, strings.ReplaceAll(rest, "\n", "; "))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// inMemory is a folder that goes when the test ends.
func inMemory(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("/dev/shm", "trial-disk-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}
