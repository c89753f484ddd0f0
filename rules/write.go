package rules

import (
	"bytes"
	"encoding/json"
	"fmt"

	"caseclock/deadline"

	"go.yaml.in/yaml/v3"
)

// JSON prints a pack whole, with what it took from others. Load reads it
// again.
func (p *Pack) JSON() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(p); err != nil {
		panic("rules: a compiled pack cannot be written: " + err.Error())
	}
	return b.Bytes()
}

// YAML prints a pack whole, in the shape of its file, with what it took from
// others and without naming them: loaded again it is the same pack (the same
// Digest) even where the other has changed.
func (p *Pack) YAML() []byte {
	var b bytes.Buffer
	if p.Extends != "" {
		fmt.Fprintf(&b, "# %s with everything that it takes from %s.\n", p.ID, p.Extends)
	}
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(p.file()); err != nil {
		panic("rules: a compiled pack cannot be written: " + err.Error())
	}
	return b.Bytes()
}

// file is a pack's file in the order of its keys.
type file struct {
	ID        string     `yaml:"id"`
	Title     string     `yaml:"title"`
	Version   string     `yaml:"version"`
	Documents []Document `yaml:"documents,omitempty"`
	Notes     []string   `yaml:"notes,omitempty"`
	Rules     []fileRule `yaml:"rules"`
	NoLimit   []fileDuty `yaml:"no_fixed_limit,omitempty"`
}

type fileRule struct {
	ID         string       `yaml:"id"`
	Duty       string       `yaml:"duty"`
	Source     []fileSource `yaml:"source"`
	Reading    []string     `yaml:"reading,omitempty"`
	Force      string       `yaml:"force"`
	CountsFrom []string     `yaml:"counts_from"`
	While      string       `yaml:"while,omitempty"`
	Limit      fileLimit    `yaml:"limit,flow"`
	NotBefore  *fileSpan    `yaml:"not_before,flow,omitempty"`
	MetBy      []string     `yaml:"met_by"`
	FallsAway  []string     `yaml:"falls_away_on"`
	Repeat     string       `yaml:"repeat"`
	Checked    fileChecked  `yaml:"checked,flow"`
}

type fileSource struct {
	Document  string `yaml:"document"`
	Paragraph string `yaml:"paragraph,omitempty"`
	Note      string `yaml:"note,omitempty"`
}

type fileSpan struct {
	Number int    `yaml:"number"`
	Unit   string `yaml:"unit"`
}

type fileLimit struct {
	fileSpan  `yaml:",inline"`
	Whichever string    `yaml:"whichever,omitempty"`
	Other     *fileSpan `yaml:"other,omitempty"`
	Before    string    `yaml:"before,omitempty"`
	Agreed    string    `yaml:"agreed,omitempty"`
}

type fileChecked struct {
	By string `yaml:"by"`
	On string `yaml:"on"`
}

type fileDuty struct {
	ID     string       `yaml:"id"`
	Duty   string       `yaml:"duty"`
	Source []fileSource `yaml:"source"`
}

func (p *Pack) file() file {
	f := file{ID: p.ID, Title: p.Title, Version: p.Version, Documents: p.Documents, Notes: p.Notes, Rules: []fileRule{}}
	for i := range p.Rules {
		f.Rules = append(f.Rules, ruleFile(&p.Rules[i]))
	}
	for _, d := range p.NoLimit {
		f.NoLimit = append(f.NoLimit, fileDuty{d.ID, d.Duty, sourceFiles(d.Sources)})
	}
	return f
}

func ruleFile(r *deadline.Rule) fileRule {
	return fileRule{ID: r.ID, Duty: r.Duty, Source: sourceFiles(r.Sources), Reading: r.Reading,
		Force: string(r.Force), CountsFrom: triggerWords(r.Starts), While: r.While,
		Limit: fileLimit{fileSpan: *spanFile(&r.Limit.Span), Whichever: r.Limit.Whichever,
			Other: spanFile(r.Limit.Other), Before: r.Limit.Before, Agreed: r.Limit.Agreed},
		NotBefore: spanFile(r.NotBefore), MetBy: triggerWords(r.MetBy), FallsAway: triggerWords(r.FallsAway),
		Repeat: r.Repeat, Checked: fileChecked{r.Checked.By, r.Checked.On.String()}}
}

func spanFile(s *deadline.Span) *fileSpan {
	if s == nil {
		return nil
	}
	return &fileSpan{s.Number, string(s.Unit)}
}

func sourceFiles(sources []deadline.Source) []fileSource {
	var all []fileSource
	for _, s := range sources {
		all = append(all, fileSource(s))
	}
	return all
}

func triggerWords(triggers []deadline.Trigger) []string {
	words := []string{}
	for _, t := range triggers {
		words = append(words, t.String())
	}
	return words
}
