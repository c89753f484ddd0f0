package report

import (
	"caseclock/deadline"
)

// Proposals are the breaches by what became of the last date proposed for
// them. Kept + Missed + ToCome + None are all of them.
type Proposals struct {
	Kept   int // done on or before the last proposed date
	Missed int // the last proposed date passed: done or fallen away after it, or still open
	ToCome int // open, and the last proposed date has not passed
	None   int // no date was proposed, or it fell away on or before that date, so that there was nothing left to keep

	Repeated int // of all of them: more than one date was proposed
}

func (p *Proposals) add(o Proposals) {
	p.Kept += o.Kept
	p.Missed += o.Missed
	p.ToCome += o.ToCome
	p.None += o.None
	p.Repeated += o.Repeated
}

func (p *Proposals) count(f fate) {
	switch f {
	case kept:
		p.Kept++
	case missed:
		p.Missed++
	case toCome:
		p.ToCome++
	default:
		p.None++
	}
}

// fate is what became of a proposed date. A meeting takes the highest of its
// children's.
type fate uint8

const (
	noDate fate = iota
	kept
	toCome
	missed
)

// proposal is what the reasons of a breach say of it, the first and the last.
type proposal struct {
	fate     fate
	repeated bool
	after    int32 // days from the breach to the first reason
}

// proposalOf reads the reasons of a deadline, in the order of their days. A
// date counts as proposed when its reason was recorded while the thing was
// still to do, or on the day it was done: written down afterwards it is no
// proposal.
func proposalOf(d *deadline.Deadline, reasons []deadline.Reason, asAt deadline.Date) proposal {
	var p proposal
	var last deadline.Date
	dates := 0
	for i := range reasons {
		if r := &reasons[i]; r.Proposed != 0 && (d.Open() || r.On <= settled(d)) {
			last = r.Proposed
			dates++
		}
	}
	p.after = int32(max(0, reasons[0].On-d.Due-1))
	p.repeated = dates > 1
	switch {
	case last == 0:
	case d.Open() && asAt <= last:
		p.fate = toCome
	case d.Open() || settled(d) > last:
		p.fate = missed
	case d.Met != 0:
		p.fate = kept
	}
	return p
}
