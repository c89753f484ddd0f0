//go:build trial

package guard

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"caseclock/trial"
	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

// A key is changed while programs write and read, and the daemon is killed at
// any point of it.
func TestK2(t *testing.T) {
	run := trial.Begin(t, trial.Promise{ID: "K2", Says: "Keys are changed while the store is used, kill -9 in the middle loses nothing, and backups of before open with the key of their time.", Short: 5, Long: 50})
	c := newChangeover(t, twin.Program(t, ""), run.Chance(-1))
	run.All(func(i int, chance *rand.Rand) error { return c.change(i, chance) })
	slices.Sort(c.took)
	if n := len(c.took); n > 0 {
		run.Note("%d reads while keys were changed, none refused; the slowest took %s, half of them %s", n, c.took[n-1].Round(time.Millisecond), c.took[n/2].Round(time.Millisecond))
	}
	run.Note("%d events acknowledged; %d of the changes were killed before everything was sealed anew", c.ledger.Acknowledged(), c.broken)
	hasty := newChangeover(t, twin.Program(t, "", dropsFirst...), run.Chance(-2))
	noticed := 0
	if err := hasty.change(0, run.Chance(-3)); err != nil {
		t.Logf("K2: twin: %v", err)
		noticed++
	}
	run.Twin("the old key is dropped before everything is sealed anew", 1, noticed, 1)
}

// dropsFirst seals nothing anew and drops the old key all the same.
var dropsFirst = []twin.Edit{
	{File: "store/reseal.go", Old: "for at := (place{}); !at.end(); {\n\t\t\tn, err := s.resealStep", New: "for at := (place{table: len(tables)}); !at.end(); {\n\t\t\tn, err := s.resealStep"},
	{File: "store/reseal.go", Old: "if len(left) > 0 {", New: "if false && len(left) > 0 {"},
}

// changeover is one store whose keys are changed again and again.
type changeover struct {
	t      *testing.T
	site   *daemon.Site
	ledger *daemon.Ledger
	token  string
	keys   []string // files of master keys, the present one first
	took   []time.Duration
	broken int
	n      int
}

func newChangeover(t *testing.T, program string, chance *rand.Rand) *changeover {
	t.Helper()
	c := &changeover{t: t, site: daemon.NewSite(t, program, daemon.Options{})}
	c.newKey()
	var err error
	if c.ledger, err = daemon.NewLedger(filepath.Join(t.TempDir(), "ledger.jsonl")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.ledger.Close() })
	var b strings.Builder
	var asked []daemon.Event
	for i := range 600 {
		e := daemon.Event{"id": fmt.Sprintf("old-%d", i), "case": fmt.Sprintf("CP-%04d", i), "event": "case-assigned", "on": day(-40), "authority": "stirling", "chair": "chair-1"}
		fmt.Fprintf(&b, `{"id":%q,"case":%q,"event":"case-assigned","on":%q,"authority":"stirling","chair":"chair-1"}`+"\n", e["id"], e["case"], e["on"])
		if i%50 == chance.IntN(50) {
			asked = append(asked, e)
		}
	}
	file := filepath.Join(c.site.Folder, "old.jsonl")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	c.must("import", "--source", "old", file)
	for _, e := range asked {
		if err := c.ledger.Saved(fmt.Sprint("saved ", e["id"]), e); err != nil {
			t.Fatal(err)
		}
	}
	c.token = c.site.Token("coordinator-1", "see-cases", "record-events")
	return c
}

func (c *changeover) must(words ...string) string {
	c.t.Helper()
	out, err := c.site.Run(words...)
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

// newKey makes a master key the configured one; those before stay named.
func (c *changeover) newKey() {
	c.t.Helper()
	file := filepath.Join(c.site.Folder, fmt.Sprintf("master-%d.key", len(c.keys)))
	if len(c.keys) == 0 {
		if err := c.site.Configure(daemon.Options{}); err != nil {
			c.t.Fatal(err)
		}
	}
	c.must("keys", "new", file)
	c.keys = append([]string{file}, c.keys...)
}

// configure names the keys from the nth on.
func (c *changeover) configure(from int) error {
	quoted := make([]string, 0, len(c.keys))
	for _, k := range c.keys[from+1:] {
		quoted = append(quoted, fmt.Sprintf("%q", k))
	}
	return c.site.Configure(daemon.Options{More: fmt.Sprintf("keys: {file: %q, before: [%s]}", c.keys[from], strings.Join(quoted, ", "))})
}

// change changes the data key, or in every second trial the master key, under
// load; in two of three trials the daemon is killed meanwhile.
func (c *changeover) change(i int, chance *rand.Rand) error {
	if err := c.configure(0); err != nil {
		return err
	}
	backup := filepath.Join(c.site.Folder, fmt.Sprintf("before-%d.db", i))
	defer os.Remove(backup)
	if out, err := c.site.Run("backup", backup); err != nil {
		return fmt.Errorf("%s: %w", out, err)
	}
	d, err := c.site.Start()
	if err != nil {
		return err
	}
	words := []string{"keys", "rotate"}
	if i%2 == 1 {
		c.newKey()
		words = append(words, "--master", c.keys[0])
	}
	if err := c.underLoad(d, i, words, chance); err != nil {
		return err
	}
	if err := c.configure(0); err != nil {
		return err
	}
	if err := c.after(); err != nil {
		return err
	}
	if out, err := c.site.Run("verify", backup); err != nil {
		return fmt.Errorf("the backup of before: %s: %w", out, err)
	}
	return nil
}

// underLoad writes, reads, changes the key and kills.
func (c *changeover) underLoad(d *daemon.Daemon, i int, words []string, chance *rand.Rand) error {
	over := make(chan struct{})
	var side sync.WaitGroup
	var wrote, read error
	side.Go(func() { wrote = c.write(d, over) })
	side.Go(func() { read = c.read(d, over) })
	time.Sleep(50 * time.Millisecond)
	changed := make(chan error, 1)
	go func() {
		out, err := c.site.Run(words...)
		if err != nil {
			err = fmt.Errorf("%s: %w", out, err)
		}
		changed <- err
	}()
	var err error
	if i%3 == 2 {
		err = <-changed
		close(over)
		side.Wait()
		d.Kill()
		return errors.Join(err, wrote, read)
	}
	time.Sleep(time.Duration(100+chance.IntN(900)) * time.Millisecond)
	close(over) // from here on no answer is owed
	d.Kill()
	if <-changed != nil {
		c.broken++
	}
	side.Wait()
	return errors.Join(wrote, read)
}

// write records cases until it is over; what was answered is in the ledger.
func (c *changeover) write(d *daemon.Daemon, over <-chan struct{}) error {
	for client := d.Client(c.token); ; c.n++ {
		ref := fmt.Sprintf("NEW-%d", c.n)
		a, err := c.ledger.Record(client, "key-"+ref, daemon.Event{"case": ref, "event": "case-assigned", "on": day(-30), "authority": "stirling", "chair": "chair-1"})
		select {
		case <-over:
			c.n++
			return nil
		default:
		}
		if err != nil || a.Status != http.StatusCreated {
			c.n++
			return errors.Join(fmt.Errorf("a write was not taken: %d %s", a.Status, a.Body), err)
		}
	}
}

// read reads old cases until it is over.
func (c *changeover) read(d *daemon.Daemon, over <-chan struct{}) error {
	for n := 0; ; n++ {
		began := time.Now()
		id, err := d.Client(c.token).Find(fmt.Sprintf("CP-%04d", n%600))
		select {
		case <-over:
			return nil
		default:
		}
		if err != nil || id == "" {
			return errors.Join(fmt.Errorf("a read was not answered: case %q", id), err)
		}
		c.took = append(c.took, time.Since(began))
		time.Sleep(20 * time.Millisecond)
	}
}

// after starts the daemon anew, waits until one data key is left, and looks
// whether everything is there, also without the daemon.
func (c *changeover) after() error {
	d, err := c.site.Start()
	if err != nil {
		return err
	}
	defer d.Kill()
	for limit := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		out, err := c.site.Run("keys", "show")
		if err != nil {
			return fmt.Errorf("%s: %w", out, err)
		}
		if strings.Count(out, "data key") == 1 {
			break
		}
		if time.Now().After(limit) {
			return fmt.Errorf("after a minute there are still several keys: %s", out)
		}
	}
	client := d.Client(c.token)
	if err := errors.Join(c.ledger.Retry(client), c.ledger.Check(client)); err != nil {
		return err
	}
	if status, err := d.Stop(time.Minute); err != nil || status != 0 {
		return errors.Join(fmt.Errorf("it does not end, status %d", status), err)
	}
	out, err := c.site.Run("verify")
	if err != nil {
		return fmt.Errorf("%s: %w", out, err)
	}
	return nil
}
