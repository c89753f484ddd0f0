package intake

import (
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"caseclock/deadline"
)

// text is a file that a test holds in memory.
func text(name, content string) File {
	return File{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

// readAll reads files as one run: its events, and its faults as lines.
func readAll(t testing.TB, o Options, files ...File) (events []deadline.Event, faults []string) {
	t.Helper()
	r := NewReader(o)
	for _, f := range files {
		if err := r.Read(f, func(e *deadline.Event, _ int) error {
			events = append(events, *e)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if fs := r.Faults(); fs != nil {
		faults = strings.Split(fs.Error(), "\n")
	}
	return events, faults
}

// held is an event line with an id.
func held(id string) string {
	return `{"id":"` + id + `","case":"CP-0417","event":"conference-held","on":"2026-01-20","conference":"initial","outcome":"registered"}` + "\n"
}

func wide16(s string, order binary.AppendByteOrder) string {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

const header = "id,case,event,on,conference,outcome\n"

// What is read without a fault, and what as.
func TestReads(t *testing.T) {
	for _, c := range []struct{ name, file, content, id, ref string }{
		{"a line", "a.jsonl", held("e1"), "e1", "CP-0417"},
		{"empty lines", "a.jsonl", "\n" + strings.TrimSpace(held("e1")) + "\r\n  \n", "e1", "CP-0417"},
		{"byte order mark", "a.jsonl", "\ufeff" + held("e1"), "e1", "CP-0417"},
		{"null is absent", "a.jsonl", `{"id":null,"case":"CP-1","event":"born","on":"2026-01-20","edd":null}`, "", "CP-1"},
		{"empty is absent", "a.jsonl", `{"id":"","case":"CP-1","event":"born","on":"2026-01-20","edd":""}`, "", "CP-1"},
		{"escapes", "a.jsonl", `{"case":"CP\u002d1\"","event":"born","on":"2026-01-20"}`, "", `CP-1"`},
		{"white space", "a.jsonl", " { \"case\" : \"CP-1\" ,\t\"event\":\"born\",\"on\":\"2026-01-20\" } ", "", "CP-1"},
		{"a table", "a.csv", header + "e1,CP-1,born,2026-01-20,,\n", "e1", "CP-1"},
		{"quotes", "a.csv", header + "e1,\"CP \"\"1\"\", a\nb\",born,2026-01-20,,\r\n", "e1", "CP \"1\", a\nb"},
		{"rows of nothing", "a.csv", "\n" + header + ",,,,,\n\ne1,CP-1,born,2026-01-20,,\n,,,,,\n", "e1", "CP-1"},
		{"a table with a mark", "a.csv", "\ufeff" + header + "e1,CP-é,born,2026-01-20,,\n", "e1", "CP-é"},
		{"Windows-1252", "a.csv", header + "e1,CP-\xe9\x96,born,2026-01-20,,\n", "e1", "CP-é–"},
		{"UTF-16, small end first", "a.csv", wide16(header+"e1,CP-é,born,2026-01-20,,\n", binary.LittleEndian), "e1", "CP-é"},
		{"UTF-16, big end first", "a.csv", wide16(header+"e1,CP-é,born,2026-01-20,,\n", binary.BigEndian), "e1", "CP-é"},
		{"standard input, lines", "-", "\n" + held("e1"), "e1", "CP-0417"},
		{"standard input, a table", "-", header + "e1,CP-1,born,2026-01-20,,\n", "e1", "CP-1"},
		{"year 0026 is queried, not refused", "a.jsonl", `{"case":"CP-1","event":"born","on":"0026-01-20"}`, "", "CP-1"},
		{"replaces itself", "a.jsonl", `{"id":"e1","case":"CP-1","event":"born","on":"2026-01-20","replaces":"e1"}`, "e1", "CP-1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			events, faults := readAll(t, Options{}, text(c.file, c.content))
			if faults != nil || len(events) != 1 {
				t.Fatalf("got %d events, faults %q", len(events), faults)
			}
			if events[0].ID != c.id || events[0].Case != c.ref || !strings.HasPrefix(events[0].Source, c.file+":") {
				t.Errorf("got %+v", events[0])
			}
		})
	}
}

// What is refused, each with its line, column, what is wrong and what is
// accepted.
func TestFaultsOfEventFiles(t *testing.T) {
	all := "accepted: id, case, event, on, recorded, by, source, replaces, authority, chair, lead, family, registered_on, last_review, last_core_group, subject, edd, direction, conference, planned, meeting, outcome, until, next, of, rule, start, category, text, proposed, agreed_by, cause, target, why"
	born := `{"id":"e1","case":"CP-1","event":"born","on":"2026-01-20"`
	for _, c := range []struct{ name, file, content, want string }{
		{"no object", "a.jsonl", "[]", "a.jsonl:1:1: malformed JSON; accepted here is an object in braces"},
		{"cut short", "a.jsonl", held("e0") + `{"id":"e1","case"`, "a.jsonl:2:18: malformed JSON; accepted here is a colon after the name"},
		{"no quote", "a.jsonl", `{"id":"e1`, "a.jsonl:1:10: malformed JSON; accepted here is a closing quote"},
		{"two objects", "a.jsonl", born + "} {}", "a.jsonl:1:60: malformed JSON; accepted here is one object a line and nothing after it"},
		{"comma at the end", "a.jsonl", born + ",}", "a.jsonl:1:59: malformed JSON; accepted here is a name in double quotes"},
		{"no comma", "a.jsonl", born + ` "by":"x"}`, "a.jsonl:1:59: malformed JSON; accepted here is a comma or a closing brace"},
		{"half a surrogate", "a.jsonl", `{"id":"\ud800"}`, "a.jsonl:1:7: malformed JSON; accepted here is text whose escapes are JSON's"},
		{"tab in text", "a.jsonl", "{\"id\":\"a\tb\"}", "a.jsonl:1:9: malformed JSON; accepted here is text without control characters"},
		{"NUL", "a.jsonl", "{\x00}", "a.jsonl:1:2: malformed JSON; accepted here is a name in double quotes"},
		{"NUL escaped", "a.jsonl", `{"id":"a\u0000","case":"CP-1","event":"born","on":"2026-01-20"}`, "a.jsonl:1:7: id: a NUL character at byte 2; accepted is text"},
		{"not UTF-8", "a.jsonl", "{\"id\":\"\xe9\"}", "a.jsonl:1:8: byte 0xE9 is not UTF-8, as the file is otherwise; accepted is one encoding throughout"},
		{"unknown name", "a.jsonl", born + `,"name":"x"}`, `a.jsonl:1:59: unknown field "name"; ` + all},
		{"another case", "a.jsonl", born + `,"Chair":"x"}`, `a.jsonl:1:59: unknown field "Chair"; ` + all},
		{"given twice", "a.jsonl", born + `,"on":"2026-01-21"}`, `a.jsonl:1:59: "on": given twice; accepted is once`},
		{"a number", "a.jsonl", `{"id":7,"case":"CP-1","event":"born","on":"2026-01-20"}`, "a.jsonl:1:7: id: a number; accepted is text in double quotes, or null"},
		{"an object", "a.jsonl", `{"case":{"a":[1]},"event":"born","on":"2026-01-20"}`, "a.jsonl:1:9: case: an object; accepted is text in double quotes, or null"},
		{"true", "a.jsonl", `{"case":"CP-1","event":"born","on":true}`, "a.jsonl:1:36: on: true or false; accepted is text in double quotes, or null"},
		{"31 February", "a.jsonl", `{"case":"CP-1","event":"born","on":"2026-02-31"}`, `a.jsonl:1:36: on: "2026-02-31" is no day of the calendar; accepted is a day that exists, written YYYY-MM-DD`},
		{"British order", "a.jsonl", `{"case":"CP-1","event":"born","on":"20/01/2026"}`, `a.jsonl:1:36: on: "20/01/2026" is not a date; accepted is a day that exists, written YYYY-MM-DD`},
		{"everything missing", "a.jsonl", "{}", "a.jsonl:1: case: missing; an event needs it\na.jsonl:1: event: missing; an event needs it\na.jsonl:1: on: missing; an event needs it"},
		{"a case of a blank", "a.jsonl", `{"case":"\u00a0 ","event":"born","on":"2026-01-20"}`, `a.jsonl:1:9: case: "\u00a0 " has no character that can be seen; accepted is the reference of the case`},
		{"a case that cannot be seen", "a.csv", "case,event,on\n\u200b,born,2026-01-20\n", `a.csv:2:1: case: "\u200b" has no character that can be seen; accepted is the reference of the case`},
		{"outcome missing", "a.jsonl", `{"case":"CP-1","event":"conference-held","on":"2026-01-20","conference":"initial"}`, "a.jsonl:1: outcome: missing; conference-held needs it"},
		{"not carried", "a.jsonl", born + `,"outcome":"registered"}`, "a.jsonl:1: outcome: born does not carry it; accepted: id, case, event, on, recorded, by, source, replaces"},
		{"a default, not carried", "a.jsonl", born + `,"subject":"child"}`, "a.jsonl:1: subject: born does not carry it; accepted: id, case, event, on, recorded, by, source, replaces"},
		{"two at once", "a.jsonl", `{"case":"CP-1","event":"closed","on":"2026-13-01","cause":"dead"}`,
			"a.jsonl:1:38: on: \"2026-13-01\" is no day of the calendar; accepted is a day that exists, written YYYY-MM-DD\na.jsonl:1:59: cause: \"dead\" is no cause; accepted: moved-away, died, pregnancy-ended, process-ended"},
		{"no such rule", "a.jsonl", `{"case":"CP-1","event":"reason-recorded","on":"2026-01-20","rule":"minute","start":"2026-01-05","category":"inquorate"}`, `a.jsonl:1: rule: "minute" is no rule of any pack; accepted: minutes, plan`},
		{"other without text", "a.jsonl", `{"case":"CP-1","event":"reason-recorded","on":"2026-01-20","rule":"plan","start":"2026-01-05","category":"other"}`, "a.jsonl:1: text: missing; the category other needs it"},
		{"an id twice", "a.jsonl", held("e1") + held("e2") + held("e1"), `a.jsonl:3: id: "e1" was used before (a.jsonl:1); accepted is an id used once`},
		{"withdraws nothing", "a.jsonl", held("e1") + `{"id":"e2","case":"CP-0417","event":"withdrawn","on":"2026-01-21","target":"e9"}`, `a.jsonl:2:76: target: "e9" is the id of no event; accepted is the id of an event of the same case`},
		{"replaces nothing", "a.jsonl", born + `,"replaces":"e9"}`, `a.jsonl:1:70: replaces: "e9" is the id of no event; accepted is the id of an event of the same case`},
		{"another's event", "a.jsonl", held("e1") + `{"case":"CP-1","event":"born","on":"2026-01-20","replaces":"e1"}`, `a.jsonl:2:60: replaces: "e1" is an event of another case; accepted is the id of an event of the same case`},
		{"a withdrawal", "a.jsonl", held("e1") + `{"id":"e2","case":"CP-0417","event":"withdrawn","on":"2026-01-21","target":"e1"}` + "\n" + `{"id":"e3","case":"CP-0417","event":"withdrawn","on":"2026-01-21","target":"e2"}`,
			`a.jsonl:3:76: target: "e2" is a withdrawal, which stays; accepted is the id of any other event of the same case`},
		{"unknown column", "a.csv", "id,case,event,on,name\n", `a.csv:1:18: the header: unknown field "name"; ` + all},
		{"column twice", "a.csv", "case,event,on,on\n", `a.csv:1:15: the header: "on" twice; accepted is once`},
		{"column missing", "a.csv", "id,case,event\ne1,CP-1,born\n", "a.csv:1: the header: on is missing; every event needs it"},
		{"a council's export", "a.csv", "Person ID,Date\n", "a.csv:1: the header: none of its names is one of an event's; " + all + "; a council's own export needs a mapping"},
		{"ragged", "a.csv", header + "e1,CP-1\n", "a.csv:2: 2 cells, the header has 6; accepted is one for each name"},
		{"a row's faults", "a.csv", header + "e1,CP-1,conference-held,2026-02-31,final,\n",
			"a.csv:2: outcome: missing; conference-held needs it\na.csv:2:25: on: \"2026-02-31\" is no day of the calendar; accepted is a day that exists, written YYYY-MM-DD\na.csv:2:36: conference: \"final\" is no kind of conference; accepted: initial, continued-initial, pre-birth, review, transfer"},
		{"after lines in quotes", "a.csv", header + "e1,\"CP\n1\",born,2026-02-31,,\ne2,CP-1,borne,2026-02-01,,\n",
			"a.csv:3:9: on: \"2026-02-31\" is no day of the calendar; accepted is a day that exists, written YYYY-MM-DD\na.csv:4:9: event: \"borne\" is no event; accepted: " + strings.Join(deadline.Kinds(), ", ")},
		{"after empty lines and a bad row", "a.csv", "\n" + header + "\n\ne1,C\"P,born,2026-02-01,,\n\ne2,CP-1,borne,2026-02-01,,\n",
			"a.csv:5:5: a quote inside a cell, or text after a closing quote; accepted is a quote at both ends of a cell, and \"\" for one inside\na.csv:7:9: event: \"borne\" is no event; accepted: " + strings.Join(deadline.Kinds(), ", ")},
		{"a quote met by another's", "a.csv", header + "e1,\"CP,born,2026-02-01,,\ne2,\"CP\",born,2026-02-01,,\n",
			"a.csv:3:4: a quote inside a cell, or text after a closing quote; accepted is a quote at both ends of a cell, and \"\" for one inside (lines 2 to 3 were read as one row)"},
		{"a quote never closed", "a.csv", header + "e1,CP,born,2026-02-31,,\ne2,\"CP,born,2026-02-01,,\ne3,CP,born,2026-02-31,,\n",
			"a.csv:2:12: on: \"2026-02-31\" is no day of the calendar; accepted is a day that exists, written YYYY-MM-DD\na.csv:3: a quote in the row that begins here is never closed, so nothing after it can be read; accepted is a quote at both ends of a cell, and \"\" for one inside"},
		{"NUL in a table", "a.csv", header + "e1,CP\x00,born,2026-01-20,,\n", "a.csv:2:6: a NUL character; accepted is text (UTF-16 only with its byte order mark)"},
		{"two encodings", "a.csv", header + "e1,CP-\xe9,born,2026-01-20,,\ne2,CP-é,born,2026-01-20,,\n", "a.csv:3: UTF-8 in a file that is Windows-1252 from line 2 on; accepted is one encoding throughout"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, faults := readAll(t, Options{Rules: []string{"minutes", "plan"}}, text(c.file, c.content))
			if got := strings.Join(faults, "\n"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// What only the files of a run together show, in the order of the files.
func TestFaultsAcrossFiles(t *testing.T) {
	withdraws := `{"id":"w","case":"CP-0417","event":"withdrawn","on":"2026-01-21","target":"e1"}` + "\n"
	if _, faults := readAll(t, Options{}, text("a.jsonl", withdraws), text("b.jsonl", held("e1"))); faults != nil {
		t.Errorf("a withdrawal before its event: %q", faults)
	}
	_, faults := readAll(t, Options{}, text("a.jsonl", withdraws+"x"), text("b.jsonl", held("e2")), text("c.jsonl", held("e2")))
	want := []string{`a.jsonl:1:75: target: "e1" is the id of no event; accepted is the id of an event of the same case`,
		"a.jsonl:2:1: malformed JSON; accepted here is an object in braces", `c.jsonl:1: id: "e2" was used before (b.jsonl:1); accepted is an id used once`}
	if strings.Join(faults, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q", faults)
	}
	stored := func(id string) (string, deadline.Kind, bool) { return "CP-0417", deadline.Born, id == "e1" }
	if _, faults := readAll(t, Options{Stored: stored}, text("a.jsonl", withdraws)); faults != nil {
		t.Errorf("a withdrawal of a stored event: %q", faults)
	}
	if _, faults := readAll(t, Options{NeedRecorded: true}, text("a.jsonl", held("e1"))); len(faults) != 1 || !strings.Contains(faults[0], "recorded: missing") {
		t.Errorf("known at an instant: %q", faults)
	}
}

func TestCollect(t *testing.T) {
	got, err := Collect(Options{}, text("a.jsonl", held("e1")+`{"id":"b","case":"CP-0002","event":"born","on":"2026-01-20"}`+"\n"),
		text("b.csv", "id,case,event,on,target\nw,CP-0417,withdrawn,2026-01-22,e1\n"))
	if err != nil || got.Faults != nil {
		t.Fatal(err, got.Faults)
	}
	if len(got.Cases) != 2 || got.Events != 3 || got.Cases[0].Ref != "CP-0002" || got.Cases[1].Facts[1].Withdraws != 1 || got.Cases[1].Event(1).Source != "b.csv:2" {
		t.Errorf("got %+v", got)
	}
	named := strings.Replace(held("e1"), `"case"`, `"source":"paper","case"`, 1)
	if events, _ := readAll(t, Options{}, text("a.jsonl", named)); events[0].Source != "paper" {
		t.Errorf("the source given is lost: %+v", events[0])
	}
	if got, _ = Collect(Options{}, text("a.jsonl", "x")); got.Faults == nil || got.Cases != nil {
		t.Errorf("a faulty file gives cases: %+v", got)
	}
}
