package suppress

// A hand holds the change of one node while it is looked at.
type hand struct {
	d       []int // the change of each cell
	off     []int // the change of each rule
	moved   []int // the cells of d that are not 0
	touched []int // the rules of those cells
}

// load takes a node in hand.
func (h *hand) load(t *table, nodes []node, at int) {
	for ; at >= 0; at = nodes[at].parent {
		n := nodes[at]
		if h.d[n.cell] == 0 {
			h.moved = append(h.moved, n.cell)
		}
		h.d[n.cell] += n.step
		for _, u := range t.in[n.cell] {
			if h.off[u.rule] == 0 { // perhaps not for the first time
				h.touched = append(h.touched, u.rule)
			}
			h.off[u.rule] += u.sign * n.step
		}
	}
}

func (h *hand) unload() {
	for _, c := range h.moved {
		h.d[c] = 0
	}
	for _, r := range h.touched {
		h.off[r] = 0
	}
	h.moved, h.touched = h.moved[:0], h.touched[:0]
}

// breaks says whether a change of a rule breaks it.
func (t *table) breaks(r, off int) bool {
	if t.rules[r].atMost {
		return off > t.rules[r].room
	}
	return off != 0
}
