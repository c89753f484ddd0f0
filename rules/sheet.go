package rules

import (
	"bytes"
	_ "embed"
	"fmt"
	htmltemplate "html/template"
	"strings"
	"text/template"
)

//go:embed sheet.html.tmpl
var sheetHTML string

//go:embed sheet.md.tmpl
var sheetMarkdown string

// Formats are those in which a check sheet is printed.
var Formats = []string{"markdown", "html"}

// sheet is what the templates of the check sheet read.
type sheet struct {
	*Pack
	Described []Description
	Duties    []sheetDuty
	Short     string // the first 16 digits of the digest
	Whole     string
	Unseen    int // rules nobody has checked
}

type sheetDuty struct {
	ID, Duty string
	Sources  []string
}

var (
	asHTML     = htmltemplate.Must(htmltemplate.New("sheet").Parse(sheetHTML))
	asMarkdown = template.Must(template.New("sheet").Funcs(template.FuncMap{"md": escapeMarkdown, "join": strings.Join}).Parse(sheetMarkdown))
)

// Sheet prints the check sheet of a pack: every rule in plain English with
// room for the signature of who checked it, the duties without a fixed limit,
// and the documents. The format is markdown, or html: a page of its own that
// prints on A4.
func Sheet(p *Pack, format string) ([]byte, error) {
	whole := p.Digest()
	s := sheet{Pack: p, Short: whole[:16], Whole: whole, Unseen: p.Unchecked()}
	for i := range p.Rules {
		s.Described = append(s.Described, Describe(&p.Rules[i]))
	}
	for _, d := range p.NoLimit {
		s.Duties = append(s.Duties, sheetDuty{d.ID, d.Duty, sourcesText(d.Sources)})
	}
	var b bytes.Buffer
	var err error
	switch format {
	case "html":
		err = asHTML.Execute(&b, s)
	case "markdown":
		err = asMarkdown.Execute(&b, s)
	default:
		err = fmt.Errorf("%q is no format of a check sheet; accepted: %s", clip(format), strings.Join(Formats, ", "))
	}
	return b.Bytes(), err
}

// escapeMarkdown keeps a pack's own text from being read as Markdown or HTML.
func escapeMarkdown(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "|", `\|`, "#", `\#`).Replace(s)
}
