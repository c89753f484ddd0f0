package api

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"

	"caseclock/deadline"
	"caseclock/engine"
)

// place finds the parts of a place in a request: body.events[3].on.
var place = regexp.MustCompile(`[^.\[\]]+`)

// names are the fields that may be named in an answer. Any other was made up by
// whoever sent it, and is not repeated.
var names = func() map[string]bool {
	all := map[string]bool{}
	for _, n := range append(deadline.FieldNames(), "events", "reason", "deadlines", "for", "case_id", "version", "case", "reference", "pack",
		"as_at", "known_at", "limit", "cursor", "from", "to", "id", "key", "content", "mapping", "name", "accept_good_rows", "good", "unexplained",
		"due_by", "status", "code", "form", "deadline", "event", "compare", "series", "period", "person", "queried", "mapping_name", "confirmed") {
		all[n] = true
	}
	return all
}()

// said are the beginnings of what huma says; what begins otherwise may hold a
// value that was sent.
var said = []string{"expected ", "unexpected property", "required ", "unknown query parameter", "invalid integer", "invalid boolean"}

// faultAt is a fault at a place as huma writes it.
func faultAt(at, message string) Fault {
	if !slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(message, s) }) {
		message = "it cannot be read; accepted is what the document of this API describes"
	}
	if message == "unexpected property" {
		message = "there is a field here that is not known; accepted are those of the document of this API"
	}
	parts := place.FindAllString(at, -1)
	if len(parts) == 0 {
		return Fault{Detail: message}
	}
	if parts[0] != "body" {
		f := Fault{Detail: message}
		if len(parts) > 1 && parts[0] == "header" || len(parts) > 1 && names[parts[1]] {
			f.Parameter = parts[1]
		}
		return f
	}
	return Fault{Pointer: pointer(parts[1:]...), Detail: message}
}

// pointer is a JSON pointer to a place, as far as its names may be told.
func pointer(parts ...string) string {
	at := "#"
	for _, p := range parts {
		if !names[p] && strings.Trim(p, "0123456789") != "" {
			break
		}
		at += "/" + p
	}
	return at
}

// faultsOf words what the engine refused, by field and without what was sent.
func faultsOf(ctx context.Context, r *engine.Refused) []Fault {
	var all []Fault
	by := r.ByField()
	for _, field := range slices.Sorted(maps.Keys(by)) {
		for _, text := range by[field] {
			f := Fault{Detail: withoutEcho(ctx, text)}
			if parts := place.FindAllString(field, -1); len(parts) > 0 {
				if inBody(ctx) {
					f.Pointer = pointer(parts...)
				} else if names[parts[0]] {
					f.Parameter = parts[0]
				}
			}
			all = append(all, f)
		}
	}
	return all
}

// quoted is a value as %q writes it.
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"…?`)

// withoutEcho takes what was sent out of a sentence, up to what is accepted
// instead.
func withoutEcho(ctx context.Context, text string) string {
	wrong, accepted, found := strings.Cut(text, "; accepted")
	wrong = quoted.ReplaceAllString(wrong, "this")
	for _, v := range sent(ctx) {
		wrong = strings.ReplaceAll(wrong, v, "this")
		if d, err := deadline.ParseDate(v); err == nil {
			wrong = strings.ReplaceAll(wrong, d.Long(), "this day")
		}
	}
	if found {
		wrong += "; accepted" + accepted
	}
	return wrong
}
