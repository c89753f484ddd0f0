package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/viper"
)

// DefaultFile is read, where it is there, when no file is named.
const DefaultFile = "config.yaml"

// EnvPrefix begins the environment variables that override keys.
const EnvPrefix = "CASECLOCK_"

// longestFile is the most a configuration may hold, in bytes.
const longestFile = 1 << 20

// Load reads the named file or, with no name, config.yaml in the current
// directory if there, else the defaults; then the environment. The error holds
// all mistakes at once (Faults), but for a file that cannot be read at all.
func Load(file string) (*Config, error) {
	c, faults, err := read(file)
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return c, nil
}

func read(file string) (*Config, Faults, error) {
	text, file, err := open(file)
	if err != nil {
		return nil, nil, err
	}
	v := viper.New()
	v.SetConfigType("yaml")
	if fault, bad := parse(v, text); bad {
		fault.File = file
		return nil, Faults{fault}, nil
	}
	fromFile := flatten(v.AllSettings())
	overlay(v)
	c := &Config{File: file}
	faults := decode(v, c)
	faults = append(faults, check(c, faults)...)
	c.origin = origins(fromFile)
	place(faults, c.origin, file, text)
	return c, faults, nil
}

// open gives the text of the file and its name, both empty where no file is
// named and config.yaml is not there.
func open(file string) (text []byte, name string, err error) {
	named := file != ""
	if !named {
		file = DefaultFile
	}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("the configuration: %w", err)
	}
	defer f.Close()
	text, err = io.ReadAll(io.LimitReader(f, longestFile+1))
	if err != nil {
		return nil, "", fmt.Errorf("the configuration %s: %w", file, err)
	}
	if len(text) > longestFile {
		return nil, "", fmt.Errorf("the configuration %s is longer than %d bytes", file, longestFile)
	}
	return text, file, nil
}

// parse reads YAML. viper reads the first document and says nothing of a
// second, so a second is refused here.
func parse(v *viper.Viper, text []byte) (Fault, bool) {
	if n := secondDocument(text); n > 0 {
		return Fault{Line: n, What: "a second document begins; accepted is one"}, true
	}
	err := v.ReadConfig(bytes.NewReader(text))
	if err == nil {
		return Fault{}, false
	}
	var f Fault
	what := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "While parsing config: "), "yaml: ")
	what = strings.TrimPrefix(what, "unmarshal errors:\n  ")
	if n, _ := fmt.Sscanf(what, "line %d:", &f.Line); n == 1 {
		_, what, _ = strings.Cut(what, ": ")
	}
	f.What = "this is not YAML with keys and values: " + strings.ReplaceAll(what, "\n", "; ")
	return f, true
}

// secondDocument is the line on which a second YAML document begins, or 0.
func secondDocument(text []byte) int {
	begun := false
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimRight(line, " \t\r")
		switch {
		case line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "%"):
		case line == "---" || strings.HasPrefix(line, "--- "):
			if begun {
				return i + 1
			}
			begun = true
		default:
			begun = true
		}
	}
	return 0
}

// overlay sets defaults and binds the environment. A key is only taken from
// the environment where it is bound, and it is only decoded where it has a
// default: hence one for each.
func overlay(v *viper.Viper) {
	for _, k := range Keys() {
		v.SetDefault(k.Path, k.Default)
		if !k.List {
			v.MustBindEnv(k.Path, k.Env)
		}
	}
}

// origins says for each key where its value came from: "file", "environment"
// or "default".
func origins(fromFile map[string]bool) map[string]string {
	from := map[string]string{}
	for _, k := range Keys() {
		switch {
		case !k.List && os.Getenv(k.Env) != "":
			from[k.Path] = "environment"
		case fromFile[k.Path]:
			from[k.Path] = "file"
		default:
			from[k.Path] = "default"
		}
	}
	return from
}

// flatten lists the paths of all values that are not themselves maps.
func flatten(settings map[string]any) map[string]bool {
	paths := map[string]bool{}
	var walk func(prefix string, m map[string]any)
	walk = func(prefix string, m map[string]any) {
		for k, val := range m {
			if sub, ok := val.(map[string]any); ok {
				walk(prefix+k+".", sub)
				continue
			}
			paths[prefix+k] = true
		}
	}
	walk("", settings)
	return paths
}
