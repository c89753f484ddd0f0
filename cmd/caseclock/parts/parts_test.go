package parts

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

var update = flag.Bool("update", false, "write licences.txt anew")

// accepted are the licences that a part may have.
var accepted = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0"}

// The program prints the licence of every module that is linked into it, as the
// module itself has it, and each is one of those accepted.
func TestLicences(t *testing.T) {
	want := gather(t)
	if *update {
		if err := os.WriteFile("licences.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		licences = want
	}
	if Licences() != want {
		t.Error("licences.txt is not what the modules say; go test ./cmd/caseclock/parts -update writes it anew")
	}
	for module, id := range identifiers() {
		if !slices.Contains(accepted, id) {
			t.Errorf("%s has the licence %q; accepted: %s", module, id, strings.Join(accepted, ", "))
		}
	}
}

type module struct{ path, dir string }

// linked are the modules whose packages the program is built from.
func linked(t *testing.T) []module {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", "caseclock/cmd/caseclock").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []module
	for line := range strings.Lines(string(out)) {
		if path, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			all = append(all, module{path, dir})
		}
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return slices.Compact(all)
}

// gather writes all licences, Go's own and those of the pages' design and of the
// list of common passwords first.
func gather(t *testing.T) string {
	t.Helper()
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	one(t, &b, "std", filepath.Join(strings.TrimSpace(string(goroot)), "LICENSE"))
	one(t, &b, "@scottish-government/design-system", filepath.FromSlash("../../../web/page/assets/design-system.LICENSE.txt"))
	one(t, &b, "SecLists", filepath.FromSlash("../../../account/common.LICENSE.txt"))
	for _, m := range linked(t) {
		names, err := filepath.Glob(filepath.Join(m.dir, "[LNC][IO][CTP][EIY]*"))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s has no licence: %v", m.path, err)
		}
		one(t, &b, m.path, names...)
	}
	return b.String()
}

func one(t *testing.T, b *strings.Builder, name string, files ...string) {
	t.Helper()
	var text strings.Builder
	for _, f := range files {
		if st, err := os.Stat(f); err == nil && st.IsDir() {
			continue // a folder with the one text again
		}
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString("\n" + strings.TrimSpace(strings.ReplaceAll(string(content), "\r\n", "\n")) + "\n")
	}
	fmt.Fprintf(b, "%s%s %s\n%s\n", heading, name, recognise(text.String()), strings.ReplaceAll(text.String(), "\n"+heading, "\n "+heading))
}

// recognise names a licence by its unmistakable words.
func recognise(text string) string {
	words := strings.Join(strings.Fields(text), " ")
	has := func(s string) bool { return strings.Contains(words, s) }
	switch {
	case has("Mozilla Public License Version 2.0"), has("Mozilla Public License, version 2.0"):
		return "MPL-2.0"
	case has("Apache License Version 2.0"):
		return "Apache-2.0"
	case has("Permission is hereby granted, free of charge"):
		return "MIT"
	case has("Redistribution and use in source and binary forms") && has("may be used to endorse or promote"):
		return "BSD-3-Clause"
	case has("Redistribution and use in source and binary forms"):
		return "BSD-2-Clause"
	case has("Permission to use, copy, modify, and/or distribute"), has("Permission to use, copy, modify, and distribute"):
		return "ISC"
	}
	return "unknown"
}

// The bill of materials names every linked module with version, checksum and
// licence, can be read by who reads CycloneDX, and is the same twice.
func TestBill(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: runtime.Version(), Main: debug.Module{Path: "caseclock", Version: "(devel)"}}
	for _, m := range linked(t) {
		info.Deps = append(info.Deps, &debug.Module{Path: m.path, Version: "v1.0.0", Sum: "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="})
	}
	write := func() []byte {
		var b bytes.Buffer
		if err := cdx.NewBOMEncoder(&b, cdx.BOMFileFormatJSON).EncodeVersion(bill(info), cdx.SpecVersion1_6); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	first := write()
	if !bytes.Equal(first, write()) {
		t.Error("the bill differs when it is written again")
	}
	var read struct {
		BOMFormat   string `json:"bomFormat"`
		SpecVersion string `json:"specVersion"`
		Components  []struct {
			Name, Version string
			Hashes        []struct{ Content string }
			Licenses      []struct{ License struct{ ID string } }
		}
	}
	if err := json.Unmarshal(first, &read); err != nil || read.BOMFormat != "CycloneDX" || read.SpecVersion != "1.6" {
		t.Fatalf("%v: %s %s", err, read.BOMFormat, read.SpecVersion)
	}
	if len(read.Components) != len(info.Deps)+1 {
		t.Errorf("%d parts, want %d and Go itself", len(read.Components), len(info.Deps))
	}
	for _, c := range read.Components {
		if c.Version == "" || len(c.Licenses) != 1 || c.Name != "Go standard library" && (len(c.Hashes) != 1 || len(c.Hashes[0].Content) != 64) {
			t.Errorf("%+v lacks something", c)
		}
	}
}
