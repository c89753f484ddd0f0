package suppress

// What the public counts give away through several sums at once is found with
// linear algebra: one change of the other counts that keeps every sum is chosen
// at random, in numbers modulo a prime, and what it does not move is fixed. That
// a count which may move stands still by chance has odds of 1 in 2^61.

// settled marks as known what the public counts fix through sums. Nothing that
// is printed now can protect it.
func (t *table) settled() {
	e := t.echelon(t.columns(func(c int) bool { return t.state[c] != known }))
	move := map[int]uint64{}
	for _, c := range e.cols {
		if _, pivot := e.pivots[e.at[c]]; !pivot {
			move[e.at[c]] = mix(uint64(c)) % prime
		}
	}
	e.solve(move)
	for _, c := range e.cols {
		if c < len(t.x) && move[e.at[c]] == 0 {
			t.state[c], t.goal[c] = known, false
		}
	}
}

// columns are the cells of which something is so, in order.
func (t *table) columns(so func(c int) bool) (cols []int) {
	for c := range t.x {
		if so(c) {
			cols = append(cols, c)
		}
	}
	return cols
}
