package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"caseclock/deadline"
)

// lookUps makes sure that what should lead to an event does.
func (v *verifier) lookUps(f *casefile, i int, id, authority string) error {
	if !f.ownID(i) {
		v.given++
		k := v.r.s.keyed('i', id)
		place, err := v.r.get(tIDs, k[:])
		if err != nil {
			return err
		}
		if place == nil || !bytes.Equal(place, packPlace(f.key, i)) {
			return tCases.damage(f.key[:], fmt.Sprintf("the id of event %d does not lead to it", i+1))
		}
	}
	if f.facts[i].Kind != deadline.CaseAssigned || authority == "" {
		return nil
	}
	n := uint16(v.r.s.words.Load().number[authority])
	if n == f.key.home() {
		return nil
	}
	member, err := v.r.stored(tMembers, append(binary.BigEndian.AppendUint16(nil, n), f.key[:]...))
	if err == nil && member == nil {
		err = tCases.damage(f.key[:], "it is not listed with an authority that it came to")
	}
	return err
}

func (v *verifier) refs() error {
	err := v.each(tRefs, func(key, plain []byte) error {
		if len(plain) != len(CaseKey{}) {
			return tRefs.damage(key, "it leads nowhere")
		}
		return v.r.once(CaseKey(plain))
	})
	if n, want := v.counts[tRefs.number], v.counts[tCases.number]+v.counts[tErased.number]-v.readmitted; err == nil && n != want {
		v.fault("refs", fmt.Errorf("%d references lead to %d cases", n, want))
	}
	return err
}

func (v *verifier) ids() error {
	err := v.each(tIDs, func(key, plain []byte) error {
		k, _, err := unpackPlace(key, plain)
		if err != nil {
			return err
		}
		_, err = v.r.listed(k)
		return err
	})
	if n := v.counts[tIDs.number]; err == nil && n != v.given {
		v.fault("ids", fmt.Errorf("%d ids lead to %d events that came with one", n, v.given))
	}
	return err
}

func (v *verifier) members() error {
	return v.each(tMembers, func(key, _ []byte) error {
		k, err := memberKey(key)
		if err != nil {
			return err
		}
		return v.r.once(k)
	})
}

// audit follows the chain from its beginning.
func (v *verifier) audit() error {
	var hash [32]byte
	var seq uint64
	err := v.each(tAudit, func(key, plain []byte) error {
		seq++
		if !bytes.Equal(key, seqKey(seq)) {
			seq = binary.BigEndian.Uint64(append(make([]byte, 8), key...)[len(key):])
			return tAudit.damage(key, "an entry before it is missing")
		}
		content, want, err := splitEntry(key, plain)
		if err != nil {
			return err
		}
		v.entryLeaf(seq, content)
		is := chainHash(hash, key, content)
		hash = want
		if is != want {
			return tAudit.damage(key, "the chain is broken: it, or the entry before it, was rewritten")
		}
		return v.entry(key, plain)
	})
	if err == nil && (seq != v.head.entries || hash != v.head.hash) {
		v.fault("audit", fmt.Errorf("the chain ends at entry %d, not as the store last knew it (%d)", seq, v.head.entries))
	}
	for seq := range v.seqs {
		v.fault(fmt.Sprintf("audit %d", seq), fmt.Errorf("%d events came with it, and it is missing or says nothing of them", v.seqs[seq].events))
	}
	return err
}

// entry holds what an entry says of its events against the events.
func (v *verifier) entry(key, plain []byte) error {
	c, err := unpackEntry(key, plain)
	if err != nil {
		return err
	}
	if c.Events == 0 {
		return nil
	}
	t := v.seqs[c.Seq]
	delete(v.seqs, c.Seq)
	switch {
	case t == nil:
		return tAudit.damage(key, fmt.Sprintf("of the %d events that it came with there is none", c.Events))
	case t.events != c.Events:
		return tAudit.damage(key, fmt.Sprintf("%d events where it came with %d", t.events, c.Events))
	case t.digest != c.Digest:
		return tAudit.damage(key, "its events do not say what they said when they were recorded")
	}
	return nil
}

func (v *verifier) trails() error {
	return v.each(tTrails, func(key, plain []byte) error {
		seq, err := unpackSeq(key, plain)
		if err == nil {
			_, err = v.r.entry(seq)
		}
		return err
	})
}

func (v *verifier) keys() error {
	return v.each(tKeys, func(key, plain []byte) error {
		a, err := unpackAnswer(key, plain)
		for _, k := range a.cases {
			if err == nil {
				err = v.r.once(k)
			}
		}
		if err == nil {
			_, err = v.r.entry(a.audit)
		}
		return err
	})
}

func (v *verifier) sendings() error {
	return v.each(tSendings, func(key, plain []byte) error {
		x, err := unpackSending(key, plain)
		if err != nil {
			return err
		}
		if k := v.r.s.keyed('m', x.ID); !bytes.Equal(k[:], key) {
			return tSendings.damage(key, "it lies under another's key")
		}
		v.sendingLeaf([16]byte(key), x.states, plain)
		state, err := v.r.stored(tStates, stateKey(&x.Sending, [16]byte(key)))
		if err == nil && state == nil {
			err = tSendings.damage(key, "it is not listed with its state")
		}
		for _, a := range x.Alerts {
			k := v.r.s.keyed('a', a)
			alert, err2 := v.r.stored(tAlerts, append(k[:], key...))
			if err2 == nil && alert == nil {
				err2 = tSendings.damage(key, "an alert that it tells does not lead to it")
			}
			err = errors.Join(err, err2)
		}
		return err
	})
}

func (v *verifier) states() error {
	err := v.each(tStates, func(key, _ []byte) error {
		if len(key) != 25 {
			return tStates.damage(key, "it leads nowhere")
		}
		x, err := v.r.listedSending(key[9:])
		if err == nil && !bytes.Equal(stateKey(&x, [16]byte(key[9:])), key) {
			err = tStates.damage(key, "it leads to a sending that stands otherwise")
		}
		return err
	})
	if n := v.counts[tStates.number]; err == nil && n != v.counts[tSendings.number] {
		v.fault("states", fmt.Errorf("%d states of %d sendings", n, v.counts[tSendings.number]))
	}
	return err
}

func (v *verifier) alerts() error {
	return v.each(tAlerts, func(key, _ []byte) error {
		if len(key) != 32 {
			return tAlerts.damage(key, "it leads nowhere")
		}
		_, err := v.r.listedSending(key[16:])
		return err
	})
}

func (v *verifier) rulebooks() error {
	n := uint64(0)
	return v.each(tRulebooks, func(key, plain []byte) error {
		if n++; !bytes.Equal(key, seqKey(n)) {
			return tRulebooks.damage(key, "one before it is missing")
		}
		_, err := unpackRulebook(key, plain)
		return err
	})
}

func (v *verifier) rows() error {
	return v.each(tRows, func(key, plain []byte) error {
		row, err := v.r.row(key, plain)
		if err == nil && !slices.Equal(v.r.s.rowKey(row.Source, row.Key), key) {
			err = tRows.damage(key, "it lies under another's key")
		}
		return err
	})
}

func (v *verifier) imports() error {
	return v.each(tImports, func(key, plain []byte) error {
		m, err := unpackMark(key, plain)
		if err == nil && m.Finished.IsZero() {
			v.report.Unfinished = append(v.report.Unfinished, m)
		}
		return err
	})
}

func (v *verifier) settings() error {
	return v.each(tSettings, func(key, plain []byte) error {
		v.report.Unscrubbed = v.report.Unscrubbed || string(key) == settingUnscrubbed && len(plain) > 0
		return nil
	})
}

// sums looks for sums of no table, and for tables that are none of the store's.
func (v *verifier) sums() error {
	b, err := v.r.bucket(tSums)
	if err != nil {
		return err
	}
	c := b.Cursor()
	for k, value := c.First(); k != nil; k, value = c.Next() {
		if !bytes.Equal(k, keyTurn) && !slices.ContainsFunc(tables, func(t *table) bool { return t.tag == k[0] && t.bits >= 0 }) {
			v.fault("sums "+tSums.keyText(k), errors.New("it is of no table"))
		}
		if _, _, err := tSums.split(k, value); err != nil {
			v.fault("sums "+tSums.keyText(k), err)
		}
	}
	root := v.r.tx.Cursor()
	for k, _ := root.First(); k != nil; k, _ = root.Next() {
		if !slices.ContainsFunc(tables, func(t *table) bool { return t.name == string(k) }) {
			v.fault(fmt.Sprintf("table %q", k), errors.New("the store has no such table"))
		}
	}
	return nil
}
