package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"time"

	"caseclock/access"
)

//go:embed layout
var layoutFiles embed.FS

// layouts are the pages that belong to no other package.
var layouts = parse(must(fs.Sub(layoutFiles, "layout/own")))

// Set is the templates of a package: each file is a page, and defines the
// template "content". Files whose name begins with an underscore hold parts
// that the others use.
type Set struct{ pages map[string]*template.Template }

// Parse reads a package's templates, which lie in its folder "pages", together
// with the layout. It panics where one cannot be read, as a program with such a
// template cannot start.
func Parse(files fs.FS) *Set { return parse(must(fs.Sub(files, "pages"))) }

func parse(files fs.FS) *Set {
	base := template.Must(template.New("").Funcs(functions).ParseFS(layoutFiles, "layout/*.html"))
	names := must(fs.Glob(files, "*.html"))
	var parts []string
	for _, n := range names {
		if n[0] == '_' {
			parts = append(parts, n)
		}
	}
	s := &Set{map[string]*template.Template{}}
	for _, n := range names {
		if n[0] != '_' {
			t := template.Must(base.Clone())
			s.pages[path.Base(n)] = template.Must(t.ParseFS(files, append(parts, n)...))
		}
	}
	return s
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// View is what a page is made from.
type View struct {
	Status int    // 0: 200, or 422 where there are faults
	Title  string // heading and document title
	Here   string // path of the navigation's entry that this page belongs to
	Wide   bool   // tables that need the whole width
	Form   url.Values
	Faults Faults
	Data   any

	// Below is given by Show.
	Said     string
	Nav      []Link
	Name     string // of who is signed in; empty: nobody
	Product  string
	Demo     bool
	NoMail   time.Time // since when no mail gets out; zero: it does, or the viewer sees no case
	Path     string
	HasDesk  bool
	AssetCSS []string
	Icon     string
}

// Link is an entry of the navigation.
type Link struct {
	Path, Text string
	Current    bool
}

// Show answers with a page. It is made whole before anything is sent.
func (x *Exchange) Show(s *Set, name string, v View) error {
	t := s.pages[name]
	if t == nil {
		return fmt.Errorf("there is no template %s", name)
	}
	x.dress(&v)
	var page bytes.Buffer
	if err := t.ExecuteTemplate(&page, "page", &v); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	h := x.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", fmt.Sprint(page.Len()))
	x.W.WriteHeader(v.Status)
	if x.R.Method != http.MethodHead {
		_, _ = page.WriteTo(x.W)
	}
	return nil
}

// dress fills in what every page shows.
func (x *Exchange) dress(v *View) {
	switch {
	case v.Status != 0:
	case len(v.Faults) > 0:
		v.Status = http.StatusUnprocessableEntity
	default:
		v.Status = http.StatusOK
	}
	v.Path, v.AssetCSS, v.Icon = x.R.URL.Path, styles, icon
	if v.Form == nil {
		v.Form = url.Values{}
	}
	if x.Kit != nil {
		v.Product, v.Demo = x.Kit.Product, x.Kit.Demo
	}
	if len(v.Faults) == 0 && v.Status == http.StatusOK {
		v.Said = said[x.R.URL.Query().Get("said")]
	}
	if x.Viewer != nil {
		v.Name, v.HasDesk = x.Viewer.Name, true
		v.Nav = navigation(x.Viewer, v.Here)
		if x.Kit != nil && x.Kit.Engine != nil && (x.May(access.SeeCases) || x.May(access.SeeStatus)) {
			v.NoMail = x.Kit.Engine.NoMailSince()
		}
	}
}
