package config

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/viper"
)

// place gives each fault its file and line, or its environment variable, and
// puts them in order.
func place(faults Faults, origin map[string]string, file string, text []byte) {
	lines := bytes.SplitAfter(text, []byte("\n"))
	for i := range faults {
		f := &faults[i]
		if origin[f.Path] == "environment" {
			f.Path = envOf(f.Path)
			continue
		}
		f.File = file
		f.Line = lineOf(lines, f.Path)
	}
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Path, b.Path))
	})
}

// lineOf finds the line on which a key first stands, or what holds it where
// the key is missing; 0 is nowhere. It asks YAML itself rather than guess at
// its layout: the shortest beginning of the file that can be read and has the
// key ends on that line. Of a value in brackets over several lines it is the
// first.
func lineOf(lines [][]byte, path string) int {
	for ; path != ""; path = parent(path) {
		if holds(lines, len(lines), path) {
			return firstLine(lines, path)
		}
	}
	return 0
}

func firstLine(lines [][]byte, path string) int {
	low, high := 0, len(lines) // the key is not in low, and in high
	for high-low > 1 {
		mid := (low + high) / 2
		n := mid
		for n > low && !reads(lines, n) {
			n--
		}
		if holds(lines, n, path) {
			high = n
		} else {
			low = mid
		}
	}
	first := high - 1
	for first > 0 && !reads(lines, first) {
		first--
	}
	return first + 1
}

func parent(path string) string {
	if i := strings.LastIndexAny(path, ".["); i >= 0 {
		return path[:i]
	}
	return ""
}

// beginning is the beginning of a file as YAML, or nil where it cannot be read.
func beginning(lines [][]byte, n int) *viper.Viper {
	v := viper.New()
	v.SetConfigType("yaml")
	if v.ReadConfig(bytes.NewReader(bytes.Join(lines[:n], nil))) != nil {
		return nil
	}
	return v
}

func reads(lines [][]byte, n int) bool { return beginning(lines, n) != nil }

func holds(lines [][]byte, n int, path string) bool {
	v := beginning(lines, n)
	if v == nil {
		return false
	}
	var at any = v.AllSettings()
	for _, step := range steps(path) {
		switch in := at.(type) {
		case map[string]any:
			next, ok := in[strings.ToLower(step)]
			if !ok {
				return false
			}
			at = next
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(in) {
				return false
			}
			at = in[i]
		default:
			return false
		}
	}
	return true
}

// steps turns people[3].email into people, 3, email.
func steps(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' })
}
