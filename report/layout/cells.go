package layout

import (
	"caseclock/deadline"
	"caseclock/report/document"
)

func text(s string) document.Cell { return document.Cell{Text: s} }

// textOrNone is a text that may not apply.
func textOrNone(s string) document.Cell {
	if s == "" {
		return document.Cell{State: document.NotApplicable}
	}
	return text(s)
}

func day(d deadline.Date) document.Cell {
	if d == 0 {
		return document.Cell{State: document.NotApplicable}
	}
	return document.Cell{Date: d}
}

func yesNo(b bool) document.Cell {
	if b {
		return document.Cell{N: 1}
	}
	return document.Cell{}
}

// derived is a value that was worked out from counts: hidden when one of them
// is.
func derived(n int, ok bool, of ...string) document.Cell {
	c := document.Cell{N: n, Of: of}
	if !ok {
		c.N, c.State = 0, document.NotApplicable
	}
	return c
}

// heads makes columns of one kind from pairs of a key and a head.
func heads(kind document.Kind, pairs ...string) []document.Column {
	var cs []document.Column
	for i := 0; i < len(pairs); i += 2 {
		cs = append(cs, document.Column{Key: pairs[i], Head: pairs[i+1], Kind: kind})
	}
	return cs
}
