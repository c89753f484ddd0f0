package deadline

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// rows reads a table of testdata/vectors: dates published by others, one a row.
func rows(t *testing.T, file string) []map[string]string {
	t.Helper()
	f, err := os.Open("testdata/vectors/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, rec := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = rec[i]
		}
		out = append(out, row)
	}
	return out
}

func on(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Rows rounded by clamp, and those on which every rounding agrees, are ours.
// Rows rounded to the next day are another convention: one day after ours,
// always the first of a month.
func TestPeriodAdditionWorked(t *testing.T) {
	count := map[string]int{}
	for _, r := range rows(t, "period_addition_worked.csv") {
		count[r["rounding"]]++
		months := 12*number(t, r["years"]) + number(t, r["months"])
		got := on(t, r["input_date"]).AddMonths(months) + Date(7*number(t, r["weeks"])+number(t, r["days"]))
		want := on(t, r["expected_date"])
		switch r["rounding"] {
		case "clamp", "any":
			if got != want {
				t.Errorf("%s: %s is %s, want %s", r["id"], r["input_date"], got, want)
			}
		case "next_day":
			if got+1 != want && !(number(t, r["days"]) != 0 || number(t, r["weeks"]) != 0) {
				t.Errorf("%s: the other convention gives %s, one day after ours %s was expected", r["id"], want, got)
			}
			if got == want {
				t.Errorf("%s: does not differ from ours: %s", r["id"], want)
			}
		default:
			t.Errorf("%s: unknown rounding %q", r["id"], r["rounding"])
		}
	}
	if fmt.Sprint(count) != "map[any:19 clamp:84 next_day:11]" {
		t.Errorf("rows by rounding: %v", count)
	}
}

func publishedCalendars(t *testing.T) map[string]*Calendar {
	t.Helper()
	days := map[string][]Holiday{}
	for _, r := range rows(t, "uk_bank_holidays.csv") {
		days[r["division"]] = append(days[r["division"]], Holiday{on(t, r["date"]), r["name"]})
	}
	for _, r := range rows(t, "aux_calendars.csv") {
		days[r["calendar"]] = append(days[r["calendar"]], Holiday{on(t, r["date"]), "holiday"})
	}
	days["ew-plus-2023-11-30"] = append(days["england-and-wales"], Holiday{on(t, "2023-11-30"), "one day more"})
	var years []int
	for y := 2007; y <= 2028; y++ {
		years = append(years, y)
	}
	cals := map[string]*Calendar{}
	for name, hs := range days {
		cals[name] = NewCalendar(name, "published", years, hs)
	}
	return cals
}

// The nth working day after and before a day are ours. The other conventions
// are worked out from ours here, so that each row shows how it differs.
func TestWorkingDaysWorked(t *testing.T) {
	cals := publishedCalendars(t)
	count := map[string]int{}
	for _, r := range rows(t, "working_days_uk_worked.csv") {
		count[r["operation"]]++
		cal, from := cals[r["calendar"]], on(t, r["input_date"])
		if strings.HasPrefix(r["operation"], "count_") {
			countsWorkingDays(t, cal, r)
			continue
		}
		n, want := number(t, r["arg"]), on(t, r["expected"])
		ours, got, err := byConvention(cal, r["operation"], from, n)
		if err != nil || got != want {
			t.Errorf("%s %s: %s and %d is %s (%v), want %s", r["id"], r["operation"], from, n, got, err, want)
		}
		if theirs := got != ours; theirs && strings.HasPrefix(r["operation"], "nth_working_day_after") {
			t.Errorf("%s: our own convention differs from itself", r["id"])
		}
	}
	want := map[string]int{"nth_working_day_after": 42, "nth_working_day_before": 16, "add_days": 5, "add_months": 2,
		"add_days_then_roll": 22, "add_months_then_roll": 15, "count_working_days_after": 4, "count_working_days_inclusive": 2,
		"nth_working_day_inclusive": 2, "roll_start_then_add_days": 4, "roll_start_then_nth_working_day_after": 3}
	if fmt.Sprint(count) != fmt.Sprint(want) {
		t.Errorf("rows by operation: %v\nwant %v", count, want)
	}
}

// byConvention gives our answer and the one of the row's convention.
func byConvention(cal *Calendar, operation string, from Date, n int) (ours, theirs Date, err error) {
	roll := func(d Date) Date { // to the next working day, where it is none
		r, e := cal.After(d-1, 1)
		if e != nil {
			err = e
		}
		return r
	}
	switch operation {
	case "nth_working_day_after":
		ours, err = cal.After(from, n)
		return ours, ours, err
	case "nth_working_day_before":
		ours, err = cal.Before(from, n)
		return ours, ours, err
	case "add_days":
		return from + Date(n), from + Date(n), nil
	case "add_months":
		return from.AddMonths(n), from.AddMonths(n), nil
	case "add_days_then_roll":
		return from + Date(n), roll(from + Date(n)), err
	case "add_months_then_roll":
		return from.AddMonths(n), roll(from.AddMonths(n)), err
	case "nth_working_day_inclusive": // the first day counts as day 1
		ours, _ = cal.After(from, n)
		theirs, err = cal.After(from-1, n)
		return ours, theirs, err
	case "roll_start_then_add_days":
		return from + Date(n), roll(from) + Date(n), err
	case "roll_start_then_nth_working_day_after":
		ours, _ = cal.After(from, n)
		theirs, err = cal.After(roll(from), n)
		return ours, theirs, err
	}
	return 0, 0, fmt.Errorf("unknown operation %q", operation)
}

// countsWorkingDays reads a row that counts backwards from the answer: so many
// working days lie between two days.
func countsWorkingDays(t *testing.T, cal *Calendar, r map[string]string) {
	t.Helper()
	from, to := on(t, r["input_date"]), on(t, r["arg"])
	if r["operation"] == "count_working_days_inclusive" {
		from--
	}
	n := 0
	for d := from + 1; d <= to; d++ {
		if works, known := cal.Workday(d); works && known {
			n++
		}
	}
	if n != number(t, r["expected"]) {
		t.Errorf("%s: %d working days from %s to %s, want %s", r["id"], n, from, to, r["expected"])
	}
}

func TestGestationWorked(t *testing.T) {
	n := 0
	for _, r := range rows(t, "gestation_worked.csv") {
		n++
		var got string
		switch r["operation"] {
		case "edd_from_gestation_on_date":
			var g Gestation
			if _, err := fmt.Sscanf(r["gestation"], "%dw%dd", &g.Weeks, &g.Days); err != nil {
				t.Fatal(err)
			}
			got = EDDFromGestation(on(t, r["input"]), g).String()
			if at := GestationOn(on(t, r["input"]), on(t, r["expected"])); at != g {
				t.Errorf("%s: at %s the pregnancy is at %s, want %s", r["id"], r["input"], at, g)
			}
		case "edd_from_lmp":
			got = EDDFromLMP(on(t, r["input"])).String()
		case "gestation_on_date_from_lmp", "completed_weeks_from_lmp":
			var lmp, day string
			if _, err := fmt.Sscanf(r["input"], "lmp=%s on=%s", &lmp, &day); err != nil {
				t.Fatal(err)
			}
			g := GestationOn(on(t, day), EDDFromLMP(on(t, lmp)))
			if got = fmt.Sprintf("%dw%dd", g.Weeks, g.Days); r["operation"] == "completed_weeks_from_lmp" {
				got = strconv.Itoa(g.Weeks)
			}
		}
		if got != r["expected"] {
			t.Errorf("%s %s: %s, want %s", r["id"], r["operation"], got, r["expected"])
		}
	}
	if n != 8 {
		t.Errorf("%d rows, want 8", n)
	}
}
