package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/store"
)

// looking makes entries: looks at cases of two authorities by their people, and
// what is about no case.
func looking(b *bench) map[string]string {
	b.t.Helper()
	for i := range b.People {
		switch b.People[i].ID {
		case "chair-1":
			b.People[i].Authorities = []string{"stirling"}
		case "chair-3":
			b.People[i].Authorities = []string{"falkirk"}
		case "coordinator-1":
			b.People[i].Authorities = []string{"stirling", "falkirk"}
		}
	}
	ids := b.withSat()
	note := func(by, action, ref string) {
		b.t.Helper()
		b.later(time.Minute)
		if err := b.Store().Record(context.Background(), store.Entry{By: by, Action: action, Case: ids[ref], Door: "web", Detail: "a test"}); err != nil {
			b.t.Fatal(err)
		}
	}
	note("chair-1", "look-stirling", "CP-0001")
	note("chair-3", "look-falkirk", "CP-0005")
	note("chair-3", "look-across", "CP-0001")
	note("chair-1", "list-stirling", "")
	note("chair-3", "list-falkirk", "")
	note("coordinator-1", "list-both", "")
	note("chair-2", "list-all", "") // who may be concerned with every authority
	note("stranger", "list-unknown", "")
	note("auditor-1", "list-own", "")
	note("caseclock", "claim", "")
	b.later(time.Minute)
	return ids
}

// trailActions are the actions of a page without those that looking made.
func trailActions(t *testing.T, d *Desk, a TrailAsk) string {
	t.Helper()
	a.Size = LongestPage
	p, err := d.Trail(context.Background(), a)
	if err != nil {
		return err.Error()
	}
	var all []string
	for _, l := range slices.Backward(p.Entries) {
		if l.Detail == "a test" {
			all = append(all, l.Action)
		}
	}
	return strings.Join(all, " ")
}

// An auditor of one authority sees what is about its cases, whoever did it, and
// of what is about no case only what can be about no other authority.
func TestWhoSeesWhichEntries(t *testing.T) {
	b := newBench(t, "2026-03-02")
	ids := looking(b)
	all := b.sit(access.Auditor, "auditor-all")
	one := b.sit(access.Auditor, "auditor-1", "stirling")
	none := ErrNotThere.Error()
	for _, c := range []struct {
		name string
		d    *Desk
		ask  TrailAsk
		want string
	}{
		{"everything", all, TrailAsk{}, "look-stirling look-falkirk look-across list-stirling list-falkirk list-both list-all list-unknown list-own claim"},
		{"of one authority", one, TrailAsk{}, "look-stirling look-across list-stirling list-own"},
		{"a case", one, TrailAsk{Case: ids["CP-0001"]}, "look-stirling look-across"},
		{"another's case", one, TrailAsk{Case: ids["CP-0005"]}, none},
		{"a case of nobody", one, TrailAsk{Case: ids["CP-0006"]}, none},
		{"no case", one, TrailAsk{Case: "nonsense"}, none},
		{"no case at all", all, TrailAsk{Case: strings.Repeat("a", 32)}, none},
		{"another's case, all", all, TrailAsk{Case: ids["CP-0005"]}, "look-falkirk"},
		{"a person of another", one, TrailAsk{Person: "chair-3"}, "look-across"},
		{"a person", one, TrailAsk{Person: "chair-1"}, "look-stirling list-stirling"},
		{"a person, all", all, TrailAsk{Person: "chair-3"}, "look-falkirk look-across list-falkirk"},
		{"the program", one, TrailAsk{Person: "caseclock"}, ""},
		{"before", all, TrailAsk{To: mustDate("2026-03-01")}, ""},
		{"on the day", one, TrailAsk{From: mustDate("2026-03-02"), To: mustDate("2026-03-02")}, "look-stirling look-across list-stirling list-own"},
		{"after, of a person", all, TrailAsk{Person: "chair-1", From: mustDate("2026-03-03")}, ""},
	} {
		if got := trailActions(t, c.d, c.ask); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, role := range []access.Role{access.Chair, access.Coordinator, access.Manager, access.Committee, access.Admin} {
		if p, err := b.sit(role, "somebody").Trail(context.Background(), TrailAsk{}); !errors.Is(err, ErrNotAllowed) || p.Total != 0 {
			t.Errorf("%s: %v", role, err)
		}
		if _, err := b.sit(role, "somebody").FindForTrail(context.Background(), "CP-0001"); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s finds: %v", role, err)
		}
	}
}

// Looking at the trail, searching it and taking it away are in it; a reference
// and what somebody typed are not.
func TestLookingAtTheTrailIsInIt(t *testing.T) {
	b := newBench(t, "2026-03-02")
	ids := looking(b)
	ctx := context.Background()
	d := b.sit(access.Auditor, "auditor-1", "stirling")
	if id, err := d.FindForTrail(ctx, "CP-0001"); err != nil || id != ids["CP-0001"] {
		t.Fatal(id, err)
	}
	if _, err := d.FindForTrail(ctx, "CP-0005"); !errors.Is(err, ErrNotThere) {
		t.Error(err)
	}
	if _, err := d.Trail(ctx, TrailAsk{Person: "CP-0001"}); err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := d.EachTrail(ctx, TrailAsk{Case: ids["CP-0001"]}, func(TrailLine) error { n++; return nil }); err != nil || n == 0 {
		t.Fatal(n, err)
	}
	trail := b.trail()
	last := trail[len(trail)-4:]
	for i, action := range []string{"search", "search", "look", "export"} {
		if last[i].Action != action || last[i].By != "auditor-1" || strings.Contains(last[i].Detail, "CP-0") {
			t.Errorf("%+v, want %s", last[i], action)
		}
	}
	if last[3].Case != ids["CP-0001"] {
		t.Errorf("%+v", last[3])
	}
}

// Pages hold every entry once, the last first.
func TestPagesOfTheTrail(t *testing.T) {
	b := newBench(t, "2026-03-02")
	looking(b)
	d := b.sit(access.Auditor, "auditor-all")
	b.at("2026-03-05") // so that looking adds nothing to what is asked for
	for size := range 12 {
		ask := TrailAsk{To: mustDate("2026-03-02"), Size: size + 1}
		var seqs []uint64
		for ask.Page = 1; ; ask.Page++ {
			p, err := d.Trail(context.Background(), ask)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range p.Entries {
				seqs = append(seqs, e.Seq)
			}
			if ask.Page >= p.Pages {
				if len(seqs) != p.Total || len(p.Entries) == 0 {
					t.Errorf("%d entries of %d", len(seqs), p.Total)
				}
				break
			}
		}
		for i := range seqs {
			if seqs[i] != seqs[0]-uint64(i) {
				t.Fatalf("not each once, the last first: %v", seqs)
			}
		}
	}
	if p, err := d.Trail(context.Background(), TrailAsk{To: mustDate("2026-03-02"), Page: 99}); err != nil || len(p.Entries) != 0 || p.Total == 0 {
		t.Errorf("past the end: %+v, %v", p, err)
	}
}

// BenchmarkTrail reads the first page of a trail of 200,000 entries.
func BenchmarkTrail(b *testing.B) {
	k := newBench(b, "2026-03-02")
	ids := k.withSat()
	var entries []store.Entry
	for i := range 1000 {
		entries = append(entries, store.Entry{By: fmt.Sprint("chair-", i%3), Action: "look", Door: "web", Case: ids[fmt.Sprintf("CP-000%d", 1+i%6)]})
	}
	for range 200 {
		if err := k.Store().Record(context.Background(), entries...); err != nil {
			b.Fatal(err)
		}
	}
	d := k.sit(access.Auditor, "auditor-1", "stirling")
	for b.Loop() {
		if p, err := d.Trail(context.Background(), TrailAsk{}); err != nil || len(p.Entries) != PageSize {
			b.Fatal(len(p.Entries), err)
		}
	}
}
