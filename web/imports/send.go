package imports

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"caseclock/engine"
	"caseclock/web/page"
)

// beginView is what the page that an import begins with is made from.
type beginView struct {
	Mappings []page.Choice
	Past     []pastLine
	MostRows int
	MostMB   int
}

// pastLine is an import that was recorded.
type pastLine struct {
	engine.PastImport
	Name, Way string
}

// doors are how something came in, in words.
var doors = map[string]string{"web": "on this page", "api": "by another program", "cli": "by the command", "socket": "by the command"}

// begin answers GET /imports.
func begin(x *page.Exchange) error { return showBegin(x, page.View{}) }

func showBegin(x *page.Exchange, v page.View) error {
	d := beginView{MostRows: engine.MostUploadRows, MostMB: engine.LongestUpload >> 20}
	kept, err := x.Desk.ImportMappings()
	if err != nil {
		return err
	}
	past, err := x.Desk.RecentImports(x.R.Context())
	if err != nil {
		return err
	}
	d.Mappings = append(d.Mappings, page.Choice{Value: "", Text: "None, or the one sent below"})
	for _, m := range kept {
		d.Mappings = append(d.Mappings, page.Choice{Value: m.ID, Text: fmt.Sprintf("%s (%s, last used %s)", m.Source, m.Name, page.Moment(m.Used))})
	}
	for _, p := range past {
		d.Past = append(d.Past, pastLine{p, x.PersonName(p.By), doors[p.Door]})
	}
	if v.Form == nil {
		v.Form = url.Values{}
		if len(kept) > 0 { // an export comes every night
			v.Form.Set("mapping", kept[0].ID)
		}
	}
	v.Title, v.Here, v.Data = "Import an export", "/imports", d
	return x.Show(pages, "begin.html", v)
}

// sent is a form of an import as it came in.
type sent struct {
	form    url.Values
	file    *engine.Spool
	name    string
	mapping []byte
	mapName string
}

// tooLarge says what is accepted.
var tooLarge = fmt.Sprintf("The file is too large. Accepted is up to %d MB and %s rows: send it in parts, or have the command caseclock import bring it in.",
	engine.LongestUpload>>20, page.Thousands(engine.MostUploadRows))

// send answers POST /imports: it plans what was sent and leads to the plan.
func send(x *page.Exchange) error {
	s, err := read(x)
	if s.file != nil {
		defer s.file.Close()
	}
	v := page.View{Form: s.form}
	if err != nil && !errors.Is(err, engine.ErrTooLarge) {
		return err
	}
	var plan engine.ImportPlan
	if err == nil {
		if plan, err = s.plan(x, &v.Faults); err == nil && len(v.Faults) == 0 {
			return x.See("/imports/" + plan.ID)
		}
	}
	switch {
	case errors.Is(err, engine.ErrTooLarge):
		v.Status = http.StatusRequestEntityTooLarge
		v.Faults.Add("file", tooLarge)
	case err != nil && !v.Faults.Take(err, "mapping"):
		return err
	}
	for i := range v.Faults {
		if v.Faults[i].Field == "mapping" && len(s.mapping) > 0 {
			v.Faults[i].Field = "mapping_file"
		}
	}
	v.Faults.InOrder("mapping", "mapping_file", "file")
	return showBegin(x, v)
}

// plan hands over what was sent, once nothing is wrong with the form.
func (s *sent) plan(x *page.Exchange, faults *page.Faults) (engine.ImportPlan, error) {
	u := engine.Upload{Name: s.name, Mapping: string(s.mapping), MappingName: s.mapName, AcceptGoodRows: s.form.Get("good") == "yes"}
	if s.file == nil || s.file.Size == 0 && s.name == "" {
		faults.Add("file", "Choose a file. Accepted are .csv, .jsonl and, with a mapping, .xlsx.")
	}
	if chosen := s.form.Get("mapping"); chosen != "" {
		kept, err := x.Desk.ImportMappings()
		if err != nil {
			return engine.ImportPlan{}, err
		}
		i := slices.IndexFunc(kept, func(m engine.KeptMapping) bool { return m.ID == chosen })
		switch {
		case len(s.mapping) > 0:
			faults.Add("mapping", "Choose a mapping that is kept or send another, not both.")
		case i < 0:
			faults.Add("mapping", "This mapping is kept no longer. Choose another or send one.")
		default:
			u.Mapping, u.MappingName = kept[i].Content, kept[i].Name
		}
	}
	if len(*faults) > 0 {
		return engine.ImportPlan{}, nil
	}
	content, err := s.file.Open()
	if err != nil {
		return engine.ImportPlan{}, err
	}
	defer content.Close()
	u.Content = content
	return x.Desk.PlanImport(x.R.Context(), u)
}

// longestSent is how many bytes a form with its files may have.
const longestSent = engine.LongestUpload + engine.LongestMapping + 64<<10

// drained is how much more is read of what is too large, so that the answer
// arrives.
const drained = 64 << 20

// read takes a form with files in, part by part. Nothing of it is kept in a
// file with a name. engine.ErrTooLarge: there is too much of it.
func read(x *page.Exchange) (*sent, error) {
	s := &sent{form: url.Values{}}
	body := &io.LimitedReader{R: x.R.Body, N: longestSent + 1}
	x.R.Body = io.NopCloser(body)
	parts, err := x.R.MultipartReader()
	if err != nil {
		return s, unreadable
	}
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err == nil {
			err = s.take(part.FormName(), part.FileName(), part)
		}
		switch {
		case body.N <= 0 || errors.Is(err, engine.ErrTooLarge):
			_, _ = io.Copy(io.Discard, io.LimitReader(body.R, drained))
			return s, engine.ErrTooLarge
		case err != nil:
			return s, unreadable
		}
	}
}

var unreadable = &page.Refusal{Status: http.StatusBadRequest, Title: "This form cannot be read"}

// take takes one part of the form in.
func (s *sent) take(field, name string, content io.Reader) (err error) {
	switch field {
	case "file":
		if s.file != nil {
			return errors.New("two files")
		}
		s.name = name
		if s.file, err = engine.NewSpool(io.LimitReader(content, engine.LongestUpload+1)); err == nil && s.file.Size > engine.LongestUpload {
			err = engine.ErrTooLarge
		}
	case "mapping_file":
		s.mapName = name
		s.mapping, err = io.ReadAll(io.LimitReader(content, engine.LongestMapping+1))
	case "mapping", "good":
		var value []byte
		value, err = io.ReadAll(io.LimitReader(content, 200))
		s.form.Set(field, string(value))
	}
	return err
}
