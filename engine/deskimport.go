package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/intake"
)

// Limits of what is sent to be imported.
const (
	LongestUpload  = 10 << 20  // bytes of a file: 10 MB
	LongestMapping = 256 << 10 // bytes of a mapping
	MostUploadRows = 100_000   // rows of a file
)

// ErrTooLarge is a file with more than LongestUpload bytes or MostUploadRows
// rows.
var ErrTooLarge = errors.New("the file is too large")

// Upload is a file that a person sends to be imported.
type Upload struct {
	Name           string    // of the file; it stands in faults and in the events' source
	Content        io.Reader // read once, to the end
	Mapping        string    // what a mapping file holds; empty: the file holds events
	MappingName    string
	Source         string // of a file of events; a mapping names its own
	AcceptGoodRows bool   // leave out rows with faults
}

// PlanState is where an import that was planned stands.
type PlanState string

// The states of an import.
const (
	PlanReady    PlanState = "ready"    // to be confirmed or left
	PlanRefused  PlanState = "refused"  // for its faults
	PlanRecorded PlanState = "recorded" // confirmed
)

// ImportPlan is what an import would change, or changed.
type ImportPlan struct {
	ID      string // random; it stands in addresses
	Name    string // of the file
	Size    int64  // bytes
	Mapping string // its name; empty: none
	Good    bool   // rows with faults are left out
	State   PlanState
	Planned time.Time
	Until   time.Time // when it is forgotten
	Brought
	PlanDetails
	HasRejects bool
	// Changed says that what is recorded changed after the import was planned,
	// and that this is the plan made anew.
	Changed bool
}

// PlanDetails are the first of each kind of what an import tells; the counts
// are those of all.
type PlanDetails struct {
	Items      []ShownItem   // corrected, further, moved, new, and what else is to be told
	Moved      []ShownChange // deadlines that appear, move, stand otherwise and go
	Doubts     []ShownQuery
	Rows       []ImportFault
	FaultTotal int
}

// MostShown is how many of each kind an import's plan keeps.
const MostShown = 200

// ShownItem is an item of a plan. CaseID is empty for a case that is not yet
// recorded.
type ShownItem struct {
	PlanItem
	CaseID string
}

// ShownChange is a deadline that an import changes.
type ShownChange struct {
	Change
	CaseID string
}

// ShownQuery is a doubt that an import raises.
type ShownQuery struct {
	deadline.Query
	CaseID string
}

// ImportFault is something in a file that cannot be read. Line and Column count
// from 1; 0 is not known. The column is the byte of the line or, in a workbook,
// the number of the column.
type ImportFault struct {
	File         string
	Line, Column int
	What         string // what is wrong and what is accepted
}

// PlanImport takes a file in, plans what it changes and keeps the plan for a
// while. Nothing is recorded but that it was sent. Errors: Refused (of the
// mapping), ErrTooLarge, ErrNotAllowed.
func (d *Desk) PlanImport(ctx context.Context, u Upload) (ImportPlan, error) {
	if !d.v.May(access.Import) {
		return ImportPlan{}, ErrNotAllowed
	}
	if err := u.check(); err != nil {
		return ImportPlan{}, err
	}
	spool, err := NewSpool(io.LimitReader(u.Content, LongestUpload+1))
	if err != nil {
		return ImportPlan{}, err
	}
	if spool.Size > LongestUpload {
		return ImportPlan{}, errors.Join(ErrTooLarge, spool.Close())
	}
	p := &keptPlan{who: d.v.ID, spool: spool, ask: ImportAsk{Mapping: u.Mapping, MappingName: u.MappingName, Source: u.Source,
		AcceptGoodRows: u.AcceptGoodRows, Rejects: true}, plan: ImportPlan{Name: fileTitle(u.Name), Size: spool.Size, Mapping: u.MappingName}}
	if err := d.looked(ctx, "import-sent", "", fmt.Sprintf("a file of %d bytes", spool.Size)); err != nil {
		return ImportPlan{}, errors.Join(err, p.close())
	}
	if err := d.planAnew(ctx, p); err != nil {
		return ImportPlan{}, errors.Join(err, p.close())
	}
	d.e.plans.keep(p, d.e.Now())
	return p.plan, nil
}

// check notes what is wrong with a mapping before the file is read.
func (u *Upload) check() error {
	if u.Mapping == "" {
		return nil
	}
	if len(u.Mapping) > LongestMapping {
		return refuse("mapping: %d bytes; accepted are %d at most", len(u.Mapping), LongestMapping)
	}
	_, err := intake.LoadMapping(u.MappingName, []byte(u.Mapping))
	var wrong *intake.Faults
	if errors.As(err, &wrong) {
		var r Refused
		for i := range wrong.Kept {
			r.add("mapping: %w", wrong.Kept[i])
		}
		return &r
	}
	return err
}

// fileTitle is the last part of a file's name, short and without what could
// break a line.
func fileTitle(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\ufffd' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if len(name) > 100 { // the ending says what it is
		name = strings.ToValidUTF8(name[len(name)-100:], "")
	}
	if name == "" {
		return "file"
	}
	return name
}

// ImportPlan gives a plan of the viewer's; ErrNotThere where there is none, or
// it was forgotten, or it is another's.
func (d *Desk) ImportPlan(ctx context.Context, id string) (ImportPlan, error) {
	p, err := d.planOf(id)
	if err != nil {
		return ImportPlan{}, err
	}
	defer p.mu.Unlock()
	return p.plan, d.looked(ctx, "look", "", "an import's plan")
}

// PlanAgain makes a plan anew from the same bytes, with rows that have faults
// left out or not.
func (d *Desk) PlanAgain(ctx context.Context, id string, good bool) (ImportPlan, error) {
	p, err := d.planOf(id)
	if err != nil {
		return ImportPlan{}, err
	}
	defer p.mu.Unlock()
	if p.plan.State == PlanRecorded {
		return p.plan, nil
	}
	p.ask.AcceptGoodRows = good
	if err := d.planAnew(ctx, p); err != nil {
		return ImportPlan{}, err
	}
	return p.plan, d.looked(ctx, "look", "", "an import's plan")
}

// ConfirmImport records exactly the bytes that were planned. Where what is
// recorded, or the day, has changed what they would do, nothing is recorded and
// the plan is made anew (Changed). What is confirmed again stays as it is.
func (d *Desk) ConfirmImport(ctx context.Context, id string) (ImportPlan, error) {
	p, err := d.planOf(id)
	if err != nil {
		return ImportPlan{}, err
	}
	defer p.mu.Unlock()
	if p.plan.State != PlanReady {
		return p.plan, nil
	}
	ctx = context.WithoutCancel(ctx) // nobody leaves half an import behind by going away
	before := p.digest
	if err := d.planAnew(ctx, p); err != nil {
		return ImportPlan{}, err
	}
	if p.digest != before || p.plan.State != PlanReady {
		return d.changed(ctx, p)
	}
	err = d.bring(ctx, p, false)
	if errors.Is(err, errPlanChanged) {
		if err := d.planAnew(ctx, p); err != nil {
			return ImportPlan{}, err
		}
		return d.changed(ctx, p)
	}
	if err != nil {
		return ImportPlan{}, err
	}
	p.plan.State = PlanRecorded
	b := &p.plan.Brought
	detail := fmt.Sprintf("%s: %d rows read, %d refused; %d events in %d cases", clip(b.Source), b.Rows, b.Refused, b.Events, b.Cases)
	return p.plan, errors.Join(d.looked(ctx, "import-confirmed", "", detail), d.keepMapping(ctx, p))
}

// changed says of a plan that it was made anew.
func (d *Desk) changed(ctx context.Context, p *keptPlan) (ImportPlan, error) {
	p.plan.Changed = true
	return p.plan, d.looked(ctx, "look", "", "an import's plan, made anew because what is recorded has changed")
}

// LeaveImport forgets a plan. Nothing of it was recorded.
func (d *Desk) LeaveImport(ctx context.Context, id string) error {
	p, err := d.planOf(id)
	if err != nil {
		return err
	}
	defer p.mu.Unlock()
	if p.plan.State == PlanRecorded {
		return nil
	}
	if err := d.looked(ctx, "import-left", "", clip(p.plan.Source)); err != nil {
		return err
	}
	d.e.plans.drop(p)
	return p.close()
}

// ImportRejects writes the refused rows of a plan as CSV, each with the reason
// as its last column. What a spreadsheet would take for a formula is text.
func (d *Desk) ImportRejects(ctx context.Context, id string) ([]byte, error) {
	p, err := d.planOf(id)
	if err != nil {
		return nil, err
	}
	defer p.mu.Unlock()
	if p.rejects == nil {
		return nil, ErrNotThere
	}
	if err := d.looked(ctx, "export", "", "the refused rows of an import"); err != nil {
		return nil, err
	}
	from, err := p.rejects.Open()
	if err != nil {
		return nil, err
	}
	defer from.Close()
	return io.ReadAll(from)
}
