package deadline

import (
	"slices"
	"testing"
)

// What is described is what Set and Check accept, kind by kind and field by
// field.
func TestDescriptionAgreesWithCheck(t *testing.T) {
	samples := map[Shape]string{TextShape: "x", DayShape: "2026-03-02", InstantShape: "2026-03-02T10:00:00Z"}
	for _, name := range Kinds() {
		k, err := ParseKind(name)
		if err != nil {
			t.Fatal(err)
		}
		forms := Describe(k)
		full := func(leave string) (e Event, set []string) {
			for _, f := range forms {
				v := samples[f.Shape]
				switch {
				case f.Name == "event":
					v = name
				case f.Name == "category":
					v = Categories[0]
				case f.Shape == WordShape:
					v = f.Words[0]
				}
				if f.Name == leave {
					continue
				}
				if err := e.Set(f.Name, v); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				set = append(set, f.Name)
			}
			return e, set
		}
		if e, set := full(""); len(e.Check(set, nil)) > 0 {
			t.Errorf("%s with all that is described: %v", name, e.Check(set, nil))
		}
		for _, f := range forms {
			if f.Name == "event" {
				continue
			}
			if e, set := full(f.Name); len(e.Check(set, nil)) > 0 != f.Required {
				t.Errorf("%s without %s, required %t: %v", name, f.Name, f.Required, e.Check(set, nil))
			}
			checkWords(t, f)
		}
		for _, other := range FieldNames() {
			described := slices.ContainsFunc(forms, func(f FieldForm) bool { return f.Name == other })
			if e, set := full(""); len(e.Check(append(set, other), nil)) > 0 == described {
				t.Errorf("%s with %s, described %t: %v", name, other, described, e.Check(append(set, other), nil))
			}
		}
	}
}

// checkWords makes sure that a field accepts the words described and no other.
func checkWords(t *testing.T, f FieldForm) {
	t.Helper()
	var e Event
	for _, w := range f.Words {
		if err := e.Set(f.Name, w); err != nil {
			t.Errorf("%s: %q is described and refused: %v", f.Name, w, err)
		}
	}
	err := e.Set(f.Name, "no such word")
	if (f.Shape == TextShape) != (err == nil) {
		t.Errorf("%s of shape %s takes any text: %v", f.Name, f.Shape, err)
	}
}

// Every outcome that is possible for a kind of conference is listed for it.
func TestOutcomesOfAKind(t *testing.T) {
	for _, c := range []struct {
		of   Conference
		want []string
	}{
		{Initial, []string{"registered", "not-registered", "continued", "inquorate"}},
		{PreBirth, []string{"registered", "not-registered", "inquorate"}},
		{Review, []string{"inquorate", "retained", "deregistered"}},
	} {
		if got := Outcomes(c.of); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.of, got, c.want)
		}
	}
}
