package intake

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"caseclock/deadline"
)

// Reader reads files of events in Caseclock's own shape as one run: an id is
// used once in all of them, and a withdrawal may name an event of another.
type Reader struct {
	options Options
	words   words
	ledger  *ledger
	faults  Faults
	notes   []string
}

// NewReader begins a run.
func NewReader(o Options) *Reader {
	return &Reader{options: o, words: o.words(), ledger: newLedger(o.Stored), faults: Faults{limit: o.Faults}}
}

func (o *Options) words() words {
	return words{o.Rules, o.Categories, o.NeedRecorded}
}

// Read gives each event of a file that can be read, in the file's order, with
// its line; the event is valid only during the call. What cannot be read is
// kept for Faults. The error is each's, or one of reading from the file.
func (r *Reader) Read(f File, each func(e *deadline.Event, line int) error) error {
	src, err := f.Open()
	if err != nil {
		return err
	}
	defer src.Close()
	m := &meter{r: src, file: f, tell: r.options.Progress, pass: 1}
	recs, err := openEvents(f.Name, m, r.words)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	order := r.ledger.file(f.Name)
	for {
		rec, err := recs.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		m.row()
		if !r.take(order, rec) {
			continue
		}
		e := &rec.facts[0].event
		if e.Source == "" {
			e.Source = fmt.Sprintf("%s:%d", f.Name, rec.line)
		}
		if err := each(e, rec.line); err != nil {
			return err
		}
	}
	m.end()
	if n := recs.note(); n != "" {
		r.notes = append(r.notes, f.Name+": "+n)
	}
	return nil
}

// take enters a record in the run's ledger and says whether it is good.
func (r *Reader) take(order int, rec *record) bool {
	good := len(rec.flaws) == 0
	if len(rec.facts) > 0 {
		if before := r.ledger.enter(order, rec, !good); before != "" {
			good = false
			r.faults.add(Fault{r.ledger.files[order], rec.line, 0, "id: " + quote(rec.facts[0].event.ID) + " was used before (" + before + "); accepted is an id used once", order})
		}
	}
	for _, w := range rec.flaws {
		r.faults.flaw(r.ledger.files[order], order, w)
	}
	return good
}

func (f *Faults) flaw(file string, order int, w flaw) {
	f.Whole = f.Whole || w.whole
	f.add(Fault{file, w.line, w.column, w.what, order})
}

// Faults ends the run: it adds what only the whole of it shows and gives all
// faults in order, or nil where there is none.
func (r *Reader) Faults() *Faults {
	for _, m := range r.ledger.settle() {
		r.faults.add(Fault{r.ledger.files[m.file], m.at.line, m.at.column, m.what, m.file})
	}
	r.ledger.aims = nil
	if r.faults.Total == 0 {
		return nil
	}
	r.faults.sort()
	return &r.faults
}

// Notes are what the reader of the answer should know about the files: an
// encoding that was assumed.
func (r *Reader) Notes() []string { return r.notes }

// openEvents chooses how a file of events is read.
func openEvents(name string, r io.Reader, w words) (records, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jsonl", ".ndjson":
		return newEventLines(r, w), nil
	case ".csv":
		return newEventTable(newCSV(r, ','), w), nil
	case ".xlsx":
		return nil, fmt.Errorf("a workbook needs a mapping; without one, accepted is .jsonl or .csv")
	}
	b := bufio.NewReaderSize(r, 1<<12)
	head, _ := b.Peek(1 << 10)
	text := strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), " \t\r\n")
	if strings.HasPrefix(text, "{") || text == "" {
		return newEventLines(b, w), nil
	}
	return newEventTable(newCSV(b, ','), w), nil
}
