package imports

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// planView is what a plan's page is made from.
type planView struct {
	Plan     engine.ImportPlan
	Ready    bool
	Recorded bool
	Refused  bool
	Changed  bool // the plan was made anew because what is recorded changed
	Whole    bool // no row can be told good from bad
	Counts   []count
	Items    []itemGroup
	Moved    []movedGroup
	Faults   []engine.ImportFault
	Notes    []string
	Size     string
}

// count is how many there are of something, in words.
type count struct {
	What string
	N    int
}

// changeWords are the changes of a plan, in the order in which they are told.
var changeWords = []struct{ change, words string }{
	{"corrected", "Corrected: the file says something else than before"},
	{"moved", "Moved: the row now names another case"},
	{"further", "Further events of a series"},
	{"held-back", "Held back: a person withdrew or corrected them by hand"},
	{"vanished-row", "Rows that are no longer in the file; what was recorded stands"},
	{"vanished-cell", "Cells that are now empty; what was recorded stands"},
	{"new", "New events"},
	{"remembered", "Before the position brought in: remembered, no event"},
	{"unchanged", "Unchanged"},
}

// deadlineWords are what becomes of deadlines.
var deadlineWords = []struct{ what, words string }{
	{engine.Moves, "Deadlines that move"},
	{engine.Stands, "Deadlines that stand otherwise"},
	{engine.Goes, "Deadlines that go"},
	{engine.Appears, "Deadlines that appear"},
}

// itemGroup is what a plan tells of one kind of change.
type itemGroup struct {
	count
	Items []item
}

// item is one fact of the file.
type item struct {
	engine.ShownItem
	Kind string
}

// movedGroup is what a plan tells of one kind of change of deadlines.
type movedGroup struct {
	count
	Items []moved
}

// moved is one deadline that changes.
type moved struct {
	CaseID, Case, Timescale string
	Was, Is                 *standing
}

// standing is a deadline before or after.
type standing struct {
	Due    deadline.Date
	Status deadline.Status
}

// show answers GET /imports/{id}.
func show(x *page.Exchange) error {
	plan, err := x.Desk.ImportPlan(x.R.Context(), x.R.PathValue("id"))
	if err != nil {
		return err
	}
	return showPlan(x, plan)
}

func showPlan(x *page.Exchange, plan engine.ImportPlan) error {
	d := planView{Plan: plan, Ready: plan.State == engine.PlanReady, Recorded: plan.State == engine.PlanRecorded, Refused: plan.State == engine.PlanRefused,
		Changed: plan.Changed, Whole: plan.Good, Faults: slices.Clone(plan.PlanDetails.Rows), Size: page.Thousands(int(plan.Size)) + " bytes"}
	for i := range d.Faults {
		d.Faults[i].What = page.Sentence(d.Faults[i].What)
	}
	for _, n := range plan.Notes {
		d.Notes = append(d.Notes, page.Sentence(n))
	}
	d.group(&plan)
	v := page.View{Title: titles[plan.State], Here: "/imports", Wide: true, Data: d}
	return x.Show(pages, "plan.html", v)
}

// group sorts what the plan tells by its kind.
func (d *planView) group(plan *engine.ImportPlan) {
	for _, w := range changeWords {
		c := count{w.words, plan.Counts[w.change]}
		if c.N == 0 {
			continue
		}
		d.Counts = append(d.Counts, c)
		g := itemGroup{count: c}
		for _, i := range plan.Items {
			if i.Change == w.change {
				g.Items = append(g.Items, item{i, strings.ReplaceAll(i.Event, "-", " ")})
			}
		}
		if len(g.Items) > 0 {
			d.Items = append(d.Items, g)
		}
	}
	for _, w := range deadlineWords {
		if n := plan.Deadlines[w.what]; n > 0 {
			d.Counts = append(d.Counts, count{w.words, n})
			d.Moved = append(d.Moved, movedGroup{count{w.words, n}, changesOf(plan.Moved, w.what)})
		}
	}
}

var titles = map[engine.PlanState]string{
	engine.PlanReady:    "What the import would change",
	engine.PlanRefused:  "The file is refused",
	engine.PlanRecorded: "What the import changed",
}

func changesOf(all []engine.ShownChange, what string) (list []moved) {
	for i := range all {
		c := &all[i]
		if c.What != what {
			continue
		}
		l := c.Line()
		m := moved{CaseID: c.CaseID, Case: l.Case, Timescale: deadline.RuleName(l.Rule)}
		if c.Was != nil {
			m.Was = &standing{c.Was.Due, c.Was.Status}
		}
		if c.Is != nil {
			m.Is = &standing{c.Is.Due, c.Is.Status}
		}
		list = append(list, m)
	}
	return list
}

// again answers POST /imports/{id}/again: the same file, with the rows that have
// faults left out or not.
func again(x *page.Exchange) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	plan, err := x.Desk.PlanAgain(x.R.Context(), x.R.PathValue("id"), form.Get("good") == "yes")
	if err != nil {
		return err
	}
	return x.See("/imports/" + plan.ID)
}

// confirm answers POST /imports/{id}/confirm.
func confirm(x *page.Exchange) error {
	plan, err := x.Desk.ConfirmImport(x.R.Context(), x.R.PathValue("id"))
	switch {
	case err != nil:
		return err
	case plan.State == engine.PlanRecorded:
		return x.Say("/imports/"+plan.ID, "imported")
	}
	return x.See("/imports/" + plan.ID)
}

// leave answers POST /imports/{id}/leave.
func leave(x *page.Exchange) error {
	if err := x.Desk.LeaveImport(x.R.Context(), x.R.PathValue("id")); err != nil {
		return err
	}
	return x.Say("/imports", "left")
}

// rejects answers GET /imports/{id}/rejects: the refused rows as CSV.
func rejects(x *page.Exchange) error {
	content, err := x.Desk.ImportRejects(x.R.Context(), x.R.PathValue("id"))
	if err != nil {
		return err
	}
	h := x.W.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="refused-rows.csv"`)
	h.Set("Content-Length", fmt.Sprint(len(content)))
	if x.R.Method != http.MethodHead {
		_, _ = x.W.Write(content)
	}
	return nil
}
