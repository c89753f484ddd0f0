//go:build trial

package clock

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"testing"
	"time"

	"caseclock/cmd/caseclock/daemon"
	"caseclock/deadline"
	"caseclock/notify"
	"caseclock/trial"
	"caseclock/trial/twin"

	"github.com/robfig/cron/v3"
)

// Each hour of the four days round each change of clocks of 2020 to 2040; and
// each sum of months that PostgreSQL made.
func TestT1(t *testing.T) {
	changes := changesOfClocks(2020, 2040)
	r := trial.Begin(t, trial.Promise{ID: "T1", Says: "a change of clocks moves no deadline, leaves no day without an evaluation, and neither loses nor doubles a day's mail",
		Short: len(changes), Long: len(changes)})
	r.All(func(i int, chance *rand.Rand) error {
		return aroundChange(t, changes[i], chance, cron.Every(time.Hour))
	})
	r.Note("%d hours round %d changes of clocks in Europe/London, 2020 to 2040", len(changes)*96, len(changes))
	slot, err := cron.ParseStandard("CRON_TZ=Europe/London 30 1 * * *")
	if err != nil {
		t.Fatal(err)
	}
	noticed := 0
	for i, c := range changes {
		if aroundChange(t, c, r.Chance(i), slot) != nil {
			noticed++
		}
	}
	r.Twin("a cron slot of 01:30 that means a day's run", len(changes), noticed, len(changes)/2)
	tryMonths(t, r)
}

// tryMonths runs the table of sums of months, and its broken twin.
func tryMonths(t *testing.T, r *trial.Run) {
	_, out := twin.Fails(t, nil, "./deadline", "-run", "TestMonthsAgree", "-v")
	m := regexp.MustCompile(`months: (\d+) sums, (\d+) wrong`).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("the table of months was not run:\n%s", out)
	}
	sums, _ := strconv.Atoi(m[1])
	wrong, _ := strconv.Atoi(m[2])
	r.Count(sums, wrong)
	r.Note("%d sums of months equal to a table that PostgreSQL made", sums)
	add := twin.Edit{File: "deadline/date.go", Old: "	return civil(y, m, min(day, daysIn(y, m)))",
		New: "	u := time.Date(y, time.Month(m), day, 0, 0, 0, 0, time.UTC)\n	return civil(u.Year(), int(u.Month()), u.Day())"}
	failed, out := twin.Fails(t, []twin.Edit{add}, "./deadline", "-run", "TestMonthsAgree", "-v")
	noticed := 0
	if failed && regexp.MustCompile(`months: \d+ sums, [1-9]\d* wrong`).MatchString(out) {
		noticed = 1
	}
	r.Twin("months added as time.AddDate does", 1, noticed, 1)
}

// changesOfClocks are the instants at which London's clocks change.
func changesOfClocks(from, to int) []time.Time {
	var all []time.Time
	for at := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() <= to; at = at.Add(time.Hour) {
		_, before := at.Add(-time.Second).In(deadline.London).Zone()
		if _, after := at.In(deadline.London).Zone(); before != after {
			all = append(all, at)
		}
	}
	return all
}

// aroundChange runs the daemon over two days before and two after a change, with
// a chair who is owed a mail each day.
func aroundChange(t *testing.T, change time.Time, chance *rand.Rand, schedule daemon.Schedule) error {
	y, m, d := change.In(deadline.London).AddDate(0, 0, -2).Date()
	begin := time.Date(y, m, d, 0, 0, 0, 0, deadline.London).Add(time.Duration(1+chance.IntN(59)) * time.Minute)
	return inBubble(t, begin, func(l *lab) error {
		l.schedule = schedule
		l.alerts.DigestAt = notify.Clock(chance.IntN(8) * 30) // among them the hour that is left out or comes twice
		l.alerts.Hours = notify.Hours{From: 0, To: 24 * 60}
		if l.alerts.DigestAt == 0 {
			l.alerts.Hours.To-- // with a digest from midnight on and no hours there are no digests
		}
		l.alerts.Ladder = notify.Ladder{{When: notify.Unexplained, Days: 1, Every: 1, To: []string{notify.Chair}}}
		l.open()
		today := deadline.DayOf(begin)
		l.record("case-assigned", "CP-0001", today-40, "authority", "stirling", "chair", "chair-1")
		l.record("concern-notified", "CP-0001", today-30)
		l.record("conference-held", "CP-0001", today-4, "conference", "initial", "outcome", "registered")
		due := l.due()
		l.start()
		for hour := range 95 {
			time.Sleep(time.Hour)
			if now := l.due(); now != due {
				return fmt.Errorf("hour %d: a deadline moved:\n%s\nwas\n%s", hour, now, due)
			}
		}
		return l.eachDayOnce(today, 4)
	})
}

// eachDayOnce says which of the days had no evaluation or not one mail.
func (l *lab) eachDayOnce(from deadline.Date, days int) error {
	evaluated, mailed := map[deadline.Date]int{}, map[deadline.Date]int{}
	for _, w := range l.wakes {
		if w.err != nil {
			return w.err
		}
		evaluated[deadline.DayOf(w.at)]++
	}
	for _, m := range l.post.all() {
		mailed[deadline.DayOf(m.at)]++
	}
	for d := from; d < from+deadline.Date(days); d++ {
		if evaluated[d] == 0 || mailed[d] != 1 {
			return fmt.Errorf("%s: %d evaluations and %d mails, with a digest from minute %d of the day", d, evaluated[d], mailed[d], l.alerts.DigestAt)
		}
	}
	return l.post.twice()
}
