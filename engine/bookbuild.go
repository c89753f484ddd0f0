package engine

import (
	"errors"
	"fmt"

	"caseclock/deadline"
	"caseclock/rules"
)

// AuthorityRules is what a configuration says of an authority's timescales.
type AuthorityRules struct {
	ID, Name string
	Since    deadline.Date
	Rules    []PackFrom      // in order of their days; none: the default pack since ever
	Closed   []deadline.Date // the council's own closure days, beside the bank holidays
}

// PackFrom names the pack in force from a day on.
type PackFrom struct {
	Pack string        // a built-in pack; empty: File
	File string        // an authority's own
	From deadline.Date // none: since ever
}

// BuildBook makes the effective rulebook of a configuration: it reads the
// packs and counts working days by the calendar less each council's closure
// days. A nil calendar is Scotland's. All that cannot be read is told at once.
func BuildBook(authorities []AuthorityRules, calendar *deadline.Calendar) (*Book, error) {
	if calendar == nil {
		calendar = rules.Scotland()
	}
	pack, err := rules.Builtin(rules.Default)
	if err != nil {
		return nil, err
	}
	var faults []error
	var built []Authority
	for _, a := range authorities {
		b := Authority{ID: a.ID, Name: a.Name, Since: a.Since}
		own := calendar.WithClosed(a.Closed...)
		for _, r := range a.Rules {
			p, err := openPack(r)
			if err != nil {
				faults = append(faults, fmt.Errorf("authority %s: %w", a.ID, err))
				continue
			}
			b.Periods = append(b.Periods, deadline.Period{From: r.From, Pack: p.Pack, Calendar: own})
		}
		if len(a.Rules) == 0 {
			b.Periods = []deadline.Period{{Pack: pack.Pack, Calendar: own}}
		}
		built = append(built, b)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return NewBook(built, deadline.Period{Pack: pack.Pack, Calendar: calendar}), nil
}

func openPack(r PackFrom) (*rules.Pack, error) {
	if r.File != "" {
		return rules.LoadFile(r.File)
	}
	return rules.Builtin(r.Pack)
}
