package draw

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"caseclock/report/document"
)

func rowsOf(t testing.TB, r document.Report, id string) [][]string {
	t.Helper()
	var b bytes.Buffer
	if err := CSV(&b, r, id); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// firstColumns are a contract of the first form of the report: they stay, in
// this order; columns are only added after them.
const firstColumns = "authority,rule,basis,due,met,met_late,overdue,ended,ended_overdue,pending," +
	"percent_in_time,median_days_late,longest_days_late,unexplained," +
	"where_possible,limit,no_reason,proposed_dates_missed,agreed_in_advance," +
	"no_due_day_undated,no_due_day_unknown,no_due_day_settled,from,to,as_at,known_at,mark,product,digest," +
	"reason_parent-unable-to-attend,reason_inquorate,reason_school-holiday"

func TestCSVKeepsItsFirstColumns(t *testing.T) {
	rows := rowsOf(t, rich(), "figures")
	if got := strings.Join(rows[0], ","); !strings.HasPrefix(got, firstColumns) {
		t.Errorf("the columns are\n%s\nand not first\n%s", got, firstColumns)
	}
	if got, want := strings.Join(rows[2][:14], ","), ",timescale-01,meeting,[c],[c],0,0,0,0,0,[c],[c],,0"; got != want {
		t.Errorf("a row with hidden cells is %s, not %s", got, want)
	}
	if len(rows) != 1+2*3*17 {
		t.Errorf("%d rows", len(rows))
	}
}

func TestCSVGuardsTexts(t *testing.T) {
	rows := rowsOf(t, hostile(), "texts")
	if got := rows[0]; got[0] != "n" || got[1] != "'=our-own" || got[2] != "reason_=our-own" {
		t.Errorf("the heads are %q", got)
	}
	for i, row := range rows[1:] {
		got, text := row[1], hostileTexts[i]
		if strings.ContainsAny(got[:min(1, len(got))], "=+-@\t\r") {
			t.Errorf("%q begins as a formula", got)
		}
		if got == "[c]" || got == "[x]" {
			t.Errorf("the text %q reads as shorthand", text)
		}
		if want := clean(text); got != want && got != "'"+want {
			t.Errorf("%q was written as %q", text, got)
		}
	}
}

func TestCSVRefuses(t *testing.T) {
	r := rich()
	if err := CSV(&bytes.Buffer{}, r, "nothing"); err == nil || !strings.Contains(err.Error(), `"nothing"`) {
		t.Errorf("data that is not there: %v", err)
	}
	r.Data[0].Rows[3] = r.Data[0].Rows[3][1:]
	for form, err := range map[string]error{"CSV": CSV(&bytes.Buffer{}, r, "figures"), "JSON": JSON(&bytes.Buffer{}, r)} {
		if err == nil || !strings.Contains(err.Error(), "row 4") {
			t.Errorf("%s of a row that lacks a cell: %v", form, err)
		}
	}
}

// What a reader of tabular data on the web sees of the metadata.
type metadataRead struct {
	Context []any  `json:"@context"`
	Title   string `json:"dc:title"`
	Tables  []struct {
		URL    string `json:"url"`
		Schema struct {
			Columns []struct {
				Name     string   `json:"name"`
				Titles   []string `json:"titles"`
				Datatype any      `json:"datatype"`
				Null     []string `json:"null"`
			} `json:"columns"`
			PrimaryKey []string `json:"primaryKey"`
		} `json:"tableSchema"`
	} `json:"tables"`
	Notes []struct {
		Name  string `json:"schema:name"`
		Value any    `json:"schema:value"`
	} `json:"notes"`
}

func metadataOf(t testing.TB, r document.Report) metadataRead {
	t.Helper()
	var b bytes.Buffer
	if err := CSVW(&b, r); err != nil {
		t.Fatal(err)
	}
	var m metadataRead
	if err := json.Unmarshal(b.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// A name is a variable of a URI template and does not begin with _.
var isName = regexp.MustCompile(`^([A-Za-z0-9]|%[0-9A-F]{2})([A-Za-z0-9_]|%[0-9A-F]{2})*$`)

// Every file of rows is what its metadata says, read by rules of its own.
func TestCSVWSaysWhatTheRowsHold(t *testing.T) {
	for name, r := range samples() {
		m := metadataOf(t, r)
		if m.Context[0] != "http://www.w3.org/ns/csvw" || m.Title != strings.ToValidUTF8(r.Title, "\uFFFD") || len(m.Tables) != len(r.Data) {
			t.Errorf("%s: %v %q, %d tables", name, m.Context, m.Title, len(m.Tables))
		}
		for i, table := range m.Tables {
			if table.URL != r.Data[i].ID+".csv" {
				t.Errorf("%s: %s", name, table.URL)
			}
			rows := rowsOf(t, r, r.Data[i].ID)
			names := map[string]int{}
			for x, c := range table.Schema.Columns {
				if _, twice := names[c.Name]; twice || !isName.MatchString(c.Name) {
					t.Errorf("%s: %s: the name %q", name, table.URL, c.Name)
				}
				names[c.Name] = x
				if !slices.Contains(c.Titles, rows[0][x]) {
					t.Errorf("%s: %s: the head %q is not in %q", name, table.URL, rows[0][x], c.Titles)
				}
				for y, row := range rows[1:] {
					if why := fault(row[x], c.Datatype, c.Null); why != "" {
						t.Errorf("%s: %s: row %d: %s: %s", name, table.URL, y+1, c.Name, why)
					}
				}
			}
			unique(t, rows[1:], names, table.Schema.PrimaryKey)
		}
	}
}

func unique(t *testing.T, rows [][]string, names map[string]int, key []string) {
	t.Helper()
	seen := map[string]bool{}
	for y, row := range rows {
		var of []string
		for _, k := range key {
			x, ok := names[k]
			if !ok {
				t.Fatalf("the primary key names %s, which is no column", k)
			}
			of = append(of, row[x])
		}
		if id := fmt.Sprintf("%q", of); key != nil && seen[id] {
			t.Errorf("row %d: %s is there twice", y+1, id)
		} else {
			seen[id] = true
		}
	}
}

// fault says why a cell is not of its datatype.
func fault(cell string, datatype any, null []string) string {
	if slices.Contains(null, cell) {
		return ""
	}
	if d, ok := datatype.(map[string]any); ok {
		switch {
		case d["base"] == "date" && d["format"] == "yyyy-MM-dd":
			if _, err := time.Parse("2006-01-02", cell); err != nil {
				return err.Error()
			}
			return ""
		case d["base"] == "boolean" && d["format"] == "yes|no":
			if cell != "yes" && cell != "no" {
				return cell + " is neither yes nor no"
			}
			return ""
		}
	}
	switch datatype {
	case "integer":
		if _, err := strconv.Atoi(cell); err != nil {
			return err.Error()
		}
	case "decimal":
		if !regexp.MustCompile(`^-?[0-9]+(\.[0-9])?$`).MatchString(cell) {
			return cell + " is no decimal"
		}
	case "string":
	default:
		return fmt.Sprint(datatype, " is no datatype used here")
	}
	return ""
}

// The particulars of the report go with the rows.
func TestCSVWCarriesTheParticulars(t *testing.T) {
	got := map[string]any{}
	for _, n := range metadataOf(t, rich()).Notes {
		got[n.Name] = n.Value
	}
	for name, want := range map[string]any{"mark": "For the committee: small numbers hidden", "as_at": "2026-04-15", "known_at": "2026-04-16T09:30:00Z",
		"threshold": 5.0, "target": 95.0, "product": "caseclock 0.3.0", "pack": "National guidance (national-2021), version 6",
		"calendar": "Scotland's bank holidays, version 2026-1, to 31 December 2028", "digest": rich().Scope.Digest} {
		if got[name] != want {
			t.Errorf("%s is %v, not %v", name, got[name], want)
		}
	}
}
