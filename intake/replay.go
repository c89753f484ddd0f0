package intake

import (
	"fmt"
	"slices"

	"caseclock/deadline"
)

// Plan reads the files again and gives each item of the plan, in the order of
// the files and last what vanished. It changes nothing itself. An error of
// each ends it.
func (c *Checked) Plan(each func(Item) error) (Summary, error) {
	s := Summary{Source: c.run.source(), Rows: c.Rows, Refused: c.Refused}
	if !c.Good() {
		return s, ErrRefused
	}
	first, err := c.run.Known.Imported(s.Source)
	if err != nil {
		return s, errIn(err)
	}
	s.First = !first
	r := &replay{c: c, each: each, sum: &s, rows: map[hash128]struct{}{},
		p: planner{source: s.Source, first: s.First, today: c.run.Today, known: c.run.Known, newIDs: c.newIDs}}
	if err := c.run.each(2, r.record, c.sameFile); err != nil {
		return s, err
	}
	if s.Source != "" {
		err = r.vanished()
	}
	return s, err
}

func (c *Checked) sameFile(file int, digest, _ string) error {
	if digest != c.Digests[file] {
		return fmt.Errorf("%s: %w", c.run.Files[file].Name, ErrChanged)
	}
	return nil
}

// replay is the second reading of an import: it makes the plan.
type replay struct {
	c    *Checked
	p    planner
	each func(Item) error
	sum  *Summary
	rows map[hash128]struct{} // keys of the rows that are there
}

func (r *replay) emit(i Item) error {
	r.sum.Counts[i.Change]++
	return r.each(i)
}

func (r *replay) record(file int, rec *record) error {
	repeated := false
	if rec.key != "" {
		_, repeated = r.rows[hashOf(rec.key)]
		r.rows[hashOf(rec.key)] = struct{}{}
	}
	if _, bad := r.c.beside[spot{file, rec.line}]; bad || len(rec.flaws) > 0 {
		return r.refused(rec)
	}
	if repeated {
		r.sum.Repeated++
		return nil
	}
	brought := r.brings(rec)
	for i := range rec.facts {
		if err := r.fact(file, rec, &rec.facts[i], brought); err != nil {
			return err
		}
	}
	return r.blank(file, rec)
}

// refused keeps a refused row of events from being told as vanished.
func (r *replay) refused(rec *record) error {
	for i := range rec.facts {
		f := &rec.facts[i]
		if f.column == nil {
			r.rows[hashOf(keyOf(f, "", contentOf(f.event, nil)).Row)] = struct{}{}
		}
	}
	return nil
}

// brings is the day of the position that a row brings in, or 0.
func (r *replay) brings(rec *record) deadline.Date {
	if r.p.first && slices.ContainsFunc(rec.facts, func(f fact) bool { return f.column != nil && f.event.Kind == deadline.PositionBroughtIn }) {
		return r.p.today
	}
	return 0
}

func (r *replay) fact(file int, rec *record, f *fact, brought deadline.Date) error {
	content := contentOf(f.event, f.column)
	key := keyOf(f, rec.key, content)
	if f.column == nil {
		k := hashOf(key.Row)
		if _, twice := r.rows[k]; twice {
			r.sum.Repeated++
			return nil
		}
		r.rows[k] = struct{}{}
	}
	item, made, err := r.p.decide(f, key, content, brought)
	if err != nil || !made {
		return err
	}
	item.File, item.Line = r.c.run.Files[file].Name, rec.line
	for i := range item.Events {
		if item.Events[i].Source == "" {
			item.Events[i].Source = fmt.Sprintf("%s:%d", item.File, item.Line)
		}
	}
	return r.emit(item)
}

// blank reports the cells that said something at an earlier import.
func (r *replay) blank(file int, rec *record) error {
	for _, name := range rec.blank {
		key := Key{Row: rec.key, Column: name}
		last, seen, err := r.p.known.Last(r.p.source, key)
		if err != nil {
			return errIn(err)
		}
		if !seen || last.Event == "" {
			continue
		}
		err = r.emit(Item{Change: VanishedCell, File: r.c.run.Files[file].Name, Line: rec.line, Key: key, Was: last,
			Note: "was there at an earlier import and says nothing now; what was recorded stands"})
		if err != nil {
			return err
		}
	}
	return nil
}

// vanished reports each row that an earlier import knew and that is no longer
// there, in the order of its key.
func (r *replay) vanished() error {
	gone := map[string]Item{}
	for key, last := range r.p.known.All(r.p.source) {
		if _, there := r.rows[hashOf(key.Row)]; there {
			continue
		}
		if before, ok := gone[key.Row]; !ok || key.Column < before.Key.Column {
			gone[key.Row] = Item{Change: VanishedRow, Key: key, Was: last,
				Note: "was there at an earlier import and is no longer; what was recorded stands"}
		}
	}
	rows := make([]string, 0, len(gone))
	for row := range gone {
		rows = append(rows, row)
	}
	slices.Sort(rows)
	for _, row := range rows {
		item := gone[row]
		item.Key.Column = ""
		if err := r.emit(item); err != nil {
			return err
		}
	}
	return nil
}
