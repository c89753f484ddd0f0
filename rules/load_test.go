package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caseclock/deadline"
)

// A council's own file replaces one rule whole and keeps the others.
func TestOwnPackReplacesARule(t *testing.T) {
	p, err := LoadFile("testdata/own-pack.yaml")
	if err != nil {
		t.Fatal(err)
	}
	base := builtin(t, Default)
	if len(p.Rules) != len(base.Rules) || p.Extends != Default {
		t.Errorf("%d rules that extend %q, want the %d of %s", len(p.Rules), p.Extends, len(base.Rules), Default)
	}
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.ID != base.Rules[i].ID {
			t.Errorf("rule %d is %s, want %s: a replaced rule keeps its place", i, r.ID, base.Rules[i].ID)
		}
		if r.Pack().ID != "our-council" {
			t.Errorf("%s belongs to %s", r.ID, r.Pack().ID)
		}
	}
	minutes := p.Rule("minutes")
	if got := minutes.Limit.String() + ", " + shortSources(minutes.Sources); got != "10 calendar days, Ours 4.2" {
		t.Errorf("minutes: %s", got)
	}
	if len(minutes.Reading) != 0 || base.Rule("minutes").Limit.Number != 15 {
		t.Error("the replaced rule shines through, or the base was changed")
	}
}

// A council's pack may extend another of its own beside it.
func TestOwnPackExtendsItsNeighbour(t *testing.T) {
	folder := t.TempDir()
	own, err := os.ReadFile("testdata/own-pack.yaml")
	if err != nil {
		t.Fatal(err)
	}
	area := "id: our-area\ntitle: One area of ours\nversion: \"1\"\nextends: our-council\n"
	write(t, filepath.Join(folder, "our-council.yaml"), string(own))
	write(t, filepath.Join(folder, "area.yaml"), area)
	p, err := Open(filepath.Join(folder, "area.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if p.Rule("minutes").Limit.Number != 10 || p.Rule("initial-cpcc") == nil {
		t.Error("the neighbour's rules are not there")
	}
	write(t, filepath.Join(folder, "our-council.yaml"), strings.Replace(string(own), "number: 10", "number: 0", 1))
	_, err = Open(filepath.Join(folder, "area.yaml"))
	if err == nil || !strings.Contains(err.Error(), filepath.Join(folder, "our-council.yaml")+":16: rule minutes: limit of 0") {
		t.Errorf("a fault of the neighbour: %v, want it under the neighbour's line", err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestOpenNamesThePacksThereAre(t *testing.T) {
	for _, name := range []string{"scotland-2015", "", "no/such/file.yaml"} {
		if _, err := Open(name); err == nil || !strings.Contains(err.Error(), "scotland-2014, forth-valley, fife, scotland-2021") {
			t.Errorf("%q: %v, want an error that names the packs there are", name, err)
		}
	}
	if _, err := Builtin("scotland-2015"); err == nil {
		t.Error("a built-in pack that is none")
	}
}

// A file that is too large to be a pack is refused before it is read.
func TestLargeFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.yaml")
	write(t, path, "# "+strings.Repeat("x", longestFile))
	if _, err := LoadFile(path); err == nil || !strings.Contains(err.Error(), "1 MB") {
		t.Errorf("%v, want a refusal that names the limit", err)
	}
	if _, err := Load("large", make([]byte, longestFile+1), nil); err == nil || !strings.Contains(err.Error(), "1 MB") {
		t.Errorf("%v, want a refusal that names the limit", err)
	}
}

// Whoever checked a rule is shown, and the count of unchecked rules falls.
func TestCheckedIsShown(t *testing.T) {
	_, data, err := BuiltinFiles(Default)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Load("checked", []byte(strings.Replace(string(data), "checked: {by: , on: }", "checked: {by: Coordinator One, on: 2026-01-10}", 1)), nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.Unchecked() != len(p.Rules)-1 || CheckedText(&p.Rules[0]) != "checked by Coordinator One on 10 January 2026" {
		t.Errorf("%d unchecked, %s", p.Unchecked(), CheckedText(&p.Rules[0]))
	}
	if CheckedText(&p.Rules[1]) != "not yet checked by a practitioner" {
		t.Error(CheckedText(&p.Rules[1]))
	}
	for how, data := range map[string][]byte{"YAML": p.YAML(), "JSON": p.JSON()} {
		if q, err := Load(how, data, nil); err != nil || CheckedText(&q.Rules[0]) != CheckedText(&p.Rules[0]) {
			t.Errorf("read again from %s it is not checked any more: %v", how, err)
		}
	}
	for _, format := range Formats {
		b, err := Sheet(p, format)
		if err != nil || !strings.Contains(string(b), "Coordinator One") {
			t.Errorf("the %s sheet does not say who checked: %v", format, err)
		}
	}
}

// A pack's own words cannot become markup on the sheet.
func TestSheetEscapesThePack(t *testing.T) {
	own, err := os.ReadFile("testdata/own-pack.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Load("own", []byte(strings.Replace(string(own), "Participants receive", "<b onclick=x>|Participants</b>", 1)), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range Formats {
		b, err := Sheet(p, format)
		if err != nil || strings.Contains(string(b), "<b onclick") {
			t.Errorf("%s: the pack's text came through as markup (%v)", format, err)
		}
	}
}

// FuzzLoad feeds the reader of packs anything: it answers with faults that
// have their lines or with a pack that is read again as it was.
func FuzzLoad(f *testing.F) {
	for _, id := range List() {
		_, data, _ := BuiltinFiles(id)
		f.Add(data)
	}
	bad, _ := filepath.Glob("testdata/bad/*.yaml")
	for _, path := range append(bad, "testdata/own-pack.yaml") {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Load("fuzz", data, nil)
		if err != nil {
			faultsHaveLines(t, err)
			return
		}
		q, err := Load("again", p.YAML(), nil)
		if err != nil || q.Digest() != p.Digest() {
			t.Fatalf("read again it is another pack: %v\n%s", err, p.YAML())
		}
		if _, err := Sheet(p, "html"); err != nil {
			t.Fatal(err)
		}
		_ = deadline.NewRulebook(deadline.Period{Pack: p.Pack, Calendar: Scotland()})
	})
}

func faultsHaveLines(t *testing.T, err error) {
	t.Helper()
	faults, ok := err.(Faults)
	if !ok || len(faults) == 0 {
		t.Fatalf("%T: %v", err, err)
	}
	for _, f := range faults {
		if f.Line < 1 || f.Text == "" || strings.Contains(f.Text, "\n") {
			t.Fatalf("a fault without its place, or of two lines: %+v", f)
		}
	}
}
