package config

import (
	"reflect"
	"strings"
	"time"
)

// Key is one setting outside lists.
type Key struct {
	Path    string // mail.host
	Env     string // CASECLOCK_MAIL_HOST; not for lists
	Default any
	List    bool
}

// Keys lists every setting in the order of Config, each list as one.
func Keys() []Key {
	var keys []Key
	walkKeys(reflect.ValueOf(Default()), "", func(path string, val reflect.Value) {
		keys = append(keys, Key{path, envOf(path),
			val.Interface(), val.Kind() == reflect.Slice})
	})
	return keys
}

// envOf is the environment variable that overrides a key.
func envOf(path string) string {
	return EnvPrefix + strings.ToUpper(strings.ReplaceAll(path, ".", "_"))
}

// walkKeys visits the settings of a configuration and their values.
func walkKeys(v reflect.Value, prefix string, visit func(path string, val reflect.Value)) {
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("mapstructure")
		switch f := v.Field(i); {
		case name == "" || name == "-":
		case section(f.Type()):
			walkKeys(f, prefix+name+".", visit)
		default:
			visit(prefix+name, f)
		}
	}
}

// section says whether a type has keys of its own rather than one value.
func section(t reflect.Type) bool { return t.Kind() == reflect.Struct && t != hoursType }

// ItemKeys lists the keys of the items of every list, by the list's path with
// [] for an item: "people[].away[]" has from, to and cover.
func ItemKeys() map[string][]string {
	lists := map[string][]string{}
	var walk func(t reflect.Type, path string, inItem bool)
	walk = func(t reflect.Type, path string, inItem bool) {
		for i := range t.NumField() {
			f := t.Field(i)
			name := f.Tag.Get("mapstructure")
			if name == "" || name == "-" {
				continue
			}
			if inItem {
				lists[path] = append(lists[path], name)
			}
			at := strings.TrimPrefix(path+"."+name, ".")
			switch {
			case f.Type.Kind() == reflect.Slice && section(f.Type.Elem()):
				walk(f.Type.Elem(), at+"[]", true)
			case section(f.Type):
				walk(f.Type, at, inItem)
			}
		}
	}
	walk(reflect.TypeFor[Config](), "", false)
	return lists
}

var (
	hoursType    = reflect.TypeFor[Hours]()
	durationType = reflect.TypeFor[time.Duration]()
)
