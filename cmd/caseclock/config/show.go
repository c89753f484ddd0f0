package config

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"time"

	"caseclock/deadline"
)

// Show writes the whole configuration as YAML that reads back as the same,
// each key with where its value comes from. Secrets stand in files and are not
// shown; of the heartbeat's and webhooks' addresses, which are some too, only the host
// is.
func (c *Config) Show() string {
	var b strings.Builder
	shown := *c
	shown.Heartbeat.URL = hostOnly(c.Heartbeat.URL)
	shown.Webhooks = hidden(c.Webhooks)
	showSection(&b, reflect.ValueOf(shown), "", "", c.origin)
	return b.String()
}

// hostOnly hides the path of an address.
func hostOnly(address string) string {
	u, err := url.Parse(address)
	if err != nil || (u.Path == "" || u.Path == "/") && u.RawQuery == "" {
		return address
	}
	return u.Scheme + "://" + u.Host + "/hidden"
}

func showSection(b *strings.Builder, v reflect.Value, indent, prefix string, origin map[string]string) {
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("mapstructure")
		if name == "" || name == "-" {
			continue
		}
		f, path := v.Field(i), prefix+name
		if section(f.Type()) {
			fmt.Fprintf(b, "%s%s:\n", indent, name)
			showSection(b, f, indent+"  ", path+".", origin)
			continue
		}
		from := ""
		if o := origin[path]; o != "" {
			from = "  # " + o
		}
		if f.Kind() == reflect.Slice && f.Len() > 0 && section(f.Type().Elem()) {
			fmt.Fprintf(b, "%s%s:%s\n", indent, name, from)
			for j := range f.Len() {
				fmt.Fprintf(b, "%s  - %s\n", indent, inline(f.Index(j)))
			}
			continue
		}
		fmt.Fprintf(b, "%s%s: %s%s\n", indent, name, inline(f), from)
	}
}

// inline writes a value on one line. What is unset in a list's item is left
// out.
func inline(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case deadline.Date:
		return x.String()
	case Clock:
		return quoted(x.String())
	case Hours:
		return quoted(x.String())
	case time.Duration:
		return shortDuration(x)
	case Rung:
		return quoted(x.String())
	}
	switch v.Kind() {
	case reflect.String:
		return quoted(v.String())
	case reflect.Slice:
		items := make([]string, v.Len())
		for i := range items {
			items[i] = inline(v.Index(i))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case reflect.Struct:
		var fields []string
		for i := range v.NumField() {
			f := v.Field(i)
			if name := v.Type().Field(i).Tag.Get("mapstructure"); !f.IsZero() && !(f.Kind() == reflect.Slice && f.Len() == 0) {
				fields = append(fields, name+": "+inline(f))
			}
		}
		return "{" + strings.Join(fields, ", ") + "}"
	}
	return fmt.Sprint(v.Interface())
}

// quoted writes text as JSON does, which YAML reads as it is.
func quoted(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}

// shortDuration writes 1h rather than 1h0m0s.
func shortDuration(d time.Duration) string {
	s := d.String()
	s = strings.TrimSuffix(s, "0s")
	if s == "" {
		return "0s"
	}
	if t, ok := strings.CutSuffix(s, "h0m"); ok {
		return t + "h"
	}
	if strings.HasSuffix(s, "m") || strings.HasSuffix(s, "h") {
		return s
	}
	return d.String()
}
