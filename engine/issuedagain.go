package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"caseclock/report/document"
	"caseclock/report/draw"
	"caseclock/store"
)

// Difference is what became of an issued report when it was made again.
type Difference struct {
	Issue     Issue            `json:"issue"`
	Forms     []FormDifference `json:"forms"`
	Counts    int              `json:"counts"`         // that show something else, or are hidden where they were not
	CasesGone int              `json:"cases_gone"`     // that were seen and are not any more; negative: so many more are
	Erased    int              `json:"erased"`         // of those that may have been seen then, erased since
	Product   string           `json:"product"`        // that made it again
	Rules     []string         `json:"rules"`          // packs and calendars that are not as they were
	Settings  bool             `json:"other_settings"` // target, threshold or trend are configured otherwise now
}

// FormDifference is one form of a report made again.
type FormDifference struct {
	Name string `json:"name"`
	Same bool   `json:"same"` // byte for byte
	Now  int64  `json:"now"`  // bytes; 0: there is no such form any more
}

// Same says whether every form came out byte for byte as it was issued.
func (d *Difference) Same() bool {
	return !slices.ContainsFunc(d.Forms, func(f FormDifference) bool { return !f.Same })
}

// Again makes an issued report again: as at the same day, as known at the same
// instant, by the settings of then and under the name of the version that made
// it, so that only what is otherwise shows.
func (e *Engine) Again(ctx context.Context, id string) (Difference, error) {
	x, err := e.issued(id)
	if err != nil {
		return Difference{}, err
	}
	var facts issueFacts
	if err := json.Unmarshal(x.Facts, &facts); err != nil {
		return Difference{}, fmt.Errorf("how report %s was made cannot be read: %w", x.ID, err)
	}
	r, files, err := e.asThen(&x, &facts).drawn(ctx, askOf(&x, &facts))
	if err != nil {
		return Difference{}, fmt.Errorf("report %s cannot be made again: %w", x.ID, err)
	}
	d := Difference{Issue: issueOf(&x), Product: e.Product, CasesGone: x.CasesSeen - r.Scope.CasesSeen,
		Rules: otherRules(&facts, &r.Scope), Settings: facts.Settings != e.Reporting, Forms: otherForms(&x, files)}
	if d.Erased, err = e.erasedSince(&x); err != nil {
		return d, err
	}
	d.Counts, err = otherCounts(&x, &r)
	return d, err
}

// erasedSince counts the cases that were there when a report was issued, of its
// authority, and have been erased since.
func (e *Engine) erasedSince(x *store.Issue) (n int, err error) {
	gone, err := e.store.Tombstones()
	for i := range gone {
		t := &gone[i]
		if !t.First.After(x.KnownAt) && t.At.After(x.IssuedAt) && (x.Authority == "" || slices.Contains(t.Authorities, x.Authority)) {
			n++
		}
	}
	return n, err
}

// asThen is an engine that makes reports as they were made then.
func (e *Engine) asThen(x *store.Issue, facts *issueFacts) *Engine {
	e.mu.Lock()
	defer e.mu.Unlock()
	then := &Engine{Settings: e.Settings, store: e.store, books: slices.Clone(e.books)}
	then.Product, then.Reporting = x.Product, facts.Settings
	return then
}

func askOf(x *store.Issue, facts *issueFacts) ReportAsk {
	return ReportAsk{From: x.From, To: x.To, Authority: x.Authority, AsAt: x.AsAt, KnownAt: x.KnownAt,
		For: document.Audience(x.For), By: facts.By, Compare: facts.Compare, Series: x.Series}
}

// otherForms compares form by form; those that are new come last.
func otherForms(x *store.Issue, files []draw.File) []FormDifference {
	var all []FormDifference
	for i := range x.Files {
		f := FormDifference{Name: x.Files[i].Name}
		for _, now := range files {
			if now.Name == f.Name {
				f.Same, f.Now = bytes.Equal(now.Bytes, x.Files[i].Bytes), int64(len(now.Bytes))
			}
		}
		all = append(all, f)
	}
	for _, now := range files {
		if !slices.ContainsFunc(x.Files, func(f store.IssueFile) bool { return f.Name == now.Name }) {
			all = append(all, FormDifference{Name: now.Name, Now: int64(len(now.Bytes))})
		}
	}
	return all
}

// otherCounts counts the counts that are not shown as they were.
func otherCounts(x *store.Issue, r *document.Report) (int, error) {
	then, err := unpackCells(x.ID, x.Cells)
	if err != nil {
		return 0, err
	}
	content, err := packCells(r)
	if err != nil {
		return 0, err
	}
	now, err := unpackCells(x.ID, content)
	n := 0
	for id, was := range then {
		if is, there := now[id]; !there || is != was {
			n++
		}
	}
	for id := range now {
		if _, there := then[id]; !there {
			n++
		}
	}
	return n, err
}

// otherRules names the packs and calendars whose version is not that of then.
func otherRules(then *issueFacts, now *document.Scope) []string {
	var all []string
	for _, p := range then.Packs {
		if !slices.Contains(now.Packs, p) {
			all = append(all, fmt.Sprintf("pack %s version %s", p.ID, p.Version))
		}
	}
	for _, c := range then.Calendars {
		if !slices.Contains(now.Calendars, c) {
			all = append(all, fmt.Sprintf("calendar %s version %s", c.Name, c.Version))
		}
	}
	return slices.Compact(all)
}
