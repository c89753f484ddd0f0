package intake

import (
	"fmt"
	"strings"
)

// checker is the first reading of an import.
type checker struct {
	c      *Checked
	reader *Reader // its ledger and faults
	rows   map[hash128]rowSeen
}

// rowSeen is where a row's key was first used, and what the row said.
type rowSeen struct {
	content hash128
	at      spot
}

func (k *checker) record(file int, r *record) error {
	good := len(r.flaws) == 0
	if r.line > 0 {
		k.c.Rows++
	}
	if k.c.run.Mapping == nil {
		good = k.event(file, r)
	} else {
		k.reader.take(file, &record{flaws: r.flaws})
		if good && r.key != "" {
			k.sameKey(file, r)
		}
	}
	if !good && r.line > 0 {
		k.c.Refused++
	}
	return nil
}

// event takes an event in Caseclock's own shape; of an id used twice neither is
// good.
func (k *checker) event(file int, r *record) bool {
	l := k.reader.ledger
	if len(r.facts) > 0 {
		if u, twice := l.ids[hashOf(r.facts[0].event.ID)]; twice && r.facts[0].event.ID != "" {
			k.beside(spot{int(u.file), int(u.line)}, fmt.Sprintf("id: used again (%s:%d); accepted is an id used once", l.files[file], r.line))
			k.c.beside[spot{file, r.line}] = fmt.Sprintf("id: used before (%s:%d); accepted is an id used once", l.files[u.file], u.line)
			u.refused = true
			l.ids[hashOf(r.facts[0].event.ID)] = u
		}
	}
	good := k.reader.take(file, r)
	if good {
		k.expect(&r.facts[0])
	}
	return good
}

// beside refuses a row for what another says.
func (k *checker) beside(at spot, why string) {
	if _, already := k.c.beside[at]; !already {
		k.c.beside[at] = why
		k.c.Refused++
	}
}

// expect notes the id under which a corrected event will stand, so that
// whatever in the run withdraws or replaces it finds it.
func (k *checker) expect(f *fact) {
	if f.event.ID == "" {
		return
	}
	p := planner{source: k.c.run.source(), known: k.c.run.Known, today: k.c.run.Today}
	content := contentOf(f.event, nil)
	item, made, err := p.decide(f, keyOf(f, "", content), content, 0)
	if err == nil && made && len(item.Events) > 0 && item.Last.Event != f.event.ID {
		k.c.newIDs[f.event.ID] = item.Last.Event
	}
}

// sameKey refuses rows that have one key and say different things.
func (k *checker) sameKey(file int, r *record) {
	key, said := hashOf(r.key), hashOf(strings.Join(r.cells, "\x1f"))
	at := spot{file, r.line}
	before, twice := k.rows[key]
	if !twice {
		k.rows[key] = rowSeen{said, at}
		return
	}
	if before.content == said {
		return
	}
	files := k.reader.ledger.files
	name := strings.Join(k.c.run.Mapping.Row, ", ")
	k.reader.faults.add(Fault{files[file], r.line, 0, fmt.Sprintf("%s: names the row of %s:%d already, which says something else; accepted is a row of its own for each",
		name, files[before.at.file], before.at.line), file})
	k.beside(at, fmt.Sprintf("%s: names another row too (%s:%d)", name, files[before.at.file], before.at.line))
	k.beside(before.at, fmt.Sprintf("%s: names another row too (%s:%d)", name, files[file], r.line))
}

func (k *checker) settle() {
	for _, m := range k.reader.ledger.settle() {
		k.reader.faults.add(Fault{k.reader.ledger.files[m.file], m.at.line, m.at.column, m.what, m.file})
		k.beside(spot{m.file, m.row}, m.what)
	}
	k.reader.ledger.aims = nil
	if k.reader.faults.Total > 0 {
		k.reader.faults.sort()
		k.c.Faults = &k.reader.faults
	}
}
