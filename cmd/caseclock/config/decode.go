package config

import (
	"errors"
	"fmt"
	"reflect"
	"sort"
	"strings"
	"time"

	"caseclock/deadline"
	"caseclock/notify"

	"github.com/spf13/viper"
)

// decode fills the configuration strictly: a key that is not known, or a value
// of another sort, is a fault. What is faulty stays unset.
func decode(v *viper.Viper, c *Config) Faults {
	var faults Faults
	gather(v.UnmarshalExact(c, viper.DecodeHook(readValue)), &faults)
	return faults
}

// named is an error of the decoder about one key.
type named interface {
	error
	Name() string
	Unwrap() error
}

// gather turns the decoder's tree of errors into faults.
func gather(err error, faults *Faults) {
	switch e := err.(type) {
	case nil:
	case named:
		gatherNamed(e, faults)
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			gather(one, faults)
		}
	default:
		if inner := errors.Unwrap(err); inner != nil {
			gather(inner, faults)
			return
		}
		faults.add("", "%v", err)
	}
}

func gatherNamed(e named, faults *Faults) {
	inner := e.Unwrap()
	if keys, ok := strings.CutPrefix(inner.Error(), "has invalid keys: "); ok {
		unknown(e.Name(), strings.Split(keys, ", "), faults)
		return
	}
	if deeper, ok := inner.(named); ok {
		gatherNamed(deeper, faults)
		return
	}
	what := inner.Error()
	what = strings.TrimPrefix(what, "error decoding '"+e.Name()+"': ")
	switch {
	case strings.HasPrefix(what, "expected a map"), strings.Contains(what, "unconvertible type"):
		what = "a value of another sort; accepted is what config.example.yaml shows"
	case strings.HasPrefix(what, "source data must be an array"):
		what = "is no list; accepted is a list"
	case strings.HasPrefix(what, "cannot parse value as 'int'"):
		what = "is no whole number; accepted is a whole number"
	}
	faults.add(e.Name(), "%s", what)
}

// unknown notes keys that nobody reads, with what would be read there.
func unknown(at string, keys []string, faults *Faults) {
	sort.Strings(keys)
	accepted := accepts(at)
	for _, k := range keys {
		path := strings.TrimPrefix(at+"."+k, ".")
		if k == "client_secret" && at == "web.oidc" {
			faults.add(path, "a secret does not stand in the configuration; accepted is client_secret_file with the name of a file that holds it")
			continue
		}
		if strings.HasPrefix(k, "password") && at == "mail" {
			faults.add(path, "a secret does not stand in the configuration; accepted is password_file with the name of a file that holds it")
			continue
		}
		faults.add(path, "unknown key; accepted here: %s", strings.Join(accepted, ", "))
	}
}

// accepts lists the keys of a section or of a list's items.
func accepts(at string) []string {
	plain := stripIndexes(at)
	if keys, ok := ItemKeys()[plain]; ok {
		return keys
	}
	var keys []string
	for _, k := range Keys() {
		rest, ok := strings.CutPrefix(k.Path, plain+".")
		if plain == "" {
			rest, ok = k.Path, true
		}
		name, _, _ := strings.Cut(rest, ".")
		if ok && (len(keys) == 0 || keys[len(keys)-1] != name) {
			keys = append(keys, name)
		}
	}
	return keys
}

// stripIndexes turns people[3].away[0] into people[].away[].
func stripIndexes(path string) string {
	var b strings.Builder
	skip := false
	for _, r := range path {
		switch {
		case r == '[':
			skip = true
			b.WriteString("[")
		case r == ']':
			skip = false
			b.WriteString("]")
		case !skip:
			b.WriteRune(r)
		}
	}
	return b.String()
}

var (
	dateType  = reflect.TypeFor[deadline.Date]()
	clockType = reflect.TypeFor[Clock]()
	timeType  = reflect.TypeFor[time.Time]()
	rungType  = reflect.TypeFor[Rung]()
)

// readValue reads one value of the file into the sort that its key has. YAML
// gives days as instants, and the decoder would turn numbers and truths into
// text and back without a word: ids such as 010 would be lost that way.
func readValue(from, to reflect.Type, value any) (any, error) {
	switch {
	case from == to:
		return value, nil
	case to == scheduledType && from.Kind() == reflect.Map:
		return withDefaults(value, scheduledDefaults), nil
	case to == dateType:
		return readDate(value)
	case to == rungType && from.Kind() == reflect.String:
		r, err := notify.ParseRung(value.(string))
		return rungOf(r), err
	case to == durationType:
		return readDuration(value)
	case to == clockType, to == hoursType:
		return readTimeOfDay(to, value)
	case to.Kind() == reflect.String && from.Kind() != reflect.String:
		return nil, fmt.Errorf("is %s; accepted is text (in quotes, where it looks like a number or a date)", sortOf(from))
	case to.Kind() == reflect.Bool && from.Kind() != reflect.Bool && value != "true" && value != "false":
		return nil, fmt.Errorf("\"%v\" is neither; accepted is true or false", value)
	case to.Kind() == reflect.Int && from.Kind() != reflect.Int && from.Kind() != reflect.String:
		return nil, fmt.Errorf("is %s; accepted is a whole number", sortOf(from))
	case to.Kind() == reflect.Slice && from.Kind() != reflect.Slice:
		return nil, fmt.Errorf("is %s; accepted is a list", sortOf(from))
	case to.Kind() == reflect.Struct && from.Kind() != reflect.Map:
		return nil, fmt.Errorf("is %s; accepted are keys and values", sortOf(from))
	}
	return value, nil
}

// sortOf names what a value is in words that a reader of YAML knows.
func sortOf(t reflect.Type) string {
	switch {
	case t == nil:
		return "nothing"
	case t == timeType:
		return "a date"
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int64, reflect.Uint64, reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.Map:
		return "keys and values"
	case reflect.Slice:
		return "a list"
	}
	return "text"
}

func readDate(value any) (any, error) {
	switch v := value.(type) {
	case time.Time:
		if v.Hour() != 0 || v.Minute() != 0 || v.Second() != 0 || v.Nanosecond() != 0 {
			return nil, fmt.Errorf("%s is an instant; accepted is a day, YYYY-MM-DD", v.Format(time.RFC3339))
		}
		year, month, day := v.Date()
		d, _ := deadline.NewDate(year, int(month), day)
		return d, nil
	case string:
		return deadline.ParseDate(v)
	}
	return nil, fmt.Errorf("%v is not a date; accepted is a day that exists, written YYYY-MM-DD", value)
}

func readDuration(value any) (any, error) {
	s, ok := value.(string)
	if ok {
		if d, err := time.ParseDuration(s); err == nil {
			return d, nil
		}
	}
	return nil, fmt.Errorf("\"%v\" is no length of time with its unit; accepted is 90s, 5m, 1h", value)
}

func readTimeOfDay(to reflect.Type, value any) (any, error) {
	s, ok := value.(string)
	if !ok {
		return nil, fmt.Errorf("\"%v\" is no text; accepted is a time of day in quotes", value)
	}
	if to == hoursType {
		return ParseHours(s)
	}
	return ParseClock(s)
}
