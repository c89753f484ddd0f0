package config

import (
	"errors"
	"fmt"

	"caseclock/deadline"
	"caseclock/rules"
)

// Calendar is the configured list of holidays, or Scotland's.
func (c *Config) Calendar() (*deadline.Calendar, error) {
	if c.Holidays == "" {
		return rules.Scotland(), nil
	}
	h, err := rules.LoadHolidays(c.Holidays)
	if err != nil {
		return nil, fmt.Errorf("holidays: %w", err)
	}
	return h.Calendar(), nil
}

// packs checks that every pack named is there and can be read, and so is the
// list of holidays.
func (k *checker) packs() {
	for i, a := range k.c.Authorities {
		for j, r := range a.Rules {
			at := fmt.Sprintf("authorities[%d].rules[%d]", i, j)
			if r.Pack != "" {
				_, err := rules.Builtin(r.Pack)
				k.unreadable(at+".pack", err)
			}
			if r.File != "" && k.file(at+".file", r.File) {
				_, err := rules.LoadFile(r.File)
				k.unreadable(at+".file", err)
			}
		}
	}
	if k.file("holidays", k.c.Holidays) && k.c.Holidays != "" {
		_, err := rules.LoadHolidays(k.c.Holidays)
		k.unreadable("holidays", err)
	}
}

// unreadable notes why a file that is named cannot be used; the faults within
// it have a line of their own each.
func (k *checker) unreadable(path string, err error) {
	var within rules.Faults
	switch {
	case err == nil:
	case errors.As(err, &within):
		for _, f := range within {
			k.fault(path, "%v", f)
		}
	default:
		k.fault(path, "%v", err)
	}
}
