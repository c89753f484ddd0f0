package intake

import (
	"fmt"

	"caseclock/deadline"
)

// planner decides, fact by fact, what an import makes of what a source says.
type planner struct {
	source string
	first  bool
	today  deadline.Date
	known  Known
	// newIDs are the ids under which events of this run that correct an
	// imported one will stand, by the id the file calls them.
	newIDs map[string]string
}

// errIn wraps an error of the store.
func errIn(err error) error { return fmt.Errorf("asking what was imported before: %w", err) }

// keyOf is the key of a fact: of a mapping, the row and the column; of an
// event in Caseclock's own shape, its id or, without one, its content.
func keyOf(f *fact, rowKey, content string) Key {
	switch {
	case f.column != nil:
		return Key{Row: rowKey, Column: f.name}
	case f.event.ID != "":
		return Key{Row: "id:" + f.event.ID}
	}
	return Key{Row: "content:" + content}
}

// decide makes the plan's item of one fact. brought is the day of the position
// brought in for the row at this import; 0 is none. A position that is not made
// because the source is known already gives no item.
func (p *planner) decide(f *fact, key Key, content string, brought deadline.Date) (item Item, made bool, err error) {
	last, seen, err := p.known.Last(p.source, key)
	if err != nil {
		return item, false, errIn(err)
	}
	item = Item{Key: key, Was: last, Last: Last{Content: content, Value: f.value, Case: f.event.Case}}
	if !seen {
		return p.unseen(item, f, brought)
	}
	if f.event.Kind == deadline.PositionBroughtIn && f.column != nil && last.Content != content {
		if err := p.brought(&f.event, last); err != nil {
			return item, false, errIn(err)
		}
		content = contentOf(f.event, f.column)
		item.Last.Content = content
	}
	item.Last.Event = last.Event
	if last.Event == "" {
		return p.wasRemembered(item, f)
	}
	undone, err := p.known.Undone(last.Event)
	if err != nil {
		return item, false, errIn(err)
	}
	same := last.Content == content
	switch {
	case undone != Stands:
		item.Change, item.Note = HeldBack, heldBack(undone, same)
		return item, true, nil
	case same:
		item.Change = Unchanged
		return item, true, nil
	case last.Case != f.event.Case:
		return p.move(item, f)
	case f.column != nil && f.column.Holds == Latest && !(f.column.series() && last.Value == f.value):
		return p.further(item, f)
	}
	return p.correct(item, f)
}

func heldBack(u Undone, same bool) string {
	by := "withdrawn"
	if u == ReplacedByHand {
		by = "corrected"
	}
	if same {
		return by + " by hand, and not brought back"
	}
	return by + " by hand, and not brought back, though the source now says something else: record it by hand if it is right"
}

// series says whether the column's main value is a day, so that the same day
// again is the same thing in the series.
func (c *Column) series() bool { return isDay[c.Main.Field] }

func (p *planner) unseen(item Item, f *fact, brought deadline.Date) (Item, bool, error) {
	c := f.column
	if c != nil && c.Event == deadline.PositionBroughtIn && !p.first {
		return item, false, nil
	}
	if brought != 0 && lies(&f.event, brought) {
		item.Change, item.Remember = Remembered, true
		return item, true, nil
	}
	item.Change = New
	if c == nil && f.event.ID != "" {
		return p.byID(item, f)
	}
	return p.append(item, f, "")
}

// lies says whether an event is covered by the position brought in on a day:
// it lies before it. Who is responsible, and a conference that is still to
// come with its notice, are not.
func lies(e *deadline.Event, brought deadline.Date) bool {
	switch e.Kind {
	case deadline.PositionBroughtIn, deadline.CaseAssigned:
		return false
	case deadline.ConferenceCalled:
		return e.Planned < brought
	}
	return e.On < brought
}

// byID settles an event of the file that no import remembers, but whose id may
// be in the store all the same: recorded by hand, or under another source.
func (p *planner) byID(item Item, f *fact) (Item, bool, error) {
	old, undone, stored, err := p.known.Event(f.event.ID)
	if err != nil {
		return item, false, errIn(err)
	}
	if !stored {
		item.Last.Event, item.Remember = f.event.ID, true
		item.Events = []deadline.Event{p.aimed(f.event)}
		return item, true, nil
	}
	item.Last.Event = old.ID
	item.Was = Last{Content: contentOf(old, nil), Event: old.ID, Case: old.Case}
	switch {
	case undone != Stands:
		item.Change, item.Note = HeldBack, heldBack(undone, item.Was.Content == item.Last.Content)
		return item, true, nil
	case item.Was.Content == item.Last.Content:
		item.Change = Unchanged
		return item, true, nil
	case old.Case != f.event.Case:
		return p.move(item, f)
	}
	return p.correct(item, f)
}

// wasRemembered settles a fact that made no event when it was first imported.
// Only what now lies on or after the position's day makes one; what lies
// before it is for the position to say.
func (p *planner) wasRemembered(item Item, f *fact) (Item, bool, error) {
	if item.Was.Content == item.Last.Content {
		item.Change = Unchanged
		return item, true, nil
	}
	since, err := p.position(item.Key.Row)
	if err != nil {
		return item, false, err
	}
	if lies(&f.event, since) {
		item.Change, item.Remember = Remembered, true
		return item, true, nil
	}
	item.Change = New
	if f.column.Holds == Latest {
		item.Change = Further
	}
	return p.append(item, f, "")
}

// position is the day of the position brought in for a row, or 0.
func (p *planner) position(row string) (deadline.Date, error) {
	last, ok, err := p.known.Last(p.source, Key{Row: row, Column: positionName})
	if err != nil || !ok {
		return 0, err
	}
	e, _, _, err := p.known.Event(last.Event)
	return e.On, err
}

// append makes the event of an item. An id that is taken already belongs to
// the same fact said before: then a new one is made from what it comes after.
func (p *planner) append(item Item, f *fact, replaces string) (Item, bool, error) {
	e := p.aimed(f.event)
	e.ID = eventID(p.source, item.Key, item.Last.Content, "")
	_, _, taken, err := p.known.Event(e.ID)
	if err != nil {
		return item, false, errIn(err)
	}
	if taken {
		if item.Change == Further && f.column.series() {
			item.Change, item.Last = Unchanged, item.Was
			item.Note = "gone back to what it said before; the later one stands until a person withdraws it"
			return item, true, nil
		}
		e.ID = eventID(p.source, item.Key, item.Last.Content, item.Was.Event)
	}
	if replaces != "" {
		e.Replaces = replaces
	}
	item.Events = append(item.Events, e)
	item.Last.Event, item.Remember = e.ID, true
	return item, true, nil
}

func (p *planner) further(item Item, f *fact) (Item, bool, error) {
	item.Change = Further
	return p.append(item, f, "")
}

// brought settles what a position says now. Its day stays that of the first
// import. A review or core group on or after that day is an event of its own,
// and leaves the position as it is, like a cell now empty; one of a day before
// it, entered late or put right, corrects the position.
func (p *planner) brought(e *deadline.Event, last Last) error {
	old, _, ok, err := p.known.Event(last.Event)
	if err != nil || !ok {
		return err
	}
	e.On = old.On
	if e.LastReview == 0 || e.LastReview >= e.On {
		e.LastReview = old.LastReview
	}
	if e.LastCoreGroup == 0 || e.LastCoreGroup >= e.On {
		e.LastCoreGroup = old.LastCoreGroup
	}
	return nil
}

// correct makes an event that replaces the one before; where its day is that of
// the import, it stays the day of the first. An
// event that withdraws, or itself replaces another, cannot replace one more:
// then the one before is withdrawn, or stands where it is a withdrawal.
func (p *planner) correct(item Item, f *fact) (Item, bool, error) {
	item.Change = Corrected
	old, _, _, err := p.known.Event(item.Was.Event)
	if err != nil {
		return item, false, errIn(err)
	}
	if f.column != nil && f.column.importDay() {
		f.event.On = old.On
	}
	switch {
	case old.Kind == deadline.Withdrawn:
		item.Note = "a withdrawal stays; what the file says now is added"
		return p.append(item, f, "")
	case f.event.Replaces != "":
		item.Events = []deadline.Event{p.withdrawal(item, "corrected in "+p.name())}
		return p.append(item, f, "")
	}
	return p.append(item, f, item.Was.Event)
}

// move withdraws the event in the case that the row named before and makes it
// in the one it names now: one case's event cannot replace another's.
func (p *planner) move(item Item, f *fact) (Item, bool, error) {
	item.Change, item.Note = Moved, "the row now names another case"
	item.Events = []deadline.Event{p.withdrawal(item, "recorded for another case in "+p.name())}
	return p.append(item, f, "")
}

func (p *planner) withdrawal(item Item, why string) deadline.Event {
	return deadline.Event{ID: eventID(p.source, item.Key, item.Last.Content, "withdraws "+item.Was.Event),
		Case: item.Was.Case, Kind: deadline.Withdrawn, On: p.today, Target: item.Was.Event, Why: why}
}

func (p *planner) name() string {
	if p.source == "" {
		return "the file imported"
	}
	return p.source
}

// aimed is an event whose target or replaces, where it names what an import
// has corrected since, names what stands now.
func (p *planner) aimed(e deadline.Event) deadline.Event {
	e.Target, e.Replaces = p.standing(e.Target), p.standing(e.Replaces)
	return e
}

func (p *planner) standing(id string) string {
	if id == "" {
		return ""
	}
	if now, ok := p.newIDs[id]; ok {
		return now
	}
	if last, ok, err := p.known.Last(p.source, Key{Row: "id:" + id}); err == nil && ok && last.Event != "" {
		return last.Event
	}
	return id
}
