package twin_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"caseclock/trial"
)

// A twin is built in the long tier at the latest; that the source has outgrown
// what it edits is noticed with every change.
func TestTwinsFitTheSource(t *testing.T) {
	root := trial.Root(t)
	names, err := filepath.Glob(filepath.Join(root, "trial", "*", "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	edits := 0
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			path, old := edit(n)
			if path == "" || old == "" {
				return true
			}
			edits++
			source, err := os.ReadFile(filepath.Join(root, path))
			if n := strings.Count(string(source), old); err != nil || n != 1 {
				t.Errorf("%s edits %s, where %q stands %d times; it must stand once (%v)", filepath.Base(name), path, old, n, err)
			}
			return true
		})
	}
	if edits < 50 {
		t.Errorf("%d edits were found", edits)
	}
}

// edit is the file and the text of a literal of twin.Edit.
func edit(n ast.Node) (path, old string) {
	literal, ok := n.(*ast.CompositeLit)
	if !ok {
		return "", ""
	}
	for _, e := range literal.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		name, ok := kv.Key.(*ast.Ident)
		value, is := kv.Value.(*ast.BasicLit)
		if !ok || !is || value.Kind != token.STRING {
			continue
		}
		text, _ := strconv.Unquote(value.Value)
		switch name.Name {
		case "File":
			path = text
		case "Old":
			old = text
		}
	}
	return path, old
}
