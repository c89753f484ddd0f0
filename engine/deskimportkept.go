package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"caseclock/access"
	"caseclock/store"
)

// KeptMapping is a mapping that an import was confirmed with, to be chosen
// again. It is for those who import for one of the authorities for which the
// one who sent it does; without any, for those who import for all.
type KeptMapping struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`   // of the file
	Source      string    `json:"source"` // that it names
	Content     string    `json:"content"`
	Authorities []string  `json:"authorities,omitempty"`
	Used        time.Time `json:"used"`
}

// mostMappings is how many mappings are kept; the one not used for longest goes
// first.
const mostMappings = 20

const mappingsSetting = "import-mappings"

// ImportMappings are the kept mappings that are the viewer's to choose, the one
// used last first.
func (d *Desk) ImportMappings() ([]KeptMapping, error) {
	if !d.v.May(access.Import) {
		return nil, ErrNotAllowed
	}
	all, err := d.e.mappings()
	return slices.DeleteFunc(all, func(m KeptMapping) bool { return !m.isFor(d.v) }), err
}

func (m *KeptMapping) isFor(v *access.Viewer) bool {
	return v.Everywhere(access.Import) || slices.ContainsFunc(m.Authorities, func(a string) bool { return v.In(access.Import, a) })
}

func (e *Engine) mappings() (all []KeptMapping, err error) {
	content, err := e.store.Setting(mappingsSetting)
	if err != nil || len(content) == 0 {
		return nil, err
	}
	if err := json.Unmarshal(content, &all); err != nil {
		return nil, fmt.Errorf("the mappings that are kept cannot be read: %w", err)
	}
	return all, nil
}

// keepMapping keeps the mapping of an import that was confirmed, in the place
// of the one for the same source and authorities.
func (d *Desk) keepMapping(ctx context.Context, p *keptPlan) error {
	if p.ask.Mapping == "" {
		return nil
	}
	k := KeptMapping{Name: fileTitle(p.ask.MappingName), Source: p.plan.Source, Content: p.ask.Mapping, Used: d.e.Now().UTC()}
	if !d.v.Everywhere(access.Import) {
		for _, a := range d.e.Book.Authorities {
			if d.v.In(access.Import, a.ID) {
				k.Authorities = append(k.Authorities, a.ID)
			}
		}
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %s", k.Source, k.Authorities, k.Content))
	k.ID = hex.EncodeToString(sum[:8])
	d.e.plans.keeping.Lock()
	defer d.e.plans.keeping.Unlock()
	all, err := d.e.mappings()
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(o KeptMapping) bool { return o.Source == k.Source && slices.Equal(o.Authorities, k.Authorities) })
	all = append([]KeptMapping{k}, all...)
	content, err := json.Marshal(all[:min(len(all), mostMappings)])
	if err != nil {
		return err
	}
	return d.e.store.Set(ctx, mappingsSetting, content)
}

// PastImport is an import that was recorded.
type PastImport struct {
	At   time.Time
	By   string // the person's id
	Door string // "web", "api", "cli", "socket"
	What string // a line: the source and the counts
}

// recentImports is how far back imports are listed.
const recentImports = 14 * 24 * time.Hour

// RecentImports lists the imports of the last fortnight, the latest first: the
// viewer's own, and everybody's for those who import for all authorities.
func (d *Desk) RecentImports(ctx context.Context) ([]PastImport, error) {
	if !d.v.May(access.Import) {
		return nil, ErrNotAllowed
	}
	var all []PastImport
	now := d.e.Now()
	err := d.e.store.TrailBetween(ctx, now.Add(-recentImports), now.Add(time.Hour), func(e store.Entry) error {
		byHand := e.Action == "import-confirmed"
		byCommand := e.Action == "import" && (e.Door == "cli" || e.Door == "socket")
		if (byHand || byCommand) && (e.By == d.v.ID || d.v.Everywhere(access.Import)) {
			all = append(all, PastImport{e.At, e.By, e.Door, e.Detail})
		}
		return nil
	})
	slices.Reverse(all)
	return all, err
}
