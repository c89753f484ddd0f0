package store

import "crypto/sha256"

// complete writes each case as it will be, in memory, and the digest over all
// events in the order of the cases' ids. A case that begins gets its secret.
func (p *plan) complete(audit uint64) error {
	var sum [32]byte
	var scratch packer
	for _, c := range p.byKey() {
		if c.fresh {
			if err := p.w.newCaseSecret(c.key); err != nil {
				return err
			}
		}
		leaves, err := p.w.leavesOf(c.key)
		if err != nil {
			return err
		}
		c.pack(audit)
		scratch.b = scratch.b[:0]
		digestHead(&scratch, sum, c.key, c.first, p.w.head.hidden(audit, leaves))
		for i := range c.events {
			scratch.canonical(c.events[i], c.facts[i].Recorded)
		}
		sum = sha256.Sum256(scratch.b)
	}
	p.digest = sum
	return nil
}

// digestHead begins the digest over one case's new events; the digests of a
// transaction are a chain in the order of the cases' ids. What hides it (see
// head.hidden) is gone with the case's secret, so that nobody can hold a guess at
// an erased case against the digest.
func digestHead(p *packer, before [32]byte, key CaseKey, first int, hidden []byte) {
	p.fixed(hidden)
	p.fixed(before[:])
	p.fixed(key[:])
	p.uint(uint64(first))
}

// pack writes the case with what it gains.
func (c *growth) pack(audit uint64) {
	var before int64
	var facts, texts []byte
	if !c.fresh {
		facts, texts = c.old.packed, c.old.texts
		before = c.old.facts[c.first-1].Recorded
	}
	p := packer{make([]byte, 0, len(facts)+len(texts)+40+48*len(c.events)+hashBytes)}
	p.byte(caseFormat)
	p.uint(uint64(c.first + len(c.facts)))
	p.text(c.ref)
	p.fixed(facts)
	for i := range c.facts {
		p.fact(c.w, &c.facts[i], before)
		before = c.facts[i].Recorded
	}
	p.fixed(texts)
	for i := range c.events {
		p.texts(c.w, c.events[i], audit)
	}
	c.plain = p.b
}

// putLeaves adds what the case gains to the log.
func (c *growth) putLeaves(audit uint64) error {
	leaves, err := c.w.leavesOf(c.key)
	if err != nil {
		return err
	}
	var scratch packer
	for i, e := range c.events {
		scratch.b = scratch.b[:0]
		scratch.canonical(e, c.facts[i].Recorded)
		id := leafID{kind: leafEvent, number: uint64(c.first + i), entry: audit, of: c.key}
		if err := c.w.addHash(id, leaves.hash(id, scratch.b)); err != nil {
			return err
		}
	}
	return nil
}

// idAt is the id of an event that the case gains.
func (c *growth) idAt(position int) string {
	i := position - c.first
	if id := c.events[i].ID; id != "" {
		return id
	}
	return c.w.s.eventID(c.key, position, c.facts[i].Recorded)
}

// hidden is what hides the digest of an entry over a case's events: nothing in
// those recorded before cases had secrets.
func (h *head) hidden(audit uint64, leaves *leafMaker) []byte {
	if audit <= h.bare || leaves == nil {
		return nil
	}
	return leaves.nonce(nil, []byte("digest"))
}
