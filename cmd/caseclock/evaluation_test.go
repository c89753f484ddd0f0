package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"caseclock/deadline"
	"caseclock/intake"
	"caseclock/rules"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// text draws what a field may hold: plain, quoted, marked up, not ASCII, not
// even UTF-8.
func text(t *rapid.T, label string) string {
	return rapid.OneOf(rapid.StringN(0, 20, 40), rapid.SampledFrom([]string{"", "CP-0417", `a "b" \ c`, "<a&b>", "é\u2028", "\xff\x00", "=1+2"})).Draw(t, label)
}

// The fast writer writes what encoding/json writes, byte for byte.
func TestJSONLineIsWhatTheEncoderWrites(t *testing.T) {
	pack, err := rules.Builtin(rules.Default)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		date := rapid.Custom(func(t *rapid.T) deadline.Date {
			return deadline.Date(rapid.SampledFrom([]int32{0, 2461000, 2461001, 5373484}).Draw(t, "date"))
		})
		events := make([]deadline.Event, 3)
		for i := range events {
			events[i].ID = text(t, "id")
		}
		c := deadline.NewCase(text(t, "case"), events)
		d := deadline.Deadline{Rule: &pack.Rules[rapid.IntRange(0, len(pack.Rules)-1).Draw(t, "rule")],
			Start: date.Draw(t, "start"), Due: date.Draw(t, "due"), NotBefore: date.Draw(t, "not before"),
			Met: date.Draw(t, "met"), Ended: date.Draw(t, "ended"), Status: deadline.Status(rapid.IntRange(0, 7).Draw(t, "status")),
			Conference: deadline.Conference(rapid.IntRange(0, 5).Draw(t, "conference")), DaysLate: rapid.Int32().Draw(t, "late"),
			Authority: text(t, "authority"), StartedBy: 0, MetBy: rapid.Int32Range(-1, 2).Draw(t, "met by"), EndedBy: -1}
		if rapid.Bool().Draw(t, "unknown") {
			d.Unknown = fmt.Errorf("%s", text(t, "error"))
		}
		if rapid.Bool().Draw(t, "reason") {
			d.Reason = &deadline.Reason{Category: text(t, "category"), Text: text(t, "text"), By: text(t, "by"), Lapsed: true, Proposed: date.Draw(t, "proposed")}
		}
		var s sheet
		writeJSONLine(&s, &c, &d)
		want, err := json.Marshal(c.Line(&d))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSuffix(s.text.String(), "\n"); got != string(want) {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

// someEvents are invented events of many cases, as lines, with withdrawals,
// corrections and reasons among them.
func someEvents(cases int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	id := 0
	line := func(format string, args ...any) {
		id++
		fmt.Fprintf(&b, `{"id":"e%d",`+format+"}\n", append([]any{id}, args...)...)
	}
	day := func(n int) deadline.Date { d, _ := deadline.NewDate(2024, 1, 1); return d + deadline.Date(n) }
	for range cases {
		c, at := fmt.Sprintf("CP-%05d", r.IntN(1_000_000)), r.IntN(400)
		line(`"case":%q,"event":"case-assigned","on":%q,"authority":"stirling","chair":"chair-1"`, c, day(at))
		line(`"case":%q,"event":"concern-notified","on":%q`, c, day(at))
		line(`"case":%q,"event":"conference-called","on":%q,"conference":"initial","planned":%q`, c, day(at+3), day(at+20))
		line(`"case":%q,"event":"notice-given","on":%q,"conference":"initial"`, c, day(at+5+r.IntN(12)))
		line(`"case":%q,"event":"conference-held","on":%q,"conference":"initial","outcome":"registered"`, c, day(at+18+r.IntN(8)))
		if r.IntN(4) == 0 {
			line(`"case":%q,"event":"conference-held","on":%q,"conference":"initial","outcome":"registered","replaces":"e%d"`, c, day(at+18+r.IntN(8)), id)
		}
		line(`"case":%q,"event":"decisions-circulated","on":%q`, c, day(at+27))
		line(`"case":%q,"event":"core-group-held","on":%q`, c, day(at+30+r.IntN(15)))
		line(`"case":%q,"event":"minutes-circulated","on":%q`, c, day(at+40+r.IntN(5)))
		if r.IntN(3) == 0 {
			line(`"case":%q,"event":"reason-recorded","on":%q,"rule":"initial-cpcc","start":%q,"category":"inquorate","text":"no quorum"`, c, day(at+30), day(at))
		}
		line(`"case":%q,"event":"conference-held","on":%q,"conference":"review","outcome":"retained"`, c, day(at+110))
		if r.IntN(5) == 0 {
			line(`"case":%q,"event":"withdrawn","on":%q,"target":"e%d"`, c, day(at+111), id)
		}
		line(`"case":%q,"event":"closed","on":%q,"cause":"process-ended"`, c, day(at+300))
	}
	return b.Bytes()
}

func evaluateLines(t testing.TB, events []byte, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if status := run(append([]string{"evaluate", "--as-at", "2025-06-30", "--format", "jsonl"}, append(args, "-")...), bytes.NewReader(events), &out, &errs); status != exitDone {
		t.Fatalf("status %d: %s", status, &errs)
	}
	return out.String()
}

// What the sheaf keeps of an event is all that the reckoning reads: the
// answers are those for events kept in full, and in the contract's order.
func TestTheSheafKeepsWhatCounts(t *testing.T) {
	events := someEvents(700)
	got := evaluateLines(t, events)
	whole, err := intake.Collect(intake.Options{}, intake.File{Name: "events.jsonl", Open: opened(events)})
	if err != nil || whole.Faults.Err() != nil {
		t.Fatal(err, whole.Faults)
	}
	pack, _ := rules.Builtin(rules.Default)
	book := deadline.NewRulebook(deadline.Period{Pack: pack.Pack, Calendar: rules.Scotland()})
	asAt, _ := deadline.ParseDate("2025-06-30")
	var want strings.Builder
	var last *deadline.Line
	for i := range whole.Cases {
		c := &whole.Cases[i]
		for _, d := range deadline.Evaluate(c, book, deadline.Moment{AsAt: asAt}) {
			l := c.Line(&d)
			if last != nil && last.Compare(l) > 0 {
				t.Fatalf("out of order: %+v before %+v", *last, l)
			}
			last = &l
			line, _ := json.Marshal(l)
			want.Write(append(line, '\n'))
		}
	}
	if diff := cmp.Diff(strings.Split(want.String(), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("(-kept in full +sheaf):\n%.2000s", diff)
	}
	if strings.Count(got, `"reason":{`) == 0 || strings.Count(got, "\n") < 4000 {
		t.Error("the events show too little")
	}
}

// A fault of the reckoning names its case and ends with status 1.
func TestAPanicNamesItsCase(t *testing.T) {
	broken := deadline.Case{Ref: "CP-0666", Facts: make([]deadline.Fact, 1)}
	broken.Facts[0] = deadline.Fact{On: 2461000, Kind: deadline.ConcernNotified}
	e := evaluation{cases: []deadline.Case{broken}, moment: deadline.Moment{AsAt: 2461001}}
	err := e.run(writeJSONLine, func(*sheet) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "case CP-0666 could not be reckoned") {
		t.Error(err)
	}
}

// With queries the events are kept in full; the deadlines are the same.
func TestQueriesDoNotChangeTheDeadlines(t *testing.T) {
	events := someEvents(50)
	if evaluateLines(t, events) != evaluateLines(t, events, "--queries", t.TempDir()+"/q.jsonl") {
		t.Error("the deadlines differ")
	}
}

// Where standard output is gone, the command ends and says so.
type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, fmt.Errorf("broken pipe") }

func TestAWriteErrorIsSaid(t *testing.T) {
	var errs bytes.Buffer
	if status := run([]string{"evaluate", "--format", "jsonl", "-"}, bytes.NewReader(someEvents(2000)), closedPipe{}, &errs); status != exitRefused || !strings.Contains(errs.String(), "broken pipe") {
		t.Errorf("status %d, %q", status, &errs)
	}
}

func BenchmarkEvaluateCommand(b *testing.B) {
	events := someEvents(10_000)
	n := bytes.Count(events, []byte("\n"))
	b.ReportAllocs()
	for b.Loop() {
		evaluateLines(b, events)
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
}
