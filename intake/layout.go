package intake

// Layout is how an export writes its dates.
type Layout struct {
	words string
}

// String gives the layout as the mapping writes it.
func (l Layout) String() string { return l.words }
