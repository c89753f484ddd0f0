package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

func (v *verifier) store() error {
	err := v.each(tHead, func(key, plain []byte) error {
		switch string(key) {
		case string(keyAbout):
			_, err := v.r.readAbout()
			return err
		case string(keyHead), string(keyTurn), string(keyKeys):
			return nil
		}
		return tHead.damage(key, "no such record is ever written")
	})
	if err != nil {
		return err
	}
	v.head, err = v.r.readHead()
	return err
}

func (v *verifier) words() error {
	n := uint32(0)
	return v.each(tWords, func(key, plain []byte) error {
		if n++; !bytes.Equal(key, wordKey(n)) {
			n = binary.BigEndian.Uint32(append(make([]byte, 4), key...)[len(key):])
			return tWords.damage(key, "the numbers have a gap before it")
		}
		if known, ok := v.r.word(uint64(n)); !ok || known != string(plain) {
			return tWords.damage(key, "it is another text than when the store was opened")
		}
		return nil
	})
}

// caseKeys makes sure that each secret is one, and is that of a case.
func (v *verifier) caseKeys() error {
	cases, err := v.r.bucket(tCases)
	if err != nil {
		return err
	}
	err = v.each(tCaseKeys, func(key, plain []byte) error {
		if cases.Get(key) == nil {
			return tCaseKeys.damage(key, "there is no such case")
		}
		_, err := secretOf(key, plain)
		return err
	})
	if errors.Is(err, errNotYet) {
		return nil
	}
	return err
}

// cases reads every event of every case in full.
func (v *verifier) cases() error {
	f := &casefile{r: v.r}
	var scratch packer
	var err error
	if v.holes, err = v.r.holes(); err != nil {
		return err
	}
	err = v.each(tCases, func(key, plain []byte) error {
		if len(key) != len(CaseKey{}) {
			return tCases.damage(key, "its key is no case id")
		}
		if err := f.read(CaseKey(key), plain); err != nil {
			return err
		}
		if _, err := v.r.caseSecret(f.key); err != nil && !errors.Is(err, errNotYet) {
			return err
		}
		if err := v.refOf(f); err != nil {
			return err
		}
		return v.eventsOf(f, &scratch)
	})
	v.passHoles()
	if n := v.counts[tCases.number] + v.counts[tErased.number]; err == nil && n != v.head.cases {
		v.fault("cases", fmt.Errorf("%d cases where %d were begun", n, v.head.cases))
	}
	if err == nil && v.events != v.head.events {
		v.fault("cases", fmt.Errorf("%d events where %d were recorded", v.events, v.head.events))
	}
	return err
}

func (v *verifier) refOf(f *casefile) error {
	key, ok, err := v.r.find(string(f.ref))
	if err == nil && (!ok || key != f.key) {
		err = tCases.damage(f.key[:], "its reference does not lead to it")
	}
	return err
}

// eventsOf adds a case's events to the digests of the entries that they came
// with.
func (v *verifier) eventsOf(f *casefile, scratch *packer) error {
	var now uint64
	leaves, err := v.leavesOf(f.key)
	if err != nil {
		return err
	}
	for i := range f.facts {
		e, audit, err := f.event(i)
		if err != nil {
			return err
		}
		if audit < now {
			return tCases.damage(f.key[:], fmt.Sprintf("event %d came before the one ahead of it", i+1))
		}
		if t := v.seqs[audit]; t == nil {
			v.seqs[audit] = &told{}
		}
		if audit != now {
			v.endRun(now, scratch)
			now, scratch.b = audit, scratch.b[:0]
			digestHead(scratch, v.holes.pass(audit, f.key, v.seqs), f.key, i, v.head.hidden(audit, leaves))
		}
		from := len(scratch.b)
		f.content(scratch, i, e)
		v.eventLeaf(leaves, f.key, i, audit, scratch.b[from:])
		v.seqs[audit].events++
		v.events++
		if err := v.lookUps(f, i, e.ID, e.Authority); err != nil {
			return err
		}
	}
	v.endRun(now, scratch)
	scratch.b = scratch.b[:0]
	return nil
}

func (v *verifier) endRun(audit uint64, scratch *packer) {
	if audit != 0 {
		v.seqs[audit].digest = sha256.Sum256(scratch.b)
	}
}

// passHoles goes on behind the last cases, to the end of each entry's digest.
func (v *verifier) passHoles() {
	for audit := range v.holes {
		if v.seqs[audit] == nil {
			v.seqs[audit] = &told{}
		}
		v.holes.pass(audit, lastCaseKey, v.seqs)
	}
}
