package config

import (
	"slices"

	"caseclock/notify"
)

// settings is the rung as package notify takes it.
func (r Rung) settings() notify.Rung {
	return notify.Rung{When: notify.Occasion(r.When), Days: r.Days, Every: r.Every, To: slices.Clone(r.To)}
}

func rungOf(r notify.Rung) Rung { return Rung{string(r.When), r.Days, r.Every, r.To} }

// defaultLadder is notify's own.
func defaultLadder() []Rung {
	var l []Rung
	for _, r := range notify.DefaultLadder() {
		l = append(l, rungOf(r))
	}
	return l
}

// String writes a rung as a sentence, as the configuration takes it.
func (r Rung) String() string { return r.settings().String() }
