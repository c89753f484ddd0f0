package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Against holds the log as it is, with every leaf from the first, against heads
// that were kept elsewhere. It says what is not as it was then; Verify says
// whether the records are as the leaves say.
//
// A head that fits proves that all its records are as they were. One that does
// not proves that a record was altered, dropped, put in or moved, whatever was
// done to the file since. Which one cannot be told by the head alone: it lies
// behind the last head that fits and before the end of the first that does not,
// so that heads of many dates narrow it down; leaves that were kept with a head
// name it.
func (c LogCopy) Against(heads ...LogCopy) []Fault {
	a := &against{now: c, tree: &logged{levels: [][]tlog.Hash{make([]tlog.Hash, len(c.List))}}}
	for i := range c.List {
		a.tree.levels[0][i] = c.List[i].Hash
	}
	a.tree.build()
	a.heads(heads)
	return a.faults
}

// mostNamed is how many records a head's faults name at most.
const mostNamed = 100

// against is the log while it is held against heads.
type against struct {
	now    LogCopy
	tree   *logged
	faults []Fault
}

func (a *against) fault(record string, err error) {
	a.faults = append(a.faults, Fault{record, err.Error()})
}

func (a *against) heads(copies []LogCopy) {
	copies = slices.Clone(copies)
	slices.SortStableFunc(copies, func(x, y LogCopy) int { return cmp.Compare(x.Leaves, y.Leaves) })
	if a.now.From != 0 || int64(len(a.now.List)) != a.now.Leaves {
		a.fault("log", errors.New("not all of its leaves were given"))
		return
	}
	good := int64(0)
	for i := range copies {
		c := &copies[i]
		record := "head of " + c.At.UTC().Format(time.RFC3339)
		switch fits, err := a.fits(c); {
		case err != nil:
			a.fault(record, err)
		case fits:
			good = max(good, c.Leaves)
		default:
			a.rewritten(record, copies, c, good)
			return // what comes after it says the same again
		}
	}
}

// fits says whether the log still begins with what a head was made from.
func (a *against) fits(c *LogCopy) (bool, error) {
	if c.Store != a.now.Store {
		return false, fmt.Errorf("it is of another store, %x; this one is %x", c.Store, a.now.Store)
	}
	if a.now.Leaves < c.Leaves {
		return false, nil
	}
	root, err := a.tree.rootOf(c.Leaves)
	return root == tlog.Hash(c.Root), err
}

// rewritten reports what can be told of a head that does not fit: all before
// leaf number good is as it was.
func (a *against) rewritten(record string, copies []LogCopy, c *LogCopy, good int64) {
	was, from := leavesFrom(copies, good, c.Leaves)
	named := a.differ(was, from)
	switch {
	case a.now.Leaves < c.Leaves:
		a.fault(record, fmt.Errorf("the log has %d leaves where it had %d: records are gone", a.now.Leaves, c.Leaves))
	case named > 0:
		a.fault(record, fmt.Errorf("the records before leaf %d are not what they were", c.Leaves))
	default:
		a.fault(record, fmt.Errorf("one of the records from leaf %d (%s) to leaf %d (%s) is not what it was; all before are",
			good, a.now.List[good].Name, c.Leaves-1, a.now.List[c.Leaves-1].Name))
	}
}

// leavesFrom puts together what was kept of the leaves from a number on and
// before another, from the first that was kept.
func leavesFrom(copies []LogCopy, from, before int64) (list []LogLeaf, first int64) {
	first = -1
	for _, c := range copies {
		for i, l := range c.List {
			n := c.From + int64(i)
			if n < from || n >= before || first >= 0 && n != first+int64(len(list)) {
				continue
			}
			if first < 0 {
				first = n
			}
			list = append(list, l)
		}
	}
	return list, first
}

// differ names the records that are not as the leaves that were kept say, and
// says how many it named.
func (a *against) differ(was []LogLeaf, from int64) int {
	if len(was) == 0 {
		return 0
	}
	d := &difference{from: from, now: a.now.List[min(from, a.now.Leaves):], named: map[string]bool{}, fault: a.fault}
	d.index()
	last := d.wasNot(was)
	d.putIn(was, last)
	return len(d.named)
}

// difference is between the leaves that were kept from a number on and those
// that are there now.
type difference struct {
	from  int64
	now   []LogLeaf
	place map[[32]byte]int
	names map[string]bool
	named map[string]bool
	fault func(string, error)
}

func (d *difference) index() {
	d.place, d.names = make(map[[32]byte]int, len(d.now)), make(map[string]bool, len(d.now))
	for i, l := range d.now {
		d.place[l.Hash], d.names[l.Name] = i, true
	}
}

func (d *difference) tell(name, what string, n int) {
	if len(d.named) < mostNamed && !d.named[name] {
		d.named[name] = true
		d.fault(name, fmt.Errorf(what, d.from+int64(n)))
	}
}

// wasNot names what was altered, dropped or moved, and says how far into what is
// there now the leaves that were kept reach.
func (d *difference) wasNot(was []LogLeaf) (last int) {
	var order []int
	for i, l := range was {
		if at, is := d.place[l.Hash]; is {
			last = max(last, at)
			order = append(order, at)
		} else if d.names[l.Name] {
			d.tell(l.Name, "it is not what it was when the head was kept, as leaf %d", i)
		} else {
			d.tell(l.Name, "it is gone: it was leaf %d when the head was kept", i)
		}
	}
	for _, at := range moved(order) {
		d.tell(d.now[at].Name, "as leaf %d it stands in another place than when the head was kept", at)
	}
	return last
}

// putIn names what stands among the leaves that were kept and was not there.
func (d *difference) putIn(was []LogLeaf, last int) {
	kept := make(map[[32]byte]bool, len(was))
	for _, l := range was {
		kept[l.Hash] = true
	}
	for i := range last {
		if !kept[d.now[i].Hash] {
			d.tell(d.now[i].Name, "it was put in as leaf %d after the head was kept", i)
		}
	}
}

// moved gives those numbers that must be taken out for the others to rise: what
// is not in a longest rising row.
func moved(order []int) []int {
	var ends []int // by length: where the row that ends lowest ends
	before := make([]int, len(order))
	for i, n := range order {
		k, _ := slices.BinarySearchFunc(ends, n, func(at, n int) int { return cmp.Compare(order[at], n) })
		before[i] = -1
		if k > 0 {
			before[i] = ends[k-1]
		}
		ends = append(ends[:k], append([]int{i}, ends[min(k+1, len(ends)):]...)...)
	}
	stay := make([]bool, len(order))
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = before[i] {
			stay[i] = true
		}
	}
	var out []int
	for i, n := range order {
		if !stay[i] {
			out = append(out, n)
		}
	}
	return out
}
