package rules

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Resolver finds the file of the pack that another extends, by its id.
type Resolver func(id string) (name string, data []byte, err error)

// Load reads a pack from the bytes of its file, with the packs it extends,
// and compiles it. The error is Faults, all of them, each with file and line;
// name stands for the file there. A nil resolver knows the built-in packs.
func Load(name string, data []byte, resolve Resolver) (*Pack, error) {
	if resolve == nil {
		resolve = BuiltinFiles
	}
	l := &loader{resolve: resolve}
	p := l.read(name, data).compile()
	var faults Faults
	for _, n := range l.files {
		faults = append(faults, n.sorted()...)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return p, nil
}

// loader follows a pack to those it extends.
type loader struct {
	resolve Resolver
	chain   []string // the ids on the way
	files   []*notes
}

func (l *loader) read(name string, data []byte) *written {
	n := &notes{file: name}
	l.files = append(l.files, n)
	w := n.readPack(n.parse(data))
	if w.extends == "" {
		return w
	}
	l.chain = append(l.chain, w.id)
	if i := slices.Index(l.chain, w.extends); i >= 0 {
		circle := strings.Join(append(slices.Clone(l.chain[i:]), w.extends), ", ")
		n.at(w.extendsAt, "extends goes in a circle (%s); accepted is a pack that does not come back to this one", circle)
		return w
	}
	baseName, baseData, err := l.resolve(w.extends)
	if err != nil {
		n.at(w.extendsAt, "extends: %v", err)
		return w
	}
	w.onto(l.read(baseName, baseData))
	return w
}

// LoadFile reads an authority's own pack. What it extends is a built-in pack
// or a file beside it, named after its id (ID.yaml). A pack with the id of a
// built-in one but other content is refused, so that a deadline's pack is
// never in doubt.
func LoadFile(path string) (*Pack, error) {
	data, err := readLimited(path)
	if err != nil {
		return nil, err
	}
	p, err := Load(path, data, beside(path))
	if err != nil {
		return nil, err
	}
	if b, err := Builtin(p.ID); err == nil && b.Digest() != p.Digest() {
		return nil, Faults{{File: path, Line: 1, Text: fmt.Sprintf("id %s belongs to a built-in pack; accepted is an id of your own", p.ID)}}
	}
	return p, nil
}

// Open gives a built-in pack by its id or an authority's own by its file.
func Open(packOrFile string) (*Pack, error) {
	if slices.Contains(builtinIDs, packOrFile) {
		return Builtin(packOrFile)
	}
	p, err := LoadFile(packOrFile)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such pack or file; accepted: %s, or a pack's file", packOrFile, strings.Join(builtinIDs, ", "))
	}
	return p, err
}

// beside resolves the packs that a file of an authority's own extends.
func beside(path string) Resolver {
	return func(id string) (string, []byte, error) {
		if slices.Contains(builtinIDs, id) || !idShape.MatchString(id) {
			return BuiltinFiles(id)
		}
		name := filepath.Join(filepath.Dir(path), id+".yaml")
		data, err := readLimited(name)
		if errors.Is(err, os.ErrNotExist) {
			err = fmt.Errorf("%q is no pack that is known; accepted: %s, or the name of a file beside this one without its .yaml", clip(id), strings.Join(builtinIDs, ", "))
		}
		return name, data, err
	}
}

func readLimited(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() || info.Size() > longestFile {
		return nil, Faults{{File: path, Line: 1, Text: "this is no file of 1 MB at most"}}
	}
	return os.ReadFile(path)
}
