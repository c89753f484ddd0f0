//go:build trial

package guard

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"caseclock/trial"
	"caseclock/trial/twin"
)

// Whoever has the disk or a backup, and not the master key, reads nothing of a
// case, a person or a secret; and no value can be put in another record's place.
func TestK1(t *testing.T) {
	run := trial.Begin(t, trial.Promise{ID: "K1", Says: "Values are sealed at rest: no text of a case, a person or a secret is found in the store, a backup or what is left beside them.", Short: 2, Long: 8})
	program := twin.Program(t, "")
	looked := 0
	run.All(func(i int, chance *rand.Rand) error {
		v := newVault(t, program, i%2 == 1, chance)
		n, found := v.search()
		looked += n
		return errors.Join(found...)
	})
	run.Note("%d looks: a look is a canary, a file, and one of %d writings (plain, UTF-16 in both orders, base64 at three offsets, hexadecimal); every second store was plain at first, and was killed four times while it was being sealed", looked, writings)
	run.One(run.Trials(), func(int, *rand.Rand) error {
		c := exec.Command("go", "test", "-count=1", "-v", "./store", "-run", swaps)
		c.Dir = trial.Root(t)
		out, err := c.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
		run.Note("a value in another record's place: %s", strings.TrimSpace(line(string(out), "swapped in")))
		return nil
	})
	plain := twin.Program(t, "", twin.Edit{File: "store/ring.go", Old: "return &sealing{seal: r, keys: keys, ring: r, stale: r.Count() > 1}",
		New: "return &sealing{seal: Plain{}, plain: true, keys: keys, ring: r}"})
	noticed := 0
	if n, found := newVault(t, plain, false, run.Chance(-1)).search(); len(found) > 10 && n > 0 {
		noticed++
	}
	run.Twin("the keys are there, and the values lie open", 1, noticed, 1)
	failed, _ := twin.Fails(t, unbound, "./store", "-run", swaps)
	noticed = 0
	if failed {
		noticed++
	}
	run.Twin("values are not bound to their records", 1, noticed, 1)
}

const swaps = "TestAValueInAnothersPlaceDoesNotOpen"

// unbound is a store that seals values to no record.
var unbound = []twin.Edit{
	{File: "store/writer.go", Old: "w.seal.Seal(nil, plain, t.id(nil, key))", New: "w.seal.Seal(nil, plain, nil)"},
	{File: "store/table.go", Old: "r.seal.Open(dst, stored, t.id(nil, key))", New: "r.seal.Open(dst, stored, nil)"},
	{File: "store/create.go", Old: "w.seal.Seal(nil, p.b, tHead.id(nil, keyAbout))", New: "w.seal.Seal(nil, p.b, nil)"},
}

// line is the line of a text that begins so.
func line(text, begins string) string {
	for l := range strings.Lines(text) {
		if strings.HasPrefix(l, begins) {
			return l
		}
	}
	return ""
}

// search looks for every canary in every file that the program left.
func (v *vault) search() (looked int, found []error) {
	for _, folder := range []string{v.site.Folder, v.tmp} {
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !e.Type().IsRegular() || v.given[path] {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for name, canary := range v.canaries {
				for writing, text := range written(canary) {
					if looked++; contains(content, text) {
						found = append(found, fmt.Errorf("%s lies in %s (%s)", name, filepath.Base(path), writing))
					}
				}
			}
			return nil
		})
		if err != nil {
			found = append(found, err)
		}
	}
	return looked, found
}
