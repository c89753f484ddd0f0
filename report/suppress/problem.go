package suppress

// A Cell is a count of a published table, in cases, children or meetings.
type Cell struct {
	ID      string  // unique in the problem
	Value   int     // at least 0
	Printed bool    // false: printed nowhere, yet not to be worked out if small (a complement: counted less met)
	Weight  int     // what hiding it costs the reader, beside the others; 0 counts as 1
	Before  Earlier // how the earlier issue of the same report showed it
	Aside   bool    // stands for no count of its own, only between sums: it may be worked out, though small; not for Printed ones
	Then    int     // what it counted then, whether shown or not; 0 for a Hidden one if that is no longer known
}

// Earlier says how an earlier issue of the same report showed a cell.
type Earlier uint8

// A cell is new in this issue (None), was shown, was hidden behind a mark, or
// was withheld (see Result).
const (
	None Earlier = iota
	Shown
	Hidden
	Withheld
)

// A Sum says that the parts add up to the total: each part once, and the
// total not among them. A cell may be in many sums.
type Sum struct {
	Total string
	Parts []string
}

// AtMost says that one count is never more than another, as everybody knows
// (meetings are no more than children).
type AtMost struct{ Less, More string }

// A Problem is everything that is published together: cells, and what readers
// know of how they hang together. Counts of 1 to Threshold-1 are small.
type Problem struct {
	Threshold int
	Cells     []Cell
	Sums      []Sum
	Bounds    []AtMost
}

// Why says why a cell is hidden.
type Why uint8

// A cell is hidden because it is small, because it has changed by a small
// count since an earlier issue showed it, because an earlier issue hid it, or
// (the complement) because others could be worked out from it. The first that
// holds is given.
const (
	Small Why = iota + 1
	Changed
	Stays
	Complement
)

// String is the reason in a word or two.
func (w Why) String() string {
	switch w {
	case Small:
		return "small"
	case Changed:
		return "small change"
	case Stays:
		return "hidden before"
	case Complement:
		return "complement"
	}
	return "shown"
}

// A Result says which printed cells to hide. A cell that is neither in Hidden
// nor in Withheld is printed as it is.
type Result struct {
	// Hidden cells are printed as a mark in place of the count. Readers may
	// know that a marked count is at least 1.
	Hidden map[string]Why

	// Withheld cells, in order of id: print nothing of them, neither the
	// count, nor the mark, nor a zero. There are such only beside an earlier
	// issue, where a zero shown would give a hidden count away. The hidden
	// cells beside such a zero are withheld with it, so that nobody can tell
	// which is which. None of them is in Hidden.
	Withheld []string
}

// Solve chooses the cells to hide so that no small count can be worked out.
// The same problem, its cells and sums in any order, has the same result. The
// error names every fault of the problem: an id twice or unknown, a count
// below zero, a sum or bound that does not hold.
func (p Problem) Solve() (Result, error) {
	t, err := build(p)
	if err != nil {
		return Result{}, err
	}
	s := newSolver(t)
	s.protect()
	s.tidy()
	s.blur()
	if err := s.check(); err != nil {
		return Result{}, err
	}
	return s.result(), nil
}
