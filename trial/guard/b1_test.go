//go:build trial

package guard

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"caseclock/trial"
)

// The same source built in two folders gives the same bytes. The long tier
// builds with empty caches, so that nothing is taken over from the other.
func TestB1(t *testing.T) {
	run := trial.Begin(t, trial.Promise{ID: "B1", Says: "Two builds of the same source, in different folders, are the same, byte for byte.", Short: 1, Long: 2})
	run.All(func(int, *rand.Rand) error {
		first := built(t, "-trimpath", "./cmd/caseclock")
		if !bytes.Equal(first, built(t, "-trimpath", "./cmd/caseclock")) {
			return fmt.Errorf("the two programs differ")
		}
		return nil
	})
	// The cheapest part with paths in it shows what -trimpath is for.
	noticed := 0
	if !bytes.Equal(tested(t), tested(t)) {
		noticed++
	}
	run.Twin("built without -trimpath", 1, noticed, 1)
}

// built copies the source to a new folder and builds it there.
func built(t *testing.T, flag, pkg string) []byte {
	t.Helper()
	folder := copied(t)
	return output(t, folder, "build", flag, "-buildvcs=false", "-o", filepath.Join(folder, "out"), pkg)
}

func tested(t *testing.T) []byte {
	t.Helper()
	folder := copied(t)
	return output(t, folder, "test", "-c", "-o", filepath.Join(folder, "out"), "./deadline")
}

func output(t *testing.T, folder string, args ...string) []byte {
	t.Helper()
	c := exec.Command("go", args...)
	c.Dir = folder
	if trial.Long() {
		c.Env = append(os.Environ(), "GOCACHE="+t.TempDir())
	}
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", c.Args, err, out)
	}
	b, err := os.ReadFile(filepath.Join(folder, "out"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// copied is a copy of the source, without its history.
func copied(t *testing.T) string {
	t.Helper()
	folder, root := t.TempDir(), trial.Root(t)
	c := exec.Command("sh", "-c", `tar -C "$1" --exclude=.git -cf - . | tar -C "$2" -xf -`, "sh", root, folder)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("copying the source: %v\n%s", err, out)
	}
	return folder
}
