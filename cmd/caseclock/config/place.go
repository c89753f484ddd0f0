package config

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/viper"
)

// placed is how many faults are given their line; more than a person puts
// right in one go.
const placed = 100

// place gives each fault its file and line, or its environment variable, and
// puts them in order.
func place(faults Faults, origin map[string]string, file string, text []byte) {
	p := places{lines: bytes.SplitAfter(text, []byte("\n")), read: map[int]map[string]any{}}
	for i := range faults {
		f := &faults[i]
		if origin[f.Path] == "environment" {
			f.Path = envOf(f.Path)
			continue
		}
		f.File = file
		if i < placed {
			f.Line = p.lineOf(f.Path)
		}
	}
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Path, b.Path))
	})
}

// places finds keys in the text of a file. It asks YAML itself rather than
// guess at its layout, and keeps what it was told.
type places struct {
	lines [][]byte
	read  map[int]map[string]any // beginnings of the file by their number of lines; nil: cannot be read
}

// lineOf finds the line on which a key first stands, or what holds it where
// the key is missing; 0 is nowhere. The shortest beginning of the file that
// can be read and has the key ends on that line. Of a value in brackets over
// several lines it is the first.
func (p *places) lineOf(path string) int {
	for ; path != ""; path = parent(path) {
		if p.holds(len(p.lines), path) {
			return p.firstLine(path)
		}
	}
	return 0
}

func (p *places) firstLine(path string) int {
	low, high := 0, len(p.lines) // the key is not in low, and in high
	for high-low > 1 {
		mid := (low + high) / 2
		n := mid
		for n > low && p.beginning(n) == nil {
			n--
		}
		if p.holds(n, path) {
			high = n
		} else {
			low = mid
		}
	}
	first := high - 1
	for first > 0 && p.beginning(first) == nil {
		first--
	}
	return first + 1
}

// parent is what holds a key.
func parent(path string) string {
	if i := strings.LastIndexAny(path, ".["); i >= 0 {
		return path[:i]
	}
	return ""
}

// beginning is the beginning of a file as YAML, or nil where it cannot be
// read.
func (p *places) beginning(n int) map[string]any {
	if m, ok := p.read[n]; ok {
		return m
	}
	v := viper.New()
	v.SetConfigType("yaml")
	var m map[string]any
	if v.ReadConfig(bytes.NewReader(bytes.Join(p.lines[:n], nil))) == nil {
		m = v.AllSettings()
	}
	p.read[n] = m
	return m
}

func (p *places) holds(n int, path string) bool {
	var at any = p.beginning(n)
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
