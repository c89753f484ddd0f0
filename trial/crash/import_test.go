//go:build trial

package crash

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"caseclock/trial/daemon"
)

// importer brings in files of events by the command, as a night's job does.
type importer struct {
	site   *daemon.Site
	token  string
	ledger *daemon.Ledger
	open   string // the file whose import was not answered as done
	n      int
	brings map[string][]daemon.Event // by case, of the open file
}

// casesOfFile is how many cases a file brings.
const casesOfFile = 6

// bring has a new file imported; that it breaks off is no fault.
func (m *importer) bring(life int) error {
	m.brings = map[string][]daemon.Event{}
	var lines strings.Builder
	for range casesOfFile {
		m.n++
		ref := fmt.Sprintf("IMP-%d", m.n)
		m.brings[ref] = []daemon.Event{
			{"id": ref + "-a", "case": ref, "event": "case-assigned", "on": "2026-09-01", "authority": "stirling", "chair": "chair-1"},
			{"id": ref + "-b", "case": ref, "event": "concern-notified", "on": "2026-09-01"},
		}
		for _, e := range m.brings[ref] {
			line, err := json.Marshal(e)
			if err != nil {
				return err
			}
			fmt.Fprintf(&lines, "%s\n", line)
		}
		if err := m.ledger.Asked(ref, m.brings[ref]...); err != nil {
			return err
		}
	}
	m.open = filepath.Join(m.site.Folder, fmt.Sprintf("import-%d.jsonl", life))
	if err := os.WriteFile(m.open, []byte(lines.String()), 0o600); err != nil {
		return err
	}
	_, err := m.do()
	return err
}

// do imports the open file and writes down that it was answered as done.
func (m *importer) do() (done bool, err error) {
	out, err := m.site.Run("import", m.open)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return false, nil
	}
	// One that was recorded and whose answer was lost has nothing to record when it is repeated.
	if err != nil || !strings.Contains(out, "recorded") && !strings.Contains(out, "nothing to record") {
		return false, fmt.Errorf("import: %v: %s", err, out)
	}
	for ref, events := range m.brings {
		if err := m.ledger.Saved(ref, events...); err != nil {
			return false, err
		}
	}
	m.open = ""
	return true, nil
}

// lookBack looks at the cases of the last file, each wholly there or absent, and
// has it imported again where that was not answered.
func (m *importer) lookBack(d *daemon.Daemon) error {
	var refs []string
	for ref := range m.brings {
		refs = append(refs, ref)
	}
	c := d.Client(m.token)
	if err := m.ledger.CheckOf(c, refs...); err != nil || m.open == "" {
		m.brings = nil
		return err
	}
	if done, err := m.do(); !done {
		return fmt.Errorf("a file whose import was broken off cannot be imported again: %w", err)
	}
	return m.ledger.CheckOf(c, refs...)
}
