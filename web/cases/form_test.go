package cases_test

import (
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"caseclock/demo"
	"caseclock/engine"
	"caseclock/web/cases"
	"caseclock/web/pagetest"
	"caseclock/web/work"
)

// form is a form as a browser would send it.
type form struct {
	action, method string
	values         url.Values
	names          []string // of its visible fields
	button         string
}

var (
	formTag   = regexp.MustCompile(`(?s)<form ([^>]*)>(.*?)</form>`)
	fieldTag  = regexp.MustCompile(`(?s)<input ([^>]*)>|<select ([^>]*)>(.*?)</select>|<textarea ([^>]*)>\n?(.*?)</textarea>`)
	optionTag = regexp.MustCompile(`<option value="([^"]*)"( selected)?>`)
	buttonTag = regexp.MustCompile(`<button [^>]*>([^<]*)</button>`)
	leads     = regexp.MustCompile(`(?:href|action|src)="([^"]*)"`)
)

func attribute(tag, name string) string {
	m := regexp.MustCompile(`(?:^|\s)` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// forms reads the forms of a page, but for the one that signs out.
func forms(body string) (all []form) {
	for _, m := range formTag.FindAllStringSubmatch(body, -1) {
		f := form{action: attribute(m[1], "action"), method: attribute(m[1], "method"), values: url.Values{}}
		if f.action == "/sign-out" {
			continue
		}
		if b := buttonTag.FindStringSubmatch(m[2]); b != nil {
			f.button = b[1]
		}
		for _, x := range fieldTag.FindAllStringSubmatch(m[2], -1) {
			f.field(x)
		}
		all = append(all, f)
	}
	return all
}

func (f *form) field(x []string) {
	tag := x[1] + x[2] + x[4]
	name := attribute(tag, "name")
	kind := attribute(tag, "type")
	if kind != "hidden" {
		f.names = append(f.names, name)
	}
	switch {
	case x[2] != "":
		options := optionTag.FindAllStringSubmatch(x[3], -1)
		i := max(0, slices.IndexFunc(options, func(o []string) bool { return o[2] != "" }))
		f.values.Add(name, html.UnescapeString(options[i][1]))
	case x[4] != "":
		f.values.Add(name, html.UnescapeString(x[5]))
	case kind == "checkbox" && !strings.Contains(tag, " checked"):
	default:
		f.values.Add(name, attribute(tag, "value"))
	}
}

// posting is the one form of a page that changes something, beside the search.
func posting(t *testing.T, body string) form {
	t.Helper()
	var found []form
	for _, f := range forms(body) {
		if f.method == "post" && f.action != "/cases/find" {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d forms that change something:\n%s", len(found), body)
	}
	return found[0]
}

// with is the form with some fields filled in: names and values in turn.
func (f form) with(pairs ...string) url.Values {
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values.Set(pairs[i], pairs[i+1])
	}
	return f.values
}

// empty is a site without cases, on Monday 2 March 2026.
func empty(t *testing.T) *pagetest.Site {
	t.Helper()
	return pagetest.Over(t, demo.Options{}, append(work.Routes(), cases.Routes()...)...)
}

// desk is the desk of a person of the site.
func desk(s *pagetest.Site, as string) *engine.Desk { return s.Engine.Desk(pagetest.People[as]) }

// begun records a case of Stirling, of chair-1 and lead-1, that begins with a
// concern on a day, and gives its opaque id.
func begun(t *testing.T, s *pagetest.Site, reference, on, family string) string {
	t.Helper()
	return begunBy(t, s, "coordinator-1", "stirling", "chair-1", reference, on, family)
}

func begunBy(t *testing.T, s *pagetest.Site, as, council, chair, reference, on, family string) string {
	t.Helper()
	return s.Begun(t, as, on, engine.Beginning{Authority: council, Reference: reference, Chair: chair, Family: family})
}

// happened records an event of a case: names and values in turn.
func happened(t *testing.T, s *pagetest.Site, id string, pairs ...string) string {
	t.Helper()
	fields := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		fields[pairs[i]] = pairs[i+1]
	}
	kept, err := desk(s, "coordinator-1").Record(t.Context(), id, 0, engine.Entry{Fields: fields})
	if err != nil {
		t.Fatal(err)
	}
	return kept.Events[0]
}

// file is a case as the auditor of all sees it.
func file(t *testing.T, s *pagetest.Site, id string) engine.CaseFile {
	t.Helper()
	f, err := desk(s, "auditor-all").Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
