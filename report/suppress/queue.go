package suppress

// before is the order of the queue: by rank, then as they came.
func (s *search) before(a, b int) bool {
	if s.nodes[a].rank != s.nodes[b].rank {
		return s.nodes[a].rank < s.nodes[b].rank
	}
	return a < b
}

// raise puts a node into the queue.
func (s *search) raise(n int) {
	q := append(s.queue, n)
	i := len(q) - 1
	for i > 0 {
		up := (i - 1) / 2
		if s.before(q[up], n) {
			break
		}
		q[i], i = q[up], up
	}
	q[i] = n
	s.queue = q
}

// pop takes the best node out of the queue.
func (s *search) pop() int {
	q := s.queue
	best, last := q[0], q[len(q)-1]
	q = q[:len(q)-1]
	s.queue = q
	i := 0
	for {
		down := 2*i + 1
		if down >= len(q) {
			break
		}
		if down+1 < len(q) && s.before(q[down+1], q[down]) {
			down++
		}
		if s.before(last, q[down]) {
			break
		}
		q[i], i = q[down], down
	}
	if len(q) > 0 {
		q[i] = last
	}
	return best
}
