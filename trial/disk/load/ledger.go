package load

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"caseclock/store"
)

// Answer is what was answered to a Write.
type Answer struct {
	Entry    uint64    // of the audit trail
	Recorded time.Time // UTC
	IDs      []string
}

// Ledger holds the answers by writer, in order.
type Ledger map[int][]Answer

// Line is how an answer is told.
func Line(w, i int, r *store.Receipt) string {
	return fmt.Sprintf("ok %d %d %d %d %s\n", w, i, r.Audit, r.Recorded.UnixNano(), strings.Join(r.Events, ","))
}

// Add takes a line in; other lines than Line's are errors.
func (l Ledger) Add(line string) error {
	var w, i int
	var a Answer
	var at int64
	var ids string
	if _, err := fmt.Sscanf(line, "ok %d %d %d %d %s\n", &w, &i, &a.Entry, &at, &ids); err != nil {
		return fmt.Errorf("the writer says %q", strings.TrimSpace(line))
	}
	if i != len(l[w]) {
		return fmt.Errorf("writer %d was answered its Write %d where %d came before", w, i, len(l[w]))
	}
	a.Recorded, a.IDs = time.Unix(0, at).UTC(), strings.Split(ids, ",")
	l[w] = append(l[w], a)
	return nil
}

// Read reads whole lines; a last one that is cut short was not answered.
func Read(from io.Reader) (Ledger, error) {
	l := Ledger{}
	r := bufio.NewReader(from)
	for {
		line, err := r.ReadString('\n')
		if err == io.EOF {
			return l, nil
		}
		if err == nil {
			err = l.Add(line)
		}
		if err != nil {
			return l, err
		}
	}
}

// Lines writes the ledger as Read reads it.
func (l Ledger) Lines(to io.Writer) error {
	for w, answers := range l {
		for i, a := range answers {
			if _, err := io.WriteString(to, Line(w, i, &store.Receipt{Audit: a.Entry, Recorded: a.Recorded, Events: a.IDs})); err != nil {
				return err
			}
		}
	}
	return nil
}

// Len is how many answers there are.
func (l Ledger) Len() (n int) {
	for _, a := range l {
		n += len(a)
	}
	return n
}
