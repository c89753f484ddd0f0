package config

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"

	"caseclock/access"
)

// Report is how every report is made.
type Report struct {
	Target    int    `mapstructure:"target"`    // per cent in time that is aimed for
	Threshold int    `mapstructure:"threshold"` // counts of 1 to one less are hidden, except in internal reports
	Trend     int    `mapstructure:"trend"`     // how many quarters the trend shows
	Chromium  string `mapstructure:"chromium"`  // the program that prints a report as PDF; empty: none
}

// Scheduled is a report that the daemon makes when a period has ended.
type Scheduled struct {
	ID        string   `mapstructure:"id"`        // of its series
	Authority string   `mapstructure:"authority"` // an id; empty: all
	Period    string   `mapstructure:"period"`    // one of Periods
	Day       int      `mapstructure:"day"`       // calendar days after the period's last day
	For       string   `mapstructure:"for"`       // one of Audiences
	To        []string `mapstructure:"to"`        // ids of the people who are told that it is there
}

// Periods are those that a report can be made for, and Audiences those whom it
// can be made for.
var (
	Periods   = []string{"month", "quarter", "year-august", "year-april"}
	Audiences = []string{"internal", "committee", "publication"}
)

// scheduledDefaults are what a scheduled report has where it says nothing.
var scheduledDefaults = map[string]any{"day": 15, "for": "committee"}

var scheduledType = reflect.TypeFor[Scheduled]()

// withDefaults fills in what an item of a list leaves out; lists have no
// defaults of their own.
func withDefaults(value any, defaults map[string]any) any {
	given, ok := value.(map[string]any)
	if !ok {
		return value
	}
	filled := maps.Clone(defaults)
	maps.Copy(filled, given)
	return filled
}

// The bounds of what reports can be set to.
const (
	leastThreshold, mostThreshold = 2, 100
	mostTrend                     = 40  // quarters
	latestDay                     = 366 // calendar days after a period
)

func (k *checker) between(path string, n, least, most int, unit string) {
	if n < least || n > most {
		k.fault(path, "%d; accepted is %d to %d%s", n, least, most, unit)
	}
}

func (k *checker) reports() {
	r := k.c.Report
	k.between("report.target", r.Target, 1, 100, " per cent")
	k.between("report.threshold", r.Threshold, leastThreshold, mostThreshold, "")
	k.between("report.trend", r.Trend, 1, mostTrend, " quarters")
	if k.file("report.chromium", r.Chromium) && r.Chromium != "" {
		if info, err := os.Stat(r.Chromium); err == nil && info.Mode()&0o111 == 0 {
			k.fault("report.chromium", "%s is no program; accepted is one that can be started", r.Chromium)
		}
	}
	seen := map[string]bool{}
	for i := range k.c.Reports {
		k.scheduled(fmt.Sprintf("reports[%d]", i), &k.c.Reports[i], seen)
	}
}

func (k *checker) scheduled(path string, s *Scheduled, seen map[string]bool) {
	k.newID(path+".id", s.ID, seen)
	if s.Authority != "" && k.c.Authority(s.Authority) == nil {
		k.fault(path+".authority", "%q is no authority of this configuration; accepted: %s", s.Authority, k.knownAuthorities())
	}
	k.oneOf(path+".period", s.Period, Periods)
	k.between(path+".day", s.Day, 1, latestDay, " calendar days after the period")
	k.oneOf(path+".for", s.For, Audiences)
	for j, id := range s.To {
		at := fmt.Sprintf("%s.to[%d]", path, j)
		switch {
		case k.c.Person(id) == nil:
			k.nobody(at, id)
		case slices.Index(s.To, id) < j:
			k.fault(at, "%q is there already; accepted is each person once", id)
		}
	}
}

// committeeAlone says whether a person may read what the committee does and no
// more.
func (p *Person) committeeAlone() bool {
	return slices.Contains(p.AllRoles(), "committee") && !slices.ContainsFunc(p.AllRoles(), func(r string) bool {
		return access.Role(r).Reaches(access.ReadFigures) != access.Nothing
	})
}

// internalForCommittee names the reports that hide nothing and are told to
// somebody of the committee.
func (c *Config) internalForCommittee() []string {
	var ids []string
	for _, s := range c.Reports {
		told := slices.ContainsFunc(s.To, func(id string) bool { p := c.Person(id); return p != nil && p.committeeAlone() })
		if s.For == "internal" && told {
			ids = append(ids, s.ID)
		}
	}
	return ids
}
