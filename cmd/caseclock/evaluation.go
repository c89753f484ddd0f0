package main

import (
	"bufio"
	"bytes"
	"fmt"
	"runtime"
	"strings"

	"caseclock/deadline"
)

// evaluation is a run over many cases with one rulebook.
type evaluation struct {
	cases   []deadline.Case // in the order in which they are printed
	book    *deadline.Rulebook
	moment  deadline.Moment
	queries bool // ask for them too
}

// batch is how many cases are evaluated and put into words at a time.
const batch = 256

// sheet is what a batch of cases gave.
type sheet struct {
	text    bytes.Buffer
	rows    [][]string
	queries []deadline.Query
	err     error // a case that could not be reckoned
}

// job is a batch of cases and where its sheet is put.
type job struct {
	cases []deadline.Case
	done  chan *sheet
}

// run evaluates on every core and hands the sheets over in the order of the
// cases. write puts one deadline on a sheet; it is called from several
// goroutines, each with a sheet of its own. No more sheets are in memory than
// are being worked on.
func (e *evaluation) run(write func(*sheet, *deadline.Case, *deadline.Deadline), take func(*sheet) error) error {
	workers := runtime.GOMAXPROCS(0)
	jobs, order, stop := make(chan job), make(chan job, 2*workers), make(chan struct{})
	defer close(stop)
	go e.deal(jobs, order, stop)
	for range workers {
		go func() {
			var r deadline.Reckoner
			for j := range jobs {
				j.done <- e.sheet(&r, j.cases, write)
			}
		}()
	}
	for j := range order {
		s := <-j.done
		if s.err != nil {
			return s.err
		}
		if err := take(s); err != nil {
			return err
		}
	}
	return nil
}

// deal gives every batch to whoever waits for the sheets, in order, and to a
// worker, until all are dealt or nobody waits any more.
func (e *evaluation) deal(jobs, order chan<- job, stop <-chan struct{}) {
	defer close(order)
	defer close(jobs)
	for from := 0; from < len(e.cases); from += batch {
		j := job{e.cases[from:min(from+batch, len(e.cases))], make(chan *sheet, 1)}
		for _, to := range []chan<- job{order, jobs} {
			select {
			case to <- j:
			case <-stop:
				return
			}
		}
	}
}

func (e *evaluation) sheet(r *deadline.Reckoner, cases []deadline.Case, write func(*sheet, *deadline.Case, *deadline.Deadline)) *sheet {
	s := &sheet{}
	for i := range cases {
		e.reckon(s, r, &cases[i], write)
	}
	return s
}

// reckon evaluates one case. A panic is a fault of ours; it ends the run with
// the case's name and not, as Go would have it, with the status of wrong words.
func (e *evaluation) reckon(s *sheet, r *deadline.Reckoner, c *deadline.Case, write func(*sheet, *deadline.Case, *deadline.Deadline)) {
	defer func() {
		if p := recover(); p != nil && s.err == nil {
			s.err = fmt.Errorf("case %s could not be reckoned, which is a fault of this program: %v", harmless(c.Ref), p)
		}
	}()
	ds := r.Evaluate(c, e.book, e.moment)
	deadline.Sort(ds)
	for k := range ds {
		write(s, c, &ds[k])
	}
	if e.queries {
		s.queries = append(s.queries, deadline.Queries(c, e.book, e.moment)...)
	}
}

// printDeadlines writes every deadline in a format and, where doubts is set,
// the queries to it.
func (a *app) printDeadlines(e *evaluation, format string, doubts *queryPrinter) error {
	out := bufio.NewWriterSize(a.out, 1<<16)
	p := deadlinePrinters[format]
	var rows [][]string
	first := true
	if p.before != "" {
		_, _ = out.WriteString(p.before)
	}
	err := e.run(p.write, func(s *sheet) error {
		rows = append(rows, s.rows...)
		text := s.text.Bytes()
		if format == "json" && len(text) > 0 {
			if !first {
				_, _ = out.WriteString(",\n")
			}
			first = false
			text = bytes.ReplaceAll(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"), []byte(",\n"))
		}
		if err := doubts.write(s.queries); err != nil {
			return err
		}
		_, err := out.Write(text)
		return err
	})
	if err != nil {
		return err
	}
	if format == "table" {
		if err := printTable(out, tableHeads, rows); err != nil {
			return err
		}
	}
	_, _ = out.WriteString(p.after)
	return out.Flush()
}

// deadlinePrinter is how a format begins, writes one deadline and ends.
type deadlinePrinter struct {
	before, after string
	write         func(*sheet, *deadline.Case, *deadline.Deadline)
}

var deadlinePrinters = map[string]deadlinePrinter{
	"table": {write: writeRow},
	"jsonl": {write: writeJSONLine},
	"json":  {before: "[\n", after: "\n]\n", write: writeJSONLine},
	"csv":   {before: strings.Join(csvHeads, ",") + "\n", write: writeCSVLine},
}
