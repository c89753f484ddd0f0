package draw

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"caseclock/report/document"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:caseclock:report:2", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:caseclock:report:2")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func jsonOf(t testing.TB, r document.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Every report keeps to the published schema.
func TestJSONKeepsToItsSchema(t *testing.T) {
	s := compiled(t)
	for name, r := range samples() {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(jsonOf(t, r)))
		if err != nil {
			t.Fatal(name, err)
		}
		if err := s.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The schema is strict: it refuses what the form would never write.
func TestSchemaRefuses(t *testing.T) {
	s := compiled(t)
	for what, change := range map[string]func(map[string]any){
		"a name it does not know":   func(m map[string]any) { m["extra"] = 1 },
		"no digest":                 func(m map[string]any) { delete(m, "digest") },
		"another audience":          func(m map[string]any) { m["for"] = "everyone" },
		"a date that is none":       func(m map[string]any) { m["as_at"] = "2026-02-30" },
		"a figure without a name":   func(m map[string]any) { delete(first(m, "figures"), "met") },
		"half a child":              func(m map[string]any) { first(m, "figures")["met"] = 1.5 },
		"a third of a day":          func(m map[string]any) { first(m, "figures")["median_days_late"] = 0.3 },
		"hidden that names nothing": func(m map[string]any) { first(m, "figures")["hidden"] = []any{} },
		"an id that is no name":     func(m map[string]any) { m["data"].(map[string]any)["A B"] = map[string]any{} },
	} {
		var m map[string]any
		if err := json.Unmarshal(jsonOf(t, rich()), &m); err != nil {
			t.Fatal(err)
		}
		change(m)
		if s.Validate(m) == nil {
			t.Errorf("%s is let through", what)
		}
	}
}

func first(m map[string]any, list string) map[string]any {
	return m[list].([]any)[0].(map[string]any)
}

// What the first form of the report wrote is there under the same names and
// in the same shapes.
func TestJSONKeepsItsFirstNames(t *testing.T) {
	var m map[string]any
	if err := json.Unmarshal(jsonOf(t, rich()), &m); err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields("title mark authority from to as_at known_at since product packs calendars digest summary figures totals queries timescales definitions") {
		if _, ok := m[name]; !ok {
			t.Errorf("%s is gone", name)
		}
	}
	f := first(m, "figures")
	for _, name := range strings.Fields("authority rule basis due met met_late overdue ended ended_overdue pending percent_in_time median_days_late " +
		"longest_days_late unexplained where_possible no_reason proposed_dates_missed agreed_in_advance no_due_day reasons") {
		if _, ok := f[name]; !ok {
			t.Errorf("figures: %s is gone", name)
		}
	}
	if got := f["reasons"].(map[string]any); len(got) != 1 || got["school-holiday"] != 12.0 {
		t.Errorf("reasons are %v; those without any are left out", got)
	}
	if f["where_possible"] != false || f["percent_in_time"] != 100.0 || f["median_days_late"] != 3.5 {
		t.Errorf("%v", f)
	}
	if _, there := f["as_at"]; there {
		t.Error("what the report says once is repeated in its figures")
	}
	if got := m["totals"].([]any)[1].(map[string]any)["rule"]; got != nil {
		t.Errorf("the total over all timescales names %v", got)
	}
}

// What is hidden is null and named; what does not apply is null and is not.
func TestJSONNamesWhatIsHidden(t *testing.T) {
	var m map[string]any
	if err := json.Unmarshal(jsonOf(t, rich()), &m); err != nil {
		t.Fatal(err)
	}
	f := m["figures"].([]any)[1].(map[string]any)
	if f["due"] != nil || f["no_due_day"] != nil || f["longest_days_late"] != nil || f["first_due"] != nil {
		t.Errorf("%v", f)
	}
	if got := named(f["hidden"]); !slices.Contains(got, "due") || !slices.Contains(got, "reasons.parent-unable-to-attend") || slices.Contains(got, "longest_days_late") {
		t.Errorf("hidden names %v", got)
	}
	if got := named(f["not_known"]); !slices.Equal(got, []string{"first_due"}) {
		t.Errorf("not_known names %v", got)
	}
	if !bytes.Contains(jsonOf(t, rich()), []byte(`"percent_in_time": 100.0`)) {
		t.Error("a per cent is written without its decimal")
	}
}

func named(list any) []string {
	var names []string
	for _, n := range list.([]any) {
		names = append(names, n.(string))
	}
	return names
}
