package store

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
)

// planRuns finds what each audit entry's digest was before and after the events
// of the cases that go, so that the digest can be followed across the gap. The
// digest is followed over every case that came with the entry, and must end as
// the entry says: else a case is not as it was recorded.
func (p *erasing) planRuns() error {
	chains := map[uint64]*told{}
	if err := p.chainsOf(chains); err != nil {
		return err
	}
	holes, err := p.w.holes()
	if err != nil {
		return err
	}
	f := &casefile{r: &p.w.reader}
	opener := p.w.newCaseOpener()
	err = p.w.walk(tCases, nil, func(key, stored []byte) error {
		plain, err := opener.open(key, stored)
		if err == nil {
			err = f.read(CaseKey(key), plain)
		}
		if err != nil || !touches(f.audits(), chains) {
			return err
		}
		runs, err := f.runs(&p.w.head, func(audit uint64) [32]byte { return holes.pass(audit, f.key, chains) })
		if err != nil {
			return err
		}
		for _, r := range runs {
			if t := chains[r.audit]; t != nil {
				t.events, t.digest = t.events+r.events, r.after
			}
		}
		if t := p.cases[f.key]; t != nil {
			t.runs = runs
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.asRecorded(chains, holes)
}

// chainsOf begins a chain for each entry that a case came with.
func (p *erasing) chainsOf(chains map[uint64]*told) error {
	for k := range p.cases {
		f, err := p.w.file(k)
		if err != nil {
			return err
		}
		for _, audit := range f.audits() {
			chains[audit] = &told{}
		}
	}
	return nil
}

func touches(audits []uint64, chains map[uint64]*told) bool {
	return slices.ContainsFunc(audits, func(a uint64) bool { return chains[a] != nil })
}

// asRecorded holds the chains against what their entries say.
func (p *erasing) asRecorded(chains map[uint64]*told, holes holes) error {
	for audit, t := range chains {
		holes.pass(audit, lastCaseKey, chains)
		e, err := p.w.entry(audit)
		if err != nil {
			return err
		}
		if e.Events != t.events || e.Digest != t.digest {
			return tAudit.damage(seqKey(audit), "its events do not say what they said when they were recorded")
		}
	}
	return nil
}

// runs parts a case's events by the audit entries that they came with; before
// gives an entry's digest up to the case.
func (f *casefile) runs(h *head, before func(audit uint64) [32]byte) ([]run, error) {
	var list []run
	var p packer
	leaves, err := f.r.leavesOf(f.key)
	if err != nil {
		return nil, err
	}
	for i := range f.facts {
		e, audit, err := f.event(i)
		if err != nil {
			return nil, err
		}
		if n := len(list); n == 0 || list[n-1].audit != audit {
			list = append(list, run{audit: audit, before: before(audit)})
			p.b = p.b[:0]
			digestHead(&p, list[n].before, f.key, i, h.hidden(audit, leaves))
		}
		f.content(&p, i, e)
		last := &list[len(list)-1]
		last.events++
		last.after = sha256.Sum256(p.b)
	}
	return list, nil
}

// lastCaseKey comes after that of any case.
var lastCaseKey = CaseKey(bytes.Repeat([]byte{0xff}, len(CaseKey{})))

// holes are the runs of erased cases, by audit entry, in the order of the cases'
// ids.
type holes map[uint64][]hole

type hole struct {
	key CaseKey
	run
}

func (r *reader) holes() (holes, error) {
	all := holes{}
	err := r.tombstones(func(t Tombstone) error {
		k, err := ParseCaseKey(t.Case)
		for _, x := range t.runs {
			all[x.audit] = append(all[x.audit], hole{k, x})
		}
		return err
	})
	for _, list := range all {
		slices.SortFunc(list, func(a, b hole) int { return bytes.Compare(a.key[:], b.key[:]) })
	}
	return all, err
}

// pass takes an entry's digest across the erased cases that come before a case,
// and gives it. A tombstone that does not join on to it leaves it as it is, so
// that the entry's own digest does not come out.
func (h holes) pass(audit uint64, before CaseKey, chains map[uint64]*told) [32]byte {
	t := chains[audit]
	if t == nil {
		return [32]byte{}
	}
	for len(h[audit]) > 0 && bytes.Compare(h[audit][0].key[:], before[:]) < 0 {
		x := h[audit][0]
		h[audit] = h[audit][1:]
		if t.events += x.events; t.digest == x.before {
			t.digest = x.after
		}
	}
	return t.digest
}

// planRows finds the rows that are about the cases.
func (p *erasing) planRows() error {
	return p.w.walk(tRows, nil, func(key, stored []byte) error {
		plain, err := p.w.open(tRows, nil, key, stored)
		if err != nil {
			return err
		}
		row, places, err := p.w.unpackRow(key, plain)
		if err != nil {
			return err
		}
		of := slices.ContainsFunc(places, func(r rowPlace) bool { return p.cases[r.key] != nil })
		if p.in.About != nil && !of {
			_, of = p.refs[p.in.About(row.Data)]
		}
		if of {
			p.rows = append(p.rows, bytes.Clone(key))
		}
		return nil
	})
}

// planKeys finds the idempotency keys of what was recorded of these cases alone;
// the others keep the cases' ids and positions.
func (p *erasing) planKeys() error {
	return p.w.walk(tKeys, nil, func(key, stored []byte) error {
		plain, err := p.w.open(tKeys, nil, key, stored)
		if err != nil {
			return err
		}
		a, err := unpackAnswer(key, plain)
		if err != nil {
			return err
		}
		if len(a.cases) > 0 && !slices.ContainsFunc(a.cases, func(k CaseKey) bool { return p.cases[k] == nil }) {
			p.keys = append(p.keys, bytes.Clone(key))
		}
		return nil
	})
}

// planShelves finds what tells of the cases on the shelves.
func (p *erasing) planShelves() error {
	return p.w.walkShelf(nil, func(key []byte, k Kept) error {
		for ref, of := range p.refs {
			if p.in.Tells != nil && p.in.Tells(Shelf(key[0]), k, of.String(), ref) {
				p.shelf = append(p.shelf, bytes.Clone(key))
				break
			}
		}
		return nil
	})
}

// planSendings redacts what was sent, and refuses where something is still to be
// sent.
func (p *erasing) planSendings() error {
	return p.w.walk(tSendings, nil, func(key, stored []byte) error {
		plain, err := p.w.open(tSendings, nil, key, stored)
		if err != nil {
			return err
		}
		x, err := unpackSending(key, plain)
		if err != nil || p.in.Redact == nil {
			return err
		}
		after := x.Sending
		var told bool
		for ref, of := range p.refs {
			is, err := p.in.Redact(&after, of.String(), ref)
			if err != nil {
				return err
			}
			if is && (after.State == Claimed || after.State == Retry || after.State == Unknown) {
				return fmt.Errorf("case %s: %w", of, ErrOnItsWay)
			}
			told = told || is
		}
		if told {
			p.redact = append(p.redact, redacted{x, after})
		}
		return nil
	})
}

// erased checks every tombstone, and that nothing of its case is left.
func (v *verifier) erased() error {
	cases, err := v.r.bucket(tCases)
	if err != nil {
		return err
	}
	err = v.each(tErased, func(key, plain []byte) error {
		t, err := unpackTombstone(key, plain)
		if err != nil {
			return err
		}
		v.erasedLeaf(CaseKey(key), t)
		if t.Readmitted {
			v.readmitted++
		}
		if cases.Get(key) != nil {
			return tErased.damage(key, "the case was erased, and is there")
		}
		place, err := v.r.get(tRefs, t.ref[:])
		if err == nil && !t.Readmitted && !bytes.Equal(place, key) {
			err = tErased.damage(key, "the case's reference does not lead to it")
		}
		e, err2 := v.r.entry(t.Audit)
		if err2 == nil && (e.Action != "erase" || e.Case != t.Case) {
			err2 = tErased.damage(key, "the audit entry that it names is of something else")
		}
		return cmp.Or(err, err2)
	})
	if errors.Is(err, errNotYet) {
		return nil
	}
	return err
}
