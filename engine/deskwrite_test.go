package engine

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"caseclock/access"
	"caseclock/deadline"
)

// siblings are three cases of a family, two with the viewer's council.
func (b *bench) siblings() (ids []string) {
	b.t.Helper()
	for _, c := range [][3]string{{"CP-0001", "stirling", "chair-1"}, {"CP-0002", "stirling", "chair-1"}, {"CP-0003", "falkirk", "chair-3"}} {
		b.record("case-assigned", c[0], "2026-02-01", "authority", c[1], "chair", c[2], "family", "F-1")
		ids = append(ids, b.record("concern-notified", c[0], "2026-02-01").Case)
	}
	return ids
}

func askFor(ids ...string) ReasonsAsk {
	a := ReasonsAsk{Category: "inquorate", Proposed: mustDate("2026-03-10")}
	for _, id := range ids {
		a.For = append(a.For, ReasonFor{CaseID: id, Version: 2, Deadlines: []DeadlineKey{initialKey}})
	}
	return a
}

// A chair gives one reason for brothers and sisters in one go, is shown those
// of the own cases alone, and a repeat of the same post changes nothing.
func TestOneReasonForAFamily(t *testing.T) {
	b := newBench(t, "2026-03-02")
	ids := b.siblings()
	d := b.sit(access.Chair, "chair-1", "stirling")
	with, err := d.Companions(context.Background(), ids[0], initialKey)
	if err != nil || len(with) != 1 || with[0].CaseID != ids[1] || with[0].Why != SameFamily {
		t.Fatalf("companions: %+v, %v", with, err)
	}
	a := askFor(ids[0], ids[1])
	a.Key = "form-1"
	given, err := d.GiveReasons(context.Background(), a)
	if err != nil || len(given.Given) != 2 || given.Given[1].Line == nil || given.Given[1].Line.Proposed != a.Proposed || given.Repeated {
		t.Fatalf("given: %+v, %v", given, err)
	}
	if rows := b.rows(Ask{Unexplained: true}); len(rows) != 1 || rows[0].Case != "CP-0003" {
		t.Errorf("still unexplained: %+v", rows)
	}
	again, err := d.GiveReasons(context.Background(), a)
	if err != nil || !again.Repeated || again.Given[0].Event != given.Given[0].Event || b.events() != 8 {
		t.Errorf("again: %+v, %v; %d events", again, err, b.events())
	}
	a.Category = "report-not-ready"
	if _, err := d.GiveReasons(context.Background(), a); !errors.Is(err, ErrKeyReused) {
		t.Errorf("the same key for something else: %v", err)
	}
	other := b.sit(access.Coordinator, "coordinator-1", "stirling")
	if a.For[0].Version, a.For[1].Version = 3, 3; second(other.GiveReasons(context.Background(), a)) != nil {
		t.Error("another person's key is in the way")
	}
	work, err := d.Work(context.Background(), WorkAsk{})
	if err != nil || work.Groups[0].Count != 0 || work.Groups[1].Count != 2 {
		t.Errorf("work afterwards: %+v, %v", work, err)
	}
}

// One deadline that cannot take the reason, or one case that is not the
// viewer's or has changed, and nothing is recorded of any.
func TestReasonsAllOrNothing(t *testing.T) {
	b := newBench(t, "2026-03-02")
	ids := b.siblings()
	d := b.sit(access.Chair, "chair-1", "stirling")
	before := b.events()
	wrong := askFor(ids[0], ids[1])
	wrong.For[1].Deadlines = []DeadlineKey{{Rule: "minutes", Start: mustDate("2026-02-01")}}
	late := askFor(ids[0], ids[1])
	late.For[1].Version = 1
	twice := askFor(ids[0], ids[0])
	for name, a := range map[string]ReasonsAsk{"another's": askFor(ids[0], ids[2]), "no such deadline": wrong, "changed": late, "twice": twice, "none": {}} {
		if _, err := d.GiveReasons(context.Background(), a); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if n := b.events(); n != before {
		t.Errorf("%d events were recorded", n-before)
	}
	if _, err := d.GiveReasons(context.Background(), askFor(ids[0], ids[1])); err != nil || b.events() != before+2 {
		t.Errorf("as it should be: %v", err)
	}
}

// All that is wrong with a reason is told at once, each by its field.
func TestReasonFaultsByField(t *testing.T) {
	b := newBench(t, "2026-03-02")
	ids := b.siblings()
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	a := askFor(ids[0])
	a.Category, a.Text, a.Proposed, a.AgreedBy = "weather", strings.Repeat("x", LongestText+1), mustDate("2026-03-01"), "nobody"
	a.For[0].Deadlines[0].Rule = "plan"
	_, err := d.GiveReasons(context.Background(), a)
	var refused *Refused
	if !errors.As(err, &refused) {
		t.Fatal(err)
	}
	by := refused.ByField()
	if got := slices.Sorted(maps.Keys(by)); !slices.Equal(got, []string{"agreed_by", "category", "deadlines", "proposed", "text"}) {
		t.Errorf("fields: %v of %v", got, refused.Faults)
	}
	if got := by["proposed"]; len(got) != 1 || got[0] != "1 March 2026 has passed; accepted is today, 2 March 2026, or a later day" {
		t.Errorf("proposed: %q", got)
	}
}

// A manager agrees a delay in advance: while it is open and not past its due
// day, and in no other's name.
func TestDelaysAgreedInAdvance(t *testing.T) {
	b := newBench(t, "2026-03-02")
	ids := b.siblings()
	d := b.sit(access.Manager, "manager-1", "stirling")
	if _, err := d.GiveReasons(context.Background(), askFor(ids[0])); err == nil || !strings.Contains(err.Error(), "agreed in advance while") {
		t.Errorf("past the due day: %v", err)
	}
	b.at("2026-02-20")
	if a := askFor(ids[0]); true {
		a.AgreedBy = "chair-1"
		if _, err := d.GiveReasons(context.Background(), a); err == nil || !strings.Contains(err.Error(), "agreed_by: ") {
			t.Errorf("in the chair's name: %v", err)
		}
	}
	if _, err := d.GiveReasons(context.Background(), askFor(ids[0])); err != nil {
		t.Fatal(err)
	}
	b.at("2026-03-02")
	rows := b.rows(Ask{Case: "CP-0001", Rule: "initial-cpcc"})
	if r := rows[0].Reason; r == nil || !r.InAdvance || *r.AgreedBy != "manager-1" || *r.By != "manager-1" {
		t.Errorf("the reason: %+v", r)
	}
}

// Two people at one case: the second is told what the first recorded, and
// nothing of theirs is recorded.
func TestTheSecondIsToldWhatChanged(t *testing.T) {
	b := newBench(t, "2026-03-02")
	id := b.siblings()[0]
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	f, err := d.Case(context.Background(), id)
	if err != nil || f.Version != 2 {
		t.Fatal(f.Version, err)
	}
	held := Entry{Fields: map[string]string{"event": "conference-held", "on": "2026-03-01", "conference": "initial", "outcome": "registered"}}
	kept, err := d.Record(context.Background(), id, f.Version, held)
	if err != nil || kept.Version != 3 || !kept.Yours || len(kept.Changes) == 0 {
		t.Fatalf("%+v, %v", kept, err)
	}
	chair := b.sit(access.Chair, "chair-1", "stirling")
	for name, try := range map[string]func() error{
		"reason": func() error { return second(chair.GiveReasons(context.Background(), askFor(id))) },
		"record": func() error { return second(d.Record(context.Background(), id, f.Version, held)) },
		"withdraw": func() error {
			return second(d.Withdraw(context.Background(), id, f.Version, Withdrawal{Event: kept.Events[0], Why: "x"}))
		},
	} {
		var changed *Changed
		if err := try(); !errors.As(err, &changed) || len(changed.Cases) != 1 || changed.Cases[0].Version != 3 || len(changed.Cases[0].Since) != 1 ||
			changed.Cases[0].Since[0].Event != kept.Events[0] ||
			changed.Cases[0].Words[0] != "Initial conference held (registered) on 1 March 2026, recorded by Somebody on 2 March 2026 at 09:30." {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b.events() != 7 {
		t.Errorf("%d events", b.events())
	}
}

// What is recorded is put down to the viewer, their door and their address; an
// entry is corrected and withdrawn through the same doors.
func TestRecordCorrectWithdraw(t *testing.T) {
	b := newBench(t, "2026-03-02")
	ids := b.siblings()
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	record := func(fields map[string]string) Kept {
		t.Helper()
		kept, err := d.Record(context.Background(), ids[0], 0, Entry{Fields: fields})
		if err != nil {
			t.Fatal(err)
		}
		return kept
	}
	first := record(map[string]string{"event": "conference-held", "on": "2026-02-27", "conference": "initial", "outcome": "registered"})
	last := b.trail()[len(b.trail())-1]
	if last.By != "coordinator-1" || last.Door != "web" || last.Peer != "192.0.2.7" || last.Action != "record" || last.Events != 1 {
		t.Errorf("the trail: %+v", last)
	}
	record(map[string]string{"event": "conference-held", "on": "2026-02-20", "conference": "initial", "outcome": "registered", "replaces": first.Events[0], "why": "the day of another child"})
	f, err := d.Case(context.Background(), ids[0])
	k := slices.IndexFunc(f.Clocks, func(c Clock) bool { return c.DeadlineKey == initialKey })
	if err != nil || k < 0 || f.Clocks[k].Met != mustDate("2026-02-20") || f.Timeline[len(f.Timeline)-1].By != "coordinator-1" {
		t.Fatalf("%+v, %v", f.Deadlines, err)
	}
	kept, err := d.Withdraw(context.Background(), ids[0], f.Version, Withdrawal{Event: first.Events[0], Why: "entered for the wrong child"})
	if err != nil || kept.Version != f.Version+1 {
		t.Fatalf("%+v, %v", kept, err)
	}
	foreign, _ := b.Store().CaseByID(ids[2])
	for name, c := range map[string]struct {
		fields map[string]string
		field  string
	}{
		"another case's event": {map[string]string{"event": "born", "on": "2026-02-20", "replaces": foreign.Events[0].ID}, "replaces"},
		"a field of another":   {map[string]string{"event": "born", "on": "2026-02-20", "outcome": "registered"}, "outcome"},
		"no day":               {map[string]string{"event": "born"}, "on"},
		"a reason":             {map[string]string{"event": "reason-recorded", "on": "2026-02-20"}, "event"},
		"another's name":       {map[string]string{"event": "born", "on": "2026-02-20", "by": "chair-1"}, "by"},
		"an import's line":     {map[string]string{"event": "born", "on": "2026-02-20", "source": "a:1"}, "source"},
		"an id":                {map[string]string{"event": "born", "on": "2026-02-20", "id": "e1"}, "id"},
		"no such day":          {map[string]string{"event": "born", "on": "2026-02-30"}, "on"},
	} {
		_, err := d.Record(context.Background(), ids[0], 0, Entry{Fields: c.fields})
		var refused *Refused
		if !errors.As(err, &refused) || len(refused.ByField()[c.field]) != 1 || len(refused.Faults) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.Withdraw(context.Background(), ids[0], 0, Withdrawal{Event: foreign.Events[0].ID, Why: "x"}); err == nil || err.Error() != "event: the case has no such event" {
		t.Errorf("another case's event withdrawn: %v", err)
	}
}

// A case that is given to another council is no longer the viewer's, and says
// so.
func TestAssignedElsewhere(t *testing.T) {
	b := newBench(t, "2026-03-02")
	ids := b.siblings()
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	kept, err := d.Record(context.Background(), ids[0], 2, Entry{Fields: map[string]string{"event": "case-assigned", "on": "2026-03-02", "authority": "falkirk"}})
	if err != nil || kept.Yours {
		t.Fatalf("%+v, %v", kept, err)
	}
	if _, err := d.Case(context.Background(), ids[0]); err != ErrNotThere {
		t.Errorf("afterwards: %v", err)
	}
	if p, err := d.Cases(context.Background(), CasesAsk{}); err != nil || p.Total != 1 {
		t.Errorf("listed: %+v, %v", p, err)
	}
}

// A new case begins with its assignment and its first event; a reference that
// is in use is refused in the same words whoever has it.
func TestBeginACase(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.siblings()
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	begin := func(authority, ref string) (Kept, error) {
		return d.Begin(context.Background(), Beginning{Authority: authority, Reference: ref, Chair: "chair-2",
			First: map[string]string{"event": "concern-notified", "on": "2026-03-01"}})
	}
	own, err1 := begin("stirling", "CP-0001")
	foreign, err2 := begin("stirling", "CP-0003")
	if err1 == nil || err2 == nil || err1.Error() != err2.Error() || own.CaseID+foreign.CaseID != "" {
		t.Errorf("in use: %v, %v", err1, err2)
	}
	for _, authority := range []string{"falkirk", "nowhere", ""} {
		if _, err := begin(authority, "CP-0009"); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("in %q: %v", authority, err)
		}
	}
	if _, err := begin("stirling", "Jane Doe"); err == nil || !strings.Contains(err.Error(), "looks like a name") {
		t.Errorf("a name: %v", err)
	}
	kept, err := begin("stirling", " CP-0009 ")
	if err != nil || len(kept.Events) != 2 || kept.Version != 2 {
		t.Fatalf("%+v, %v", kept, err)
	}
	if id, err := d.Find(context.Background(), "cp-0009"); id != kept.CaseID || err != nil {
		t.Errorf("found: %q, %v", id, err)
	}
	if rows := b.rows(Ask{Case: "CP-0009"}); len(rows) != 1 || *rows[0].Chair != "chair-2" || rows[0].Due != mustDate("2026-03-22") {
		t.Errorf("its deadlines: %+v", rows)
	}
}

// Many events at once: all or none, each fault with its index, another's case
// as one that is not there.
func TestBatch(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.siblings()
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	entry := func(kind, ref string, more ...string) Entry {
		e := Entry{Fields: map[string]string{"event": kind, "case": ref, "on": "2026-03-01"}}
		for i := 0; i < len(more); i += 2 {
			e.Fields[more[i]] = more[i+1]
		}
		return e
	}
	before := b.events()
	_, err := d.Batch(context.Background(), []Entry{
		entry("born", "CP-0001"), entry("born", "CP-0001", "on", "tomorrow"), entry("born", "CP-0003"), entry("born", "CP-0404"),
		entry("case-assigned", "CP-0003", "authority", "stirling"), entry("case-assigned", "CP-0405", "authority", "falkirk"), entry("reason-recorded", "CP-0001"),
	}, "")
	var refused *Refused
	if !errors.As(err, &refused) {
		t.Fatal(err)
	}
	by := refused.ByField()
	if got := slices.Sorted(maps.Keys(by)); !slices.Equal(got, []string{"events[1].on", "events[2].case", "events[3].case", "events[5].authority", "events[6].event"}) {
		t.Errorf("faults at %v: %v", got, refused.Faults)
	}
	_, foreign := d.Batch(context.Background(), []Entry{entry("born", "CP-0003")}, "")
	_, missing := d.Batch(context.Background(), []Entry{entry("born", "CP-0404")}, "")
	if foreign == nil || missing == nil || foreign.Error() != missing.Error() {
		t.Errorf("another's: %v; missing: %v", foreign, missing)
	}
	if b.events() != before {
		t.Fatalf("%d events were recorded", b.events()-before)
	}
	good := []Entry{entry("case-assigned", "CP-0500", "authority", "stirling"), entry("concern-notified", "CP-0500"), entry("born", "CP-0001")}
	for i := range 2 {
		done, err := d.Batch(context.Background(), good, "key-1")
		if err != nil || done.Repeated != (i == 1) || len(done.Events) != 3 || done.CaseIDs[0] != done.CaseIDs[1] || b.events() != before+3 {
			t.Errorf("time %d: %+v, %v, %d events", i+1, done, err, b.events()-before)
		}
	}
}

// A form shows what Check accepts of each kind, and leaves out what nobody
// enters.
func TestKindsAreWhatRecordAccepts(t *testing.T) {
	b := newBench(t, "2026-03-02")
	id := b.siblings()[0]
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	forms := d.Kinds()
	if len(forms) != len(deadline.Kinds())-2 {
		t.Errorf("%d kinds", len(forms))
	}
	for _, form := range forms {
		fields := map[string]string{"event": form.Kind}
		for _, f := range form.Fields {
			switch {
			case f.Name == "replaces", f.Name == "authority": // which would move the case
			case len(f.Words) > 0:
				fields[f.Name] = f.Words[0]
			case f.Shape == deadline.DayShape:
				fields[f.Name] = "2026-03-01"
			case f.Shape == deadline.TextShape:
				fields[f.Name] = "chair-1"
			}
		}
		if kept, err := d.Record(context.Background(), id, 0, Entry{Fields: fields}); err != nil {
			t.Errorf("%s: %+v, %v", form.Kind, kept, err)
		}
	}
}
