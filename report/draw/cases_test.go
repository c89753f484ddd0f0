package draw

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"caseclock/report/document"
)

// It went wrong like this: the page said that the number of cases looked at is
// hidden, and the JSON, the sheet and the notes beside the CSV gave it.
func TestASmallNumberOfCasesIsHiddenInEveryForm(t *testing.T) {
	for _, c := range []struct {
		who          document.Audience
		seen, atMost int // what is hidden goes from 1 to atMost
		want         string
	}{
		{document.Committee, 3, 4, "hidden"}, {document.Publication, 4, 4, "hidden"}, {document.Committee, 5, 4, "5"},
		{document.Committee, 0, 4, "0"}, {document.Internal, 3, 4, "3"}, {document.Internal, 3, -1, "3"},
	} {
		r := nothing()
		r.Scope.For, r.Scope.CasesSeen, r.Scope.Threshold = c.who, c.seen, c.atMost+1
		if got := r.Scope.CasesWords(); got != c.want {
			t.Errorf("%+v: %s in words", c, got)
		}
		if !slices.Contains(particularsOf(r.Scope), document.Particular{Name: "Cases looked at", Value: c.want}) {
			t.Errorf("%+v: the sheet says %v", c, particularsOf(r.Scope))
		}
		var csvw bytes.Buffer
		if err := CSVW(&csvw, r); err != nil {
			t.Fatal(err)
		}
		hides := c.want == "hidden"
		if text := csvw.String(); strings.Contains(text, `"schema:value": "hidden"`) != hides {
			t.Errorf("%+v: %s", c, text)
		}
		text := jsonOf(t, r)
		if bytes.Contains(text, []byte(`"cases_seen": null`)) != hides {
			t.Errorf("%+v: %s", c, text)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled(t).Validate(v); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
