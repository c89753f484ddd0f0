package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"hash"

	"caseclock/deadline"
	"caseclock/intake"
	"caseclock/store"
)

// planAnew makes a plan's dry run. What refuses the file is a part of the plan.
func (d *Desk) planAnew(ctx context.Context, p *keptPlan) error {
	p.plan.Changed = false
	return d.bring(ctx, p, true)
}

// bring runs the import of a plan, dry or not, and takes over what it tells.
func (d *Desk) bring(ctx context.Context, p *keptPlan, dry bool) error {
	a := p.ask
	a.DryRun = dry
	t := &teller{dry: dry, planned: p.marks, sum: sha256.New(), kinds: map[string]int{}}
	desk := &importDesk{viewer: d.v, told: t.told}
	b := d.e.bringing(ctx, d.Who(), a, t.tell)
	b.desk = desk
	done, err := b.bring([]intake.File{{Name: p.plan.Name, Size: p.spool.Size, Open: p.spool.Open}})
	state, err := t.state(p, desk, err)
	if err != nil || !dry && state != PlanReady {
		return err
	}
	t.faults(desk.faults)
	if err := errors.Join(p.keepRejects(done.Rejects), d.caseIDs(&t.details)); err != nil {
		return err
	}
	done.Rejects, done.Faults = nil, nil
	t.write(done)
	p.plan.Brought, p.plan.PlanDetails, p.plan.State, p.plan.Good = done, t.details, state, a.AcceptGoodRows
	p.plan.HasRejects = p.rejects != nil
	t.sum.Sum(p.digest[:0])
	p.marks = t.marks
	return nil
}

// state is how a plan stands after its run. What is wrong with the file is no
// error of a dry run.
func (t *teller) state(p *keptPlan, desk *importDesk, err error) (PlanState, error) {
	var refused *Refused
	switch {
	case err == nil:
		return PlanReady, nil
	case errors.Is(err, intake.ErrTooManyRows):
		return PlanRefused, ErrTooLarge
	case t.dry && desk.faults != nil && errors.As(err, &refused):
		return PlanRefused, nil
	case t.dry && errors.Is(err, intake.ErrUnreadable):
		t.fault(ImportFault{What: err.Error()})
		return PlanRefused, nil
	}
	return PlanRefused, err
}

func (p *keptPlan) keepRejects(content []byte) error {
	if p.rejects != nil {
		if err := p.rejects.Close(); err != nil {
			return err
		}
		p.rejects = nil
	}
	if len(content) == 0 {
		return nil
	}
	var err error
	p.rejects, err = NewSpool(bytes.NewReader(content))
	return err
}

// teller keeps the first of each kind of what an import tells, and the digest
// of all of it.
type teller struct {
	dry     bool
	planned [][]byte // of an import that records: the marks of its plan
	marks   [][]byte // digests of all that was told, each time before it is recorded
	sum     hash.Hash
	kinds   map[string]int
	details PlanDetails
}

func (t *teller) write(v any) {
	if content, err := json.Marshal(v); err == nil { // it is plain data
		t.sum.Write(append(content, '\n'))
	}
}

// errPlanChanged ends an import before it records something else than was
// planned.
var errPlanChanged = errors.New("what is recorded changed while the import was being confirmed")

// told compares what was told so far with the plan.
func (t *teller) told() error {
	t.marks = append(t.marks, t.sum.Sum(nil))
	if n := len(t.marks); !t.dry && (n > len(t.planned) || !bytes.Equal(t.marks[n-1], t.planned[n-1])) {
		return errPlanChanged
	}
	return nil
}

func (t *teller) tell(n ImportNews) error {
	if n.Progress != nil {
		return nil
	}
	t.write(n)
	d := &t.details
	switch {
	case n.Item != nil && t.first("item "+n.Item.Change):
		d.Items = append(d.Items, ShownItem{PlanItem: *n.Item})
	case n.Change != nil && t.first("change "+n.Change.What):
		d.Moved = append(d.Moved, ShownChange{Change: *n.Change})
	case n.Query != nil && t.first("query"):
		d.Doubts = append(d.Doubts, ShownQuery{Query: *n.Query})
	}
	return nil
}

// Line is the deadline as it will be, or as it was where it goes.
func (c *Change) Line() deadline.Line {
	if c.Is != nil {
		return c.Is.Line
	}
	return c.Was.Line
}

// first says whether a further one of a kind is kept.
func (t *teller) first(kind string) bool {
	t.kinds[kind]++
	return t.kinds[kind] <= MostShown
}

// caseIDs fills in the opaque ids of the cases that are recorded.
func (d *Desk) caseIDs(p *PlanDetails) error {
	var failed error
	id := func(ref string) string {
		id, err := d.e.store.CaseID(ref)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			failed = err
		}
		return id
	}
	for i := range p.Items {
		p.Items[i].CaseID = id(p.Items[i].Case)
	}
	for i := range p.Moved {
		p.Moved[i].CaseID = id(p.Moved[i].Line().Case)
	}
	for i := range p.Doubts {
		p.Doubts[i].CaseID = id(p.Doubts[i].Case)
	}
	return failed
}

func (t *teller) faults(f *intake.Faults) {
	if f == nil {
		return
	}
	for i := range f.Kept {
		k := &f.Kept[i]
		t.fault(ImportFault{k.File, k.Line, k.Column, k.What})
	}
	t.details.FaultTotal += f.Total - len(f.Kept)
}

func (t *teller) fault(f ImportFault) {
	t.write(f)
	t.details.FaultTotal++
	if len(t.details.Rows) < MostShown {
		t.details.Rows = append(t.details.Rows, f)
	}
}
