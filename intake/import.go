package intake

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"caseclock/deadline"
)

// Import is one run over files of one source.
type Import struct {
	Files []File
	// Mapping reads a council's own export; nil: the files hold events in
	// Caseclock's own shape.
	Mapping *Mapping
	// Source names where files of events come from, so that what vanished can
	// be told; without one nothing is told as vanished. A mapping names its
	// own.
	Source string
	// Today is the day of the import: of a position brought in, and of a
	// withdrawal where a row moved to another case.
	Today deadline.Date
	// AcceptGoodRows leaves out rows with faults; otherwise one fault refuses
	// all files.
	AcceptGoodRows bool
	// Refuse says why a row that can be read is refused all the same, by the
	// number of its file and its line; empty: it is not. nil: none is. Each
	// reading must have the same answer.
	Refuse func(file, line int) (why string)
	// MostRows ends the reading with ErrTooManyRows where the files have more;
	// 0: as many as there are.
	MostRows int
	// MostUnzipped is how many bytes a workbook may unpack to, all of it in
	// memory; 0: a gigabyte, by way of temporary files.
	MostUnzipped int64
	Known        Known // nil: Nothing
	Options
}

// ErrUnreadable is a file that is nothing that can be read row by row: no
// workbook, a workbook without a mapping.
var ErrUnreadable = errors.New("it cannot be read row by row")

// unreadable is an error of a file that says what it is in its own words.
type unreadable struct{ error }

func (unreadable) Is(target error) bool { return target == ErrUnreadable }
func (u unreadable) Unwrap() error      { return u.error }

// ErrTooManyRows is what Check returns where the files have more than MostRows.
var ErrTooManyRows = errors.New("too many rows")

// ErrRefused is what Plan returns where Check found faults that refuse the
// files.
var ErrRefused = errors.New("the files are refused for their faults; nothing is imported")

// ErrChanged is returned where a file is no longer what Check read.
var ErrChanged = errors.New("changed while it was being imported; accepted is a file at rest")

// Checked is an import whose files were read through once.
type Checked struct {
	Faults  *Faults  // nil where nothing is wrong
	Rows    int      // read, refused ones too
	Refused int      // rows with a fault, and rows that fall with another
	Notes   []string // what the reader should know: an encoding that was assumed
	Digests []string // SHA-256 of each file as read, hexadecimal

	run    Import
	beside map[spot]string   // rows refused for what other rows say, with the reason
	newIDs map[string]string // see planner
}

// spot is a row of the run.
type spot struct{ file, line int }

func (im *Import) source() string {
	if im.Mapping != nil {
		return im.Mapping.Source
	}
	return im.Source
}

// open begins to read a file of the run, whatever its shape; done closes it.
func (im *Import) open(f File, pass int) (recs records, m *meter, done func(), err error) {
	src, err := f.Open()
	if err != nil {
		return nil, nil, nil, err
	}
	m = (&meter{r: src, file: f, tell: im.Progress, pass: pass}).digesting()
	done = func() { _ = src.Close() }
	recs, err = im.shape(f.Name, m, &done)
	if err != nil {
		done()
		return nil, nil, nil, fmt.Errorf("%s: %w", f.Name, unreadable{err})
	}
	return recs, m, done, nil
}

func (im *Import) shape(name string, r io.Reader, done *func()) (records, error) {
	if im.Mapping == nil {
		return openEvents(name, r, im.words())
	}
	if !strings.EqualFold(filepath.Ext(name), ".xlsx") {
		return newWide(newCSV(r, im.Mapping.Separator), im.Mapping, im.Today, im.words()), nil
	}
	book, err := openXLSX(r, im.Mapping.Sheet, im.MostUnzipped)
	if err != nil {
		return nil, err
	}
	closeFile := *done
	*done = func() { book.close(); closeFile() }
	return newWide(book, im.Mapping, im.Today, im.words()), nil
}

// each reads all files and calls f with every record, and at the end of a file
// with its digest.
func (im *Import) each(pass int, f func(file int, r *record) error, end func(file int, digest, note string) error) error {
	rows := 0
	for i, file := range im.Files {
		recs, m, done, err := im.open(file, pass)
		if err != nil {
			return err
		}
		err = eachRecord(recs, m, func(r *record) error {
			if r.line > 0 {
				rows++
			}
			if im.MostRows > 0 && rows > im.MostRows {
				return fmt.Errorf("%w; accepted are %d at most", ErrTooManyRows, im.MostRows)
			}
			im.refuse(i, r)
			return f(i, r)
		})
		done()
		if err != nil {
			return fmt.Errorf("%s: %w", file.Name, err)
		}
		if err := end(i, m.digest(), recs.note()); err != nil {
			return err
		}
	}
	return nil
}

// refuse adds to a row what its caller has against it.
func (im *Import) refuse(file int, r *record) {
	if im.Refuse == nil || r.line == 0 || len(r.flaws) > 0 {
		return
	}
	if why := im.Refuse(file, r.line); why != "" {
		r.flaws = append(r.flaws, flaw{line: r.line, what: why})
	}
}

func eachRecord(recs records, m *meter, f func(*record) error) error {
	defer m.end()
	for {
		r, err := recs.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return unreadable{err}
		}
		if r.line > 0 { // not what is said of the file as a whole
			m.row()
		}
		if err := f(r); err != nil {
			return err
		}
	}
}

// Check reads the files through and finds every fault. The error is one of
// reading, not of what was read.
func (im Import) Check() (*Checked, error) {
	if im.Known == nil {
		im.Known = Nothing{}
	}
	if im.Stored == nil {
		im.Stored = func(id string) (string, deadline.Kind, bool) {
			e, _, ok, err := im.Known.Event(id)
			return e.Case, e.Kind, ok && err == nil
		}
	}
	c := &Checked{run: im, beside: map[spot]string{}, newIDs: map[string]string{}}
	k := &checker{c: c, rows: map[hash128]rowSeen{}, reader: NewReader(im.Options)}
	for _, f := range im.Files {
		k.reader.ledger.file(f.Name)
	}
	err := im.each(1, k.record, func(file int, digest, note string) error {
		c.Digests = append(c.Digests, digest)
		if note != "" {
			c.Notes = append(c.Notes, im.Files[file].Name+": "+note)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	k.settle()
	return c, nil
}

// Good says whether the files may be imported: they have no faults, or only
// ones that leave the other rows good and the run accepts those.
func (c *Checked) Good() bool {
	return c.Faults == nil || c.run.AcceptGoodRows && !c.Faults.Whole
}
