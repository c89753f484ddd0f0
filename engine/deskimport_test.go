package engine

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/store"
)

// importer sits at a desk as a coordinator of some councils; of none: of all.
func (b *bench) importer(id string, authorities ...string) *Desk {
	return b.Desk(&access.Viewer{ID: id, Name: id, Grants: []access.Grant{{Role: access.Coordinator, Authorities: authorities}}, Door: "web", From: "10.0.0.1"})
}

func upload(t *testing.T, name, mapping string) Upload {
	t.Helper()
	read := func(name string) []byte {
		content, err := os.ReadFile("../testdata/imports/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	u := Upload{Name: name, Content: bytes.NewReader(read(name))}
	if mapping != "" {
		u.Mapping, u.MappingName = string(read(mapping)), mapping
	}
	return u
}

// dump is every event of the store, but for who recorded it and when.
func (b *bench) dump() string {
	b.t.Helper()
	var all []string
	err := b.Store().Scan(context.Background(), func(_ store.CaseKey, c *deadline.Case) error {
		for i := range c.Facts {
			e := c.Event(int32(i))
			e.By, e.Recorded = "", time.Time{}
			all = append(all, fmt.Sprintf("%+v", e))
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func (b *bench) events() int {
	b.t.Helper()
	s, err := b.Store().Stats()
	if err != nil {
		b.t.Fatal(err)
	}
	return int(s.Events)
}

// What a person confirms is recorded as the command would have recorded it, and
// the plan before it changed nothing.
func TestPlanThenConfirmIsTheCommandsImport(t *testing.T) {
	command, web := newBench(t, "2026-05-05"), newBench(t, "2026-05-05")
	desk := web.importer("coordinator-1")
	for _, name := range []string{"conferences.csv", "conferences-next-night.csv"} {
		want, _ := command.importFile("conferences.mapping.yaml", name, false)
		before := web.events()
		plan, err := desk.PlanImport(t.Context(), upload(t, name, "conferences.mapping.yaml"))
		if err != nil || plan.State != PlanReady || web.events() != before {
			t.Fatalf("%s: %v, %s, %d events were recorded by looking", name, err, plan.State, web.events()-before)
		}
		if fmt.Sprint(plan.Counts, plan.Deadlines, plan.Queried, plan.Events, plan.Cases) != fmt.Sprint(want.Counts, want.Deadlines, want.Queried, want.Events, want.Cases) {
			t.Errorf("%s: the plan says %+v, the command %+v", name, plan.Brought, want)
		}
		done, err := desk.ConfirmImport(t.Context(), plan.ID)
		if err != nil || done.State != PlanRecorded || !done.Applied {
			t.Fatalf("%s: %v, %+v", name, err, done.Brought)
		}
		if a, b := command.dump(), web.dump(); a != b {
			t.Errorf("%s: the command recorded\n%s\nand the page\n%s", name, a, b)
		}
		after := web.events()
		if again, err := desk.ConfirmImport(t.Context(), plan.ID); err != nil || again.State != PlanRecorded || web.events() != after {
			t.Errorf("%s: confirmed twice: %v, %s, %d events more", name, err, again.State, web.events()-after)
		}
	}
	kept, err := desk.ImportMappings()
	if err != nil || len(kept) != 1 || kept[0].Source != "conferences" {
		t.Errorf("the mapping is not kept: %v, %+v", err, kept)
	}
	past, err := desk.RecentImports(t.Context())
	if err != nil || len(past) != 2 || past[0].Door != "web" {
		t.Errorf("the imports are not listed: %v, %+v", err, past)
	}
}

// A plan says where each fault lies; nothing is recorded of it unless good rows
// are to be accepted.
func TestPlanOfAFileWithFaults(t *testing.T) {
	b := newBench(t, "2026-05-05")
	desk := b.importer("coordinator-1", "stirling")
	file := "id,case,event,on,authority\n" +
		"a1,CP-1,case-assigned,2026-01-05,stirling\n" +
		"a2,CP-1,concern-notified,2026-02-31,\n" +
		"a3,CP-1,concern-notified,2026-01-06,\n" +
		"a4,CP-1,nonsense,2026-01-06,\n" +
		"a5,,born,2026-01-06,\n"
	plan, err := desk.PlanImport(t.Context(), Upload{Name: "events.csv", Content: strings.NewReader(file)})
	if err != nil || plan.State != PlanRefused || plan.FaultTotal != 3 || !plan.HasRejects {
		t.Fatalf("%v: %+v", err, plan)
	}
	for i, line := range []int{3, 5, 6} {
		if f := plan.PlanDetails.Rows[i]; f.Line != line || f.File != "events.csv" || f.What == "" {
			t.Errorf("fault %d: %+v", i, f)
		}
	}
	if done, err := desk.ConfirmImport(t.Context(), plan.ID); err != nil || done.State != PlanRefused || b.events() != 0 {
		t.Errorf("what is refused was recorded: %v, %s", err, done.State)
	}
	rejects, err := desk.ImportRejects(t.Context(), plan.ID)
	if err != nil || strings.Count(string(rejects), "\n") != 4 || !strings.Contains(string(rejects), "line 5: ") {
		t.Errorf("rejects: %v\n%s", err, rejects)
	}
	if plan, err = desk.PlanAgain(t.Context(), plan.ID, true); err != nil || plan.State != PlanReady || plan.Refused != 3 || plan.Events != 2 {
		t.Fatalf("%v: %+v", err, plan)
	}
	if done, err := desk.ConfirmImport(t.Context(), plan.ID); err != nil || done.State != PlanRecorded || b.events() != 2 {
		t.Errorf("%v, %s, %d events", err, done.State, b.events())
	}
}

// What is recorded between the plan and its confirmation makes the plan anew.
func TestConfirmAfterTheFactsChanged(t *testing.T) {
	b := newBench(t, "2026-05-05")
	desk := b.importer("coordinator-1")
	plan, err := desk.PlanImport(t.Context(), upload(t, "conferences.csv", "conferences.mapping.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	b.record("concern-notified", "CP-0417", "2025-12-01")
	done, err := desk.ConfirmImport(t.Context(), plan.ID)
	if err != nil || !done.Changed || done.State != PlanReady || b.events() != 1 {
		t.Fatalf("%v, changed %t, %s, %d events", err, done.Changed, done.State, b.events())
	}
	if done, err = desk.ConfirmImport(t.Context(), plan.ID); err != nil || done.State != PlanRecorded || b.events() != 1+plan.Events {
		t.Errorf("%v, %s, %d events", err, done.State, b.events())
	}
}

// What is recorded at the very moment of the confirmation is seen before
// anything of the import is.
func TestConfirmWhileTheFactsChange(t *testing.T) {
	b := newBench(t, "2026-05-05")
	desk := b.importer("coordinator-1")
	plan, err := desk.PlanImport(t.Context(), upload(t, "conferences.csv", "conferences.mapping.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := desk.planOf(plan.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.mu.Unlock()
	b.record("concern-notified", "CP-0417", "2025-12-01")
	if err := desk.bring(t.Context(), kept, false); !errors.Is(err, errPlanChanged) || b.events() != 1 {
		t.Errorf("%v, %d events", err, b.events())
	}
}

// A plan is its maker's alone, and not for ever.
func TestPlansAreTheirMakers(t *testing.T) {
	b := newBench(t, "2026-05-05")
	mine, other := b.importer("coordinator-1"), b.importer("coordinator-2")
	plan := func() string {
		p, err := mine.PlanImport(t.Context(), upload(t, "conferences.csv", "conferences.mapping.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		return p.ID
	}
	there := func(d *Desk, id string) bool {
		_, err := d.ImportPlan(t.Context(), id)
		if err != nil && !errors.Is(err, ErrNotThere) {
			t.Fatal(err)
		}
		return err == nil
	}
	first := plan()
	for _, err := range []error{second(other.ImportPlan(t.Context(), first)), second(other.ConfirmImport(t.Context(), first)), second(other.PlanAgain(t.Context(), first, true)),
		other.LeaveImport(t.Context(), first), second(other.ImportRejects(t.Context(), first))} {
		if !errors.Is(err, ErrNotThere) {
			t.Errorf("another's plan: %v", err)
		}
	}
	for range mostPlansEach {
		plan()
	}
	if there(mine, first) {
		t.Error("more plans are kept of one person than the limit")
	}
	left := plan()
	if err := mine.LeaveImport(t.Context(), left); err != nil || there(mine, left) || b.events() != 0 {
		t.Errorf("left: %v", err)
	}
	old := plan()
	b.mu.Lock()
	b.time = b.time.Add(planAge)
	b.mu.Unlock()
	if there(mine, old) || len(b.plans.list) != 0 {
		t.Error("a plan is kept for longer than its age")
	}
	committee := b.Desk(&access.Viewer{ID: "c", Grants: []access.Grant{{Role: access.Committee}}})
	if _, err := committee.PlanImport(t.Context(), Upload{}); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("the committee imports: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestUploadsHaveLimits(t *testing.T) {
	b := newBench(t, "2026-05-05")
	desk := b.importer("coordinator-1")
	for what, content := range map[string]string{
		"bytes": strings.Repeat("x", LongestUpload+1),
		"rows":  "case,event,on\n" + strings.Repeat("C,born,2026-01-01\n", MostUploadRows+1),
	} {
		if _, err := desk.PlanImport(t.Context(), Upload{Name: "f.csv", Content: strings.NewReader(content)}); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", what, err)
		}
	}
	plan, err := desk.PlanImport(t.Context(), Upload{Name: "../x/\x1b[2Jf.xlsx", Content: strings.NewReader("no workbook")})
	if err != nil || plan.State != PlanRefused || plan.FaultTotal != 1 || plan.Name != "[2Jf.xlsx" {
		t.Errorf("%v: %+v", err, plan)
	}
	if _, err := desk.PlanImport(t.Context(), Upload{Mapping: "source: x\nnonsense: y\n", MappingName: "m.yaml"}); err == nil || !strings.Contains(err.Error(), "mapping: m.yaml:2") {
		t.Errorf("a mapping with faults: %v", err)
	}
}

// A workbook is brought in as the command does it; one that unpacks to more
// than is good is refused.
func TestWorkbooksAreUnpackedWithinLimits(t *testing.T) {
	command, web := newBench(t, "2026-09-01"), newBench(t, "2026-09-01")
	command.importFile("children.mapping.yaml", "children.xlsx", false)
	desk := web.importer("coordinator-1")
	plan, err := desk.PlanImport(t.Context(), upload(t, "children.xlsx", "children.mapping.yaml"))
	if err != nil || plan.State != PlanReady {
		t.Fatalf("%v: %+v", err, plan)
	}
	if _, err := desk.ConfirmImport(t.Context(), plan.ID); err != nil || command.dump() != web.dump() {
		t.Errorf("%v: the command recorded\n%s\nand the page\n%s", err, command.dump(), web.dump())
	}
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, mostUnpacked+1)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	u := upload(t, "children.xlsx", "children.mapping.yaml")
	u.Content = &bomb
	if plan, err = desk.PlanImport(t.Context(), u); err != nil || plan.State != PlanRefused || plan.FaultTotal != 1 || !strings.Contains(plan.PlanDetails.Rows[0].What, "unpacks to 64 MiB") {
		t.Errorf("%v: %+v", err, plan.PlanDetails)
	}
}
