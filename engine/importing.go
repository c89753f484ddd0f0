package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"caseclock/deadline"
	"caseclock/intake"
	"caseclock/store"
)

// ImportAsk says how files are brought in.
type ImportAsk struct {
	Mapping     string `json:"mapping,omitempty"` // what a mapping file holds; empty: the files hold events
	MappingName string `json:"mapping_name,omitempty"`
	Source      string `json:"source,omitempty"` // of files of events; a mapping names its own

	DryRun         bool `json:"dry_run,omitempty"`          // change nothing
	AcceptGoodRows bool `json:"accept_good_rows,omitempty"` // leave out rows with faults
	Rejects        bool `json:"rejects,omitempty"`          // give the refused rows back
	Items          bool `json:"items,omitempty"`            // give every item of the plan, unchanged ones too
}

// Brought is what an import found and did.
type Brought struct {
	Source    string         `json:"source"`
	First     bool           `json:"first"`   // of this source
	Applied   bool           `json:"applied"` // false: nothing was changed
	Rows      int            `json:"rows"`    // read
	Refused   int            `json:"refused"` // rows with a fault
	Repeated  int            `json:"repeated"`
	Counts    map[string]int `json:"counts"` // items of the plan by change: new, unchanged, corrected...
	Events    int            `json:"events"` // recorded, or to be recorded
	Cases     int            `json:"cases"`  // with something new
	Queried   int            `json:"queried"`
	Deadlines map[string]int `json:"deadlines"` // by what becomes of them: appears, moves, stands, goes
	Faults    []string       `json:"faults,omitempty"`
	Notes     []string       `json:"notes,omitempty"`
	Rejects   []byte         `json:"rejects,omitempty"` // CSV
}

// ImportNews is one thing that an import has to tell: an item of the plan, a
// deadline that appears or moves, or a doubt about the data.
type ImportNews struct {
	Item     *PlanItem       `json:"item,omitempty"`
	Change   *Change         `json:"change,omitempty"`
	Query    *deadline.Query `json:"query,omitempty"`
	Progress *ImportProgress `json:"progress,omitempty"`
}

// PlanItem is what an import makes of one fact of a source.
type PlanItem struct {
	Change string        `json:"change"`
	File   string        `json:"file,omitempty"`
	Line   int           `json:"line,omitempty"`
	Row    string        `json:"row"`
	Column string        `json:"column,omitempty"`
	Case   string        `json:"case"`
	Event  string        `json:"event,omitempty"` // kind
	On     deadline.Date `json:"on"`
	Note   string        `json:"note,omitempty"`
}

// ImportProgress is how far an import has come.
type ImportProgress struct {
	Stage string `json:"stage"` // the file in hand, or what is being done
	Rows  int    `json:"rows"`
	Bytes int64  `json:"bytes"`
	Total int64  `json:"total"`
}

// batchEvents is how many events of an import are held at once and recorded in
// one transaction. A file that makes more is recorded in several: broken off
// between them, it is brought in again and the rest follows.
var batchEvents = 99_000 // tests make it small

// Import reads files, plans what they change, tells it and, unless it is a dry
// run, records it. One fault refuses all files, unless good rows are to be
// accepted. An error of tell ends it before anything more is recorded.
func (e *Engine) Import(ctx context.Context, who Who, a ImportAsk, files []intake.File, tell func(ImportNews) error) (Brought, error) {
	b := e.bringing(ctx, who, a, tell)
	return b.bring(files)
}

func (e *Engine) bringing(ctx context.Context, who Who, a ImportAsk, tell func(ImportNews) error) *bringing {
	return &bringing{e: e, ctx: ctx, who: who, ask: a, tell: tell, known: &known{ctx: ctx, store: e.store},
		moment: deadline.Moment{AsAt: e.Today()}, done: Brought{Counts: map[string]int{}, Deadlines: map[string]int{}}}
}

// bring carries the import out.
func (b *bringing) bring(files []intake.File) (Brought, error) {
	stats, err := b.e.store.Stats()
	if err != nil {
		return b.done, err
	}
	b.erased = stats.Erased > 0
	run, err := b.run(files)
	if err != nil {
		return b.done, err
	}
	b.source = run.Source
	if run.Mapping != nil {
		b.source = run.Mapping.Source
	}
	if b.desk != nil {
		if err := b.desk.prepare(b, &run); err != nil {
			return b.done, err
		}
	}
	checked, err := run.Check()
	if err != nil {
		return b.done, err
	}
	if err := b.checked(checked); err != nil {
		return b.done, err
	}
	sum, err := checked.Plan(b.take)
	if err = errors.Join(err, b.known.failed); err != nil {
		return b.done, err
	}
	if err := b.flush(); err != nil {
		return b.done, err
	}
	if err := b.ended(b.ctx); err != nil {
		return b.done, err
	}
	b.done.Notes = append(b.done.Notes, slices.Sorted(maps.Keys(b.unknown))...)
	b.end(&sum)
	logged := b.done.Source
	if b.desk != nil {
		logged = "" // it is what a person sent
	}
	b.e.Log.Info().Str("source", logged).Int("rows", sum.Rows).Int("events", b.done.Events).Int("cases", b.done.Cases).
		Int("refused", sum.Refused).Bool("dry_run", b.ask.DryRun).Msg("imported")
	return b.done, nil
}

// bringing is one import under way.
type bringing struct {
	e      *Engine
	ctx    context.Context
	who    Who
	ask    ImportAsk
	tell   func(ImportNews) error
	known  *known
	moment deadline.Moment
	source string
	done   Brought

	cases  map[string]*store.CaseWrite
	order  []string
	events int // held
	parts  int // written

	erased  bool            // some cases were
	unknown map[string]bool // notes on names that the configuration does not know
	desk    *importDesk     // of a person who is signed in; nil: the command
}

func (b *bringing) run(files []intake.File) (intake.Import, error) {
	run := intake.Import{Files: files, Source: b.ask.Source, Today: b.moment.AsAt, AcceptGoodRows: b.ask.AcceptGoodRows, Known: b.known,
		Options: intake.Options{Rules: b.e.Book.KnownRules(), Categories: b.e.Categories, Progress: b.progress}}
	var faults Refused
	if b.desk == nil {
		b.e.checkPerson(&faults, "by", b.who.By, false)
	}
	if b.ask.Mapping != "" {
		m, err := intake.LoadMapping(b.ask.MappingName, []byte(b.ask.Mapping))
		if wrong := (*intake.Faults)(nil); errors.As(err, &wrong) {
			return run, located(wrong)
		}
		faults.take(err)
		run.Mapping = m
	}
	return run, faults.err()
}

func (b *bringing) progress(p intake.Progress) {
	stage := "checking "
	if p.Pass == 2 {
		stage = "planning "
	}
	_ = b.tell(ImportNews{Progress: &ImportProgress{stage + p.File, p.Rows, p.Bytes, p.Total}})
}

// checked takes over what the first reading found, and says whether to go on.
func (b *bringing) checked(c *intake.Checked) error {
	b.done.Notes = c.Notes
	if b.desk != nil {
		b.desk.faults = c.Faults
	}
	if b.ask.Rejects {
		var rejects limitedBuffer
		if err := c.WriteRejects(&rejects); err != nil {
			return err
		}
		b.done.Rejects = rejects.Bytes()
	}
	b.done.Rows, b.done.Refused = c.Rows, c.Refused
	if c.Faults.Err() == nil {
		return nil
	}
	if !c.Good() {
		return located(c.Faults)
	}
	for i := range c.Faults.Kept {
		b.done.Faults = append(b.done.Faults, c.Faults.Kept[i].Error())
	}
	return nil
}

// located is every fault kept, and how many more there were.
func located(f *intake.Faults) error {
	r := &Refused{Located: true}
	for i := range f.Kept {
		r.Faults = append(r.Faults, f.Kept[i].Error())
	}
	if more := f.Total - len(f.Kept); more > 0 {
		r.Faults = append(r.Faults, fmt.Sprintf("and %d more", more))
	}
	return r
}

// end takes over the plan's counts.
func (b *bringing) end(s *intake.Summary) {
	b.done.Source, b.done.First, b.done.Repeated = b.sourceName(), s.First, s.Repeated
	b.done.Rows, b.done.Refused = s.Rows, s.Refused
}

// sourceName is how the store knows where the files come from.
func (b *bringing) sourceName() string { return sourceName(b.source) }

// limitedBuffer holds the refused rows of a file.
type limitedBuffer struct{ content []byte }

// longestRejects is how many bytes of refused rows are given back.
const longestRejects = 64 << 20

func (l *limitedBuffer) Write(p []byte) (int, error) {
	if len(l.content)+len(p) > longestRejects {
		return 0, errors.New("the refused rows are more than 64 MB; correct the faults listed first")
	}
	l.content = append(l.content, p...)
	return len(p), nil
}

// Bytes is what was written.
func (l *limitedBuffer) Bytes() []byte { return l.content }

var _ io.Writer = (*limitedBuffer)(nil)
