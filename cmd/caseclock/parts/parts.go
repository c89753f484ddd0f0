// Package parts says what the program is made of: every module that is linked
// into it, with its version, its checksum and its licence, as a bill of materials
// in CycloneDX 1.6 and as the texts of the licences themselves.
package parts

import (
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// licences.txt holds the licences of all parts, each below a line "== module
// SPDX-id"; a test keeps it as the modules themselves have them.
//
//go:embed licences.txt
var licences string

// Licences gives the texts of all licences.
func Licences() string { return licences }

// heading begins the licence of a part.
const heading = "== "

// identifiers are the SPDX identifiers of the parts' licences, by module.
func identifiers() map[string]string {
	ids := map[string]string{}
	for line := range strings.Lines(licences) {
		if rest, ok := strings.CutPrefix(line, heading); ok {
			module, id, _ := strings.Cut(strings.TrimSpace(rest), " ")
			ids[module] = id
		}
	}
	return ids
}

// Write writes the bill of materials of this build as CycloneDX 1.6 in JSON. The
// same build writes the same bytes. The error says that the build kept none.
func Write(w io.Writer) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("this build does not know its parts; a released one does")
	}
	e := cdx.NewBOMEncoder(w, cdx.BOMFileFormatJSON)
	e.SetPretty(true)
	return e.EncodeVersion(bill(info), cdx.SpecVersion1_6)
}

func bill(info *debug.BuildInfo) *cdx.BOM {
	ids := identifiers()
	b := cdx.NewBOM()
	main := component(&info.Main, ids)
	main.Type, main.Licenses = cdx.ComponentTypeApplication, nil
	b.Metadata = &cdx.Metadata{Component: &main}
	golang := cdx.Component{BOMRef: "std", Type: cdx.ComponentTypeFramework, Name: "Go standard library", Version: info.GoVersion, Licenses: licence(ids["std"])}
	all := []cdx.Component{golang}
	for _, m := range info.Deps {
		all = append(all, component(m, ids))
	}
	slices.SortFunc(all, func(a, b cdx.Component) int { return strings.Compare(a.BOMRef, b.BOMRef) })
	b.Components = &all
	return b
}

func component(m *debug.Module, ids map[string]string) cdx.Component {
	for m.Replace != nil {
		m = m.Replace
	}
	c := cdx.Component{Type: cdx.ComponentTypeLibrary, Name: m.Path, Version: m.Version, Licenses: licence(ids[m.Path]),
		PackageURL: fmt.Sprintf("pkg:golang/%s@%s", m.Path, m.Version)}
	c.BOMRef = c.PackageURL
	if sum, ok := strings.CutPrefix(m.Sum, "h1:"); ok {
		if b, err := base64.StdEncoding.DecodeString(sum); err == nil {
			c.Hashes = &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(b)}}
		}
	}
	return c
}

func licence(id string) *cdx.Licenses {
	if id == "" {
		return nil
	}
	return &cdx.Licenses{{License: &cdx.License{ID: id}}}
}
