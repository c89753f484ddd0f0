package draw

import (
	"bytes"
	"encoding/json"

	"caseclock/report/document"
)

// object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// dataJSON is data that the first names of the report do not hold.
type dataJSON struct {
	Title   string       `json:"title"`
	Columns []columnJSON `json:"columns"`
	Rows    []object     `json:"rows"`
}

type columnJSON struct {
	Key  string        `json:"key"`
	In   string        `json:"in,omitempty"` // the object that holds it
	Head string        `json:"head"`
	Says string        `json:"says"`
	Kind document.Kind `json:"kind"`
}

func columnsJSON(d document.Data) []columnJSON {
	cs := []columnJSON{}
	for _, c := range d.Columns {
		if !c.Common {
			cs = append(cs, columnJSON{c.Key, collectionOf(c).name, c.Head, c.Says, c.Kind})
		}
	}
	return cs
}

// collection is how columns of one collection stand in an object.
type collection struct {
	name   string
	sparse bool // a shown count of none is left out
}

// collectionOf is the collection of a column; the reasons are named and left
// out as they were in the first form of the report.
func collectionOf(c document.Column) collection {
	if c.In == "reason" {
		return collection{"reasons", true}
	}
	return collection{name: c.In}
}

// objects is the rows of data, each an object by the keys of its columns.
func objects(d document.Data) ([]object, error) {
	rows := []object{}
	for i, line := range d.Rows {
		if err := fits(d, i); err != nil {
			return nil, err
		}
		rows = append(rows, objectOf(d.Columns, line))
	}
	return rows, nil
}

func objectOf(columns []document.Column, line document.Line) object {
	o := object{}
	missing := map[document.State][]string{}
	written := map[string]bool{}
	for i, c := range columns {
		in := collectionOf(c)
		path := c.Key
		switch {
		case c.Common:
			continue
		case c.In == "":
			o = append(o, member{c.Key, jsonValue(c, line[i])})
		default:
			path = in.name + "." + c.Key
			if !written[in.name] {
				written[in.name] = true
				o = append(o, member{in.name, collected(columns, line, in)})
			}
		}
		state := stateOf(c, line[i])
		missing[state] = append(missing[state], path)
	}
	if paths := missing[document.Hidden]; paths != nil {
		o = append(o, member{"hidden", paths})
	}
	if paths := missing[document.NotKnown]; paths != nil {
		o = append(o, member{"not_known", paths})
	}
	return o
}

// collected is the object of a collection, or nil (null) when none of it
// applies.
func collected(columns []document.Column, line document.Line, in collection) any {
	o, applies := object{}, false
	for i, c := range columns {
		if c.Common || c.In == "" || collectionOf(c) != in {
			continue
		}
		state := stateOf(c, line[i])
		applies = applies || state != document.NotApplicable
		if in.sparse && state == document.Shown && line[i].N == 0 {
			continue
		}
		o = append(o, member{c.Key, jsonValue(c, line[i])})
	}
	if !applies {
		return nil
	}
	return o
}

func jsonValue(c document.Column, cell document.Cell) any {
	if stateOf(c, cell) != document.Shown {
		return nil
	}
	switch c.Kind {
	case document.Count:
		return cell.N
	case document.Percent:
		return json.Number(document.Tenths(cell.N).String())
	case document.Days:
		return json.Number(document.Halves(cell.N).String())
	case document.Day:
		return cell.Date
	case document.YesNo:
		return cell.N != 0
	}
	return cell.Text
}
