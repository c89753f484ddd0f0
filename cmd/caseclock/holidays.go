package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"caseclock/rules"

	"github.com/spf13/cobra"
)

func holidaysCommand(a *app) *cobra.Command {
	c := &cobra.Command{Use: "holidays", Short: "Check the list of bank holidays"}
	c.AddCommand(holidaysCheck(a))
	return c
}

func holidaysCheck(a *app) *cobra.Command {
	var format, asAt string
	c := &cobra.Command{
		Use:   "check [FILE]",
		Short: "Say what a list of holidays holds, how long it lasts and what looks wrong",
		Long: `Check looks a list of holidays through: the file named, else the configured
one, else the built-in one, and the closure days of the configured authorities.
The exit status is 1 where a usual day is missing, a day lies at a weekend or
fewer than six months are left.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.checkHolidays(args, asAt, format) },
	}
	formatFlag(c, &format, "table", "json")
	c.Flags().StringVar(&asAt, "as-at", "", "count the months left from `DATE` (default: today in London)")
	return c
}

func (a *app) checkHolidays(args []string, asAt, format string) error {
	m, err := a.moment(asAt, "")
	if err != nil {
		return err
	}
	settings, err := a.config()
	if err != nil {
		return err
	}
	file := settings.Holidays
	if len(args) > 0 {
		file = args[0]
	}
	h, err := a.openHolidays(file)
	if err != nil {
		return err
	}
	check := rules.CheckHolidays(h, m.AsAt)
	good := check.Good()
	if format == "json" {
		err = printJSON(a.out, check)
	} else {
		_, err = fmt.Fprintln(a.out, strings.Join(append(check.Lines(), a.closureLines(h)...), "\n"))
	}
	if err == nil && !good {
		return errSilent
	}
	return err
}

func (a *app) openHolidays(file string) (*rules.Holidays, error) {
	if file == "" {
		return rules.ScotlandHolidays(), nil
	}
	h, err := rules.LoadHolidays(file)
	if faults, ok := err.(rules.Faults); ok {
		fmt.Fprintln(a.err, faults.Error())
		return nil, errSilent
	}
	if os.IsNotExist(err) {
		return nil, wrongWords("%w", err)
	}
	return h, err
}

// closureLines says what the configured closure days add, and which of them
// change nothing.
func (a *app) closureLines(h *rules.Holidays) []string {
	var lines []string
	for _, authority := range a.settings.Authorities {
		days := slices.Sorted(slices.Values(authority.Closed))
		for _, d := range days {
			name, holiday := h.Calendar().Holiday(d)
			workday, known := h.Calendar().Workday(d)
			why := ""
			switch {
			case holiday:
				why = "changes nothing, being " + name
			case !known:
				why = "lies in a year that the list does not hold whole"
			case !workday:
				why = "changes nothing, being at a weekend"
			default:
				why = "is no working day"
			}
			lines = append(lines, fmt.Sprintf("%s closed: %s %s", authority.ID, d.WithWeekday(), why))
		}
	}
	return lines
}
