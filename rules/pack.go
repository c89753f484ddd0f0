package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"caseclock/deadline"
)

// Pack is a pack as its file gives it: the compiled rules that deadlines are
// reckoned by, with the full titles of the documents that the rules cite.
type Pack struct {
	*deadline.Pack
	Documents []Document `json:"documents"`
}

// Document is a source that rules cite by a short name.
type Document struct {
	ID    string `json:"id" yaml:"id"`
	Title string `json:"title" yaml:"title"`
}

// Digest is the SHA-256 of everything the pack says, in hexadecimal. A pack
// that took its rules from another has the digest of the whole, so that two
// packs with the same digest reckon, cite and print the same.
func (p *Pack) Digest() string {
	whole := *p.Pack
	whole.Extends = ""
	content, err := json.Marshal(Pack{&whole, p.Documents})
	if err != nil {
		panic("rules: a compiled pack cannot be written: " + err.Error())
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Unchecked counts the rules that no practitioner has looked at yet.
func (p *Pack) Unchecked() int {
	n := 0
	for i := range p.Rules {
		if !IsChecked(&p.Rules[i]) {
			n++
		}
	}
	return n
}

// IsChecked says whether a practitioner has looked at a rule.
func IsChecked(r *deadline.Rule) bool { return r.Checked.By != "" && r.Checked.On != 0 }

// CheckedText says who checked a rule and when, or that nobody has.
func CheckedText(r *deadline.Rule) string {
	if !IsChecked(r) {
		return "not yet checked by a practitioner"
	}
	return "checked by " + r.Checked.By + " on " + r.Checked.On.Long()
}
