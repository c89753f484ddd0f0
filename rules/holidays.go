package rules

import (
	_ "embed"
	"os"
	"regexp"
	"slices"
	"strconv"
	"sync"

	"caseclock/deadline"

	"go.yaml.in/yaml/v3"
)

//go:embed holidays/scotland.yaml
var scotlandFile []byte

// scotland reads the built-in list once.
var scotland = sync.OnceValue(func() *Holidays {
	h, err := ReadHolidays("holidays/scotland.yaml", scotlandFile)
	if err != nil {
		panic("rules: " + err.Error())
	}
	return h
})

// Scotland gives Scotland's bank holidays as a calendar, whole for 2012 and
// for 2015 to 2028. It is shared and not changed.
func Scotland() *deadline.Calendar { return scotland().Calendar() }

// ScotlandHolidays gives the built-in list itself.
func ScotlandHolidays() *Holidays { return scotland() }

// Holidays is a list of days on which nobody works, as a file writes it:
//
//	name: Scotland's bank holidays
//	version: "2026-06"
//	whole: [2012, 2015 to 2028]     the years that the list holds whole
//	days:
//	  - {on: 2026-12-25, name: Christmas Day}
type Holidays struct {
	Name    string             `json:"name"`
	Version string             `json:"version"`
	Whole   []int              `json:"whole"` // years, ascending
	Days    []deadline.Holiday `json:"days"`  // in order

	calendar *deadline.Calendar
}

// Calendar counts working days by the list.
func (h *Holidays) Calendar() *deadline.Calendar { return h.calendar }

// LoadHolidays reads a file of holidays.
func LoadHolidays(path string) (*Holidays, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	data, err := readLimited(path)
	if err != nil {
		return nil, err
	}
	return ReadHolidays(path, data)
}

// ReadHolidays reads the bytes of a file of holidays. The error is Faults,
// all of them, each with file and line; name stands for the file there.
func ReadHolidays(name string, data []byte) (*Holidays, error) {
	n := &notes{file: name}
	h := &Holidays{}
	if node := n.parse(data); node != nil {
		n.readHolidays(h, node)
	}
	if faults := n.sorted(); len(faults) > 0 {
		return nil, faults
	}
	h.calendar = deadline.NewCalendar(h.Name, h.Version, h.Whole, h.Days)
	return h, nil
}

func (n *notes) readHolidays(h *Holidays, node *yaml.Node) {
	keys := n.keys(node, "a list of holidays", "name", "version", "whole", "days")
	if node.Kind != yaml.MappingNode {
		return
	}
	h.Name = n.required(node, keys["name"], "name", "what the calendar is called, such as Scotland's bank holidays")
	h.Version = n.required(node, keys["version"], "version", `a text such as "2026-06"`)
	for _, item := range n.items(keys["whole"], "whole") {
		h.Whole = append(h.Whole, n.years(item)...)
	}
	if keys["whole"] == nil {
		n.at(node, "whole is missing; accepted is a list of the years that the list holds whole")
	}
	slices.Sort(h.Whole)
	h.Whole = slices.Compact(h.Whole)
	if keys["days"] == nil {
		n.at(node, "days is missing; accepted is a list of days, each with on and name")
	}
	for _, item := range n.items(keys["days"], "days") {
		n.addHoliday(h, item)
	}
	slices.SortFunc(h.Days, func(a, b deadline.Holiday) int { return int(a.On - b.On) })
}

func (n *notes) addHoliday(h *Holidays, item *yaml.Node) {
	keys := n.keys(item, "a day", "on", "name")
	if item.Kind != yaml.MappingNode {
		return
	}
	day := deadline.Holiday{On: n.date(keys["on"], "on"), Name: n.required(item, keys["name"], "name", "what the day is called")}
	if keys["on"] == nil {
		n.at(item, "on is missing; accepted is a day, written YYYY-MM-DD")
	}
	if day.On == 0 {
		return
	}
	if y := day.On.Year(); y < firstYear || y > lastYear {
		n.at(keys["on"], "on: the year %d is out of range; accepted is %d to %d", y, firstYear, lastYear)
		return
	}
	if i := slices.IndexFunc(h.Days, func(o deadline.Holiday) bool { return o.On == day.On }); i >= 0 {
		n.at(item, "on: %s is listed twice, first as %s", day.On, clip(h.Days[i].Name))
		return
	}
	h.Days = append(h.Days, day)
}

// firstYear and lastYear bound what a list may hold, so that a slip of a digit
// does not make a calendar of a thousand years.
const firstYear, lastYear = 1990, 2100

var yearsShape = regexp.MustCompile(`^(\d{4})(?: to (\d{4}))?$`)

// years reads "2012" or "2015 to 2028".
func (n *notes) years(node *yaml.Node) []int {
	s := n.text(node, "whole")
	m := yearsShape.FindStringSubmatch(s)
	if m == nil {
		if node.Kind == yaml.ScalarNode {
			n.at(node, "whole: %q is no year; accepted: 2026, or 2015 to 2028", clip(s))
		}
		return nil
	}
	from, _ := strconv.Atoi(m[1])
	to := from
	if m[2] != "" {
		to, _ = strconv.Atoi(m[2])
	}
	if from < firstYear || to > lastYear || to < from {
		n.at(node, "whole: %q is out of range; accepted are years from %d to %d in their order", clip(s), firstYear, lastYear)
		return nil
	}
	var years []int
	for y := from; y <= to; y++ {
		years = append(years, y)
	}
	return years
}
